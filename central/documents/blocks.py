"""Texts that people write into a report: one file each, beside the data, so that new figures never touch them.

A block belongs to a centre, a report and a period. Any editor may change it; a program does it through
`put`, which keeps what stood there before.
"""

import os
import re
import tempfile
import unicodedata
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from central.reports.period import Period

HISTORY = "history"
_LONGEST = 100_000
_SITE = re.compile(r"[a-z0-9-]{2,32}\Z")


@dataclass(frozen=True, slots=True)
class BlockKind:
    """A block: the name of its file, and the heading over it in the document."""

    key: str
    heading: str


BLOCKS: dict[str, BlockKind] = {
    kind.key: kind
    for kind in (
        BlockKind("nguyen-nhan-qua-han", "Nguyên nhân hồ sơ quá hạn"),
        BlockKind("ton-tai", "Tồn tại, hạn chế"),
        BlockKind("phuong-huong", "Phương hướng, nhiệm vụ"),
        BlockKind("kien-nghi", "Kiến nghị, đề xuất"),
    )
}
"""Every block by its key, in the order of the document."""


class UnknownBlock(LookupError):
    """There is no block of this name."""


@dataclass(frozen=True, slots=True)
class BlockStore:
    """The blocks under one folder. Making one touches nothing."""

    folder: Path

    def get(self, site: str, report: str, period: Period) -> dict[str, str]:
        """The blocks of a report that have been written, in the order of the document."""
        written = {key: _read(self._path(site, report, period, key)) for key in BLOCKS}
        return {key: text for key, text in written.items() if text}

    def put(self, site: str, report: str, period: Period, key: str, text: str, now: datetime) -> None:
        """Replace a block as a whole; what stood there stays in `history`. Raises UnknownBlock, ValueError, OSError."""
        path = self._path(site, report, period, key)
        text = _plain(text)
        if len(text) > _LONGEST:
            raise ValueError(f"quá {_LONGEST} ký tự / longer than {_LONGEST} characters")
        path.parent.mkdir(parents=True, exist_ok=True)
        if before := _read(path):
            kept = path.parent / HISTORY / f"{key}.{now:%Y%m%dT%H%M%S%f}.txt"
            kept.parent.mkdir(exist_ok=True)
            _replace(kept, before)
        _replace(path, text)

    def _path(self, site: str, report: str, period: Period, key: str) -> Path:
        if key not in BLOCKS:
            raise UnknownBlock(f"không có phần “{key}” / no such block. Có/known: {', '.join(BLOCKS)}")
        if not (_SITE.match(site) and _SITE.match(report)):
            raise UnknownBlock(f"không có báo cáo “{report}” của “{site}” / no such report or site")
        return self.folder / site / report / f"{period.first}_{period.last}" / f"{key}.txt"


def _read(path: Path) -> str:
    """The text of a block; a file that an editor wrote in another encoding says so in the document."""
    try:
        with path.open("rb") as file:
            content = file.read(4 * _LONGEST)
    except OSError:
        return ""
    try:
        return _plain(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return f"(Tệp {path.name} không phải UTF-8: hãy lưu lại bằng UTF-8.)"


def _plain(text: str) -> str:
    """Composed letters, line ends of one kind, nothing that no printer knows."""
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join("".join(c for c in line if c == "\t" or c.isprintable()).strip() for line in lines).strip()


def _replace(path: Path, text: str) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text + "\n")
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(name)
        raise
