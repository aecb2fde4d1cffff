"""Hall, kiosk and counter as three gateways around the centre's broker. Central is not there at all."""

import logging
import shutil
from collections import Counter
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from simulator.broker import find_mosquitto

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(find_mosquitto() is None, reason="mosquitto is not installed"),
]

Wait = Callable[..., None]
BADGE = "0412A701"
NEEDS = {"ho-tich": "submit", "tra-ket-qua": "collect", "huong-dan": "ask"}
FIRST, SECOND = "A001", "A002"
"""What the kiosk holds for times without the hall comes from the other end of the series."""


class Three:
    """The three gateways by what they do; each may be stopped and started again."""

    def __init__(self, centre: Any, port: int, devices: Any, wait_until: Wait, voice_at_counter: bool = False) -> None:
        self.centre, self._wait = centre, wait_until
        centre.hall_port = port
        voice = ("", devices["voice"]) if voice_at_counter else (devices["voice"], "")
        centre.write("hall-01", ("hall", "display"), devices["board"] + voice[0], web=True)
        centre.write("kiosk-01", ("kiosk",), devices["printer"] + "[kiosk]\nlease = 10\n", web=True)
        centre.write("q-01", ("counter",), devices["counter"]("1") + devices["board"] + voice[1], web=True)
        self.hall = centre.start("hall-01")
        self.kiosk = centre.start("kiosk-01")
        self.counter = centre.start("q-01")
        self.until_live()
        self.until_leased()
        self.screen = centre.paired(self.kiosk, "/take")

    def until_live(self) -> None:
        """Let time pass until everybody hears a hall that works.

        It stands still while somebody is on the way to the broker: that takes real seconds, at most 6 of the 12 for
        which a hall on a new card waits (tests/gateway/test_hall_feed.py).
        """
        sides = [gateway.hall for gateway in self.centre.running]
        self._wait(lambda: all(side._own is None or side._own._client is not None for side in sides), 20)

        def live() -> bool:
            self.centre.let_pass(1)
            feeds = [gateway.hall.feed.look() for gateway in self.centre.running]
            return all(heard.is_live and heard.state.rev > 0 for heard in feeds)

        self._wait(live, 20, "a hall at work")

    def until_leased(self) -> None:
        """Let time pass until the kiosk holds ten numbers of every service."""

        def held() -> list[int]:
            kiosk = next(state for state in self.kiosk.worker._state.states if hasattr(state, "leases"))
            return [block.left for block in kiosk.leases.values()]

        def is_held() -> bool:
            self.centre.let_pass(1)
            return sum(held()) >= 30

        self._wait(is_held, 20, "leased numbers")

    def take(self, service: str = "ho-tich") -> dict[str, Any]:
        """A number at the kiosk's screen."""
        order = {"id": str(uuid4()), "service": service, "need": NEEDS[service], "sure": True}
        status, answer = self.screen.post("/take/order", order)
        assert status == 200, answer
        assert self.screen.post("/take/order", order) == (status, answer)
        return dict(answer["result"])

    def key(self, action: str) -> str:
        """A key of the counter's keypad; what its lamp showed."""
        keypad = self.counter.devices.keypads["phim-1"]
        before = len(keypad.shown)
        self.centre.clock.advance(1)
        keypad.press(action)

        def answered() -> bool:
            # A request to a hall that is away ends by the clock.
            self.centre.clock.advance(0.05)
            return len(keypad.shown) > before

        self._wait(answered, what=f"the lamp after {action}")
        return str(keypad.shown[-1])

    def here(self) -> Any:
        """What the counter's gateway hears of its counter."""
        return self.counter.hall.feed.look().state.counters["1"]

    def sit_down(self) -> None:
        """The officer holds the badge to the reader."""
        self.counter.badges["the-1"].hold(BADGE)
        self._wait(lambda: self.here().officer == "cb-01")

    def call(self) -> str:
        """Call and start whoever is next; the number."""
        assert self.key("call_next") == "confirm"
        self._wait(lambda: self.here().state == "called")
        self.centre.let_pass(15)
        assert self.key("start") == "confirm"
        self._wait(lambda: self.here().rating is not None)
        return str(self.here().number)

    def rate(self, level: str) -> None:
        """A citizen presses the panel."""
        panel = self.counter.panels["nut-1"]
        before = len(panel.shown)
        panel.press(level)
        self._wait(lambda: len(panel.shown) > before)
        assert panel.shown[-1] == "confirm"


@pytest.fixture
def three(centre: Any, broker: Any, devices: Any, wait_until: Wait) -> Three:
    """The three, at work."""
    return Three(centre, broker.port, devices, wait_until)


