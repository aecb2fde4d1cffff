"""Golden lines: what was written once stays readable, in the same meaning, for ever."""

import hashlib
import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import jsonschema
import pytest

from contract.events import EVENT_TYPES
from contract.lines import ZERO_HASH, read_data, read_line
from contract.notes import is_note, read_note
from contract.payloads import split
from contract.schema import wire_schema

FOLDER = Path(__file__).parent / "golden" / "v1"
FILES = sorted(FOLDER.glob("*.jsonl"))
FIRST_FILES = 14
FIRST_DIGESTS = "7a7df9f1"
"""Of DIGESTS as it was when version 1 began: its first lines never change, later files only add lines."""


@pytest.fixture(scope="session")
def golden(repository: Path) -> ModuleType:
    """The tool that adds golden files."""
    spec = importlib.util.spec_from_file_location("golden_tool", repository / "tools" / "golden.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def segments_of(path: Path) -> list[bytes]:
    """The lines of a golden file."""
    return split(path.read_bytes())


def within(stored: Any, now: Any) -> bool:
    """Tell whether a value says all that was stored; a later version may say more."""
    if isinstance(stored, dict):
        return isinstance(now, dict) and all(key in now and within(stored[key], now[key]) for key in stored)
    if isinstance(stored, list):
        return isinstance(now, list) and len(stored) == len(now) and all(map(within, stored, now))
    return bool(stored == now and type(stored) is type(now))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_still_read(path, golden):
    """Every golden line has the hash it had, and the values that were read from it when it became golden."""
    stored = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    now = [golden.facts_of(segment) for segment in segments_of(path)]
    assert len(stored) == len(now)
    for old, new in zip(stored, now, strict=True):
        assert within(old, new), f"\nread once as {old}\nread now as  {new}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_chain(path):
    """The event lines of a golden file are one whole chain; its notes stand behind the line that seals them."""
    prev, seq, sealed = ZERO_HASH, 0, None
    for segment in segments_of(path):
        if is_note(segment):
            note = read_note(segment)
            assert sealed is not None and sealed.note == note.note and note.fits(sealed.seal)
            continue
        line = read_line(segment)
        assert (line.seq, line.prev) == (seq + 1, prev)
        prev, seq, sealed = hashlib.sha256(segment).hexdigest()[:32], line.seq, read_data(line)


def test_every_type_is_golden():
    """Each event type has a golden line; whoever adds a type adds one with it."""
    types = {read_line(s).type for path in FILES for s in segments_of(path) if not is_note(s)}
    assert types == set(EVENT_TYPES)


def test_special_lines_are_golden():
    """Training lines, unset and holdover clocks, notes, letters of other scripts and foreign writing are among them."""
    segments = [segment for path in FILES for segment in segments_of(path)]
    lines = [read_line(segment) for segment in segments if not is_note(segment)]
    assert any(map(is_note, segments))
    assert {line.clock for line in lines} == {"synced", "holdover", "unset"}
    assert {line.test for line in lines} == {True, False}
    assert any("ánh" in segment.decode() for segment in segments)
    assert any(b'": ' in segment for segment in segments)


def test_digests():
    """No golden file was changed, none is missing, none came without its digest (tools/golden.py adds one)."""
    listed = dict(reversed(line.split("  ")) for line in (FOLDER / "DIGESTS").read_text().splitlines())
    there = {path.name: path for path in FOLDER.iterdir() if path.suffix in {".jsonl", ".json"}}
    assert set(listed) == set(there)
    changed = [name for name, path in there.items() if hashlib.sha256(path.read_bytes()).hexdigest() != listed[name]]
    assert changed == [], "golden files are only added to, never changed: see the README beside them"


def test_digests_of_the_beginning():
    """The list of digests itself keeps its first lines."""
    first = (FOLDER / "DIGESTS").read_bytes().splitlines(keepends=True)[:FIRST_FILES]
    assert hashlib.sha256(b"".join(first)).hexdigest().startswith(FIRST_DIGESTS)


def test_schema_takes_them():
    """Every golden line, notes included, fits the JSON Schema that other programs check theirs with."""
    validator = jsonschema.Draft202012Validator(wire_schema())
    for path in FILES:
        for segment in segments_of(path):
            validator.validate(json.loads(segment))


def test_tool_adds_once(golden, tmp_path):
    """The tool writes values and digests for a new file and refuses to touch one that is golden."""
    new = tmp_path / "new.jsonl"
    new.write_bytes(FILES[0].read_bytes())
    golden.add(new)
    assert (tmp_path / "new.json").read_bytes() == FILES[0].with_suffix(".json").read_bytes()
    assert len((tmp_path / "DIGESTS").read_text().splitlines()) == 2
    with pytest.raises(ValueError, match="never changes"):
        golden.add(new)


def test_a_changed_meaning_is_seen():
    """The comparison above fails for a changed value, a lost field, another type and a shorter list."""
    old = {"data": {"level": "good", "n": 1, "list": [1, 2]}}
    assert within(old, {"data": {"level": "good", "n": 1, "list": [1, 2], "more": None}})
    for data in ({"level": "fair", "n": 1, "list": [1, 2]}, {"level": "good", "list": [1, 2]},
                 {"level": "good", "n": True, "list": [1, 2]}, {"level": "good", "n": 1, "list": [1]}):  # fmt: skip
        assert not within(old, {"data": data})
