"""Feedback from the first look to the answer: what may be done when, when it is due, and that the figures add up."""

import unicodedata
from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central.feedback.cases import ACTS, ENDED, STATES, Act, Case, CaseRefused, after
from central.feedback.due import ANSWER_WORKDAYS, due_of, standing_of
from central.feedback.figures import count, total
from central.feedback.reading import Left
from central.feedback.texts import MOST_TEXT, clean_text
from central.feedback.topics import CONFIDENTIAL, ELSEWHERE, TOPICS, topic_title
from central.rules.workdays import after_workdays, next_workday, workdays_between
from contract.notes import MAX_LINE_BYTES, new_note, write_note
from kiosk_ui.languages import load_pack

MONDAY = date(2026, 3, 2)
NEW = Case("new", "waiting", date(2026, 3, 16))
SAID = {
    "take": "", "sort": "place", "due": "2026-03-20", "hand": "Sở Tư pháp", "answer": "Đã thêm ghế.",
    "redirect": "complaint", "close": "Gửi trùng", "reopen": "Cần trả lời thêm",
}  # fmt: skip
days = st.dates(date(2020, 1, 1), date(2030, 1, 1))
acts = st.sampled_from(sorted(ACTS)).map(lambda kind: Act(kind, SAID[kind]))


def office(day: date) -> bool:
    """Monday to Friday."""
    return day.weekday() < 5


def done(case: Case, *kinds: str, today: date = MONDAY) -> Case:
    """The case after some acts."""
    for kind in kinds:
        case = after(case, Act(kind, SAID[kind]), today)
    return case


def test_an_answer_ends_it_and_names_its_day():
    """And it stands as answered in time."""
    case = done(NEW, "take", "answer")
    assert (case.state, case.answer, case.ended_on, case.version) == ("answered", "Đã thêm ghế.", MONDAY, 2)
    assert standing_of(case.due, case.ended_on, MONDAY) == "on_time"


def test_a_hand_over_keeps_its_first_day():
    """Handed on once more, it was handed over on the first day."""
    case = after(done(NEW, "hand"), Act("hand", "Công an tỉnh"), MONDAY + timedelta(3))
    assert (case.handed_to, case.handed_on) == ("Công an tỉnh", MONDAY)


def test_what_is_opened_again_is_open():
    """With whoever had it, and without the old answer on the citizen's page."""
    assert done(NEW, "hand", "answer", "reopen").state == "handed"
    case = done(NEW, "answer", "reopen")
    assert (case.state, case.answer, case.ended_on) == ("taken", "", None)


@given(st.lists(acts, max_size=12), days)
def test_any_row_of_acts_leaves_a_sound_case(row, today):
    """Whatever people try: an ended case has its day, an open one has none, and each act that is done counts."""
    case, carried_out = NEW, 0
    for act in row:
        try:
            case = after(case, act, today)
        except CaseRefused as refused:
            assert str(refused)
        else:
            carried_out += 1
        assert case.state in STATES and case.version == carried_out
        assert (case.state in ENDED) == (case.ended_on is not None)
        assert (case.state == "handed") <= bool(case.handed_to)


@pytest.mark.parametrize(
    "act",
    [
        Act("delete"), Act("sort", "complaint"), Act("sort", "xx"), Act("due", "hôm nay"), Act("due", "2026-03-01"),
        Act("due", "9999-12-31"), Act("hand", "  "), Act("hand", "x" * 201), Act("answer", ""), Act("answer", "x\x00"),
        Act("redirect", "waiting"), Act("close", ""), Act("reopen", "x"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_with_a_sentence(act):
    """Nothing comes of it."""
    with pytest.raises(CaseRefused, match=r"[.]$"):
        after(NEW, act, MONDAY)


@given(days, st.integers(0, 30), st.sets(st.integers(0, 6), min_size=1))
def test_working_days_are_counted_one_by_one(day, n, weekdays):
    """Between a day and the one after n working days lie n of them, that one included."""

    def works(one: date) -> bool:
        return one.weekday() in weekdays

    end = after_workdays(day, n, works)
    assert workdays_between(day, end, works) == n
    assert n == 0 or works(end)
    assert next_workday(day, works) > day


def test_a_centre_that_never_works_has_a_next_day_all_the_same():
    """A wrong list of days off must not keep a page from being shown."""
    assert next_workday(MONDAY, lambda day: False) == MONDAY + timedelta(1)


def test_two_weeks_for_an_answer():
    """Ten working days, weekends and days off apart."""
    assert ANSWER_WORKDAYS == 10
    assert due_of(MONDAY, office) == date(2026, 3, 16)
    assert due_of(MONDAY, lambda day: office(day) and day != date(2026, 3, 9)) == date(2026, 3, 17)


@given(st.lists(st.tuples(acts, st.integers(0, 30)), max_size=15), st.integers(0, 60))
def test_figures_add_up(rows, later):
    """Received is answered in time, late, open and overdue together, by topic and in all."""
    today, found = MONDAY + timedelta(later), []
    for number, (act, offset) in enumerate(rows):
        try:
            case = after(NEW, act, MONDAY + timedelta(offset))
        except CaseRefused:
            case = NEW
        found.append(Left(UUID(int=number), "mau", "waiting", MONDAY, True, case))
    counts = count(found, today)
    for one in (*counts.values(), total(counts)):
        assert one.received == one.on_time + one.late + one.open + one.overdue == one.due + one.open
    assert total(counts).received == len(rows) and list(counts)[: len(TOPICS)] == list(TOPICS)


@given(st.text(max_size=300))
def test_a_cleaned_text_can_always_be_kept(text):
    """No control or half character is left, cleaning again changes nothing, and it fits into a note."""
    clean = clean_text(text)
    assert clean_text(clean) == clean
    assert all(letter == "\n" or unicodedata.category(letter) not in ("Cc", "Cs") for letter in clean)
    assert not set(clean) & set("\u202e\u200e\ufeff")
    assert len(write_note(new_note(UUID(int=1), clean))) <= MAX_LINE_BYTES


@pytest.mark.parametrize("letter", ["ẵ", "ក", "🙂", '"', "\\", "\n"])
def test_the_longest_text_fits_into_a_note(letter):
    """Whatever its letters are."""
    assert len(write_note(new_note(UUID(int=1), letter * MOST_TEXT))) <= MAX_LINE_BYTES


def test_words_of_topics_are_those_of_the_pages():
    """The Vietnamese pack says the same as the inbox; an unknown code of a later version stays readable."""
    texts = load_pack("vi").texts
    assert {code: texts[f"topic.{code}"] for code in (*TOPICS, *ELSEWHERE)} == TOPICS | ELSEWHERE
    assert {f"elsewhere.{code}" for code in ELSEWHERE} <= set(texts)
    assert set(TOPICS) >= CONFIDENTIAL and topic_title("moi") == "moi"
