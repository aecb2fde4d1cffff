"""Finds lines in the bare bytes of a broken journal file, without SQLite's tree.

In a row SQLite lays hash, line and note one behind the other, so a line that was written whole has its
own hash in the 16 bytes before it: that is the proof that it is sound.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from contract.lines import MAX_LINE_BYTES, LineUnreadable, line_digest, read_line
from contract.notes import NOTE_PREFIX
from gateway.journal.drafts import Row

_LINE = re.compile(rb'\{"v":1,"gateway":"')
_DIGEST_BYTES = 16


@dataclass(frozen=True, slots=True)
class Carved:
    """A sound line and the stream it names."""

    stream: str
    row: Row


def carve(path: Path) -> Iterator[Carved]:
    """Every sound line in a journal file and its log, in the order of the bytes."""
    for suffix in ("", "-wal"):
        part = Path(f"{path}{suffix}")
        if part.exists():
            yield from _carve_bytes(part.read_bytes())


def _carve_bytes(raw: bytes) -> Iterator[Carved]:
    for match in _LINE.finditer(raw):
        start = match.start()
        line = _object_at(raw, start)
        if line is None or line_digest(line) != raw[start - _DIGEST_BYTES : start]:
            continue
        try:
            read = read_line(line)
        except LineUnreadable:
            continue
        end = start + len(line)
        note = _object_at(raw, end) if raw.startswith(NOTE_PREFIX, end) else None
        yield Carved(read.stream, Row(read.seq, line, note))


def _object_at(raw: bytes, start: int) -> bytes | None:
    """The JSON object that begins at ``start``; latin-1 keeps byte positions while only its end is sought."""
    text = raw[start : start + MAX_LINE_BYTES].decode("latin-1")
    try:
        _, length = _decoder.raw_decode(text)
    except (json.JSONDecodeError, RecursionError):
        return None
    return raw[start : start + length]


_decoder = json.JSONDecoder(strict=False)
