"""Reads figure tables from texts and workbooks, and makes sound ones of every layout."""

import csv
import io
from collections.abc import Callable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st
from sqlalchemy import Engine

from central.imports.file_import import Imported, SourceFile, import_file
from central.imports.kinds import TableKind, Wanted
from central.imports.layouts.dossiers import LAYOUTS
from central.imports.registry import IMPORTS
from central.imports.table_import import ReadTable, read_figure_table

DATA = Path(__file__).with_name("data")
FIRST, LAST = date(2019, 10, 1), date(2019, 10, 31)
LAYOUT = {layout.key: layout for layout in LAYOUTS}
Rows = list[dict[str, str]]

counts = st.integers(0, 40) | st.integers(0, 20_000)


@st.composite
def sound_rows(draw: Any, key: str) -> Rows:
    """A sound table of a layout, as rows of texts: agencies, the total, and for some a percent row."""
    names = [f"Sở {number}" for number in range(1, draw(st.integers(1, 6)) + 1)]
    agencies = [_agency(draw, key) for _ in names]
    rows = [
        {"no": str(n), "agency": name, "row_kind": "agency", **{k: str(v) for k, v in cells.items()}}
        for n, (name, cells) in enumerate(zip(names, agencies, strict=True), start=1)
    ]
    total = {k: sum(cells[k] for cells in agencies) for k in agencies[0]}
    rows.append({"no": "", "agency": "Tổng cộng", "row_kind": "total", **{k: str(v) for k, v in total.items()}})
    if key == "ST":
        rows.append(percent_row(total, draw(st.integers(0, 2)), draw(st.sampled_from(".,"))))
    return rows


def percent_row(total: dict[str, int], places: int, sign: str) -> dict[str, str]:
    """The percents of a total of layout ST, each rounded half up by itself."""
    row = {"no": "", "agency": "Tỷ lệ (%)", "row_kind": "percent"}
    for key, count in total.items():
        whole = "total"
        if key.startswith(("resolved_", "pending_")) and not key.endswith("_total"):
            whole = key.split("_")[0] + "_total"
        if total[whole]:
            exact = Decimal(count) * 100 / Decimal(total[whole])
            row[key] = f"{exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):f}".replace(".", sign)
        else:
            row[key] = "-"
    return row


def _agency(draw: Any, key: str) -> dict[str, int]:
    early, on_time, late, in_time, overdue, cancelled = (draw(counts) for _ in range(6))
    resolved, pending = early + on_time + late, in_time + overdue
    total = resolved + pending + (cancelled if key == "LC" else 0)
    carried = draw(st.integers(0, total))
    online = draw(st.integers(0, total - carried))
    direct = total - carried - online
    made = {
        "total": total, "carried_over": carried, "received_online": online, "received_direct": direct,
        "received_direct_postal": direct, "received_new": online + direct, "resolved_total": resolved,
        "resolved_early": early, "resolved_on_time": on_time, "resolved_late": late, "pending_total": pending,
        "pending_in_time": in_time, "pending_late": overdue, "cancelled": cancelled, "suspended": draw(counts),
        "returned": draw(counts), "fees_vnd": draw(counts) * 1000,
    }  # fmt: skip
    return {one: made[one] for one in LAYOUT[key].counted if one in made}


def text_of(key: str, rows: Rows) -> str:
    """The plain file of a layout."""
    text = io.StringIO()
    writer = csv.DictWriter(text, LAYOUT[key].head.split(","), restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def read_text(text: str | bytes, kind: str = "dossiers", **wanted: Any) -> ReadTable:
    """Read a table without a store."""
    table_kind = IMPORTS[kind]
    assert isinstance(table_kind, TableKind)
    data = text.encode() if isinstance(text, str) else text
    return read_figure_table(table_kind, data, "bang.csv", Wanted(**{"first": FIRST, "last": LAST, **wanted}))


@pytest.fixture(scope="session")
def read() -> Callable[..., ReadTable]:
    """``read(text, "postal", layout=…)``: a table, read without a store."""
    return read_text


@pytest.fixture(scope="session")
def sound() -> Callable[[str], st.SearchStrategy[Rows]]:
    """``sound("LC")``: a strategy for the rows of sound tables."""
    return sound_rows


@pytest.fixture(scope="session")
def plain_file() -> Callable[[str, Rows], str]:
    """The plain file of a layout from its rows."""
    return text_of


@pytest.fixture
def put(engine: Engine) -> Callable[..., Imported]:
    """``put("dossiers", data, name, layout=…)``: import bytes or a text as a file of that name."""

    def put(
        kind: str, data: str | bytes, name: str = "bang_20191001-20191031.csv", *, dry_run: bool = False, **wanted: Any
    ) -> Imported:
        source = SourceFile(name, data.encode() if isinstance(data, str) else data)
        return import_file(engine, IMPORTS[kind], "bac-kan", source, wanted=Wanted(**wanted), dry_run=dry_run)

    return put


@pytest.fixture
def lai_chau(put: Callable[..., Imported]) -> Callable[[str, str], Imported]:
    """``lai_chau("dossiers", "dossiers")``: import one of the published tables as a kind."""

    def lai_chau(kind: str, ending: str) -> Imported:
        path = DATA / f"lai_chau_20190903-20200512_{ending}.csv"
        return put(kind, path.read_bytes(), path.name)

    return lai_chau


@pytest.fixture
def known_agencies(load: Callable[..., Imported]) -> Callable[..., None]:
    """``known_agencies("Sở A", "Sở B")``: the agencies' list has just these."""

    def known_agencies(*names: str) -> None:
        load("agencies", "name\n" + "".join(f'"{name}"\n' for name in names))

    return known_agencies
