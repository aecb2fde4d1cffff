"""Ids: which names are allowed, and that new ones are unique, random and growing."""

import re
import threading
import time
import uuid
from types import SimpleNamespace

import pytest

from contract import ids


@pytest.mark.parametrize("name", ["ab", "q-03", "hall-01", "central", "0-", "--", "a" * 32])
def test_valid(name):
    """2 to 32 of a-z, 0-9 and '-' name a gateway or a site."""
    assert ids.is_valid_id(name)


@pytest.mark.parametrize(
    "name",
    ["", "a", "a" * 33, "Ab", "a_b", "a b", "a.b", "a/b", "+", "#", "quầy", "ab\n", "\nab", "ab\0", "٣٣", "ａｂ"],
)
def test_not_valid(name):
    """Anything else does not, look-alikes and a newline at the end included."""
    assert not ids.is_valid_id(name)


def test_stream_ids():
    """A stream id is 32 hex digits in small letters; new ones are, and differ."""
    made = {ids.new_stream_id() for _ in range(100)}
    assert len(made) == 100
    assert all(ids.is_stream_id(stream) for stream in made)
    for wrong in ("", "a" * 31, "a" * 33, "A" * 32, "g" * 32, "a" * 32 + "\n"):
        assert not ids.is_stream_id(wrong)


@pytest.mark.parametrize(
    ("name", "yes"), [("central", True), ("central-2", True), ("centrals", False), ("q-central", False)]
)
def test_central_keeps_its_names(name, yes):
    """``central`` and what begins with ``central-`` is central's own."""
    assert ids.belongs_to_central(name) is yes


def test_uuid7_form():
    """A new id is a UUID of version 7 and of the RFC's variant, with the present millisecond in front."""
    before = time.time_ns() // 1_000_000
    made = ids.new_id()
    after = time.time_ns() // 1_000_000
    assert made.version == 7
    assert made.variant == uuid.RFC_4122
    assert before <= made.int >> 80 <= after
    assert re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", str(made))


def test_uuid7_grows(monkeypatch):
    """An id of a later millisecond is larger, as number and as text, up to the end of the 48 bits."""
    made = []
    for millis in (0, 1, 255, 256, 1_795_227_302_118, 1_795_227_302_119, 2**48 - 1):
        monkeypatch.setattr(ids, "time", SimpleNamespace(time_ns=lambda ns=millis * 1_000_000: ns))
        made.append(ids.new_id())
    assert made == sorted(made)
    assert [str(i) for i in made] == sorted(str(i) for i in made)


@pytest.mark.parametrize("nanos", [-1, -(10**18), 2**48 * 1_000_000 + 5, 2**80])
def test_uuid7_with_a_mad_clock(nanos, monkeypatch):
    """A clock before 1970 or after the year 10889 still gives a sound, unique id."""
    monkeypatch.setattr(ids, "time", SimpleNamespace(time_ns=lambda: nanos))
    first, second = ids.new_id(), ids.new_id()
    assert first.version == second.version == 7
    assert first != second


def test_uuid7_is_unique_under_threads():
    """Ids made by several threads at the same time never meet."""
    made: list[list[uuid.UUID]] = [[] for _ in range(8)]
    start = threading.Barrier(8)

    def make(into: list[uuid.UUID]) -> None:
        start.wait()
        into.extend(ids.new_id() for _ in range(500))

    threads = [threading.Thread(target=make, args=(into,)) for into in made]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({one for some in made for one in some}) == 8 * 500
