"""What types cannot say about the queue of ``site.toml``: services, hours and who they name."""

from collections.abc import Iterator
from itertools import pairwise

from contract.services import WEEKDAYS, Service, Session
from contract.site import SiteConfig
from contract.toml import ConfigProblem, TomlText, show_path
from contract.toml_lines import KeyPath


def queue_problems(text: TomlText, site: SiteConfig) -> list[ConfigProblem]:
    """Everything about services, hours and counters in ``site.toml`` that contradicts itself."""
    problems = [*_named(text, site), *_series(text, site), *_languages(text, site)]
    problems += _sessions(text, ("hours", "sessions"), site.hours.sessions)
    for index, service in enumerate(site.services):
        problems += _sessions(text, ("services", index, "hours"), service.hours)
    return problems


def _named(text: TomlText, site: SiteConfig) -> Iterator[ConfigProblem]:
    """Codes that must be known elsewhere in the file."""
    services = [service.code for service in site.services]
    agencies = [agency.code for agency in site.agencies]
    officers = [officer.code for officer in site.officers]
    for index, service in enumerate(site.services):
        if service.agency is not None and service.agency not in agencies:
            yield _unknown(text, ("services", index, "agency"), "cơ quan", "agency", service.agency, agencies)
    for index, counter in enumerate(site.counters):
        for place, code in enumerate(counter.services):
            if code not in services:
                yield _unknown(text, ("counters", index, "services", place), "việc", "service", code, services)
        if counter.principal is not None and counter.principal not in officers:
            path: KeyPath = ("counters", index, "principal")
            yield _unknown(text, path, "cán bộ", "officer", counter.principal, officers)
    for index, service in enumerate(site.services):
        if not any(not counter.services or service.code in counter.services for counter in site.counters):
            yield text.problem(
                ("services", index, "code"),
                f"không quầy nào làm việc “{service.code}”: số của việc này sẽ không ai gọi",
                f"no counter serves “{service.code}”: nobody would ever call its numbers",
                f'services = ["{service.code}"] ở một quầy / at a counter',
            )


def _series(text: TomlText, site: SiteConfig) -> Iterator[ConfigProblem]:
    """Services that share a series of numbers must write them alike, else two tickets could look the same."""
    seen: dict[str, tuple[int, Service]] = {}
    for index, service in enumerate(site.services):
        if service.first > service.last:
            yield text.problem(
                ("services", index, "first"),
                f"{service.first} không viết được bằng {service.digits} chữ số",
                f"{service.first} does not fit {service.digits} digits",
                f"first = 1 … {service.last}",
            )
        first, like = seen.setdefault(service.prefix, (index, service))
        for key in ("digits", "first"):
            if getattr(service, key) != getattr(like, key):
                where = show_path(("services", first))
                yield text.problem(
                    ("services", index, key),
                    f"cùng chữ “{service.prefix}” với {where} mà {key} khác",
                    f"shares the prefix “{service.prefix}” with {where} but not its {key}",
                    f"{key} = {getattr(like, key)}",
                )


def _sessions(text: TomlText, path: KeyPath, sessions: tuple[Session, ...]) -> list[ConfigProblem]:
    problems = []
    for index, session in enumerate(sessions):
        begins, ends = session.tickets_from or session.start, session.tickets_until or session.end
        if session.start >= session.end or begins >= ends or ends > session.end:
            problems.append(
                text.problem(
                    (*path, index),
                    f"buổi {session.start}–{session.end}, phát số {begins}–{ends}: giờ không theo thứ tự",
                    f"session {session.start}–{session.end}, numbers {begins}–{ends}: not in order",
                    'start = "07:30", end = "11:30", tickets_until = "11:15"',
                )
            )
    for day in WEEKDAYS:
        of_day = sorted((s.start, s.end, i) for i, s in enumerate(sessions) if day in s.days)
        for (_, end, _), (start, _, index) in pairwise(of_day):
            if start < end:
                problems.append(
                    text.problem(
                        (*path, index),
                        f"buổi này bắt đầu {start}, khi buổi trước chưa hết ({end})",
                        f"begins at {start} while the session before it still runs (until {end})",
                        f'start = "{end}"',
                    )
                )
                break
    return problems


def _languages(text: TomlText, site: SiteConfig) -> Iterator[ConfigProblem]:
    if "vi" not in site.languages:
        yield text.problem(("languages",), "thiếu tiếng Việt", "Vietnamese is missing", 'languages = ["vi", "en"]')


def _unknown(text: TomlText, path: KeyPath, vi: str, en: str, code: str, known: list[str]) -> ConfigProblem:
    instead = " | ".join(f'"{one}"' for one in known) or "…"
    return text.problem(path, f"không có {vi} “{code}”", f"there is no {en} “{code}”", instead)
