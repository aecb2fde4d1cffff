"""Where a stream is complete, what is missing of it, and when its chain can be judged."""

from hypothesis import given
from hypothesis import strategies as st

from central.rules.placing import NO_HASH, Range, chain_holds, complete_up_to, missing, outside, without

HASH = b"h" * 16
PLACES = st.sets(st.integers(1, 30))


def test_a_line_must_name_the_one_before():
    """True, False, or None where nobody can know."""
    assert chain_holds(HASH, "rating.given", HASH, "rating.given") is True
    assert chain_holds(HASH, "rating.given", NO_HASH, "rating.given") is False
    assert chain_holds(None, "", HASH, "rating.given") is None
    assert chain_holds(HASH, "rating.given", None, "") is None


def test_around_a_hole_nothing_is_judged():
    """A hole and the line behind it name bytes that are gone."""
    assert chain_holds(HASH, "store.hole", NO_HASH, "rating.given") is None
    assert chain_holds(HASH, "rating.given", NO_HASH, "store.hole") is None


def ranges(places):
    """Places as ranges."""
    found = []
    for place in sorted(places):
        if found and found[-1].last == place - 1:
            found[-1] = Range(found[-1].first, place)
        else:
            found.append(Range(place, place))
    return found


def places(found):
    """Ranges as places."""
    return {place for one in found for place in range(one.first, one.last + 1)}


@given(stored=PLACES, lost=PLACES, start=st.integers(0, 10))
def test_complete_is_up_to_the_first_place_that_is_neither_stored_nor_lost(stored, lost, start):
    """Compared with counting."""
    stored, lost = {p for p in stored if p > start}, {p for p in lost if p > start} - stored
    expected = start
    while expected + 1 in stored | lost:
        expected += 1
    assert complete_up_to(start, sorted(stored), ranges(lost)) == expected


@given(present=PLACES, first=st.integers(1, 30), last=st.integers(1, 30))
def test_missing_is_what_is_not_present(present, first, last):
    """Compared with sets."""
    inside = sorted(p for p in present if first <= p <= last)
    assert places(missing(first, last, inside)) == set(range(first, last + 1)) - present


@given(lost=PLACES, first=st.integers(1, 30), last=st.integers(1, 30))
def test_outside_is_what_is_not_lost(lost, first, last):
    """Compared with sets."""
    assert places(outside(Range(first, last), ranges(lost))) == set(range(first, last + 1)) - lost


@given(lost=PLACES, seq=st.integers(1, 30))
def test_without_takes_one_place_out(lost, seq):
    """Compared with sets; the ranges stay apart from each other."""
    left = without(ranges(lost), seq)
    assert places(left) == lost - {seq}
    assert left == ranges(lost - {seq})
