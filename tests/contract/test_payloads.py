"""Payloads: split without work for the sender of nonsense, packed without ever going over the limits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.lines import MAX_LINE_BYTES
from contract.payloads import MAX_PAYLOAD_BYTES, MAX_SEGMENTS, PayloadTooLarge, split, take

LINES = st.integers(1, MAX_LINE_BYTES).map(lambda length: b"x" * length)
GROUPS = st.lists(st.lists(LINES, min_size=1, max_size=3), max_size=40)
SMALL_GROUPS = st.lists(st.lists(st.just(b"x"), min_size=1, max_size=3), min_size=50, max_size=120)


@given(GROUPS | SMALL_GROUPS)
def test_take(groups):
    """A payload holds the first groups whole and in order, as many as fit, and is within both limits."""
    payload, taken = take(groups)
    assert len(payload) <= MAX_PAYLOAD_BYTES
    segments = split(payload)
    assert segments == [segment for group in groups[:taken] for segment in group]
    assert len(segments) <= MAX_SEGMENTS
    if taken < len(groups):
        more = [*segments, *groups[taken]]
        assert taken >= 1
        assert len(more) > MAX_SEGMENTS or len(b"\n".join(more)) > MAX_PAYLOAD_BYTES


def test_take_goes_on():
    """Taking again and again sends every group once, in order."""
    groups = [[b"%d" % n, b'{"note":"%d"}' % n] for n in range(333)]
    sent, rest = [], groups
    while rest:
        payload, taken = take(rest)
        sent += split(payload)
        rest = rest[taken:]
    assert sent == [segment for group in groups for segment in group]


def test_take_nothing():
    """No groups make no payload."""
    assert take([]) == (b"", 0)


def test_exactly_full():
    """A payload of exactly 64 KiB, and one of exactly 100 lines, are still whole."""
    full = [[b"x" * 8191]] * 8
    assert take([*full, [b"y"]]) == (b"\n".join(line for group in full for line in group), 8)
    assert len(take(full)[0]) == MAX_PAYLOAD_BYTES - 1
    exact = [*full[:-1], [b"x" * 8192]]
    assert len(take(exact)[0]) == MAX_PAYLOAD_BYTES
    assert take([[b"x"]] * 101)[1] == 100


def test_event_with_its_note_always_fits():
    """The longest event line with the longest note fits, so that a sender can never be stuck on it."""
    assert take([[b"x" * MAX_LINE_BYTES] * 2])[1] == 1


@pytest.mark.parametrize("group", [[b"x" * 8192] * 9, [b"x"] * 101])
def test_group_that_never_fits(group):
    """A group over the limits is named at once, wherever it stands it never makes a payload too large."""
    with pytest.raises(PayloadTooLarge):
        take([group])
    assert take([[b"a"], group]) == (b"a", 1)


@pytest.mark.parametrize(
    ("payload", "segments"),
    [
        (b"", []),
        (b"\n\n \r\n\t\n", []),
        (b"a", [b"a"]),
        (b"\na\n\n\nb\n", [b"a", b"b"]),
        (b"a\r\nb\r\n", [b"a\r", b"b\r"]),
        (b" a ", [b" a "]),
        (b"a\x0bb\x0c\xe2\x80\xa8c", [b"a\x0bb\x0c\xe2\x80\xa8c"]),
        (b"\n" * MAX_PAYLOAD_BYTES, []),
        (b"a\n" * 100, [b"a"] * 100),
    ],
)
def test_split(payload, segments):
    """Only newlines separate; empty segments are ignored; no byte of a segment is touched, for its hash's sake."""
    assert split(payload) == segments


class Untouchable(bytes):
    """Bytes that fail when anybody works on them."""

    def split(self, *_):
        """Never."""
        raise AssertionError("a payload over the limit was worked on")

    __iter__ = __getitem__ = splitlines = find = count = strip = split


def test_ten_megabytes_are_refused_without_work():
    """A payload over 64 KiB is refused by its length: nothing of it is copied or looked at."""
    with pytest.raises(PayloadTooLarge):
        split(Untouchable(10_000_000))
    with pytest.raises(PayloadTooLarge):
        split(Untouchable(MAX_PAYLOAD_BYTES + 1))
    with pytest.raises(AssertionError):
        split(Untouchable(MAX_PAYLOAD_BYTES))


def test_too_many_lines():
    """101 lines are refused as a whole."""
    with pytest.raises(PayloadTooLarge, match="101"):
        split(b"a\n" * 101)
