"""How far the minutes that a ticket promises are from the wait that comes, over generated days.

Each day is played through the queue's own rules with a clock that jumps: people wait before the doors open, most come
in the first hours, some have priority, are couriers, do not come when called, are sent on; officers come late and
pause. Error: |minutes said when the number was given - minutes until its call|. Beside it, with the same mean of the
day: people ahead x mean service time, as many systems say it, and the better one that divides by the open counters.
"""

import random
import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, timezone

from bench.common import Figure
from contract.services import WEEKDAYS, Hours, Service, Session
from contract.site import Counter, Officer, RatingRules, SiteConfig
from gateway.queue.estimate import estimate, service_s
from gateway.queue.opening import open_counters, serves
from gateway.queue.state import Instant, QueueState
from simulator.day.played import PlayedDay, Shift, Stay
from simulator.day.schedule import CLOSES_S, Visit, day_of

DAYS = 40
OPENING = datetime(2026, 11, 23, 7, 30, tzinfo=timezone(timedelta(hours=7)))
SLOWER_DAY, SLOWER_SERVICE = (0.85, 1.2), (0.8, 1.25)
"""Service times beside those of the settings, by day and by service: an office knows its visits only roughly."""

SERVICES = (
    Service("ho-tich", "Hộ tịch", "A", ("submit",), expected_s=420),
    Service("chung-thuc", "Chứng thực", "B", ("submit",), expected_s=240, per_item_s=60),
    Service("dat-dai", "Đất đai", "C", ("submit",), expected_s=900),
    Service("tra-ket-qua", "Nhận kết quả", "D", ("collect",), expected_s=180),
)
LAYOUTS: dict[str, tuple[tuple[str, ...], ...]] = {
    "one pool": ((),) * 8,
    "own counters": (("ho-tich",),) * 2 + (("chung-thuc",),) * 2 + (("dat-dai",),) * 4 + (("tra-ket-qua",),) * 2,
    "mixed": (
        ("ho-tich", "chung-thuc"), ("ho-tich", "chung-thuc"), ("chung-thuc",), ("dat-dai",), ("dat-dai",),
        ("dat-dai",), ("dat-dai", "ho-tich"), ("tra-ket-qua",), ("tra-ket-qua",), (),
    ),
}  # fmt: skip
LOADS = {"quiet": 0.3, "usual": 0.4, "busy": 0.5}
"""Part of the counters' day that is work; in the first hours three times as many come as on the average."""


@dataclass(frozen=True)
class Said:
    """What each formula said of one wait, in seconds."""

    ours: float
    ahead: float
    shared: float


def main(days: int = DAYS) -> list[Figure]:
    """The mean absolute errors of each layout, quiet and busy days together, and of the busy ones of all."""
    figures = []
    everybody: list[Stay] = []
    for layout in LAYOUTS:
        stays = [stay for load in LOADS for seed in range(days) for stay in play(layout, load, seed)]
        everybody += stays
        figures += _figures(f"{layout}, {len(LOADS) * days} days", stays)
    return figures + _figures("all layouts", everybody)


def play(layout: str, load: str, seed: int) -> list[Stay]:
    """The called ones of one day that were told minutes."""
    dice = random.Random(f"{layout} {load} {seed}")
    site = _site(LAYOUTS[layout])
    slower = dice.uniform(*SLOWER_DAY)
    each = {service.code: slower * dice.uniform(*SLOWER_SERVICE) for service in SERVICES}
    sample = [_slower(visit, each) for visit in day_of(dice, 2000, SERVICES, 4)]
    mean_s = statistics.fmean(visit.service_s + visit.walk_s for visit in sample)
    visits = day_of(dice, round(LOADS[load] * len(site.counters) * CLOSES_S / mean_s), SERVICES, 4)
    visits = [_slower(visit, each) for visit in visits]
    day = PlayedDay(site, OPENING, visits, [_shift(dice, counter.id) for counter in site.counters], seed)
    stays = day.play(lambda state, at, visit: _said(site, state, at, visit), 2 * CLOSES_S)
    return [stay for stay in stays if stay.expected is not None and stay.waited_s is not None]


def errors(stays: Sequence[Stay], formula: Callable[[Said], float]) -> list[float]:
    """Minutes said less minutes waited."""
    return [(formula(stay.expected) - stay.waited_s) / 60 for stay in stays if stay.waited_s is not None]


def mean_error(stays: Sequence[Stay], formula: Callable[[Said], float]) -> float:
    """The mean absolute error in minutes."""
    return statistics.fmean(map(abs, errors(stays, formula)))


def _figures(what: str, stays: list[Stay]) -> list[Figure]:
    ours = mean_error(stays, lambda said: said.ours)
    bias = statistics.fmean(errors(stays, lambda said: said.ours))
    waited = statistics.fmean(stay.waited_s or 0.0 for stay in stays) / 60
    shared = mean_error(stays, lambda said: said.shared)
    ahead = mean_error(stays, lambda said: said.ahead)
    return [
        Figure(f"error, {what}", ours, "min", "ahead × mean ÷ open counters", shared, ""),
        Figure(f"error, {what}", ours, "min", "ahead × mean", ahead, ""),
        Figure(f"said too much, {what}", bias, "min", "mean wait", waited),
    ]


def _said(site: SiteConfig, state: QueueState, at: Instant, visit: Visit) -> Said | None:
    service = next(one for one in SERVICES if one.code == visit.service)
    ours = estimate(state, site, service, at, visit.priority).wait_s
    if ours is None:
        return None
    mean_s = {one.code: service_s(state, one) for one in SERVICES}
    ahead_s = len(state.waiting.get(service.code, ())) * mean_s[service.code]
    counters = [counter for counter in open_counters(state, site) if serves(counter, service.code)]
    rivals = {code for code in mean_s if any(serves(counter, code) for counter in counters)}
    shared_s = sum(len(state.waiting.get(code, ())) * mean_s[code] for code in rivals)
    return Said(ours, ahead_s, shared_s / max(1, len(counters)))


def _shift(dice: random.Random, counter: str) -> Shift:
    """Most are there before the opening, one in six comes up to an hour late; each pauses once or twice."""
    from_s = dice.uniform(-1200, -300) if dice.random() < 5 / 6 else dice.uniform(300, 3600)
    pauses = [(dice.uniform(5400, 10800), dice.uniform(300, 900)), (dice.uniform(18000, 28800), dice.uniform(300, 900))]
    return Shift(counter, from_s, tuple(pauses[: dice.choice((1, 2))]))


def _slower(visit: Visit, by: Mapping[str, float]) -> Visit:
    return replace(visit, service_s=visit.service_s * by[visit.service])


def _site(layout: Sequence[tuple[str, ...]]) -> SiteConfig:
    counters = tuple(Counter(str(n), services=services) for n, services in enumerate(layout, 1))
    return SiteConfig(
        "trung-tam", "Trung tâm Mẫu", (RatingRules("4-level", "per-ticket", date(2020, 1, 1)),), counters,
        tuple(Officer(counter.id, f"Người Mẫu {counter.id}") for counter in counters), services=SERVICES,
        hours=Hours((Session(WEEKDAYS, "07:30", "17:00", "07:00"),)),
    )  # fmt: skip


if __name__ == "__main__":
    for figure in main(2):
        print(figure.row())
