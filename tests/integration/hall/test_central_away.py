"""Central and its broker are away for a whole day: the hall notices nothing, and afterwards every rating is counted for
its ticket, once."""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import delete, func, select

from central.ingest.arrivals import Arrival, BirthSeen
from central.store.tables import events, ratings
from contract import messages
from contract.messages import Birth
from gateway.link.transport import Connected, TransportEvent
from simulator.broker import find_mosquitto

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(find_mosquitto() is None, reason="mosquitto is not installed"),
]

Wait = Callable[..., None]
HOURS = """[hours]
sessions = [
    { days = ["mon"], start = "07:30", end = "11:30" },
    { days = ["mon"], start = "13:00", end = "17:00" },
]
"""
BADGES = {"1": "0412A701", "2": "0412A702"}
OFFICERS = {"1": "cb-01", "2": "cb-02"}
LEVELS = ("good", "fair", "average", "poor")


class Line:
    """A gateway's way to central, which is not there before plug()."""

    made: list["Line"] = []

    def __init__(self, gateway: str, broker: Any, starts: int) -> None:
        self.gateway, self.central, self.birth = gateway, None, None
        self.heard: Callable[[TransportEvent], None] = lambda event: None
        self.made.append(self)

    def start(self, heard: Callable[[TransportEvent], None]) -> None:
        """Nobody is there."""
        self.heard = heard

    def stop(self) -> None:
        """Nothing to undo."""

    def plug(self, central: Any) -> None:
        """Central is there."""
        self.central = central
        central.lines.append(self)
        self.heard(Connected(1))

    def publish_events(self, stream: str, first: int, payload: bytes) -> None:
        """To ingest."""
        if self.central is not None:
            self.central.take([Arrival(self.gateway, payload, stream, first)])

    def publish_status(self, payload: bytes) -> None:
        """The birth."""
        self.birth = messages.decode(payload, Birth)
        if self.central is not None:
            self.central.take([BirthSeen(self.gateway, self.birth)])

    def publish_health(self, payload: bytes) -> None:
        """Of no interest."""


@dataclass
class Day:
    """A day of two counters as people live it, and what it knows to be true. ``rated``: by ticket, officer and level of
    the word that counts; ``presses``: how often anybody touched a button, by counter."""

    centre: Any
    wait: Wait
    hall: Any
    kiosk: Any
    counters: dict[str, Any]
    screen: Any
    dice: random.Random = field(default_factory=lambda: random.Random(26))
    rated: dict[str, tuple[str, str]] = field(default_factory=dict)
    presses: Counter[str] = field(default_factory=Counter)
    numbers: list[str] = field(default_factory=list)

    def pass_time(self, seconds: float) -> None:
        """At once; then everybody has heard the hall again."""
        self.centre.turn()
        self.centre.clock.advance(seconds)
        self.centre.turn()
        self.wait(lambda: all(gateway.hall.feed.look().is_live for gateway in self.centre.running))

    def here(self, counter: str) -> Any:
        """What a counter's gateway hears of it."""
        return self.counters[counter].hall.feed.look().state.counters[counter]

    def sit_down(self, counter: str) -> None:
        """Badge to reader, unless somebody sits there."""
        if self.here(counter).officer is None:
            self.counters[counter].badges[f"the-{counter}"].hold(BADGES[counter])
            self.wait(lambda: self.here(counter).officer == OFFICERS[counter])

    def key(self, counter: str, action: str) -> None:
        """A key of the keypad, confirmed."""
        keypad = self.counters[counter].devices.keypads[f"phim-{counter}"]
        shown = len(keypad.shown)
        self.pass_time(1)
        keypad.press(action)
        self.wait(lambda: len(keypad.shown) > shown)
        assert keypad.shown[-1] == "confirm", action

    def press(self, counter: str, level: str) -> None:
        """A button of the panel, confirmed alike whatever it means."""
        panel = self.counters[counter].panels[f"nut-{counter}"]
        shown = len(panel.shown)
        panel.press(level)
        self.wait(lambda: len(panel.shown) > shown)
        assert panel.shown[-1] == "confirm"
        self.presses[counter] += 1

    def visit(self, counter: str) -> None:
        """One citizen from the kiosk to the end, who rates in one of several ways."""
        order = {"id": str(uuid4()), "service": "ho-tich", "need": "submit", "sure": True}
        status, answer = self.screen.post("/take/order", order)
        assert status == 200, answer
        ticket = answer["result"]["ticket"]
        self.numbers.append(answer["result"]["number"])
        self.key(counter, "call_next")
        self.wait(lambda: str(self.here(counter).ticket) == ticket)
        self.pass_time(25)
        self.key(counter, "start")
        self.wait(lambda: self.here(counter).rating is not None and str(self.here(counter).rating.ticket) == ticket)
        self.rate(counter, ticket)
        self.pass_time(20)
        self.key(counter, "finish")
        self.wait(lambda: self.here(counter).state == "free")

    def rate(self, counter: str, ticket: str) -> None:
        """None, once, twice at once, with a change of mind, or once more much later."""
        how = self.dice.choice(("none", "once", "once", "twice", "change", "again"))
        self.pass_time(self.dice.uniform(5, 24))
        if how == "none":
            return
        first, second = self.dice.sample(LEVELS, 2)
        self.press(counter, first)
        self.rated[ticket] = (OFFICERS[counter], first)
        if how == "twice":
            self.pass_time(1)
            self.press(counter, second)
        elif how == "change":
            self.pass_time(5)
            self.press(counter, second)
            self.rated[ticket] = (OFFICERS[counter], second)
        elif how == "again":
            self.pass_time(15)
            self.press(counter, second)

    def half(self, rounds: int) -> None:
        """Half a day: each round a citizen at either counter, then a quiet while."""
        for _ in range(rounds):
            for counter in self.counters:
                self.sit_down(counter)
                self.visit(counter)
            self.pass_time(600)


