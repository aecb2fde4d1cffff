"""What to look at before a period is closed: each line says what, how many, what to do, and whether it blocks.

Reads only. A line that nothing is wrong with is there too, so that the list shows what was looked at.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Connection

from central.closing import checks
from central.config import CentralConfig
from central.presence import GatewayPresence
from central.reports.making import make_live, site_of
from central.reports.model import Report, Site
from central.reports.period import Period
from central.reports.refusal import ReportRefused
from central.reports.registry import REPORTS

_ORDER = ("block", "warn", "unknown", "ok")


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was looked at. ``text`` says what was found, ``todo`` what to do about it ('' for nothing)."""

    code: str
    level: checks.Level
    title: str
    text: str
    count: int | None = None
    todo: str = ""


@dataclass(frozen=True, slots=True)
class Readiness:
    """The list, and the reports that it was made from, by their keys; ``refused`` are those that cannot be made."""

    lines: tuple[Line, ...]
    reports: dict[str, Report]
    refused: dict[str, str]

    @property
    def is_blocked(self) -> bool:
        """Whether the period may not be closed at all."""
        return any(line.level == "block" for line in self.lines)

    @property
    def has_warnings(self) -> bool:
        """Whether it may be closed only with a reason."""
        return any(line.level == "warn" for line in self.lines)

    def as_text(self) -> str:
        """The list as JSON, to be kept with the closing."""
        return json.dumps([asdict(line) for line in self.lines], ensure_ascii=False)


def lines_from_text(text: str) -> tuple[Line, ...]:
    """What `as_text` wrote."""
    return tuple(Line(**one) for one in json.loads(text))


def readiness(
    connection: Connection,
    config: CentralConfig,
    site: str,
    period: Period,
    now: datetime,
    presence: Sequence[GatewayPresence] | None = None,
) -> Readiness:
    """The list for a period, from one state of the store. Raises UnknownName.

    ``now`` is aware. ``presence`` None: nobody here knows which gateways are there (a command beside central).
    """
    facts = site_of(config, site)
    reports, refused = _reports(connection, facts, period, now.astimezone(facts.zone))
    gateways = checks.Gateways(connection, facts, period, presence)
    found = [
        checks.time_has_come(config.sites[site], facts, period, now),
        checks.counted_as_configured(connection, config),
        gateways.behind(),
        gateways.silent(),
        checks.chains(connection, site),
        *checks.from_reports(reports),
        checks.open_visits(connection, facts, period),
        checks.lists(connection, facts),
        checks.tables(connection, site, period, refused),
    ]
    return Readiness(tuple(_lines(found)), reports, refused)


def _reports(
    connection: Connection, site: Site, period: Period, made_at: datetime
) -> tuple[dict[str, Report], dict[str, str]]:
    made, refused = {}, {}
    for key in REPORTS:
        try:
            made[key] = make_live(connection, site, key, period, made_at)
        except ReportRefused as error:
            refused[key] = error.reason_vi
    return made, refused


def _lines(found: Iterable[checks.Found]) -> Iterator[Line]:
    """What stops comes first, then what warns; what is well last."""
    lines = [Line(one.code, one.level, one.title, one.text, one.count, one.todo) for one in found]
    yield from sorted(lines, key=lambda line: _ORDER.index(line.level))
