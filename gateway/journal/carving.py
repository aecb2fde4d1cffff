"""Finds lines in the bare bytes of a broken journal file, without SQLite's tree.

In a row SQLite lays hash, line and note one behind the other, so a line that was written whole has its
own hash in the 16 bytes before it: that is the proof that it is sound.
"""

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path

from contract.lines import MAX_LINE_BYTES, LineUnreadable, line_digest, read_line
from contract.notes import NOTE_PREFIX, NoteUnreadable, read_note
from gateway.journal.drafts import Row

_LINE = re.compile(rb'\{"v":1,"gateway":"')
_DIGEST_BYTES = 16
_BLOCK_BYTES = 1 << 20
_TAIL_BYTES = 2 * MAX_LINE_BYTES
"""A line and its note may begin at the end of a block."""
_SECTOR_BYTES = 4096


Carved = tuple[str, Row]
"""A sound line behind the stream it names."""


def carve(path: Path) -> Iterator[Carved]:
    """Every sound line in a journal file and its log, in the order of the bytes. Raises OSError."""
    for suffix in ("", "-wal"):
        part = Path(f"{path}{suffix}")
        if part.exists():
            handle = os.open(part, os.O_RDONLY)
            try:
                yield from _carve_file(handle)
            finally:
                os.close(handle)


def _carve_file(handle: int) -> Iterator[Carved]:
    """Block by block: a journal may be larger than the memory of a Pi."""
    for begin in range(0, os.fstat(handle).st_size, _BLOCK_BYTES):
        before = min(begin, _DIGEST_BYTES)
        raw = read_around_holes(handle, begin - before, before + _BLOCK_BYTES + _TAIL_BYTES)
        for match in _LINE.finditer(raw, before):
            if match.start() >= before + _BLOCK_BYTES:
                break
            if found := _line_at(raw, match.start()):
                yield found


def read_around_holes(handle: int, begin: int, length: int) -> bytes:
    """Bytes of a file on a dying card: sectors that give only an error are zeros."""
    try:
        return os.pread(handle, length, begin)
    except OSError:
        return b"".join(_sector(handle, place) for place in range(begin, begin + length, _SECTOR_BYTES))[:length]


def _sector(handle: int, begin: int) -> bytes:
    try:
        return os.pread(handle, _SECTOR_BYTES, begin)
    except OSError:
        return bytes(_SECTOR_BYTES)


def _line_at(raw: bytes, start: int) -> Carved | None:
    line = _object_at(raw, start)
    if line is None or line_digest(line) != raw[max(start - _DIGEST_BYTES, 0) : start]:
        return None
    try:
        read = read_line(line)
    except LineUnreadable:
        return None
    return read.stream, Row(read.seq, line, _note_at(raw, start + len(line)))


def _note_at(raw: bytes, start: int) -> bytes | None:
    note = _object_at(raw, start) if raw.startswith(NOTE_PREFIX, start) else None
    try:
        if note is not None:
            read_note(note)
    except NoteUnreadable:
        return None
    return note


def _object_at(raw: bytes, start: int) -> bytes | None:
    """The JSON object that begins at ``start``; latin-1 keeps byte positions while only its end is sought."""
    text = raw[start : start + MAX_LINE_BYTES].decode("latin-1")
    try:
        _, length = _decoder.raw_decode(text)
    except (json.JSONDecodeError, RecursionError):
        return None
    return raw[start : start + length]


_decoder = json.JSONDecoder(strict=False)
