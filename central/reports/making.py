"""Makes a report by its name, for whoever asks: the command line, a page, the simulator."""

from collections.abc import Iterable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Engine

from central.closing.frozen import frozen_report
from central.config import CentralConfig
from central.reports.model import Report, Site
from central.reports.period import Period
from central.reports.registry import REPORTS
from central.store.engine import reading
from central.workdays import workdays_at
from contract.scales import SCALES


class UnknownName(LookupError):
    """A report or a site that is not there; ``known`` are those that are."""

    def __init__(self, what_vi: str, what_en: str, name: str, known: Iterable[str]) -> None:
        self.name = name
        self.known = tuple(known)
        choices = ", ".join(self.known) or "–"
        super().__init__(f"không có {what_vi} “{name}” / no such {what_en}. Có/known: {choices}")


def site_of(config: CentralConfig, site: str) -> Site:
    """What reports must know of a configured site. Raises UnknownName."""
    known = config.sites.get(site)
    if known is None:
        raise UnknownName("trung tâm", "site", site, config.sites)
    days = workdays_at(known)
    return Site(
        site,
        known.name,
        ZoneInfo(known.timezone),
        SCALES[known.scale],
        known.ratings,
        tuple(sorted(days.weekdays)),
        tuple(sorted(days.off)),
        tuple(sorted(days.on)),
    )


def make_report(
    engine: Engine, config: CentralConfig, name: str, site: str, period: Period, now: datetime | None = None
) -> Report:
    """A report from one state of the store: as it was frozen where its period is closed, else live.

    ``now`` (aware) is when it is made. Raises UnknownName, and ReportRefused where there is nothing to make it from.
    """
    facts = _facts(config, name, site)
    made_at = (now or datetime.now(UTC)).astimezone(facts.zone)
    with reading(engine) as connection:
        return frozen_report(connection, facts, name, period) or REPORTS[name].make(connection, facts, period, made_at)


def make_live(connection: Connection, site: Site, name: str, period: Period, made_at: datetime) -> Report:
    """A report as the store gives it now, whether its period is closed or not. Raises ReportRefused."""
    return REPORTS[name].make(connection, site, period, made_at)


def _facts(config: CentralConfig, name: str, site: str) -> Site:
    if name not in REPORTS:
        raise UnknownName("báo cáo", "report", name, REPORTS)
    return site_of(config, site)
