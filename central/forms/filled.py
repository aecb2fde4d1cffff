"""One filled-in form: reading what was typed, and counting many. Pure; no names and no free text are taken."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from central.forms.surveys import Question, Survey

Answers = Mapping[int, int]
"""Number of a question -> number of the answer; a question left open is not there."""

LEFT_OPEN = "0"


class FormRefused(Exception):
    """It is not stored; the message is for who typed it, in Vietnamese."""


@dataclass(frozen=True, slots=True)
class Counted:
    """A question over many forms: ``by_answer`` in the order of its answers; ``forms`` that answered it."""

    question: Question
    by_answer: tuple[int, ...]

    @property
    def forms(self) -> int:
        """Forms that answered it; those to which it does not apply are left out."""
        return sum(n for place, n in enumerate(self.by_answer, start=1) if place not in self.question.apart)

    @property
    def good(self) -> int:
        """Forms with an answer that counts as good."""
        return sum(self.by_answer[n - 1] for n in set(self.question.good))


def typed_quickly(survey: Survey, text: str) -> dict[int, int]:
    """Answers of a row of digits, one a question in their order, 0 for one left open. Raises FormRefused."""
    digits = [digit for digit in text if not digit.isspace()]
    if len(digits) != len(survey.questions) or not all(digit in "0123456789" for digit in digits):
        raise FormRefused(f"Gõ {len(survey.questions)} chữ số, mỗi câu một chữ số; câu bỏ trống gõ 0.")
    said = zip(survey.questions, digits, strict=True)
    return checked(survey, {question.no: int(digit) for question, digit in said if digit != LEFT_OPEN})


def typed_one_by_one(survey: Survey, said: Mapping[str, str]) -> dict[int, int]:
    """Answers of the fields ``q1`` …; '' and 0 are left open. Raises FormRefused."""
    fields = {question.no: said.get(f"q{question.no}", "").strip() for question in survey.questions}
    if any(text and not (text.isascii() and text.isdigit() and len(text) < 3) for text in fields.values()):
        raise FormRefused("Có câu trả lời không đọc được.")
    return checked(survey, {no: int(text) for no, text in fields.items() if text and text != LEFT_OPEN})


def checked(survey: Survey, answers: Answers) -> dict[int, int]:
    """The answers when the survey has them and at least one is there. Raises FormRefused."""
    for question in survey.questions:
        said = answers.get(question.no)
        if said is not None and not 1 <= said <= len(question.answers):
            raise FormRefused(f"Câu {question.no} chỉ có các câu trả lời từ 1 đến {len(question.answers)}.")
    if not answers:
        raise FormRefused("Phiếu không có câu trả lời nào.")
    return dict(answers)


def filled_on(survey: Survey, text: str, today: date) -> date:
    """The day on which a form was filled in. Raises FormRefused."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise FormRefused("Xin chọn ngày trên phiếu.") from None
    if day > today:
        raise FormRefused("Ngày trên phiếu chưa đến.")
    if not survey.holds_on(day):
        raise FormRefused("Mẫu phiếu này không dùng vào ngày đó.")
    return day


def count(survey: Survey, forms: Iterable[Answers]) -> list[Counted]:
    """Each question of a survey over some forms."""
    found: Counter[tuple[int, int]] = Counter((no, said) for answers in forms for no, said in answers.items())
    return [
        Counted(question, tuple(found[question.no, n] for n in range(1, len(question.answers) + 1)))
        for question in survey.questions
    ]