@pytest.fixture
def voice_elsewhere(centre: Any, broker: Any, devices: Any, wait_until: Wait) -> Three:
    """The three, with the loudspeaker at the counter's gateway."""
    return Three(centre, broker.port, devices, wait_until, voice_at_counter=True)


def of(facts: list[Any], *types: str) -> list[Any]:
    """Those of some types."""
    return [fact for fact in facts if fact.TYPE in types]


def test_a_ticket_from_the_kiosk_is_called_and_rated_at_the_counter(three, centre, facts, wait_until):
    """Number and paper at the kiosk, call by keypad, board and voice, rating in the counter's own stream."""
    ticket = three.take()
    assert ticket["number"] == FIRST
    wait_until(lambda: len(three.kiosk.devices.printers["may-in"].machine.tickets) == 1)
    assert three.key("call_next") == "refuse", "nobody sits there yet"
    three.sit_down()
    assert three.call() == FIRST
    for gateway in (three.hall, three.counter):
        wait_until(lambda gateway=gateway: gateway.devices.boards["bang-1"].now.number == FIRST)
    wait_until(lambda: three.hall.devices.voices["loa"].said)
    centre.let_pass(60)
    three.rate("fair")
    assert three.key("finish") == "confirm"
    rated = of(facts(three.counter), "rating.given")
    assert [(str(one.ticket), one.officer, one.level, one.verdict) for one in rated] == [
        (ticket["ticket"], "cb-01", "fair", "accepted")
    ]
    types = Counter(fact.TYPE for fact in facts(three.hall))
    for one in ("ticket.issued", "officer.signed_in", "ticket.called", "service.started", "service.finished"):
        assert types[one] == 1, one
    assert len(of(facts(three.kiosk), "ticket.printed")) == 1
    assert not of(facts(three.counter), "officer.signed_in"), "the hall alone writes who sits where"


def test_calls_for_help_of_other_gateways_are_seen_in_the_hall(three, centre, facts):
    """A keypad's help key and the kiosk's help button are seen at the guide's desk; while the hall is away lamp and
    screen say that nobody sees them. Each stands in the journal of where it was pressed."""
    helps = three.hall.hall.helps
    assert three.key("help") == "confirm"
    assert three.screen.post("/take/help", {})[1]["ok"]
    seen = [(one.counter, one.kind) for one in helps.open(centre.clock.monotonic_s())]
    assert seen == [("1", "colleague"), (None, "citizen")]
    centre.let_pass(30)
    centre.stop(three.hall)
    centre.let_pass(40)
    assert three.key("help") == "refuse"
    status, answer = three.screen.post("/take/help", {})
    assert status == 503 and "quầy hướng dẫn" in answer["error"]["message"]
    assert [one.kind for one in of(facts(three.kiosk), "help.called")] == ["citizen"] * 2
    assert len(of(facts(three.counter), "help.called")) == 2


def test_a_voice_at_another_gateway_tells_the_hall_when_it_has_called(voice_elsewhere, facts, wait_until):
    """The hall writes that the call was spoken, once: the time to come counts from then."""
    three = voice_elsewhere
    number = three.take()["number"]
    three.sit_down()
    assert three.key("call_next") == "confirm"
    wait_until(lambda: three.counter.devices.voices["loa"].said)
    wait_until(lambda: [one.spoken for one in of(facts(three.hall), "ticket.called")] == [False, True])
    [ticket] = three.hall.hall.queue().tickets.values()
    assert (ticket.number, ticket.spoken) == (number, 1)


def test_while_the_hall_is_away_kiosk_boards_and_panels_go_on(three, centre, facts, wait_until, caplog):
    """Leased numbers, a board that shows nothing false, a rating for the last ticket; afterwards all is told once."""
    first = three.take()
    three.sit_down()
    three.call()
    centre.let_pass(30)
    centre.stop(three.hall)
    centre.let_pass(40)
    board = three.counter.devices.boards["bang-1"]
    wait_until(lambda: board.now.stale and not board.now.number)
    assert not centre.browser(three.counter).json("/state")["live"]
    away = [three.take(), three.take(), three.take("huong-dan")]
    assert len({one["number"] for one in (first, *away)}) == 4
    three.rate("good")
    assert three.key("call_next") == "refuse"
    three.hall = centre.start("hall-01")
    three.until_live()
    wait_until(lambda: (centre.let_pass(1), len(three.hall.hall.queue().tickets) == 4)[1], 20)
    assert three.key("finish") == "confirm"
    assert three.call() == away[0]["number"]
    later = three.take()
    assert later["number"] not in {one["number"] for one in (first, *away)}
    rated = of(facts(three.counter), "rating.given")
    assert [(str(one.ticket), one.verdict) for one in rated] == [(first["ticket"], "accepted")]
    issued = Counter(str(one.ticket) for one in of(facts(three.hall), "ticket.issued"))
    assert issued == dict.fromkeys([one["ticket"] for one in (first, *away, later)], 1)
    explained(facts(three.hall))
    paper = three.kiosk.devices.printers["may-in"].machine
    wait_until(lambda: len(paper.tickets) >= 5)
    assert len(paper.tickets) == 5


