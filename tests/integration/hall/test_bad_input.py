"""Bad input over HTTP, keys and serial lines: each time a Vietnamese sentence, and nothing changes."""

import json
import os
import re
import subprocess
import sys
import tty
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

pytestmark = pytest.mark.slow

Wait = Callable[..., None]
VIETNAMESE = re.compile("[ăâđêôơưàáảãạèéẻẽẹìíỉĩịòóỏõọùúủũụỳýỷỹỵấầẩẫậắằẳẵặếềểễệốồổỗộớờởỡợứừửữự]", re.I)
CLOSED = '[hours]\nsessions = [{ days = ["sun"], start = "07:30", end = "11:30" }]\n'
TICKET = "0b9d1c3e-7d0a-4a54-9f0e-3a5d1f0a9b11"


def taking(**changes: Any) -> dict[str, Any]:
    """An order for a ticket, spoiled."""
    return {"id": str(uuid4()), "service": "ho-tich", "need": "submit", **changes}


def said(answer: tuple[int, Any], *codes: str) -> str:
    """The sentence of a refusal, which must be Vietnamese and have one of the codes."""
    status, body = answer
    assert status >= 400 and not body["ok"], answer
    assert body["error"]["code"] in codes, body
    sentence = str(body["error"]["message"])
    assert VIETNAMESE.search(sentence) and sentence.rstrip().endswith((".", "!")), sentence
    return sentence


@pytest.fixture
def pi(centre: Any, devices: Any) -> Any:
    """One Pi with everything; A001 is served by cb-01 at counter 1, A002 waits."""
    centre.write("pi-01", ("hall", "kiosk", "counter", "display"), devices["printer"] + devices["counter"]("1"), True)
    return centre.start("pi-01")


@pytest.fixture
def kiosk(centre: Any, pi: Any) -> Any:
    """A paired kiosk that has given two numbers."""
    browser = centre.paired(pi, "/take")
    for _ in range(2):
        assert browser.post("/take/order", taking())[0] == 200
    return browser


@pytest.fixture
def desk(desk_of: Any, pi: Any, kiosk: Any) -> Any:
    """The desk of counter 1; the first citizen is served there."""
    made = desk_of(pi, "1")
    assert made.sign_in()[0] == made.do("call_next")[0] == made.do("start")[0] == 200
    return made


@pytest.fixture
def quiet(pi: Any, desk: Any, standing: Any, wait_until: Wait) -> Any:
    """Call it with something bad: queue and journal are the same before and after."""
    wait_until(lambda: len(pi.devices.printers["may-in"].machine.tickets) == 2)
    wait_until(lambda: all(ticket.printing == "printed" for ticket in pi.hall.queue().tickets.values()))

    def check(bad: Callable[[], Any]) -> Any:
        before = standing(pi)
        result = bad()
        assert standing(pi) == before
        return result

    return check


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (taking(service="khong-co"), "unknown_service"),
        (taking(need="collect"), "unknown_service"),
        (taking(items=100_000), "malformed"),
        (taking(needs=["language:zz"]), "malformed"),
        (taking(needs=["'; DROP TABLE lines; --"]), "malformed"),
        (taking(id="1"), "malformed"),
        (taking(number="A900"), "malformed"),
        ({}, "malformed"),
        ([], "malformed"),
        (b"\xff\xfe{", "malformed"),
        (b"[" * 60_000, "malformed"),
        (b"x" * 70_000, "too_large"),
    ],
)
def test_a_kiosk_asks_nonsense(kiosk: Any, quiet: Any, body: Any, code: str) -> None:
    """Unknown services, fields out of range and broken bytes give no number."""
    said(quiet(lambda: kiosk.post("/take/order", body)), code)


def test_the_control_changes_the_queue(kiosk: Any, quiet: Any) -> None:
    """Control: with a sound order the same check fails, so it would see a change."""
    with pytest.raises(AssertionError):
        quiet(lambda: kiosk.post("/take/order", taking()))


