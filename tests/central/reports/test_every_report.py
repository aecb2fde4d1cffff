"""What holds for every report of the registry, so that a new one is checked for free."""

import csv
import io
import re

import pytest

from central.exports.registry import FORMATS, write
from central.imports.file_import import SourceFile, import_file
from central.imports.registry import IMPORTS
from central.reports.making import UnknownName
from central.reports.registry import REPORTS
from central.web.render import standalone_page

EMPTY = ("1999-01-01", "1999-01-31")
FULL = ("2021-01-01", "2021-06-14")

KEYS = "no,agency,row_kind,total,carried_over,received_new,resolved_total,resolved_early,resolved_on_time,resolved_late"
KEYS += ",pending_total,pending_in_time,pending_late,returned,received_online"
NAMED_BY_LAYOUT = ("dossiers",)
"""Reports whose columns are those of an imported table, in its order."""

LISTLESS = ("feedback",)
"""Reports that no list has a part in."""

pytestmark = pytest.mark.parametrize("name", sorted(REPORTS))


@pytest.fixture(autouse=True)
def tables(name, request):
    """A report that is made of imports alone needs a table for each period; one of them has nothing but zeros."""
    if name in NAMED_BY_LAYOUT:
        store = request.getfixturevalue("bac_kan_store")
        for first, last, n in ((*EMPTY, 0), (*FULL, 1742)):
            row = f"{n},0,{n},{n},{n},0,0,0,0,0,0,0"
            for site in ("bac-kan", "mau"):
                text = f"{KEYS}\n1,Sở Tư pháp,agency,{row}\n,Tổng cộng,total,{row}\n"
                source = SourceFile(f"{first}_{last}.csv", text.encode())
                import_file(store, IMPORTS["dossiers"], site, source)


@pytest.mark.parametrize("site", ["bac-kan", "mau"])
@pytest.mark.parametrize("period", [EMPTY, FULL])
def test_rows_are_as_wide_as_the_head(name, site, period, report, bac_kan_store):
    """Every row has a cell for every column, of the type its column says."""
    made = report(*period, site=site, name=name)
    assert [len(row.cells) for row in made.rows] == [len(made.columns)] * len(made.rows)
    for row in made.rows:
        for column, cell in zip(made.columns, row.cells, strict=True):
            wanted = {"text": "str", "count": "Decimal" if row.role == "percent" else "int"}.get(column.kind, "Decimal")
            assert cell is None or type(cell).__name__ == wanted, (row.kind, column.key)


@pytest.mark.parametrize("site", ["bac-kan", "mau"])
def test_columns_have_names_for_programs(name, site, report):
    """Keys are English snake_case (or a digit: a level of a scale), each once in every scale; row_kind is the first."""
    keys = [column.key for column in report(*EMPTY, name=name, site=site).columns]
    assert "row_kind" in keys if name in NAMED_BY_LAYOUT else keys[0] == "row_kind"
    assert len(set(keys)) == len(keys)
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*|[0-9]", key) for key in keys)


def test_empty_range(name, report):
    """A period without any data gives a report with nothing but zeros, and no comparison."""
    made = report(*EMPTY, name=name)
    counts = [i for i, column in enumerate(made.columns) if column.kind == "count" and column.key != "no"]
    assert not any(row.cells[index] for row in made.rows for index in counts)
    assert all(figure.change is None for figure in made.figures.values())


@pytest.mark.parametrize("period", [EMPTY, FULL])
def test_csv(name, report, period, bac_kan_store):
    """The CSV has a mark, a head and one line a row, which says its period, scale and time as well."""
    made = report(*period, name=name)
    data = write(made, "csv", standalone_page)
    assert data.startswith(b"\xef\xbb\xbf" + made.columns[0].key.encode() + b",")
    lines = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert len(lines) == len(made.rows) + 1
    about = [] if name in NAMED_BY_LAYOUT else ["period_from", "period_to", "scale", "data_at"]
    assert lines[0] == [*(column.key for column in made.columns), *about]
    assert {len(line) for line in lines} == {len(lines[0])}


@pytest.mark.parametrize(
    "ending",
    # Of those that take their time, the fast tests of central/documents and central/exports write one report.
    [pytest.param(key, marks=pytest.mark.slow) if key in ("docx", "pdf", "xlsx") else key for key in sorted(FORMATS)],
)
def test_every_format(name, report, ending, bac_kan_store):
    """Every format that is there writes every report, full and empty."""
    for period in (EMPTY, FULL):
        assert len(write(report(*period, name=name), ending, standalone_page)) > 100


def test_proof(name, report, bac_kan_store):
    """Every report names the chain heads and the files it was made from."""
    proof = report(*FULL, name=name).proof
    assert [(head.gateway, head.seq, len(head.head)) for head in proof.heads] == [("q-03", 1742, 32)]
    lists = set() if name in LISTLESS else {"agencies", "officers"}
    used = {"agencies", "dossiers"} if name in NAMED_BY_LAYOUT else lists
    assert {one.kind for one in proof.imports} == used


def test_unknown_site(name, report):
    """A site that is not configured is refused with the names of those that are."""
    with pytest.raises(UnknownName, match="bac-kan, mau"):
        report(*FULL, name=name, site="lai-chau")
