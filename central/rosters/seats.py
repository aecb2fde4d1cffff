"""Who sits at which counter by plan: one principal at a time, any number of substitutes; dated, never overwritten."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, cast

from sqlalchemy import Connection, Row, insert, select, update

from central.people.moments import now_ms
from central.rosters.days import Stretch, stored_stretch
from central.rosters.refusal import EditRefused
from central.store.tables import roster_seats

SeatRole = Literal["principal", "substitute"]
ROLE_WORDS: dict[SeatRole, str] = {"principal": "Chính thức", "substitute": "Dự phòng"}


@dataclass(frozen=True, slots=True)
class Seat:
    """An officer at a counter by plan. ``id`` 0: not stored yet."""

    counter: str
    officer: str
    role: SeatRole
    days: Stretch
    id: int = 0
    made_ms: int = 0
    made_by: str = ""
    ended_ms: int | None = None
    ended_by: str | None = None


def seats_of(connection: Connection, site: str, *, with_history: bool = False) -> list[Seat]:
    """The seats of a site, by counter; with history also those that were taken back."""
    table = roster_seats
    statement = select(table).where(table.c.site == site).order_by(table.c.counter, table.c.valid_from, table.c.id)
    if not with_history:
        statement = statement.where(table.c.ended_ms.is_(None))
    return [_seat(row) for row in connection.execute(statement)]


def add_seat(connection: Connection, site: str, seat: Seat, who: str) -> None:
    """Plan a seat. Raises EditRefused."""
    held = seats_of(connection, site)
    if seat.role not in ROLE_WORDS:
        raise EditRefused("role", "Xin chọn chính thức hoặc dự phòng.")
    _check_clash(held, seat)
    connection.execute(insert(roster_seats).values(site=site, **_values(seat), made_ms=now_ms(), made_by=who))


def end_seat(connection: Connection, site: str, number: int, last: date | None, who: str) -> Seat:
    """Let a seat hold until a day, included; None: it was a mistake and never counted. Raises EditRefused."""
    seat = next((one for one in seats_of(connection, site) if one.id == number), None)
    if seat is None:
        raise EditRefused("", "Dòng này không còn hiệu lực.")
    if last is not None and not seat.days.has(last):
        raise EditRefused("day", "Ngày này không nằm trong thời gian của dòng.")
    change = update(roster_seats).where(roster_seats.c.id == number)
    connection.execute(change.values(ended_ms=now_ms(), ended_by=who))
    if last is not None:
        kept = Seat(seat.counter, seat.officer, seat.role, Stretch(seat.days.first, last))
        connection.execute(insert(roster_seats).values(site=site, **_values(kept), made_ms=now_ms(), made_by=who))
    return seat


def principals_on(seats: Sequence[Seat], day: date) -> dict[str, str]:
    """The principal of each counter on a day."""
    return {seat.counter: seat.officer for seat in seats if seat.role == "principal" and seat.days.has(day)}


def _check_clash(held: Sequence[Seat], seat: Seat) -> None:
    for other in held:
        if not other.days.meets(seat.days):
            continue
        if (other.counter, other.officer) == (seat.counter, seat.officer):
            raise EditRefused("officer", "Cán bộ này đã có trong lịch của quầy trong cùng thời gian.")
        if seat.role == other.role == "principal":
            if other.counter == seat.counter:
                until = f" đến {other.days.last:%d/%m/%Y}" if other.days.last else ""
                vi = f"Quầy này đã có người chính thức ({other.officer}){until}; hãy kết thúc dòng ấy trước."
                raise EditRefused("valid_from", vi)
            if other.officer == seat.officer:
                raise EditRefused("officer", f"Cán bộ này đang là người chính thức ở quầy {other.counter}.")


def _values(seat: Seat) -> dict[str, Any]:
    return {"counter": seat.counter, "officer": seat.officer, "role": seat.role, **seat.days.stored}


def _seat(row: Row[Any]) -> Seat:
    return Seat(
        row.counter, row.officer, cast(SeatRole, row.role), stored_stretch(row.valid_from, row.valid_to), row.id,
        row.made_ms, row.made_by, row.ended_ms, row.ended_by,
    )  # fmt: skip
