"""Points that people gave: an imported table of a period (kind `scores`), by agency and number of the indicator."""

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import Connection

from central.imports.layouts.others import SCORES
from central.registry.lists import ListInForce
from central.registry.names import AgencyNames, fold
from central.registry.services import NO_AGENCY
from central.registry.tables import load_table, tables_in_force
from central.reports.period import Period
from central.reports.words import WHOLE_CENTRE

SELF, APPRAISED = "self_points", "appraised_points"


@dataclass(frozen=True, slots=True)
class Given:
    """The points of one indicator; None: not given."""

    self_points: Decimal | None = None
    appraised_points: Decimal | None = None

    def of(self, kind: str) -> Decimal | None:
        """Those of a kind."""
        return self.self_points if kind == SELF else self.appraised_points


def given_in(
    connection: Connection, site: str, period: Period, agencies: AgencyNames
) -> tuple[dict[tuple[str, int], Given], list[ListInForce]]:
    """The points for exactly these days; the agency is '' for the whole centre."""
    given: dict[tuple[str, int], Given] = {}
    used = []
    for held in tables_in_force(connection, site, SCORES.key):
        if (held.first, held.last) != (period.first, period.last):
            continue
        used.append(ListInForce(held.id, held.kind, held.file, held.sha256))
        for row in load_table(connection, held, SCORES).table.rows:
            known = agencies.find(row.label, period.first, period.last)
            name = NO_AGENCY if fold(row.label) == fold(WHOLE_CENTRE) else known.name if known else row.label
            number = row.text("indicator").strip()
            if number.isdecimal():
                given[name, int(number)] = Given(row.value(SELF), row.value(APPRAISED))
    return given, used
