"""What deserves a look, over simulated days: a sound day lists nothing, each planted abuse is listed."""

import random
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import pytest

from central.disputes.looking import look
from central.disputes.signs import KINDS, Press, Sign, Visit

OPENS_MS = 1_800_000_000_000
"""08:00 of some day."""
MORNING_MS = 3 * 3_600_000
WORDS_THAT_ACCUSE = ("gian lận", "gian dối", "vi phạm", "giả mạo", "cố tình", "sai phạm")


@dataclass
class Office:
    """Six mornings: visits one after the other at each counter, most of them rated by who was served."""

    seed: int
    presses: list[Press] = field(default_factory=list)
    visits: list[Visit] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        for day in range(6):
            for counter in range(1, 9):
                self.work(f"2026-11-{20 + day}", str(counter), f"cb-{counter:02}")

    def id(self) -> bytes:
        """A uuid that the seed decides."""
        return uuid.UUID(int=self.chance.getrandbits(128)).bytes

    def work(self, day: str, counter: str, officer: str) -> None:
        """A morning at a counter; a third of the visitors press, a few seconds after the end."""
        now_ms = OPENS_MS + self.chance.randrange(600_000)
        while now_ms < OPENS_MS + MORNING_MS:
            service_s = int(self.chance.lognormvariate(5.5, 0.6)) + 25
            now_ms += service_s * 1000 + self.chance.randrange(10_000, 90_000)
            visit = self.visit(day, counter, officer, now_ms, service_s)
            if self.chance.random() < 0.33:
                level = "good" if self.chance.random() < 0.8 else self.chance.choice(("fair", "average", "poor"))
                self.press(visit, now_ms + self.chance.randrange(2_500, 40_000), level)

    def visit(self, day: str, counter: str, officer: str, finished_ms: int, service_s: int) -> Visit:
        """A visit that was served."""
        visit = Visit(self.id(), f"A{len(self.visits):03}", day, counter, officer, finished_ms, service_s)
        self.visits.append(visit)
        return visit

    def press(self, visit: Visit, at_ms: int, level: str = "good", **changes: object) -> Press:
        """Somebody rates a visit."""
        press = Press(
            self.id(), visit.ticket, at_ms, visit.day, visit.counter, visit.officer, level, "panel", "accepted",
            "counted",
        )  # fmt: skip
        self.presses.append(replace(press, **changes))
        return self.presses[-1]

    def signs(self, is_open: Callable[[int], bool | None] = lambda _ms: True) -> list[Sign]:
        """Everything that is listed."""
        return look(self.presses, self.visits, is_open, "good", per_ticket=True)


def plant_doubtful(office: Office) -> None:
    """Machines doubted five presses at counter 3."""
    for visit in [v for v in office.visits if v.counter == "3"][:5]:
        office.press(visit, visit.finished_ms or 0, verdict="doubtful", kind="doubtful", doubts=("at_once",))


def plant_one_phone(office: Office) -> None:
    """A telephone rates six tickets."""
    for visit in office.visits[:6]:
        doubts = {"channel": "qr", "verdict": "doubtful", "kind": "doubtful", "doubts": ("one_phone",)}
        office.press(visit, (visit.finished_ms or 0) + 300_000, **doubts)


def plant_rhythm(office: Office) -> None:
    """Twelve presses, one every four minutes and nearly to the second."""
    for step in range(12):
        at_ms = OPENS_MS + MORNING_MS + 600_000 + step * 240_000 + office.chance.randrange(900)
        office.press(office.visit("2026-11-20", "3", "cb-03", at_ms - 30_000, 200), at_ms)


def plant_prompt(office: Office) -> None:
    """At another counter each visit is rated within a second of its end."""
    for step in range(9):
        ended = OPENS_MS + step * 400_000 + office.chance.randrange(200_000)
        office.press(office.visit("2026-11-20", "9", "cb-09", ended, 180), ended + 800)


