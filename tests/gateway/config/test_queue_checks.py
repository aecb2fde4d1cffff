"""What `site.toml` may not say about services and hours."""

import pytest

from contract.queue_checks import queue_problems
from contract.site import SiteConfig
from contract.toml import TomlText

SOUND = """
site = "trung-tam"
name = "Trung tâm"
languages = ["vi", "en"]
[[ratings]]
scale = "4-level"
mode = "per-ticket"
valid_from = 2026-01-01
[hours]
sessions = [
  { days = ["mon", "tue"], start = "07:30", end = "11:30", tickets_from = "07:00", tickets_until = "11:15" },
  { days = ["mon"], start = "13:00", end = "17:00" },
]
[[services]]
code = "a"
name = "Việc A"
prefix = "A"
agency = "so"
hours = [{ days = ["mon"], start = "07:30", end = "11:30" }]
[[services]]
code = "b"
name = "Việc B"
prefix = "A"
[[counters]]
id = "3"
services = ["a", "b"]
principal = "cb-01"
[[agencies]]
code = "so"
name = "Sở"
[[officers]]
code = "cb-01"
name = "Nguyễn Thị Mẫu"
"""


def problems(text: str) -> list[str]:
    """Where the checks find something, by key."""
    toml = TomlText(text, "site.toml")
    return [problem.key for problem in queue_problems(toml, toml.read(SiteConfig))]


def test_a_sound_queue_has_no_problem():
    """Control: the file that the cases below spoil is taken as it is."""
    assert problems(SOUND) == []


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('agency = "so"', 'agency = "khong-co"', "services[1].agency"),
        ('services = ["a", "b"]', 'services = ["a", "x", "b"]', "counters[1].services[2]"),
        ('services = ["a", "b"]', 'services = ["a"]', "services[2].code"),
        ('principal = "cb-01"', 'principal = "cb-09"', "counters[1].principal"),
        ('name = "Việc B"', 'name = "Việc B"\ndigits = 4', "services[2].digits"),
        ('name = "Việc B"', 'name = "Việc B"\nfirst = 500', "services[2].first"),
        (
            'name = "Việc B"\nprefix = "A"',
            'name = "Việc B"\nprefix = "B"\ndigits = 2\nfirst = 100',
            "services[2].first",
        ),
        ('start = "13:00", end = "17:00"', 'start = "17:00", end = "13:00"', "hours.sessions[2]"),
        ('start = "13:00"', 'start = "11:00"', "hours.sessions[2]"),
        ('tickets_until = "11:15"', 'tickets_until = "12:15"', "hours.sessions[1]"),
        (
            'hours = [{ days = ["mon"], start = "07:30"',
            'hours = [{ days = ["mon"], start = "12:30"',
            "services[1].hours[1]",
        ),
        ('languages = ["vi", "en"]', 'languages = ["en"]', "languages"),
    ],
)
def test_a_queue_that_contradicts_itself_is_refused_at_its_key(old, new, key):
    """Each wrong value is named by its own place in the file."""
    assert old in SOUND
    assert problems(SOUND.replace(old, new)) == [key]


def test_a_counter_without_services_serves_everything():
    """No service is without a counter then."""
    assert problems(SOUND.replace('services = ["a", "b"]\n', "")) == []
