"""Disks as a power cut may leave them: everything before the last flush, and any half of what came after."""

import random
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from storage import MARK_AT

_FLUSH, _FUA, _DISCARD = 1, 2, 4


@dataclass(frozen=True)
class Entry:
    """One entry of the log: where, how many bytes, its flags, and the data written."""

    offset: int
    length: int
    flags: int
    data: bytes

    @property
    def confirmed(self) -> int | None:
        """What this entry notes as confirmed, when it is such a note."""
        if self.offset != MARK_AT or not self.data:
            return None
        return int(self.data.split(b"\n")[0].split()[1])

    def apply(self, image: bytearray) -> None:
        """Write this entry into an image."""
        image[self.offset : self.offset + self.length] = self.data or bytes(self.length)


@dataclass(frozen=True)
class Crash:
    """One possible disk after a cut: what had been confirmed by then, and how much unflushed data was lost."""

    point: int
    confirmed: int
    lost: int
    pending: int
    image: bytearray


def read_log(path: Path) -> list[Entry]:
    """The entries of a blklogwrites log (the format of Linux' dm-log-writes)."""
    entries = []
    with open(path, "rb") as file:
        _, _, count, sector = struct.unpack("<QQQI", file.read(28))
        position = sector
        for _ in range(count):
            file.seek(position)
            start, sectors, flags, _ = struct.unpack("<QQQQ", file.read(32))
            position += sector
            data = b""
            if sectors and not flags & _DISCARD:
                file.seek(position)
                data = file.read(sectors * sector)
                position += sectors * sector
            entries.append(Entry(start * sector, sectors * sector, flags, data))
    return entries


def crashes(entries: list[Entry], base: bytes, how_many: int, seed: int) -> Iterator[Crash]:
    """``how_many`` crash images in the order of time, most of them right behind a confirmation."""
    chance = random.Random(seed)
    marks = [index for index, entry in enumerate(entries) if entry.confirmed is not None]
    points = sorted(
        min(chance.choice(marks) + chance.randrange(1, 8), len(entries))
        if chance.random() < 0.8
        else chance.randrange(marks[0], len(entries))
        for _ in range(how_many)
    )
    durable, pending, confirmed, done = bytearray(base), list[Entry](), 0, 0
    for point in points:
        for entry in entries[done:point]:
            confirmed = entry.confirmed or confirmed
            if entry.flags & _FLUSH:
                for earlier in pending:
                    earlier.apply(durable)
                pending.clear()
            if entry.data or entry.flags & _DISCARD:
                if entry.flags & _FUA:
                    entry.apply(durable)
                else:
                    pending.append(entry)
        done = max(done, point)
        image, lost = bytearray(durable), 0
        for entry in pending:
            if chance.random() < 0.5:
                entry.apply(image)
            else:
                lost += 1
        yield Crash(point, confirmed, lost, len(pending), image)