def explained(lines: list[Any]) -> None:
    """Every number up to the last one given in the hall, and from the lowest block on, was issued, leased or skipped,
    and none issued twice."""
    issued = [one.number for one in of(lines, "ticket.issued")]
    assert len(issued) == len(set(issued))
    prefix = {"ho-tich": "A", "tra-ket-qua": "C", "huong-dan": "H"}
    known = set(issued)
    lowest = dict.fromkeys(prefix.values(), 1000)
    for block in of(lines, "numbers.leased", "numbers.skipped"):
        letter = prefix[block.service]
        known |= {f"{letter}{number:03}" for number in range(block.first, block.last + 1)}
        if block.TYPE == "numbers.leased" or block.reason == "leased_before":
            lowest[letter] = min(lowest[letter], block.first)
    for letter, end in lowest.items():
        highest = max((n for n in (int(one[1:]) for one in known if one[0] == letter) if n < end), default=0)
        wanted = (*range(1, highest + 1), *range(end, 1000))
        missing = {f"{letter}{number:03}" for number in wanted} - known
        assert not missing, missing


def forget_everything(three: Three, broker: Any) -> None:
    """The hall's card breaks, and the broker loses what it kept."""
    three.centre.stop(three.hall)
    shutil.rmtree(three.centre.folder / "hall-01")
    broker.stop()
    three.centre.let_pass(40)


def test_a_hall_on_a_new_card_never_doubles_the_mornings_numbers(three, centre, broker, facts, wait_until):
    """The card breaks at noon, the broker forgets: the kiosk alone remembers, and the new hall goes on above.

    The old hall had been started often: the new one counts its lives from one again, and is believed all the same.
    """
    for _ in range(3):
        centre.stop(three.hall)
        three.hall = centre.start("hall-01")
        three.until_live()
    morning = [three.take() for _ in range(4)]
    old_epoch = three.counter.hall.feed.look().state.epoch
    forget_everything(three, broker)
    morning += [three.take() for _ in range(2)]
    broker.start()
    three.hall = centre.start("hall-01")
    three.until_live()
    assert three.counter.hall.feed.look().state.epoch < old_epoch
    afternoon = [three.take() for _ in range(4)]
    numbers = [one["number"] for one in (*morning, *afternoon)]
    assert len(set(numbers)) == len(numbers)
    lines = facts(three.hall)
    assert any(one.reason == "given_before" for one in of(lines, "numbers.skipped"))
    explained(lines)
    # Who waited since the morning is entered at the guide's desk, as numbers on paper are.
    answers: list[Any] = []
    by_hand = {"service": "ho-tich", "number": morning[0]["number"], "channel": "guide"}
    three.hall.hall.client.ask("take_ticket", by_hand, answers.append)
    wait_until(lambda: answers)
    assert answers[0].ok and morning[0]["number"] in {t.number for t in three.hall.hall.queue().tickets.values()}


def test_the_control_without_the_kiosks_word_doubles_them(three, centre, broker):
    """Control: with the kiosk's memory gone as well nobody knows the morning, and its first number comes again."""
    three.take()
    forget_everything(three, broker)
    centre.stop(three.kiosk)
    shutil.rmtree(centre.folder / "kiosk-01")
    broker.start()
    three.hall, three.kiosk = centre.start("hall-01"), centre.start("kiosk-01")
    three.until_live()
    three.until_leased()
    three.screen = centre.paired(three.kiosk, "/take")
    assert three.take()["number"] == FIRST


def test_of_two_halls_one_refuses_and_says_so(three, centre, facts, wait_until, caplog):
    """A second hall on the site gives no number, tells its log and central, and answers at its kiosk in a sentence."""
    assert three.take()["number"] == FIRST
    centre.write("hall-02", ("hall", "kiosk"), web=True)
    second = centre.start("hall-02")
    screen = centre.paired(second, "/take")
    wait_until(lambda: (centre.let_pass(1), of(facts(second), "device.changed"))[1], 20)
    fault = of(facts(second), "device.changed")[-1]
    assert (fault.device, fault.state, fault.fault) == ("hall", "fault", "other_hall")
    status, answer = screen.post("/take/order", {"id": str(uuid4()), "service": "ho-tich", "need": "submit"})
    assert status >= 400 and "máy giữ hàng đợi khác" in answer["error"]["message"]
    assert not second.hall.queue().tickets
    assert three.take()["number"] == SECOND
    said = [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]
    assert any("hall-01 is at work" in message for message in said)
