"""The settings that figures were made with, kept in the store: when they change, the figures are made again."""

import msgspec
from msgspec.structs import replace
from sqlalchemy import Connection, func, select

from central.config import DEFAULT_TIMEZONE, CentralConfig, CentralSite, HoursSession
from central.store.dialect import upsert
from central.store.tables import events, settings
from contract.site import RatingsMode

KEY = "counted_with"
RULES = 4
"""Grows when the rules of counting change: the next start of central then makes all figures again."""


class SiteSettings(msgspec.Struct, frozen=True):
    """What of a site's settings changes its figures."""

    timezone: str
    ratings: RatingsMode
    hours: tuple[HoursSession | str, ...] | None = None


DEFAULTS = SiteSettings(DEFAULT_TIMEZONE, "per-ticket")


class CountedWith(msgspec.Struct, frozen=True):
    """What figures were made with; ``sites`` are those that differ from ``others``.

    ``up_to``: the last line there was when a command beside central made them: what arrived after it was
    perhaps still counted with the settings before. None when central itself made them.
    """

    rules: int
    others: SiteSettings
    sites: dict[str, SiteSettings]
    up_to: int | None = None

    def same(self, other: "CountedWith") -> bool:
        """Whether both give the same figures."""
        return replace(self, up_to=None) == replace(other, up_to=None)

    def as_config(self) -> CentralConfig:
        """A configuration that counts in this way."""
        sites = {
            code: CentralSite(name=code, timezone=one.timezone, ratings=one.ratings, hours=one.hours)
            for code, one in self.sites.items()
        }
        return CentralConfig(sites=sites)


def counts_with(config: CentralConfig) -> CountedWith:
    """What a configuration makes figures with."""
    sites = {code: SiteSettings(site.timezone, site.ratings, site.hours) for code, site in sorted(config.sites.items())}
    return CountedWith(RULES, DEFAULTS, {code: one for code, one in sites.items() if one != DEFAULTS})


def counted_with(connection: Connection) -> CountedWith | None:
    """What the stored figures were made with; None when that is not recorded or not understood."""
    value = connection.execute(select(settings.c.value).where(settings.c.key == KEY)).scalar_one_or_none()
    if value is None:
        return None
    try:
        return msgspec.json.decode(value, type=CountedWith)
    except msgspec.DecodeError:
        return None


def record(connection: Connection, made_with: CountedWith) -> None:
    """Store what the figures were made with."""
    statement = upsert(connection, settings, ("key",), value=lambda old, new: new.value)
    connection.execute(statement, {"key": KEY, "value": msgspec.json.encode(made_with).decode()})


def last_arrival(connection: Connection) -> int:
    """The number of the line that arrived last, 0 when there is none."""
    return int(connection.execute(select(func.max(events.c.id))).scalar_one() or 0)
