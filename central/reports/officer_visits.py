"""Visits beside the ratings of officers: how many each served, what they handed over, how many of them were rated.

Read from the daily sums. A centre without a queue has no visits: its cells stay empty and never say 0.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from central.reports.model import Cell, Column, Figure, Site
from central.reports.period import Period
from central.reports.statistics import percent
from central.rules.visits import SERVED
from central.store.tables import outcomes_daily, visits_daily

RETURNED = "returned_result"
"""The outcome of a visit in which results were handed over."""

NOTHING: tuple[Cell, ...] = (None, None, None)
"""The cells of a row that has no visits."""


def columns_of(visits: "OfficerVisits") -> tuple[Column, ...]:
    """What stands at the end of the table of officers; on paper only where the centre has a queue."""
    return (
        Column("visits_served", "Đã phục vụ", "count", visits.is_known),
        Column("results_returned", "Trả kết quả", "count", visits.is_known),
        Column("participation", "Tham gia đánh giá (%)", "percent", visits.is_known),
    )


@dataclass(frozen=True, slots=True)
class OfficerVisits:
    """Visits and hand-overs of a period by the code of their officer ('' for nobody). ``is_known``: not a free site."""

    served: Mapping[str, int]
    returned: Mapping[str, int]
    is_known: bool

    def cells(self, code: str, ratings: int) -> tuple[Cell, ...]:
        """The cells of one officer."""
        return self._cells(self.served.get(code, 0), self.returned.get(code, 0), ratings)

    def total_cells(self, ratings: int) -> tuple[Cell, ...]:
        """The cells of the total."""
        return self._cells(self.all_served, self.all_returned, ratings)

    @property
    def all_served(self) -> int:
        """Visits that were served, whoever served them."""
        return sum(self.served.values())

    @property
    def all_returned(self) -> int:
        """Results that were handed over."""
        return sum(self.returned.values())

    def _cells(self, served: int, returned: int, ratings: int) -> tuple[Cell, ...]:
        return (served, returned, percent(ratings, served)) if self.is_known else NOTHING


def officer_visits(connection: Connection, site: Site, period: Period) -> OfficerVisits:
    """What the officers of a site served in a period."""
    visits, brought = visits_daily.c, outcomes_daily.c
    days = (period.first.isoformat(), period.last.isoformat())
    served = connection.execute(
        select(visits.officer, func.sum(visits.n))
        .where(visits.site == site.id, visits.day.between(*days), visits.state == SERVED)
        .group_by(visits.officer)
    )
    returned = connection.execute(
        select(brought.officer, func.sum(brought.n))
        .where(brought.site == site.id, brought.day.between(*days), brought.outcome == RETURNED)
        .group_by(brought.officer)
    )
    by_officer = {code: int(n) for code, n in served}
    handed = {code: int(n) for code, n in returned}
    return OfficerVisits(by_officer, handed, is_known=site.mode != "free" or bool(by_officer))


def figures_of(visits: OfficerVisits, ratings: int) -> dict[str, Figure]:
    """Visits, hand-overs and participation."""
    if not visits.is_known:
        counts = {name: Figure(None, "count") for name in ("visits_served", "results_returned")}
        return {**counts, "participation_of_served": Figure(None, "percent")}
    share = percent(ratings, visits.all_served)
    return {
        "visits_served": Figure(visits.all_served, "count"),
        "results_returned": Figure(visits.all_returned, "count"),
        "participation_of_served": Figure(share, "percent", ratings, visits.all_served),
    }
