"""Planned and excused absences of officers, from the rosters of a centre; unknown where it keeps none here."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from central.reports.period import Period
from central.rosters.absences import is_kept, planned
from central.rosters.days import Stretch


@dataclass(frozen=True, slots=True)
class Absence:
    """An officer who was planned to be away; days are included. ``kind``: leave, sickness, travel, training …"""

    officer: str
    first: date
    last: date
    kind: str = ""


def absences_in(connection: Connection, site: str, period: Period) -> tuple[Absence, ...] | None:
    """The absences that touch a period; None where no roster is kept, which is not the same as nobody being away."""
    if not is_kept(connection, site):
        return None
    wanted = Stretch(period.first, period.last)
    return tuple(
        Absence(one.officer, one.days.first or period.first, one.days.last or period.last, one.kind)
        for one in planned(connection, site, since=period.first.isoformat())
        if one.days.meets(wanted)
    )
