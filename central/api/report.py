"""A report as another program may have it: least data. No officer without the scope, and with it closed blocks."""

import dataclasses
from datetime import date, datetime

from central.api.problems import Problem
from central.api.scopes import OFFICERS
from central.api.tokens import Token
from central.people.roles import AGENCY, REPORTER, Grant, Person
from central.registry.lists import lists_in_force, posts_of
from central.reports.model import Report
from central.reports.period import Period, PeriodWrong, asked_period
from central.reports.refusal import ReportRefused
from central.services import Services
from central.store.engine import reading
from central.web.report_scope import scoped_report

ONLY_OFFICERS = frozenset({"officer-ratings", "presence"})
"""Reports of which nothing is left without officers."""

_OFFICER_ROWS = frozenset({"officer", "unknown_officer"})
_OFFICER_FINDINGS = frozenset(
    {"unknown_officer", "officer_not_in_period", "no_officer_in_period", "outside_validity", "nobody_signed_in"}
)
"""Findings that may name somebody."""


def api_person(token: Token, *grants: Grant) -> Person:
    """The program behind a token, for the log and for what it may see; no account has such a code."""
    return Person(0, f"api:{token.name}", token.name, grants)


def api_report(services: Services, token: Token, name: str, site: str, days: tuple[str, str]) -> Report:
    """A report of a period. Raises Problem."""
    period = _period(days)
    has_officers = OFFICERS in token.scopes
    if name in ONLY_OFFICERS and not has_officers:
        raise Problem(
            403, "Báo cáo này có số liệu từng cán bộ; mã truy cập không có phạm vi officers.",
            "This report is about single officers; the token lacks the scope officers.",
        )  # fmt: skip
    grants = [Grant(site, REPORTER)]
    if name == "officer-ratings":
        grants = [Grant(site, AGENCY, agency) for agency in _agencies(services, site)] or [Grant(site, AGENCY, "")]
    try:
        made = scoped_report(services, api_person(token, *grants), name, site, period, _today(services, site))
    except ReportRefused as refused:
        raise Problem(404, _sentence(refused.reason_vi), str(refused).partition(" / ")[2]) from None
    return made if has_officers else _without_officers(made)


def _period(days: tuple[str, str]) -> Period:
    try:
        return asked_period(date.fromisoformat(days[0]), date.fromisoformat(days[1]))
    except PeriodWrong as wrong:
        vi, _, en = str(wrong).partition(" / ")
        raise Problem(422, _sentence(vi), en, "to") from None
    except ValueError:
        raise Problem(422, "Không có ngày này trong lịch.", "There is no such day.", "from, to") from None


def _today(services: Services, site: str) -> date:
    return datetime.now(services.config.zone(site)).date()


def _agencies(services: Services, site: str) -> list[str]:
    with reading(services.engine) as connection:
        held = lists_in_force(connection, site, ("officers",)).get("officers")
        return list(
            dict.fromkeys(post.agency for post in posts_of(connection, held.id if held else None) if post.agency)
        )


def _without_officers(report: Report) -> Report:
    return dataclasses.replace(
        report,
        rows=tuple(row for row in report.rows if row.kind not in _OFFICER_ROWS),
        findings=tuple(one for one in report.findings if one.code not in _OFFICER_FINDINGS),
    )


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."
