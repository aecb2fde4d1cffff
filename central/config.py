"""`central.toml`, typed: where pages, broker and store are, and how the sites count (design §7).

Only reads the file; starts and connects nothing.
"""

import functools
import re
from datetime import date
from pathlib import Path
from typing import Annotated, Literal, TypeVar
from zoneinfo import ZoneInfo, available_timezones

import msgspec
from msgspec import Meta
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from central.dashboard.limits import AlertLimits
from central.letterhead import DocumentsConfig, Letterhead
from central.provisioning.settings import ProvisioningConfig, with_whole_paths
from central.retention.settings import RetentionConfig
from contract.ids import SiteId
from contract.links import BrokerConfig, Host, PathText
from contract.scales import ScaleCode
from contract.services import SwappedDay
from contract.site import Name, PublicUrl, RatingsMode, Secret, TimeZone
from contract.toml import ConfigProblem, ConfigRefused, TomlText

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
TimeOfDay = Annotated[str, Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]\Z", examples=["07:30"])]

DEFAULT_TIMEZONE = "Asia/Ho_Chi_Minh"
KNOWN_DATABASES = ("sqlite",)
Files = TypeVar("Files", bound=msgspec.Struct)


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    pass


class WebConfig(_Part, frozen=True):
    """Where the pages listen. With ``cert`` and ``key`` they speak TLS and nothing else; without them a reverse proxy
    with TLS stands in front of anything but loopback.

    ``proxy``: the address from which that proxy asks; its word is taken for who asks and whether over TLS, nobody
    else's. ``public_url``: how people reach the pages, for links that are printed.
    """

    host: Host = "127.0.0.1"
    port: Annotated[int, Meta(ge=1, le=65535, examples=[8080])] = 8080
    cert: PathText | None = None
    key: PathText | None = None
    proxy: Host | None = None
    public_url: PublicUrl | None = None

    @property
    def url(self) -> str:
        """The address of the pages, without a slash at its end."""
        scheme = "http" if self.cert is None else "https"
        return (self.public_url or f"{scheme}://{self.host}:{self.port}").rstrip("/")


class DatabaseConfig(_Part, frozen=True):
    """The store. A path in an `sqlite:///` address counts from the folder of `central.toml`."""

    url: Annotated[str, Meta(min_length=1, max_length=1024, examples=["sqlite:///central.db"])] = "sqlite:///central.db"


class HoursSession(_Part, frozen=True):
    """A stretch of the day, local time, in which a site is open on these weekdays."""

    days: Annotated[tuple[Weekday, ...], Meta(min_length=1, examples=[["mon", "tue"]])]
    opens: TimeOfDay
    closes: TimeOfDay


HoursText = Annotated[
    str,
    Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9] *- *([01][0-9]|2[0-3]):[0-5][0-9]\Z", examples=["07:30-11:30"]),
]
"""A session from Monday to Friday, in short."""


class CentralSite(_Part, frozen=True):
    """A centre whose figures are made here.

    ``ratings``: `per-ticket`, an accepted rating belongs to one served ticket; `free`, a centre without a
    queue. ``hours``: sessions, in full or as "07:30-11:30" for Monday to Friday; None: not known.
    ``letterhead``: what its documents print around the figures. ``secret``: as in its ``site.toml``; without it no code
    on its tickets opens a page here. ``holidays`` and ``swapped``: days off, and days worked like another weekday; both
    move what is due. ``hotline``: told to citizens.
    ``alerts``: beyond what the dashboard calls for somebody.
    """

    name: Name
    timezone: TimeZone = DEFAULT_TIMEZONE
    scale: ScaleCode = "4-level"
    ratings: RatingsMode = "per-ticket"
    hours: tuple[HoursSession | HoursText, ...] | None = None
    letterhead: Letterhead = Letterhead()
    secret: Secret | None = None
    holidays: Annotated[tuple[date, ...], Meta(examples=[["2027-01-01"]])] = ()
    swapped: tuple[SwappedDay, ...] = ()
    hotline: Annotated[Name, Meta(examples=["0200 3 000 111"])] | None = None
    alerts: AlertLimits = AlertLimits()

    def __repr__(self) -> str:
        """Without the secret: a configuration may be logged."""
        return f"CentralSite({self.name!r}, {self.scale}, {self.ratings})"


class CentralConfig(_Part, frozen=True):
    """A whole `central.toml`."""

    web: WebConfig = WebConfig()
    broker: BrokerConfig = BrokerConfig()
    database: DatabaseConfig = DatabaseConfig()
    documents: DocumentsConfig = DocumentsConfig()
    provisioning: ProvisioningConfig = ProvisioningConfig()
    retention: RetentionConfig = RetentionConfig()
    sites: dict[SiteId, CentralSite] = {}

    def zone(self, site: str) -> ZoneInfo:
        """The time zone of a site; Vietnam's for a site that is not configured."""
        known = self.sites.get(site)
        return ZoneInfo(known.timezone if known else DEFAULT_TIMEZONE)

    def counts_per_ticket(self, site: str) -> bool:
        """Whether a rating counts only with its ticket; True for a site that is not configured."""
        known = self.sites.get(site)
        return known is None or known.ratings == "per-ticket"