def plant_many_rated(office: Office) -> None:
    """One officer's visits are nearly all rated; a third of all others'."""
    rated = {press.ticket for press in office.presses}
    for visit in [v for v in office.visits if v.officer == "cb-05" and v.ticket not in rated]:
        office.press(visit, (visit.finished_ms or 0) + office.chance.randrange(3_000, 50_000), "fair")


def plant_all_top(office: Office) -> None:
    """The others are rated as people rate; one gets nothing but the highest level."""
    for place, press in enumerate(office.presses):
        level = "good" if press.officer == "cb-05" or place % 5 < 2 else "fair"
        office.presses[place] = replace(press, level=level)


def plant_short_service(office: Office) -> None:
    """Four services of some seconds."""
    for step in range(4):
        office.visit("2026-11-21", "2", "cb-02", OPENS_MS + step * 60_000, 6)


def plant_out_of_hours(office: Office) -> None:
    """A service that ended at night."""
    office.visit("2026-11-21", "2", "cb-02", OPENS_MS + 12 * 3_600_000, 300)


PLANTS = {
    "doubtful": plant_doubtful,
    "one_phone": plant_one_phone,
    "rhythm": plant_rhythm,
    "prompt": plant_prompt,
    "many_rated": plant_many_rated,
    "all_top": plant_all_top,
    "short_service": plant_short_service,
    "out_of_hours": plant_out_of_hours,
}


def is_day(time_ms: int) -> bool:
    """The control of out-of-hours: the office is open from its morning on for ten hours."""
    return OPENS_MS - 3_600_000 <= time_ms <= OPENS_MS + 10 * 3_600_000


@pytest.mark.parametrize("seed", [1, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(2, 40))])
def test_sound_days_list_nothing(seed):
    """Six mornings at eight counters as people live them."""
    assert Office(seed).signs(is_day) == []


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_planted_is_listed(kind):
    """Each abuse is found with its numbers and with what speaks for and against, and nothing accuses anybody."""
    office = Office(7)
    assert office.signs(is_day) == []
    PLANTS[kind](office)
    listed = office.signs(is_day)
    found = [sign for sign in listed if sign.kind == kind]
    assert len(found) == 1, [sign.about for sign in listed]
    sign = found[0]
    assert 0 < sign.n <= sign.of and sign.speaks_for and sign.speaks_against
    said = " ".join((*sign.speaks_for, *sign.speaks_against, KINDS[kind])).lower()
    assert not any(word in said for word in WORDS_THAT_ACCUSE)


def test_signs_name_what_they_are_about():
    """Rhythm names the very presses, short services the very visits."""
    office = Office(7)
    plant_rhythm(office)
    planted = {press.rating for press in office.presses[-12:]}
    sign = next(sign for sign in office.signs() if sign.kind == "rhythm")
    assert set(sign.ratings) == planted and (sign.officer, sign.counter) == ("cb-03", "3")
    plant_short_service(office)
    short = next(sign for sign in office.signs() if sign.kind == "short_service")
    assert set(short.tickets) == {visit.ticket for visit in office.visits[-4:]}


def test_few_are_not_compared():
    """With four officers, or an officer of ten visits, nobody is far above anybody."""
    office = Office(7)
    plant_many_rated(office)
    few = {"cb-05", "cb-01", "cb-02", "cb-03"}
    office.visits = [visit for visit in office.visits if visit.officer in few]
    assert [sign for sign in office.signs() if sign.kind == "many_rated"] == []


def test_hours_that_nobody_knows_list_nothing():
    """A site without hours has no services out of hours."""
    office = Office(7)
    plant_out_of_hours(office)
    assert [sign for sign in office.signs(lambda _ms: None) if sign.kind == "out_of_hours"] == []


def test_presses_that_repeat_are_no_rhythm():
    """A child that presses twenty times a second apart is bấm lặp, and no machine."""
    office = Office(7)
    visit = office.visits[0]
    for step in range(20):
        office.press(visit, OPENS_MS + step * 1_000, verdict="duplicate", kind="duplicate")
    assert office.signs(is_day) == []
