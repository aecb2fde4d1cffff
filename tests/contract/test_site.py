"""site.toml: what it must hold, and which rating rules hold on which day."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.site import RatingRules, SiteConfig
from contract.toml import ConfigRefused, read_toml

SITE = """
site = "trung-tam"
name = "Trung tâm Phục vụ hành chính công"

[[ratings]]
scale = "4-level"
mode = "free"
valid_from = 2026-01-01

[[ratings]]
scale = "3-level"
mode = "per-ticket"
valid_from = 2026-07-01

[[agencies]]
code = "stp"
name = "Sở Tư pháp"

[[officers]]
code = "cb-01"
name = "Cán bộ Một"
agency = "stp"
badge = "0412A7F3"

[[counters]]
id = "3"
title = "Hộ tịch"
"""


def test_read():
    """A whole site is read, with Vietnam's zone where none is named."""
    site = read_toml(SITE, SiteConfig, "site.toml")
    assert site.timezone == "Asia/Ho_Chi_Minh"
    assert [rules.scale for rules in site.ratings] == ["4-level", "3-level"]
    assert site.officers[0].badge == "0412A7F3"
    assert site.counters[0].id == "3"


@pytest.mark.parametrize(
    ("day", "scale"),
    [
        (date(2025, 12, 31), "4-level"),
        (date(2026, 1, 1), "4-level"),
        (date(2026, 6, 30), "4-level"),
        (date(2026, 7, 1), "3-level"),
        (date(2030, 1, 1), "3-level"),
    ],
)
def test_rules_on(day, scale):
    """Rules hold from their day on; before the first day the first ones there are hold."""
    assert read_toml(SITE, SiteConfig, "site.toml").rules_on(day).scale == scale


@given(st.lists(st.dates(), min_size=1, max_size=5, unique=True), st.dates(), st.randoms(use_true_random=False))
def test_rules_do_not_depend_on_their_order(days, day, order):
    """The order of the blocks in the file means nothing; the rules of a day are the last begun by then."""
    rules = [RatingRules("4-level", "free", begin) for begin in days]
    order.shuffle(rules)
    chosen = SiteConfig("xx", "X", tuple(rules), ()).rules_on(day).valid_from
    begun = [begin for begin in days if begin <= day]
    assert chosen == (max(begun) if begun else min(days))


WRONG = {
    "no ratings": (SITE.split("[[ratings]]")[0] + "ratings = []\ncounters = []\n", "ratings", 5),
    "unknown scale": (SITE.replace('"4-level"', '"4-levels"'), "ratings[1].scale", 6),
    "unknown mode": (SITE.replace('"per-ticket"', '"ticket"'), "ratings[2].mode", 12),
    "no date": (SITE.replace("2026-07-01", '"01/07/2026"'), "ratings[2].valid_from", 13),
    "site in capitals": (SITE.replace("trung-tam", "Trung-Tam"), "site", 2),
    "site ends with a newline": (SITE.replace('"trung-tam"', '"trung-tam\\n"'), "site", 2),
    "name with a control character": (SITE.replace("Sở Tư pháp", "Sở\\u0000"), "agencies[1].name", 17),
    "counter a number": (SITE.replace('id = "3"', "id = 3"), "counters[1].id", 26),
    "unknown key": (SITE.replace("badge =", "bagde ="), "officers[1].bagde", 23),
    "unknown table": (SITE + "[offices]\n", "offices", 28),
}


@pytest.mark.parametrize(("text", "key", "line"), WRONG.values(), ids=WRONG)
def test_refused(text, key, line):
    """What is wrong with a site is named with its line and key."""
    with pytest.raises(ConfigRefused) as caught:
        read_toml(text, SiteConfig, "site.toml")
    assert [(problem.key, problem.line) for problem in caught.value.problems] == [(key, line)]