@pytest.fixture
def day(centre: Any, broker: Any, devices: Any, wait_until: Wait) -> Day:
    """Hall, kiosk and two counters; central is not there."""
    Line.made.clear()
    centre.transport, centre.hall_port = Line, broker.port
    centre.write_site(hours=HOURS)
    centre.write("hall-01", ("hall", "display"))
    centre.write("kiosk-01", ("kiosk",), devices["printer"] + "[kiosk]\nlease = 0\n", web=True)
    for counter in BADGES:
        centre.write(f"q-0{counter}", ("counter",), devices["counter"](counter))
    hall, kiosk = centre.start("hall-01"), centre.start("kiosk-01")
    counters = {counter: centre.start(f"q-0{counter}") for counter in BADGES}

    def live() -> bool:
        centre.let_pass(1)
        feeds = [gateway.hall.feed.look() for gateway in centre.running]
        return all(heard.is_live and heard.state.rev > 0 for heard in feeds)

    wait_until(live, 20)
    return Day(centre, wait_until, hall, kiosk, counters, centre.paired(kiosk, "/take"))


def counted(central: Any) -> dict[str, tuple[str, str]]:
    """What central counts: by ticket, officer and level."""
    with central.engine.connect() as connection:
        rows = connection.execute(select(ratings).where(ratings.c.kind == "counted")).all()
    assert len({row.ticket for row in rows}) == len(rows)
    return {str(UUID(bytes=row.ticket)): (row.officer, row.level) for row in rows}


def test_a_whole_day_without_central_is_counted_afterwards(day, centre, queue_central, wait_until):
    """From the first citizen to the evening nobody waits for central; then each line arrives once and each rating is
    its ticket's."""
    for counter in BADGES:
        day.press(counter, "poor")
    day.half(8)
    noon = centre.clock.now().at
    day.pass_time((noon.replace(hour=13, minute=5) - noon).total_seconds())
    wait_until(lambda: (centre.let_pass(1), all(day.here(counter).state == "closed" for counter in BADGES))[1])
    day.half(8)
    assert day.numbers == [f"A{number:03}" for number in range(1, 33)]
    assert len(day.rated) > 20

    for line in Line.made:
        line.plug(queue_central)

    def is_proved() -> bool:
        centre.let_pass(1)
        return all(one.journal.acked(one.journal.stream) == one.journal.last() for one in centre.running)

    wait_until(is_proved, 20)
    assert counted(queue_central) == day.rated
    assert queue_central.audit() == 0
    with queue_central.engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(events)) == sum(
            one.journal.last() for one in centre.running
        )
        kinds = Counter(connection.scalars(select(ratings.c.kind)).all())
    assert kinds["unlinked"] == 2 and kinds["duplicate"] > 0

    # Control: presses by counter are another figure, and so is the store without one of its lines.
    of_counters = Counter(
        {counter: sum(officer == OFFICERS[counter] for officer, _ in day.rated.values()) for counter in BADGES}
    )
    assert of_counters != day.presses
    one = next(iter(day.rated))
    with queue_central.engine.begin() as connection:
        connection.execute(delete(ratings).where(ratings.c.ticket == UUID(one).bytes))
    assert counted(queue_central) != day.rated and queue_central.audit() == 1