def test_orders_of_foreign_pages_and_unpaired_browsers(centre: Any, pi: Any, kiosk: Any, quiet: Any) -> None:
    """Another page's script, a form, and browsers without a pairing get nothing, wherever they knock."""
    said(quiet(lambda: kiosk.post("/take/order", taking(), origin="http://elsewhere.example")), "foreign_page")
    said(quiet(lambda: kiosk.post("/take/order", taking(), kind="text/plain")), "malformed")
    stranger = centre.browser(pi)
    orders = {
        "/take/order": taking(),
        "/take/help": {},
        "/rate/1/give": {"level": "poor", "ticket": TICKET},
        "/desk/1/do": {"request": str(uuid4()), "do": "finish", "officer": "cb-01", "ticket": None},
        "/desk/1/sign-in": {"request": str(uuid4()), "officer": "cb-01", "code": "4071"},
        "/guide/issue": {"request": str(uuid4()), "service": "ho-tich"},
        "/guide/do": {"request": str(uuid4()), "do": "void", "ticket": TICKET},
    }
    for path, body in orders.items():
        said(quiet(lambda path=path, body=body: stranger.post(path, body)), "not_paired")
        # A browser paired for the kiosk is a stranger at desk and guide.
        if not path.startswith("/take"):
            said(quiet(lambda path=path, body=body: kiosk.post(path, body)), "not_paired")
    for path in ("/take/setup", "/guide/now", "/desk/1/now"):
        assert "A00" not in stranger.get(path)[1]


def test_outside_the_hours_the_kiosk_says_when_to_come(centre: Any, desk_of: Any) -> None:
    """Only Sundays: on a Monday nobody gets a number, and the sentence tells the hours."""
    centre.write_site(hours=CLOSED)
    centre.write("pi-01", ("hall", "kiosk", "display"), web=True)
    pi = centre.start("pi-01")
    kiosk = centre.paired(pi, "/take")
    before = pi.journal.last()
    sentence = said(kiosk.post("/take/order", taking()), "closed")
    assert "07:30" in sentence or "Chủ nhật" in sentence, sentence
    assert pi.journal.last() == before and not pi.hall.queue().tickets


def test_an_officer_at_another_counter_and_a_stale_tab(desk: Any, desk_of: Any, pi: Any, quiet: Any) -> None:
    """An officer who sits elsewhere, a tab that believes another number, an officer who left: nothing is done."""
    other = desk_of(pi, "2")
    said(quiet(lambda: other.do("call_next", officer="cb-01")), "not_signed_in", "other_counter")
    said(quiet(lambda: other.do("call_next", officer="cb-02")), "not_signed_in")
    assert "đã cũ" in said(quiet(lambda: desk.do("finish", ticket=TICKET)), "stale")
    assert "đã cũ" in said(quiet(lambda: desk.do("finish_and_next", ticket=TICKET)), "stale")
    said(quiet(lambda: desk.do("finish", officer="cb-02")), "not_signed_in")
    said(quiet(lambda: desk.do("transfer", to_counter="99")), "unknown_counter")
    said(quiet(lambda: desk.do("void", chosen=TICKET)), "unknown_ticket")
    said(quiet(lambda: desk.do("fly")), "malformed")


def test_a_key_that_was_pressed_twice_is_done_once(desk: Any, quiet: Any, pi: Any) -> None:
    """The same request again gets the same answer and changes nothing; as another order it is not done either."""
    now = desk.browser.json("/desk/1/now")
    order = {
        "request": str(uuid4()), "do": "finish_and_next", "officer": "cb-01", "ticket": now["ticket"]["id"],
    }  # fmt: skip
    first = desk.browser.post("/desk/1/do", order)
    assert first[0] == 200 and first[1]["result"]["number"] == "A002"
    assert quiet(lambda: desk.browser.post("/desk/1/do", order)) == first


