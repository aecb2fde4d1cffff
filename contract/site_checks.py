"""What types cannot say about ``site.toml``: a code given twice, an agency or time zone that is not there."""

from collections.abc import Iterable, Iterator
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from contract.badges import is_badge, normal_badge
from contract.queue_checks import queue_problems
from contract.site import SiteConfig
from contract.toml import ConfigProblem, TomlText, show_path
from contract.toml_lines import KeyPath


def site_problems(text: TomlText, site: SiteConfig) -> list[ConfigProblem]:
    """Everything in ``site.toml`` that contradicts itself."""
    officers = list(enumerate(site.officers))
    return [
        *_twice(text, ((("counters", i, "id"), counter.id) for i, counter in enumerate(site.counters))),
        *_twice(text, ((("agencies", i, "code"), agency.code) for i, agency in enumerate(site.agencies))),
        *_twice(text, ((("officers", i, "code"), officer.code) for i, officer in officers)),
        *_badges(text, site),
        *_twice(text, ((("ratings", i, "valid_from"), str(r.valid_from)) for i, r in enumerate(site.ratings))),
        *_agencies(text, site),
        *_timezone(text, site),
        *_twice(text, ((("services", i, "code"), service.code) for i, service in enumerate(site.services))),
        *queue_problems(text, site),
    ]


def _twice(text: TomlText, claims: Iterable[tuple[KeyPath, str]]) -> Iterator[ConfigProblem]:
    """Values that must differ from each other."""
    seen: dict[str, KeyPath] = {}
    for path, value in claims:
        first = seen.setdefault(value, path)
        if first != path:
            yield text.problem(
                path,
                f"“{value}” đã dùng ở {show_path(first)}",
                f"“{value}” is already used by {show_path(first)}",
                f"một giá trị khác / another value for {path[-1]}",
            )


def _badges(text: TomlText, site: SiteConfig) -> Iterator[ConfigProblem]:
    """Badges no reader can send, or of two officers. The badge is not shown: messages end in logs."""
    seen: dict[str, KeyPath] = {}
    for index, officer in enumerate(site.officers):
        if officer.badge is None:
            continue
        path: KeyPath = ("officers", index, "badge")
        badge = normal_badge(officer.badge)
        first = seen.setdefault(badge, path)
        if first != path:
            yield text.problem(
                path,
                f"thẻ này đã dùng ở {show_path(first)}",
                f"this badge is already that of {show_path(first)}",
                "mỗi cán bộ một thẻ / one badge for each officer",
            )
        elif not is_badge(badge):
            yield text.problem(
                path,
                "không đầu đọc nào gửi thẻ như thế này",
                "no reader can send such a badge",
                'badge = "0412A7F3" (4-64: 0-9 A-Z . _ : / + -)',
            )


def _agencies(text: TomlText, site: SiteConfig) -> Iterator[ConfigProblem]:
    known = [agency.code for agency in site.agencies]
    for index, officer in enumerate(site.officers):
        if officer.agency is not None and officer.agency not in known:
            yield text.problem(
                ("officers", index, "agency"),
                f"không có cơ quan “{officer.agency}”",
                f"there is no agency “{officer.agency}”",
                " | ".join(f'agency = "{code}"' for code in known) or "[[agencies]] code = …, name = …",
            )


def _timezone(text: TomlText, site: SiteConfig) -> Iterator[ConfigProblem]:
    try:
        ZoneInfo(site.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        yield text.problem(
            ("timezone",),
            f"không có múi giờ “{site.timezone}” trên máy này",
            f"this machine knows no time zone “{site.timezone}”",
            'timezone = "Asia/Ho_Chi_Minh" (gói / package: tzdata)',
        )
