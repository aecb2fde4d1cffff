"""Day codes: any gateway of the centre agrees, nobody else."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from gateway.officers.day_codes import day_code, is_day_code

SECRET = "mot chuoi bi mat dai hon 32 ky tu, chi de thu"
DAY = date(2026, 11, 23)


def test_a_code_is_that_of_one_officer_and_day():
    """The code fits its officer, day, site and secret and no other."""
    code = day_code(SECRET, "trung-tam", "cb-01", DAY)
    assert len(code) == 6 and code.isdecimal()
    assert is_day_code(code, SECRET, "trung-tam", "cb-01", DAY)
    others = [
        (SECRET, "trung-tam", "cb-02", DAY),
        (SECRET, "trung-tam", "cb-01", DAY + timedelta(days=1)),
        (SECRET, "noi-khac", "cb-01", DAY),
        (SECRET + "x", "trung-tam", "cb-01", DAY),
        (None, "trung-tam", "cb-01", DAY),
    ]
    assert not any(is_day_code(code, *other) for other in others)


@given(st.text(max_size=20))
def test_any_text_may_be_asked_about(text):
    """Whatever was typed is answered, never an exception."""
    assert is_day_code(text, SECRET, "trung-tam", "cb-01", DAY) is (text == day_code(SECRET, "trung-tam", "cb-01", DAY))