def load_config(path: Path) -> CentralConfig:
    """Read `central.toml`. Raises ConfigRefused, and OSError when the file cannot be read."""
    try:
        content = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise ConfigRefused(
            [ConfigProblem(str(path), 1, "(tệp / file)", "không phải UTF-8", f"not UTF-8: {error.reason}", "UTF-8")]
        ) from None
    return read_config(content, str(path), path.parent)


def read_config(content: str, file: str, folder: Path) -> CentralConfig:
    """Read the text of a `central.toml` whose relative paths count from ``folder``. Raises ConfigRefused."""
    text = TomlText(content, file)
    config = text.read(CentralConfig)
    problems = [*_database_problems(config, text), *_web_problems(config, text), *_site_problems(config, text)]
    if problems:
        raise ConfigRefused(problems)
    url = absolute_url(config.database.url, folder)
    documents = _beside(config.documents, url, folder)
    provisioning = with_whole_paths(config.provisioning, Path(make_url(url).database or ""), folder)
    return msgspec.structs.replace(
        config,
        web=_whole(config.web, folder),
        broker=_whole(config.broker, folder),
        database=DatabaseConfig(url),
        documents=documents,
        provisioning=provisioning,
    )


def _whole(table: Files, folder: Path) -> Files:
    """Certificates and keys counted from the folder of `central.toml`."""
    names = [name for name in ("ca", "cert", "key") if getattr(table, name, None)]
    return msgspec.structs.replace(table, **{name: str(folder.resolve() / getattr(table, name)) for name in names})


def _beside(documents: DocumentsConfig, url: str, folder: Path) -> DocumentsConfig:
    """The folders of documents counted from the folder of `central.toml`; without one, beside the store."""
    beside = Path(make_url(url).database or "").with_name("documents")
    kept = folder.resolve() / documents.folder if documents.folder else beside
    return DocumentsConfig(str(kept), str(folder.resolve() / documents.fonts) if documents.fonts else None)


def absolute_url(url: str, folder: Path) -> str:
    """``url`` with the path of an SQLite file counted from ``folder``."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite" or not parsed.database:
        return url
    return parsed.set(database=str(folder.resolve() / parsed.database)).render_as_string(hide_password=False)


def _database_problems(config: CentralConfig, text: TomlText) -> list[ConfigProblem]:
    try:
        parsed = make_url(config.database.url)
    except ArgumentError:
        parsed = None
    if parsed is not None and parsed.get_backend_name() in KNOWN_DATABASES and _names_a_file(parsed.database):
        return []
    return [
        text.problem(
            ("database", "url"),
            "không phải địa chỉ của một tệp SQLite",
            "not the address of an SQLite file",
            'url = "sqlite:///central.db"',
        )
    ]


def _names_a_file(database: str | None) -> bool:
    return bool(database) and database != ":memory:" and not re.match(r"file:", database or "")


def _web_problems(config: CentralConfig, text: TomlText) -> list[ConfigProblem]:
    if (config.web.cert is None) == (config.web.key is None):
        return []
    missing = "cert" if config.web.cert is None else "key"
    what = "cert và key phải đi cùng nhau", "cert and key belong together"
    return [text.problem(("web", missing), *what, f'{missing} = "/etc/quayso/web.{missing[:3]}"')]


def _site_problems(config: CentralConfig, text: TomlText) -> list[ConfigProblem]:
    problems = []
    for code, site in config.sites.items():
        if site.timezone not in _time_zones():
            problems.append(
                text.problem(
                    ("sites", code, "timezone"),
                    f"không có múi giờ “{site.timezone}”",
                    f"there is no time zone “{site.timezone}”",
                    f'timezone = "{DEFAULT_TIMEZONE}"',
                )
            )
        for index, session in enumerate(site.hours or ()):
            opens, closes = _times(session)
            if opens >= closes:
                problems.append(
                    text.problem(
                        ("sites", code, "hours", index, "closes"),
                        "giờ đóng cửa không sau giờ mở cửa",
                        "does not come after opens",
                        'opens = "07:30", closes = "11:30"',
                    )
                )
    return problems


@functools.cache
def _time_zones() -> set[str]:
    # Looks through the whole folder of the system each time it is asked.
    return available_timezones()


def _times(session: HoursSession | str) -> tuple[str, str]:
    """When a session opens and closes."""
    if isinstance(session, HoursSession):
        return session.opens, session.closes
    opens, _, closes = session.partition("-")
    return opens.strip(), closes.strip()
