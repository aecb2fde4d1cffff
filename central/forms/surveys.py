"""Surveys on paper as dated data: which questions a form has, on which days and at which sites it is handed out."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

SHIPPED = Path(__file__).with_name("surveys")
Text = Annotated[str, Meta(min_length=1, max_length=300)]


class SurveysDamaged(Exception):
    """A file of a survey cannot be read; the message names it and says why."""


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    pass


class Question(_Part, frozen=True):
    """A question. Answers are numbered from 1; ``good`` are those that count as good, ``apart`` those that
    say that the question does not apply: they are in no share."""

    no: Annotated[int, Meta(ge=1, le=99)]
    text: Text
    answers: Annotated[tuple[Text, ...], Meta(min_length=2, max_length=9)]
    good: tuple[int, ...]
    apart: tuple[int, ...] = ()
    indicator: Annotated[int, Meta(ge=1, le=99)] | None = None


class Survey(_Part, frozen=True):
    """A survey. Days are YYYY-MM-DD, both included; '' has no bound. No ``sites``: all of them."""

    key: Annotated[str, Meta(pattern=r"^[a-z0-9-]{2,64}\Z")]
    title: Text
    valid_from: str
    valid_to: str
    questions: Annotated[tuple[Question, ...], Meta(min_length=1, max_length=40)]
    sites: tuple[str, ...] = ()

    def is_of(self, site: str) -> bool:
        """Whether a site hands it out."""
        return not self.sites or site in self.sites

    def holds_on(self, day: date) -> bool:
        """Whether it is handed out on a day."""
        text = day.isoformat()
        return (not self.valid_from or self.valid_from <= text) and (not self.valid_to or text <= self.valid_to)


def own_folder(store: str | None) -> Path | None:
    """The folder of a centre's own surveys, beside the store."""
    return Path(store).with_name("surveys") if store else None


def surveys_of(site: str, own: Path | None) -> dict[str, Survey]:
    """The surveys of a site by their keys; own files take the place of shipped ones. Raises SurveysDamaged."""
    found: dict[str, Survey] = {}
    for folder in (SHIPPED, own):
        for path in sorted(folder.glob("*.toml")) if folder else ():
            survey = _read(path)
            found[survey.key] = survey
    return {key: survey for key, survey in found.items() if survey.is_of(site)}


def held_on(surveys: Mapping[str, Survey], day: date) -> list[Survey]:
    """Those that are handed out on a day, the newest first."""
    return sorted((one for one in surveys.values() if one.holds_on(day)), key=lambda one: one.valid_from, reverse=True)


def _read(path: Path) -> Survey:
    try:
        survey = msgspec.toml.decode(path.read_bytes(), type=Survey)
    except (msgspec.DecodeError, OSError, UnicodeDecodeError) as error:
        raise SurveysDamaged(f"{path.name}: {error}") from None
    numbers = [question.no for question in survey.questions]
    if len(set(numbers)) != len(numbers):
        raise SurveysDamaged(f"{path.name}: hai câu hỏi cùng số / two questions of one number")
    if any(
        not 1 <= n <= len(question.answers) for question in survey.questions for n in (*question.good, *question.apart)
    ):
        raise SurveysDamaged(f"{path.name}: good nêu câu trả lời không có / good names an answer that is not there")
    return survey
