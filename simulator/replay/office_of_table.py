"""Makes the office that a table needs: its agencies, its officers with badges, counters on pins. Pure."""

from simulator.plan import Agency, OfficePlan, Person, Place, Station
from simulator.replay.schedule import duties
from simulator.replay.table import Table

SITE = "phat-lai"
PANELS_EACH = 3
"""Panels on the pins of one Pi: a panel takes a pin for each level and three for its lights."""
TIMEZONE = "Asia/Ho_Chi_Minh"


def office_of(table: Table) -> OfficePlan:
    """An office without a queue in which a press counts for the officer signed in."""
    names = list(dict.fromkeys(row.agency for row in table.rows))
    agencies = tuple(Agency(f"cq-{number:02d}", name) for number, name in enumerate(names, 1))
    code_of = {agency.name: agency.code for agency in agencies}
    people = tuple(
        Person(table.code(row), row.officer, code_of[row.agency], f"BADGE-{row.no:06d}") for row in table.rows
    )
    counters = sorted({duty.counter for duty in duties(table)}, key=int)
    stations = tuple(
        Station(
            f"q-{number:02d}",
            tuple(Place(counter, "gpio") for counter in counters[start : start + PANELS_EACH]),
        )
        for number, start in enumerate(range(0, len(counters), PANELS_EACH), 1)
    )
    return OfficePlan(
        SITE, f"Phát lại {table.file}"[:200], stations, people, agencies, scale=table.scale.code, timezone=TIMEZONE
    )
