"""Reads one sheet of an XLSX file into a grid; formulas give the value that was saved with them.

Numbers keep that they are numbers: a spreadsheet makes 1.25 of "1.250", and only a person knows which it was.
"""

import io
import re
import warnings
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from central.imports.reading.grid import EMPTY, CellKind, Grid, RawCell
from central.imports.reading.limits import MAX_CELLS, MAX_COLUMNS, MAX_ROWS
from central.imports.reading.raised_text import with_raised_marked
from central.imports.reading.text_file import too_large
from central.imports.reading.zip_guard import check_packed
from central.imports.remarks import SHEET, ImportRefused, Remark
from central.registry.names import fold, tidy


def read_workbook(data: bytes, file: str, sheet: str | None) -> Grid:
    """The grid of a workbook's only sheet with anything in it, or of the one named ``sheet``. Raises ImportRefused."""
    check_packed(data, file)
    data = with_raised_marked(data)
    saved, formulas = _opened(data, file, values=True), _opened(data, file, values=False)
    try:
        grids = {
            name: _grid(saved[name], formulas[name], f"{file}, trang tính/sheet “{name}”") for name in saved.sheetnames
        }
    except ImportRefused:
        raise
    except (KeyError, ValueError, TypeError, AttributeError, IndexError, SyntaxError):
        # A parse error of XML is a SyntaxError; broken parts fail inside openpyxl in all these ways.
        raise ImportRefused(file, [_broken()]) from None
    finally:
        saved.close()
        formulas.close()
    if not grids:
        raise ImportRefused(file, [_broken()])
    return _chosen(grids, file, sheet)


def _opened(data: bytes, file: str, *, values: bool) -> Any:
    import openpyxl  # half a second, needed for workbooks alone

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about drop-down lists and styles that this reader does not need
        try:
            return openpyxl.load_workbook(
                io.BytesIO(data), read_only=True, data_only=values, keep_links=False, rich_text=values
            )
        except (KeyError, ValueError, TypeError, AttributeError, IndexError, SyntaxError, OSError):
            raise ImportRefused(file, [_broken()]) from None


def _chosen(grids: dict[str, Grid], file: str, sheet: str | None) -> Grid:
    filled = {name: grid for name, grid in grids.items() if grid.rows}
    if sheet is not None:
        named = [grid for name, grid in grids.items() if fold(name) == fold(sheet)]
        if named:
            return named[0]
        raise ImportRefused(file, [_no_such_sheet(sheet, grids)])
    if len(filled) > 1:
        raise ImportRefused(file, [_several_sheets(filled)])
    return next(iter(filled.values()), Grid(file, ()))


def _grid(saved: Any, formulas: Any, name: str) -> Grid:
    if not hasattr(saved, "iter_rows"):  # a sheet that is a chart
        return Grid(name, ())
    # The size that a sheet states may be wrong; its cells are not.
    saved.reset_dimensions()
    formulas.reset_dimensions()
    rows: list[tuple[RawCell, ...]] = []
    cells = 0
    for values, written in zip(saved.iter_rows(), formulas.iter_rows(), strict=False):
        row = _trimmed(_cell(value, formula) for value, formula in zip(values, written, strict=False))
        if not row and len(rows) >= MAX_ROWS:
            continue  # whole columns with a border reach down to row 1048576
        rows.append(row)
        cells += len(row)
        if len(rows) > MAX_ROWS or len(row) > MAX_COLUMNS or cells > MAX_CELLS:
            raise ImportRefused(name, [too_large(len(rows))])
    while rows and not rows[-1]:
        rows.pop()
    return Grid(name, rows)


def _trimmed(cells: Iterable[RawCell]) -> tuple[RawCell, ...]:
    row = list(cells)
    while row and row[-1].is_empty:
        row.pop()
    return tuple(row)


def _cell(saved: Any, formula: Any) -> RawCell:
    value = saved.value
    if value is None:
        if formula.data_type == "f":
            return RawCell(str(formula.value)[:80], "uncomputed")
        return EMPTY
    if isinstance(value, bool):
        return RawCell("TRUE" if value else "FALSE")
    if isinstance(value, int | float):
        return _number(value, str(saved.number_format or ""))
    if isinstance(value, datetime | date | time | timedelta):
        return RawCell(str(value), "day")
    if isinstance(value, list):
        return RawCell(tidy("".join(map(_run, value))))
    kind: CellKind = "error" if saved.data_type == "e" else "text"
    return RawCell(tidy(str(value)), kind)


def _run(part: Any) -> str:
    """A piece of a text with fonts of its own: raised, it is a footnote mark, and "10²" is not 102."""
    font = getattr(part, "font", None)
    text = str(getattr(part, "text", part))
    return f" <sup>{text}</sup>" if font is not None and font.vertAlign == "superscript" else text


def _number(value: int | float, number_format: str) -> RawCell:
    # A spreadsheet holds 15 digits; 0.1 + 0.2 is shown as 0.3.
    exact = Decimal(value) if isinstance(value, int) else Decimal(f"{value:.15g}")
    if not exact.is_finite():
        return RawCell(str(value), "error")
    if "%" in number_format:
        # What is printed is what the format shows: 0.99312 as "0.0%" is 99,3 %.
        shown = re.search(r"\.(0+)[^0]*%", number_format)
        places = Decimal(1).scaleb(-len(shown[1]) if shown else 0)
        percent = (exact * 100).quantize(places, ROUND_HALF_UP)
        return RawCell(f"{percent:f}%", "percent", percent)
    whole = exact == exact.to_integral_value()
    return RawCell(f"{exact.to_integral_value() if whole else exact:f}", "number", exact)


def _several_sheets(filled: dict[str, Grid]) -> Remark:
    names = ", ".join(f"“{name}”" for name in filled)
    return Remark(
        f"có {len(filled)} trang tính có nội dung: {names}; hãy chọn một bằng --sheet TÊN",
        f"{len(filled)} sheets with something in them; choose one with --sheet NAME",
        " | ".join(f'--sheet "{name}"' for name in filled),
        kind=SHEET,
        choices=tuple(filled),
    )


def _no_such_sheet(sheet: str, grids: dict[str, Grid]) -> Remark:
    return Remark(
        "không có trang tính này",
        "there is no such sheet",
        ", ".join(grids),
        found=sheet,
        kind=SHEET,
        choices=tuple(grids),
    )


def _broken() -> Remark:
    return Remark(
        "tệp XLSX bị hỏng; hãy mở bằng Excel và lưu lại",
        "the XLSX file is broken; open it in Excel and save it again",
    )
