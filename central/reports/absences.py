"""Planned and excused absences of officers, from the rosters of a centre; unknown where it keeps none here."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from central.reports.period import Period


@dataclass(frozen=True, slots=True)
class Absence:
    """An officer who was planned to be away; days are included. ``kind``: leave, sickness, travel, training …"""

    officer: str
    first: date
    last: date
    kind: str = ""


def absences_in(connection: Connection, site: str, period: Period) -> tuple[Absence, ...] | None:
    """The absences that touch a period; None where no roster is kept, which is not the same as nobody being away."""
    return None
