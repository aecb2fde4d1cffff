"""Who is planned to be away: leave, training, other. No reason beyond that is asked or kept."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, exists, insert, select, update

from central.people.moments import now_ms
from central.rosters.days import Stretch, stored_stretch
from central.rosters.refusal import EditRefused
from central.store.tables import roster_absences, roster_seats

KIND_WORDS = {"leave": "Nghỉ phép", "training": "Tập huấn, công tác", "other": "Vắng khác"}
MOST_DAYS = 400


@dataclass(frozen=True, slots=True)
class PlannedAbsence:
    """Days on which an officer is planned to be away, both ends included."""

    officer: str
    kind: str
    days: Stretch
    id: int = 0
    made_ms: int = 0
    made_by: str = ""
    ended_ms: int | None = None
    ended_by: str | None = None


def planned(connection: Connection, site: str, *, since: str = "", with_history: bool = False) -> list[PlannedAbsence]:
    """The absences of a site that end on a day or later, by their days."""
    table = roster_absences
    statement = select(table).where(table.c.site == site, table.c.valid_to >= since)
    if not with_history:
        statement = statement.where(table.c.ended_ms.is_(None))
    return [_absence(row) for row in connection.execute(statement.order_by(table.c.valid_from, table.c.id))]


def add_absence(connection: Connection, site: str, absence: PlannedAbsence, who: str) -> None:
    """Plan an absence. Raises EditRefused."""
    days = absence.days
    if absence.kind not in KIND_WORDS:
        raise EditRefused("kind", "Xin chọn loại vắng.")
    if days.first is None or days.last is None or (days.last - days.first).days >= MOST_DAYS:
        raise EditRefused("valid_to", f"Xin ghi ngày đầu và ngày cuối, không quá {MOST_DAYS} ngày.")
    for other in planned(connection, site, since=days.first.isoformat()):
        if other.officer == absence.officer and other.days.meets(days):
            raise EditRefused("valid_from", "Cán bộ này đã có lịch vắng trùng ngày.")
    values = {"officer": absence.officer, "kind": absence.kind, **days.stored}
    connection.execute(insert(roster_absences).values(site=site, **values, made_ms=now_ms(), made_by=who))


def take_back(connection: Connection, site: str, number: int, who: str) -> PlannedAbsence:
    """Take an absence back; it stays in the history. Raises EditRefused."""
    found = next((one for one in planned(connection, site) if one.id == number), None)
    if found is None:
        raise EditRefused("", "Dòng này không còn hiệu lực.")
    change = update(roster_absences).where(roster_absences.c.id == number)
    connection.execute(change.values(ended_ms=now_ms(), ended_by=who))
    return found


def is_kept(connection: Connection, site: str) -> bool:
    """Whether a centre keeps its roster here; else nothing is known of absences."""
    tables = (roster_absences, roster_seats)
    return any(connection.scalar(select(exists().where(table.c.site == site))) for table in tables)


def _absence(row: Row[Any]) -> PlannedAbsence:
    return PlannedAbsence(
        row.officer, row.kind, stored_stretch(row.valid_from, row.valid_to), row.id, row.made_ms, row.made_by,
        row.ended_ms, row.ended_by,
    )  # fmt: skip
