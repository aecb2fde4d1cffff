"""Stores forms with the history of each, and reads them again."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, and_, func, insert, select, update

from central.forms.filled import Answers, Counted, FormRefused, count
from central.forms.surveys import Survey, own_folder, surveys_of
from central.people import audit_log
from central.people.moments import now_ms
from central.people.roles import Person
from central.reports.period import Period
from central.store.tables import paper_form_steps, paper_forms

HELD, VOID = "held", "void"
CORRECT, RESTORE = "correct", "restore"
SAME_WITHIN_MS = 2_000
"""A second click is the first one: nobody types two forms in that time."""

_STALE = "Có người vừa sửa phiếu này. Xin xem lại rồi sửa tiếp."


@dataclass(frozen=True, slots=True)
class Form:
    """A form as it stands."""

    id: int
    site: str
    survey: str
    day: str
    answers: Answers
    state: str
    version: int


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a form's history."""

    version: int
    at_ms: int
    person: str
    act: str
    day: str
    answers: Answers
    reason: str


def enter(connection: Connection, site: str, survey: Survey, day: date, answers: Answers, who: Person) -> int:
    """Store a new form; its number. The same one by the same person within two seconds is the first one."""
    text = _text(answers)
    last = (
        select(paper_form_steps.c.form_id)
        .join(paper_forms, paper_forms.c.id == paper_form_steps.c.form_id)
        .where(
            paper_form_steps.c.person == who.code, paper_form_steps.c.act == "enter", paper_forms.c.site == site,
            paper_forms.c.survey == survey.key, paper_form_steps.c.at_ms > now_ms() - SAME_WITHIN_MS,
            paper_form_steps.c.answers == text, paper_form_steps.c.day == day.isoformat(),
        )
    )  # fmt: skip
    before = connection.execute(last.limit(1)).scalar_one_or_none()
    if before is not None:
        return int(before)
    values = {"site": site, "survey": survey.key, "day": day.isoformat(), "answers": text, "state": HELD, "version": 1}
    number: int = connection.execute(insert(paper_forms).values(values).returning(paper_forms.c.id)).scalar_one()
    _step(connection, number, 1, who, "enter", day.isoformat(), text, "")
    audit_log.note(connection, who, "form-entered", f"phiếu giấy {number}", site)
    return number


def change(
    connection: Connection, found: Form, act: str, day: str, answers: Answers, who: Person, version: int, reason: str
) -> None:
    """Correct, take away (`void`) or put back a form. Raises FormRefused."""
    words = " ".join(reason.split())
    if not 0 < len(words) <= 300 or not words.isprintable():
        raise FormRefused("Xin ghi lý do sửa, không quá 300 chữ cái.")
    if (act == RESTORE) != (found.state == VOID):
        raise FormRefused(_STALE)
    text, state = _text(answers), VOID if act == VOID else HELD
    if act == CORRECT and (text, day) == (_text(found.answers), found.day):
        raise FormRefused("Không có gì thay đổi.")
    same = and_(paper_forms.c.id == found.id, paper_forms.c.version == version)
    values = {"day": day, "answers": text, "state": state, "version": version + 1}
    if connection.execute(update(paper_forms).where(same).values(values)).rowcount != 1:
        raise FormRefused(_STALE)
    _step(connection, found.id, version + 1, who, act, day, text, words)
    audit_log.note(connection, who, "form-corrected", f"phiếu giấy {found.id}", found.site)


def form(connection: Connection, number: int) -> Form | None:
    """One form; None when there is no such one."""
    row = connection.execute(select(paper_forms).where(paper_forms.c.id == number)).one_or_none()
    return None if row is None else _form(row)


def steps_of(connection: Connection, number: int) -> list[Step]:
    """What was done with a form, the first act first."""
    statement = select(paper_form_steps).where(paper_form_steps.c.form_id == number)
    return [
        Step(row.version, row.at_ms, row.person, row.act, row.day, _answers(row.answers), row.reason)
        for row in connection.execute(statement.order_by(paper_form_steps.c.id))
    ]


def newest(connection: Connection, site: str, survey: str, limit: int = 30) -> list[Form]:
    """The forms of a survey that were entered last."""
    statement = select(paper_forms).where(paper_forms.c.site == site, paper_forms.c.survey == survey)
    rows = connection.execute(statement.order_by(paper_forms.c.id.desc()).limit(limit))
    return [_form(row) for row in rows]


def counted_in(connection: Connection, site: str, period: Period) -> list[tuple[Survey, int, list[Counted]]]:
    """The surveys with forms of a period, how many forms, and each question. Void forms are in nothing."""
    days = paper_forms.c.day.between(period.first.isoformat(), period.last.isoformat())
    rows = connection.execute(
        select(paper_forms.c.survey, paper_forms.c.answers, func.count())
        .where(paper_forms.c.site == site, days, paper_forms.c.state == HELD)
        .group_by(paper_forms.c.survey, paper_forms.c.answers)
    ).all()
    by_survey: dict[str, list[Answers]] = {}
    for survey, answers, n in rows:
        by_survey.setdefault(survey, []).extend([_answers(answers)] * n)
    known = surveys_of(site, own_folder(connection.engine.url.database)) if by_survey else {}
    return [
        (known[key], len(forms), count(known[key], forms)) for key, forms in sorted(by_survey.items()) if key in known
    ]


def _form(row: Row[Any]) -> Form:
    return Form(row.id, row.site, row.survey, row.day, _answers(row.answers), row.state, row.version)


def _step(
    connection: Connection, number: int, version: int, who: Person, act: str, day: str, answers: str, reason: str
) -> None:
    values = {"form_id": number, "version": version, "at_ms": now_ms(), "person": who.code, "act": act, "day": day}
    connection.execute(insert(paper_form_steps).values(values | {"answers": answers, "reason": reason}))


def _text(answers: Answers) -> str:
    return json.dumps({str(no): answers[no] for no in sorted(answers)})


def _answers(text: str) -> Answers:
    return {int(no): int(said) for no, said in json.loads(text).items()}