def test_a_pin_tried_a_thousand_times(centre: Any, desk: Any, desk_of: Any, pi: Any, quiet: Any, clock: Any) -> None:
    """Guesses at one desk are slowed down until they are hopeless; colleagues at other desks sign in meanwhile."""
    guesser = desk_of(pi, "3")

    def guess() -> list[str]:
        told = []
        for number in range(1000):
            body = {"request": str(uuid4()), "officer": "cb-02", "code": f"{number:04}"}
            told.append(said(guesser.browser.post("/desk/3/sign-in", body), "wrong", "wait"))
            clock.advance(0.02)
        return told

    told = quiet(guess)
    assert sum("Mã không đúng" in sentence for sentence in told) < 8
    assert "Xin chờ" in told[-1]
    # The right PIN at the guesser's own screen waits as well: guessing gives no sign of success.
    said(guesser.sign_in("cb-02"), "wait")
    colleague = desk_of(pi, "2")
    clock.advance(60)
    assert colleague.sign_in("cb-02")[0] == 200
    assert desk.do("finish")[0] == 200


def test_garbage_on_the_serial_lines_of_keypads_and_boards(centre: Any, devices: Any, wait_until: Wait) -> None:
    """Noise, half lines and lines without end on the wires of keypad, board and panel: no key, no rating, no stop."""
    ends = {name: os.openpty() for name in ("phim", "bang", "nut")}
    for master, slave in ends.values():
        tty.setraw(master)
        tty.setraw(slave)
    ports = {name: os.ttyname(slave) for name, (_, slave) in ends.items()}
    buttons = "".join(f'{{ level = "{level}", key = "{n}" }}, ' for n, level in enumerate(
        ("good", "fair", "average", "poor"), 1))  # fmt: skip
    serial = (
        f'[[keypads]]\nname = "phim-1"\ncounter = "1"\ndriver = "serial"\nport = "{ports["phim"]}"\n'
        'keys = [{ action = "call_next", key = "1" }, { action = "finish", key = "2" }]\n'
        f'[[boards]]\nname = "bang-1"\ncounter = "1"\ndriver = "serial_led"\nport = "{ports["bang"]}"\n'
        f'[[panels]]\nname = "nut-1"\ncounter = "1"\ndriver = "serial"\nport = "{ports["nut"]}"\n'
        f"buttons = [{buttons}]\n"
    )
    centre.write("pi-01", ("hall", "kiosk", "counter", "display"), serial, True)
    pi = centre.start("pi-01")
    try:
        kiosk = centre.paired(pi, "/take")
        assert kiosk.post("/take/order", taking())[0] == 200
        queue = pi.hall.queue()
        for master, _ in ends.values():
            for noise in (
                b"\x00\xff" * 200,
                b"K1",
                b"\n\n\n",
                b"x" * 500 + b"\n",
                b"$01,00,FREE*0000\r\n",
                os.urandom(400),
            ):
                os.write(master, noise)
        assert kiosk.post("/take/order", taking())[0] == 200
        assert b"\n" in os.read(ends["bang"][0], 4096), "the board is told on, whatever came from it"
        assert {t.state for t in pi.hall.queue().tickets.values()} == {"waiting"}
        assert len(pi.hall.queue().tickets) == len(queue.tickets) + 1
        types = {json.loads(row.line)["type"] for row in pi.journal.read(pi.journal.stream, 1, 1000)[0]}
        assert not types & {"rating.given", "ticket.called", "officer.signed_in"}
    finally:
        centre.stop(pi)
        for master, slave in ends.values():
            os.close(master)
            os.close(slave)


def test_a_port_that_is_taken_is_said_in_a_sentence(centre: Any, repository: Path, wait_until: Wait) -> None:
    """Two gateways on one web port: the second ends with a sentence, without a traceback; the first goes on."""
    centre.write("pi-01", ("hall", "kiosk"), web=True)
    pi = centre.start("pi-01")
    text = (centre.folder / "pi-01.toml").read_text("utf-8").replace("pi-01", "pi-02")
    (centre.folder / "pi-02.toml").write_text(text, "utf-8")
    code = "import sys, quayso; sys.exit(quayso.main(sys.argv[1:]))"
    second = subprocess.run(
        [sys.executable, "-c", code, "gateway", "--config", str(centre.folder / "pi-02.toml")],
        env={**os.environ, "PYTHONPATH": str(repository)}, capture_output=True, text=True, timeout=30,
    )  # fmt: skip
    assert second.returncode == 1
    assert "Không mở được cổng" in second.stderr and "Traceback" not in second.stderr
    wait_until(lambda: centre.browser(pi).get("/healthz")[0] == 200)
