"""The smallest centre: one Pi with every role and no broker at all; a citizen's whole way through it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from gateway.control import words
from gateway.control.ctl import ask

pytestmark = pytest.mark.slow

Wait = Callable[..., None]
PIN = "4071"
EVERYTHING = ("hall", "kiosk", "counter", "display")
WAY = [
    "gateway.started", "ticket.issued", "ticket.printed", "officer.signed_in", "ticket.called", "rating.opened",
    "service.started", "gateway.started", "rating.given", "service.finished",
]  # fmt: skip
"""What the journal says of the first citizen and of the restart in the middle."""


@pytest.fixture
def pi(centre: Any, devices: Any) -> Any:
    """The Pi, running."""
    everything = devices["printer"] + devices["board"] + devices["voice"] + devices["counter"]("1")
    centre.write("pi-01", EVERYTHING, everything, web=True)
    return centre.start("pi-01")


def take(kiosk: Any, service: str = "ho-tich") -> dict[str, Any]:
    """A number at the kiosk's screen."""
    order = {"id": str(uuid4()), "service": service, "need": "submit"}
    status, answer = kiosk.post("/take/order", order)
    assert status == 200, answer
    again = kiosk.post("/take/order", order)
    assert again == (status, answer), "the same press sent twice is one number"
    return dict(answer["result"])


def test_a_citizens_whole_way_with_a_restart_in_the_middle(centre, pi, clock, desk_of, facts, wait_until):
    """Number on paper, called by desk, board and voice, served, rated on the panel: and the lines say exactly that."""
    kiosk = centre.paired(pi, "/take")
    assert [one["code"] for one in kiosk.json("/take/setup")["services"]] == ["ho-tich", "tra-ket-qua", "huong-dan"]
    ticket = take(kiosk)
    assert ticket["number"] == "A001" and ticket["ahead"] == 0
    paper = pi.devices.printers["may-in"].machine
    wait_until(lambda: kiosk.json(f"/take/printing/{ticket['ticket']}")["state"] == "printed")
    assert len(paper.tickets) == 1 and paper.tickets[0].height_px > 300

    desk = desk_of(pi, "1")
    assert desk.sign_in()[0] == 200
    status, called = desk.do("call_next")
    assert (status, called["result"]["number"]) == (200, "A001")
    board, voice = pi.devices.boards["bang-1"], pi.devices.voices["loa"]
    wait_until(lambda: board.now.number == "A001" and board.now.blink)
    wait_until(lambda: voice.said)
    assert voice.said[0].text == "Xin mời số thứ tự A, không, không, một, đến quầy số một."
    clock.advance(20)
    assert desk.do("start")[0] == 200

    centre.stop(pi)
    pi = centre.start("pi-01")
    now = desk.browser.json("/desk/1/now")
    assert (now["officer"]["code"], now["ticket"]["number"]) == ("cb-01", "A001")
    wait_until(lambda: pi.devices.boards["bang-1"].now.number == "A001")
    clock.advance(200)
    panel = pi.panels["nut-1"]
    panel.press("good")
    wait_until(lambda: list(panel.shown) == ["confirm"])
    assert desk.do("finish")[0] == 200
    lines = [fact for fact in facts(pi) if fact.TYPE not in ("device.changed", "clock.synced")]
    assert [fact.TYPE for fact in lines] == WAY
    rated = lines[-2]
    assert (str(rated.ticket), rated.officer, rated.verdict) == (ticket["ticket"], "cb-01", "accepted")
    assert not pi.devices.printers["may-in"].machine.tickets, "no paper comes out twice after a restart"


def test_the_rating_screen_takes_the_same_citizens_word(centre, pi, clock, desk_of, facts, wait_until):
    """On /rate: stored under the ticket, may be changed, and no page of the desk tells what it was."""
    kiosk, screen, desk = centre.paired(pi, "/take"), centre.paired(pi, "/rate/1"), desk_of(pi, "1")
    ticket = take(kiosk)["ticket"]
    assert desk.sign_in()[0] == 200 and desk.do("call_next")[0] == 200 and desk.do("start")[0] == 200
    clock.advance(60)
    window = screen.json("/state")["state"]["counters"]["1"]["rating"]
    assert window == {"ticket": ticket, "open": True}
    status, answer = screen.post("/rate/1/give", {"level": "poor", "ticket": ticket})
    assert status == 200
    rating = answer["result"]["rating"]
    clock.advance(4)
    assert screen.post("/rate/1/change", {"rating": rating, "level": "average"})[0] == 200
    assert screen.post("/rate/1/reasons", {"rating": rating, "reasons": ["long_wait"]})[0] == 200
    assert desk.do("finish_and_next")[0] == 200
    wait_until(lambda: "rating.reasoned" in [fact.TYPE for fact in facts(pi)])
    told = [fact for fact in facts(pi) if fact.TYPE.startswith("rating.") and fact.TYPE != "rating.opened"]
    assert [fact.TYPE for fact in told][:3] == ["rating.given", "rating.changed", "rating.reasoned"]
    assert (str(told[0].ticket), told[0].level, told[0].verdict) == (ticket, "poor", "accepted")
    page = desk.browser.get("/desk/1/now")[1]
    assert not any(word in page for word in ("poor", "average", rating, "long_wait"))


def test_the_guide_sees_paper_help_and_training(centre, pi, wait_until):
    """How many tickets are left on the roll, who pressed a keypad's help key; and in a training every page says so."""
    guide = centre.paired(pi, "/guide")
    request = {"request": str(uuid4()), "officer": "cb-01", "code": PIN}
    assert guide.post("/guide/sign-in", request)[0] == 200
    wait_until(lambda: "còn khoảng" in guide.json("/guide/now")["printers"][0]["text"])
    pi.devices.keypads["phim-1"].press("help")
    wait_until(
        lambda: [one["text"] for one in guide.json("/guide/now")["helps"]] == ["Quầy 1 nhờ đồng nghiệp đến giúp"]
    )
    assert list(pi.devices.keypads["phim-1"].shown) == ["confirm"]
    assert "training" not in guide.json("/state")
    assert ask(Path(pi.config.control.socket), words.SetTestModeRequest(True)).ok
    assert guide.json("/state")["training"] is True


def test_the_control_of_the_whole_way_sees_a_missing_line(centre, pi, desk_of, facts):
    """Control: a citizen who was never called leaves other lines."""
    take(centre.paired(pi, "/take"))
    assert [fact.TYPE for fact in facts(pi) if fact.TYPE != "device.changed"] != WAY
