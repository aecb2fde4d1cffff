"""Unknown names of agencies, asked once: the answer becomes an alias (or a new agency) of the list in force.

Answers are kept beside the lists, so that a list imported later from an older file is completed with them.
"""

import csv
import io
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy import Connection, delete, insert, select

from central.imports.agencies import ALIAS_SEPARATOR, COLUMNS
from central.registry.lists import agencies_of, lists_in_force
from central.registry.names import Agency, AgencyNames, fold, tidy
from central.store.tables.import_history import agency_answers

NEW = ""
"""The answer that a name is that of an agency of its own."""

FILE = "ten-don-vi-da-tra-loi.csv"
"""The name under which a completed list stands in the history."""

Answers = Mapping[str, str]
"""Unknown name -> the agency that it means, or `NEW`."""


def answered(agencies: Sequence[Agency], answers: Answers) -> list[Agency]:
    """The agencies with every answer in them; names that are known already, or lead nowhere, change nothing."""
    listed = list(agencies)
    for text, meant in answers.items():
        name, names = tidy(text), AgencyNames(listed)
        if not name or ALIAS_SEPARATOR in name or names.knows(name):
            continue
        if meant == NEW:
            listed.append(Agency(name))
        elif (agency := names.find(meant)) is not None:
            place = next(place for place in reversed(range(len(listed))) if listed[place] is agency)
            listed[place] = replace(agency, aliases=(*agency.aliases, name))
    return listed


def remember(connection: Connection, site: str, answers: Answers, who: str) -> None:
    """Keep the answers; a later answer about a name takes the place of the earlier one."""
    now_ms = time.time_ns() // 1_000_000
    for name, agency in answers.items():
        folded = fold(name)
        connection.execute(
            delete(agency_answers).where(agency_answers.c.site == site, agency_answers.c.folded == folded)
        )
        values = {"site": site, "folded": folded, "name": tidy(name), "agency": agency}
        connection.execute(insert(agency_answers).values(**values, answered_by=who, answered_ms=now_ms))


def remembered(connection: Connection, site: str) -> dict[str, str]:
    """Every answer of a site, in the order in which they were given."""
    rows = connection.execute(
        select(agency_answers.c.name, agency_answers.c.agency)
        .where(agency_answers.c.site == site)
        .order_by(agency_answers.c.answered_ms, agency_answers.c.folded)
    )
    return {row.name: row.agency for row in rows}


def completed_list(connection: Connection, site: str) -> bytes | None:
    """The list in force with every remembered answer, as the file it would be; None when it has them all."""
    held = lists_in_force(connection, site, ("agencies",)).get("agencies")
    listed = agencies_of(connection, held.id if held else None)
    whole = answered(listed, remembered(connection, site))
    return file_of(whole) if whole != listed else None


def file_of(agencies: Sequence[Agency]) -> bytes:
    """The plain file of a list of agencies."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([column.name for column in COLUMNS])
    for one in agencies:
        days = [day.isoformat() if day else "" for day in (one.valid_from, one.valid_to)]
        writer.writerow([one.name, ALIAS_SEPARATOR.join(one.aliases), *days, one.successor])
    return text.getvalue().encode()
