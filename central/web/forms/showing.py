"""Turns forms and their history into the words that their pages show."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo

from central.forms.filled import Answers
from central.forms.storing import VOID, Form, Step
from central.forms.surveys import Question, Survey
from central.web.menu import FORMS_URL
from kiosk_ui.words import date_text

ACTS = {"enter": "nhập phiếu", "correct": "sửa", "void": "bỏ phiếu", "restore": "lấy lại phiếu"}


@dataclass(frozen=True, slots=True)
class Field:
    """A question to be answered; ``chosen`` is the number of the answer, 0 for none."""

    question: Question
    chosen: int


def fields(survey: Survey, typed: Mapping[str, str] | None, answers: Answers) -> list[Field]:
    """The questions with what was typed, else with what is stored."""
    if typed is None:
        return [Field(question, answers.get(question.no, 0)) for question in survey.questions]
    said = {question.no: typed.get(f"q{question.no}", "") for question in survey.questions}
    return [Field(one, int(said[one.no]) if said[one.no] in set("123456789") else 0) for one in survey.questions]


def row(one: Form, survey: Survey) -> dict[str, str]:
    """A form in the list: its number, its day, its answers as digits."""
    return {
        "url": f"{FORMS_URL}/{one.id}",
        "number": str(one.id),
        "day": date_text(date.fromisoformat(one.day)),
        "digits": digits(survey, one.answers),
        "state": "đã bỏ" if one.state == VOID else "",
    }


def step(one: Step, survey: Survey | None, zone: tzinfo) -> tuple[str, str, str]:
    """When and who, what, and why."""
    at = datetime.fromtimestamp(one.at_ms / 1000, UTC).astimezone(zone)
    said = f"ngày {date_text(date.fromisoformat(one.day))}, câu trả lời {digits(survey, one.answers)}" if survey else ""
    return f"{at:%H:%M} ngày {at:%d/%m/%Y}, {one.person}", f"{ACTS.get(one.act, one.act)}: {said}", one.reason


def digits(survey: Survey, answers: Answers) -> str:
    """The answers as they are typed quickly."""
    return " ".join(str(answers.get(question.no, 0)) for question in survey.questions)
