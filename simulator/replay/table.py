"""Reads a table of ratings per officer (`no,officer,agency,<levels>`). Guesses nothing: what is wrong is named."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from contract.fields import PRINTABLE
from contract.scales import SCALES, Scale

HEAD = ("no", "officer", "agency")
MOST_BYTES = 1024 * 1024
MOST_ROWS = 1000
MOST_PRESSES = 1_000_000
LONGEST_NAME = 200

_COUNT = re.compile(r"[0-9]{1,3}(\.[0-9]{3})+|[0-9]{1,9}")
_PERIOD = re.compile(r"(?<![0-9])([0-9]{8})-([0-9]{8})(?![0-9])")
_PRINTABLE = re.compile(PRINTABLE)


@dataclass(frozen=True, slots=True)
class TableProblem:
    """One thing wrong with a table: where, what in both languages, and what is allowed."""

    file: str
    row: int | None
    column: str | None
    vi: str
    en: str
    allowed: str

    def __str__(self) -> str:
        place = [self.file]
        if self.row is not None:
            place.append(f"dòng/row {self.row}")
        if self.column is not None:
            place.append(f"cột/column {self.column}")
        return f"{', '.join(place)}: {self.vi} / {self.en}. Được phép/allowed: {self.allowed}"


class TableRefused(ValueError):
    """A table with problems; nothing was pressed."""

    def __init__(self, problems: Sequence[TableProblem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class TableRow:
    """An officer of the table; ``counts`` in the order of the scale's levels."""

    no: int
    officer: str
    agency: str
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A whole table. ``scale`` follows from its columns."""

    file: str
    scale: Scale
    rows: tuple[TableRow, ...]
    first: date
    last: date

    @property
    def presses(self) -> int:
        """How often somebody has to press."""
        return sum(self.totals)

    @property
    def totals(self) -> tuple[int, ...]:
        """The sum of each level."""
        return tuple(sum(row.counts[place] for row in self.rows) for place in range(len(self.scale.levels)))

    @property
    def skipped(self) -> tuple[int, ...]:
        """Numbers that the published numbering jumps over."""
        numbers = {row.no for row in self.rows}
        return tuple(no for no in range(min(numbers), max(numbers)) if no not in numbers)

    def code(self, row: TableRow) -> str:
        """The officer's code, made from the number: `cb-01`."""
        width = max(2, len(str(max(known.no for known in self.rows))))
        return f"cb-{row.no:0{width}d}"


def read_table(path: Path, first: date | None = None, last: date | None = None) -> Table:
    """Read a table; its period comes from the file's name unless both days are given. Raises TableRefused."""
    lines = list(_lines(path.name, _text_of(path)))
    if (first is None) != (last is None):
        raise TableRefused([_whole(path.name, "chỉ có một đầu của kỳ", "one end of the period alone",
                                   "--from YYYY-MM-DD --to YYYY-MM-DD")])  # fmt: skip
    begins, ends = (first, last) if first and last else _period_of(path.name)
    if begins > ends:
        raise TableRefused([_whole(path.name, "kỳ kết thúc trước khi bắt đầu", "the period ends before it begins",
                                   f"{ends} – {begins}")])  # fmt: skip
    if not lines:
        raise TableRefused(
            [_whole(path.name, "tệp trống", "the file is empty", ",".join([*HEAD, "good", "fair", "…"]))]
        )
    scale, columns = _columns(path.name, lines[0][1])
    rows, problems = _rows(path.name, scale, columns, lines[1:])
    if not problems and not rows:
        problems = [
            _whole(path.name, "không có cán bộ nào", "there is no officer in it", "một hàng trở lên / a row or more")
        ]
    total = sum(sum(row.counts) for row in rows)
    if not problems and total > MOST_PRESSES:
        problems = [_whole(path.name, f"quá nhiều lượt: {total}", f"too many presses: {total}", f"≤ {MOST_PRESSES}")]
    if problems:
        raise TableRefused(problems)
    return Table(path.name, scale, tuple(rows), begins, ends)


def _period_of(name: str) -> tuple[date, date]:
    found = _PERIOD.search(name)
    try:
        if found:
            begins, ends = (date.fromisoformat(f"{d[:4]}-{d[4:6]}-{d[6:]}") for d in found.groups())
            return begins, ends
    except ValueError:
        pass  # Eight digits that are no day: said below.
    raise TableRefused([_whole(name, "tên tệp không cho biết kỳ số liệu", "the file name does not tell the period",
                               "*_YYYYMMDD-YYYYMMDD_*.csv, --from YYYY-MM-DD --to YYYY-MM-DD")])  # fmt: skip


