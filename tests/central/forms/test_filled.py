"""Surveys as data, forms as digits, and how many forms are counted."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central.forms.filled import FormRefused, count, filled_on, typed_one_by_one, typed_quickly
from central.forms.surveys import Question, Survey, SurveysDamaged, held_on, surveys_of

SURVEY = Survey(
    "mau", "Mẫu", "2026-01-01", "2026-12-31",
    (Question(1, "Thái độ", ("Tốt", "Khá", "Kém"), (1, 2)),
     Question(2, "Góp ý", ("Tốt", "Kém", "Không có"), (1,), (3,))),
)  # fmt: skip
QUESTION = '[[questions]]\nno = 1\ntext = "Câu hỏi"\nanswers = ["Có", "Không"]\ngood = [1]\n'


def survey_file(key="rieng", **words):
    """The text of a survey."""
    said = {"title": '"Mẫu riêng"', "valid_from": '""', "valid_to": '""'} | words
    return f'key = "{key}"\n' + "".join(f"{name} = {value}\n" for name, value in said.items()) + QUESTION


def test_a_row_of_digits_is_a_form():
    """One digit a question, 0 left open, blanks are nothing."""
    assert typed_quickly(SURVEY, " 2 1") == {1: 2, 2: 1} == typed_one_by_one(SURVEY, {"q1": "2", "q2": "1"})
    assert typed_quickly(SURVEY, "03") == {2: 3}


@pytest.mark.parametrize("text", ["", "1", "111", "41", "1x", "00", "１１", "-1 2"])
def test_what_is_no_form(text):
    """Too few, too many, an answer that is not there, no answer at all, other digits."""
    with pytest.raises(FormRefused):
        typed_quickly(SURVEY, text)


@pytest.mark.parametrize("day", ["", "31/12/2026", "2025-12-31", "2026-11-22", "2027-01-01"])
def test_days_that_no_form_has(day):
    """Not a day, before the survey, tomorrow, after it."""
    with pytest.raises(FormRefused):
        filled_on(SURVEY, day, date(2026, 11, 21))


def test_the_day_of_a_form():
    """Today and before, while the survey holds."""
    assert filled_on(SURVEY, "2026-11-21", date(2026, 11, 21)) == date(2026, 11, 21)


ANSWERS = st.fixed_dictionaries({}, optional={1: st.integers(1, 3), 2: st.integers(1, 3)})


@given(st.lists(ANSWERS))
def test_every_answer_is_counted_once(forms):
    """Forms of a question are those that answered it and to which it applies; good ones are some of them."""
    first, second = count(SURVEY, forms)
    assert first.forms == sum(1 in form for form in forms)
    assert second.forms == sum(form.get(2) in (1, 2) for form in forms)
    assert first.good == sum(form.get(1) in (1, 2) for form in forms) <= first.forms
    assert second.good <= second.forms


def test_surveys_are_dated_data_of_a_site(tmp_path):
    """Own files stand beside the shipped one, or in its place; of other sites, or later, they are not handed out."""
    (tmp_path / "a.toml").write_text(survey_file(valid_from='"2027-01-01"'), "utf-8")
    (tmp_path / "b.toml").write_text(survey_file("noi-khac", sites='["mau"]'), "utf-8")
    (tmp_path / "c.toml").write_text(survey_file("one-stop"), "utf-8")
    surveys = surveys_of("bac-kan", tmp_path)
    assert list(surveys) == ["one-stop", "rieng"] and surveys["one-stop"].title == "Mẫu riêng"
    assert [one.key for one in held_on(surveys, date(2026, 11, 21))] == ["one-stop"]
    assert [one.key for one in held_on(surveys, date(2027, 1, 1))] == ["rieng", "one-stop"]
    assert list(surveys_of("bac-kan", None)) == ["one-stop"]


@pytest.mark.parametrize(
    "text", ["key = 1", survey_file() + QUESTION, survey_file().replace("good = [1]", "good = [3]"), "\x00"]
)
def test_a_damaged_survey_is_named(tmp_path, text):
    """The file's name, and why."""
    (tmp_path / "hong.toml").write_text(text, "utf-8")
    with pytest.raises(SurveysDamaged, match="hong.toml"):
        surveys_of("bac-kan", tmp_path)
