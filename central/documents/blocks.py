"""Texts that people write into a report: one file each, beside the data, so that new figures never touch them.

A block belongs to a centre, a report and a period. Any editor may change it; a program does it through
`put` or `save`, which keep what stood there before.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec

from central.documents.block_files import (
    ABOUT,
    HISTORY,
    LONGEST,
    SUFFIX,
    file_stem,
    locked,
    moment_of,
    names_a_folder,
    plain_text,
    read_text,
    replace_text,
    version_of,
)
from central.reports.period import Period


@dataclass(frozen=True, slots=True)
class BlockKind:
    """A block: the name of its file, and the heading over it in the document.

    ``is_by_agency``: beside the common text there is one for each agency, in a folder of the block's name.
    """

    key: str
    heading: str
    is_by_agency: bool = False


LATENESS = "nguyen-nhan-qua-han"
BLOCKS: dict[str, BlockKind] = {
    kind.key: kind
    for kind in (
        BlockKind(LATENESS, "Nguyên nhân hồ sơ quá hạn", is_by_agency=True),
        BlockKind("ton-tai", "Tồn tại, hạn chế"),
        BlockKind("phuong-huong", "Phương hướng, nhiệm vụ"),
        BlockKind("kien-nghi", "Kiến nghị, đề xuất"),
    )
}
"""Every block by its key, in the order of the document."""


class UnknownBlock(LookupError):
    """There is no block of this name."""


@dataclass(frozen=True, slots=True)
class Place:
    """A block of one centre, report and period; ``agency`` names one of those that a block has for each agency."""

    site: str
    report: str
    period: Period
    key: str
    agency: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """What stands in a block. ``version`` is '' for nothing; ``by`` is '' when an editor wrote the file itself."""

    text: str
    version: str = ""
    by: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A new text for a block, and the version that its writer had before him."""

    place: Place
    text: str
    version: str


class BlocksChanged(RuntimeError):
    """Somebody else saved these blocks meanwhile; nothing was written."""

    def __init__(self, changed: Mapping[Place, Written]) -> None:
        super().__init__(", ".join(place.key for place in changed))
        self.changed = dict(changed)


class _About(msgspec.Struct, frozen=True):
    by: str
    at: datetime
    version: str
    agency: str = ""


@dataclass(frozen=True, slots=True)
class BlockStore:
    """The blocks under one folder. Making one touches nothing."""

    folder: Path

    def get(self, site: str, report: str, period: Period) -> dict[str, str]:
        """The blocks of a report that have been written, in the order of the document."""
        written = {key: read_text(self._path(Place(site, report, period, key))) for key in BLOCKS}
        return {key: text for key, text in written.items() if text}

    def by_agency(self, site: str, report: str, period: Period, key: str) -> dict[str, str]:
        """Agency -> its text of a block, in the order of their names."""
        folder = self._path(Place(site, report, period, key)).with_suffix("")
        found = {}
        for path in sorted(folder.glob(f"*{SUFFIX}")):
            about = _about(path)
            name = about.agency if about and about.agency else path.stem
            if text := read_text(path):
                found[name] = text
        return found

    def read(self, place: Place) -> Written:
        """What stands in a block, and who wrote it when. Raises UnknownBlock."""
        path = self._path(place)
        text = read_text(path)
        if not text:
            return Written("")
        version, about = version_of(text), _about(path)
        if about is not None and about.version == version:
            return Written(text, version, about.by, about.at)
        return Written(text, version, "", moment_of(path))

    def put(
        self, site: str, report: str, period: Period, key: str, text: str, now: datetime, by: str = "", agency: str = ""
    ) -> None:
        """Replace a block, whatever stands there. Raises UnknownBlock, ValueError, OSError."""
        place = Place(site, report, period, key, agency)
        path, text = self._path(place), _checked(text)
        with locked(self._report_folder(place)):
            _write(path, text, _About(by, now, version_of(text), agency))

    def save(self, changes: Sequence[Change], by: str, now: datetime) -> None:
        """Replace blocks of one report, all or none.

        Raises BlocksChanged when one of them is not what its writer had before him, UnknownBlock, ValueError,
        OSError.
        """
        wanted = [(change, self._path(change.place), _checked(change.text)) for change in changes]
        # What its writer left as it was is no change, whatever became of it meanwhile.
        wanted = [one for one in wanted if version_of(one[2]) != one[0].version]
        if not wanted:
            return
        with locked(self._report_folder(wanted[0][0].place)):
            there = {change.place: self.read(change.place) for change, _, _ in wanted}
            stale = {
                change.place: there[change.place]
                for change, _, text in wanted
                if change.version != there[change.place].version and text != there[change.place].text
            }
            if stale:
                raise BlocksChanged(stale)
            for change, path, text in wanted:
                if text != there[change.place].text:
                    _write(path, text, _About(by, now, version_of(text), change.place.agency))

    def _report_folder(self, place: Place) -> Path:
        return self.folder / place.site / place.report / f"{place.period.first}_{place.period.last}"

    def _path(self, place: Place) -> Path:
        kind = BLOCKS.get(place.key)
        if kind is None or (place.agency and not kind.is_by_agency):
            raise UnknownBlock(f"không có phần “{place.key}” / no such block. Có/known: {', '.join(BLOCKS)}")
        if not (names_a_folder(place.site) and names_a_folder(place.report)):
            raise UnknownBlock(f"không có báo cáo “{place.report}” của “{place.site}” / no such report or site")
        folder = self._report_folder(place)
        if place.agency:
            return folder / place.key / f"{file_stem(place.agency)}{SUFFIX}"
        return folder / f"{place.key}{SUFFIX}"


def _checked(text: str) -> str:
    text = plain_text(text)
    if len(text) > LONGEST:
        raise ValueError(f"quá {LONGEST} ký tự / longer than {LONGEST} characters")
    return text


def _write(path: Path, text: str, about: _About) -> None:
    """Put a text into its file; what stood there goes into the history first."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if before := read_text(path):
        replace_text(path.parent / HISTORY / f"{path.stem}.{about.at:%Y%m%dT%H%M%S%f}.txt", before)
    replace_text(path.parent / ABOUT / f"{path.stem}.json", msgspec.json.encode(about).decode())
    replace_text(path, text)


def _about(path: Path) -> _About | None:
    with suppress(OSError, msgspec.MsgspecError):
        return msgspec.json.decode((path.parent / ABOUT / f"{path.stem}.json").read_bytes(), type=_About)
    return None