def _text_of(path: Path) -> str:
    try:
        with path.open("rb") as file:
            raw = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise TableRefused(
            [_whole(path.name, "không đọc được tệp", f"cannot be read: {error.strerror}", str(path))]
        ) from None
    if len(raw) > MOST_BYTES:
        raise TableRefused([_whole(path.name, "tệp quá lớn", "the file is too large", f"≤ {MOST_BYTES // 1024} KiB")])
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = raw.count(b"\n", 0, error.start) + 1
        problem = TableProblem(path.name, row, None, "không phải văn bản UTF-8", "not UTF-8 text", "UTF-8")
        raise TableRefused([problem]) from None


def _lines(file: str, text: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield reader.line_num, [cell.strip() for cell in cells]
    except csv.Error as error:
        problem = TableProblem(file, reader.line_num, None, "không phải CSV", f"not CSV: {error}", 'no,"officer",…')
        raise TableRefused([problem]) from None


def _columns(file: str, head: list[str]) -> tuple[Scale, dict[str, int]]:
    """The scale that the columns name, and where each column stands. Raises TableRefused."""
    scales = " | ".join(",".join(level.code for level in scale.levels) for scale in SCALES.values())
    problems = [
        TableProblem(file, 1, name, "thiếu cột này", "this column is missing", ",".join(HEAD) + ",<" + scales + ">")
        for name in HEAD
        if name not in head
    ]
    problems += [
        TableProblem(file, 1, name, "cột có hai lần", "the column is there twice", "một lần / once")
        for name in dict.fromkeys(head)
        if head.count(name) > 1
    ]
    levels = [name for name in head if name not in HEAD]
    known = {level.code for scale in SCALES.values() for level in scale.levels}
    problems += [
        TableProblem(file, 1, name or "(trống/empty)", "không phải mức đánh giá nào", "no level of any scale", scales)
        for name in levels
        if name not in known
    ]
    scale = next((s for s in SCALES.values() if {level.code for level in s.levels} == set(levels)), None)
    if scale is None and not problems:
        what = ",".join(levels) or "–"
        problems.append(
            TableProblem(file, 1, what, "không đủ mức của một thang", "not the levels of one scale", scales)
        )
    if problems or scale is None:
        raise TableRefused(problems)
    return scale, {name: place for place, name in enumerate(head)}


def _rows(
    file: str, scale: Scale, columns: dict[str, int], lines: list[tuple[int, list[str]]]
) -> tuple[list[TableRow], list[TableProblem]]:
    rows: list[TableRow] = []
    problems: list[TableProblem] = []
    if len(lines) > MOST_ROWS:
        return [], [_whole(file, f"quá nhiều hàng: {len(lines)}", f"too many rows: {len(lines)}", f"≤ {MOST_ROWS}")]
    seen: set[int] = set()
    for number, cells in lines:
        if len(cells) != len(columns):
            what = f"có {len(cells)} ô", f"has {len(cells)} cells"
            problems.append(TableProblem(file, number, None, *what, f"{len(columns)} ô/cells"))
            continue
        found = list(_cell_problems(file, number, scale, columns, cells, seen))
        problems += found
        if not found:
            seen.add(int(cells[columns["no"]]))
            counts = tuple(_count(cells[columns[level.code]]) for level in scale.levels)
            row = TableRow(int(cells[columns["no"]]), cells[columns["officer"]], cells[columns["agency"]], counts)
            rows.append(row)
    return rows, problems


def _cell_problems(
    file: str, number: int, scale: Scale, columns: dict[str, int], cells: list[str], seen: set[int]
) -> Iterator[TableProblem]:
    no = cells[columns["no"]]
    if not re.fullmatch(r"[1-9][0-9]{0,5}", no):
        yield TableProblem(file, number, "no", f"“{no}” không phải số thứ tự", f"“{no}” is no ordinal", "1, 2, 3 …")
    elif int(no) in seen:
        yield TableProblem(file, number, "no", f"số {no} đã có", f"{no} is there already", "mỗi số một lần / each once")
    for name in ("officer", "agency"):
        cell = cells[columns[name]]
        if not cell or len(cell) > LONGEST_NAME or not _PRINTABLE.match(cell):
            yield TableProblem(
                file, number, name, "không phải một tên", "not a name", f"1–{LONGEST_NAME} ký tự/characters"
            )
    for level in scale.levels:
        cell = cells[columns[level.code]]
        if not _COUNT.fullmatch(cell):
            yield TableProblem(
                file, number, level.code, f"“{cell}” không phải số lượt", f"“{cell}” is no count",
                "0, 1, 2 … (1.250 = 1250)",
            )  # fmt: skip


def _count(cell: str) -> int:
    return int(cell.replace(".", ""))


def _whole(file: str, vi: str, en: str, allowed: str) -> TableProblem:
    return TableProblem(file, None, None, vi, en, allowed)
