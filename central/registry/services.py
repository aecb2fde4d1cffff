"""Whose a service was on a day, by the list of services in force (design §6: the agency of a visit or rating)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from central.registry.names import AgencyNames
from central.store.tables.registry import services

NO_AGENCY = ""
"""The agency of a service that the list does not hold on that day, or of which it names none."""


@dataclass(frozen=True, slots=True)
class OwnedService:
    """One row of the list: a service of an agency for a stretch of days (None: no bound)."""

    code: str
    name: str
    agency: str
    valid_from: date | None
    valid_to: date | None

    def holds_on(self, day: date) -> bool:
        """Whether the row holds on a day."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


def services_of(connection: Connection, import_id: int | None) -> list[OwnedService]:
    """The services of an import, in the order of its file; none for None."""
    if import_id is None:
        return []
    statement = select(services).where(services.c.import_id == import_id).order_by(services.c.position)
    return [
        OwnedService(row.code, row.name, row.agency, _day(row.valid_from), _day(row.valid_to))
        for row in connection.execute(statement)
    ]


class ServiceOwners:
    """Answers for many visits, and remembers each answer."""

    def __init__(self, owned: Sequence[OwnedService], agencies: AgencyNames) -> None:
        self._agencies = agencies
        self._by_code: dict[str, list[OwnedService]] = {}
        for service in owned:
            self._by_code.setdefault(service.code, []).append(service)
        self._known: dict[tuple[str, str], str] = {}

    @property
    def codes(self) -> list[str]:
        """Every service, in the order of the list."""
        return list(self._by_code)

    def name(self, code: str, last: date) -> str:
        """What a service is called on a day or was called before; its code when the list does not hold it."""
        rows = self._by_code.get(code, [])
        then = [row for row in rows if row.holds_on(last)] or rows
        return then[-1].name if then else code

    def agency(self, code: str, day: str) -> str:
        """The agency that owns a service on a day (YYYY-MM-DD), as the list of agencies writes it."""
        found = self._known.get((code, day))
        if found is None:
            found = self._known[code, day] = self._look_up(code, date.fromisoformat(day))
        return found

    def _look_up(self, code: str, day: date) -> str:
        row = next((row for row in self._by_code.get(code, ()) if row.holds_on(day)), None)
        if row is None or not row.agency:
            return NO_AGENCY
        agency = self._agencies.find(row.agency, day, day)
        return agency.name if agency else row.agency


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
