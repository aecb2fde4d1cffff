"""What is written for builders of boxes is what the gateway speaks."""

import re

from gateway import box_asking, box_protocol
from gateway.panels import debounce


def test_every_line_of_the_protocol_is_documented(repository):
    """Each line the gateway sends or reads stands in docs/button-box.md, and no other."""
    text = (repository / "docs" / "button-box.md").read_text(encoding="utf-8")
    from_box, to_box = text.split("| box → gateway |")[1].split("| gateway → box |")
    documented = set(re.findall(r"`([A-Z!#])<", from_box))
    assert documented == set("DUK!#")
    assert all(box_protocol.read_box_line(word + "1") for word in documented)
    table = to_box.split("\n\n")[0]
    sent = {re.sub(r"\d+$", "<ms>", line) for line in (*box_protocol.CONFIRM_LINES, *box_protocol.REFUSE_LINES)}
    sent |= {box_protocol.ASK, box_protocol.FAULT_ON, box_protocol.FAULT_OFF}
    assert set(re.findall(r"`([^`]+)`", "\n".join(re.findall(r"^\| (`.*?) \|", table, re.M)))) == sent


def test_its_numbers_are_the_code_s(repository):
    """Seconds, counts and sizes in the text are those of the code."""
    text = (repository / "docs" / "button-box.md").read_text(encoding="utf-8")
    assert f"more than {debounce.STUCK_S:.0f} seconds" in text
    assert f"({debounce.MOST_PRESSES} times in {debounce.PRESSES_WINDOW_S:.0f} seconds)" in text
    assert f"Every {box_asking.ASK_EVERY_S:.0f} seconds" in text
    assert f"at most {box_protocol.MOST_LINE_BYTES} bytes" in text
