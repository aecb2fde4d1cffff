"""What a person answers instead of changing the file: unclear numbers, unknown names; and merged agencies."""

import pytest

from central.imports.file_import import SourceFile, import_file
from central.imports.registry import IMPORTS
from central.imports.remarks import ImportRefused

POSTAL = "agency,row_kind,postal_service_count\nSở A,agency,1.25\n,total,1250\n"
NAME = "a_20191001-20191031.csv"
ST_HEAD = (
    "agency,row_kind,total,carried_over,received_new,resolved_total,resolved_early,resolved_on_time,resolved_late,"
    "pending_total,pending_in_time,pending_late,returned,received_online\n"
)


def st_row(name: str, carried: int, pending: int) -> str:
    """A sound row of layout ST; the total has no name."""
    kind = "agency" if name else "total"
    return f"{name},{kind},{carried + pending},{carried},{pending},{carried},{carried},0,0,{pending},{pending},0,0,0\n"


def test_a_confirmed_number(put, known_agencies):
    """The number that a cell may mean is taken when somebody says so, and noted; no other is."""
    known_agencies("Sở A")
    with pytest.raises(ImportRefused):
        put("postal", POSTAL, NAME)
    with pytest.raises(ImportRefused):
        put("postal", POSTAL, NAME, cells={"C2": "125"})
    done = put("postal", POSTAL, NAME, cells={"C2": "1250"})
    assert done.findings == ()
    assert "người nạp xác nhận là 1.250" in done.notes[0]


def test_answers_outlive_lists(put, engine, known_agencies):
    """An answered name is known to the next import and after a list that lacks it, as alias or as an agency."""
    known_agencies("Sở An", "Sở B")
    text = "agency,row_kind,postal_service_count\nSở A,agency,1\nĐội C,agency,1\n,total,2\n"
    assert len(put("postal", text, NAME).findings) == 2
    names = {"Sở A": "Sở An", "Đội C": ""}
    done = import_file(engine, IMPORTS["postal"], "bac-kan", SourceFile(NAME, text.encode()), names=names, who="x")
    assert done.findings == ()
    assert put("postal", text, NAME).findings == ()
    known_agencies("Sở An", "Sở D")
    assert put("postal", text, NAME).findings == ()


def test_a_dry_run_remembers_nothing(put, engine, known_agencies):
    """Answers of a dry run are tried, not kept."""
    known_agencies("Sở An")
    text = POSTAL.replace("1.25\n", "1250\n")
    source = SourceFile(NAME, text.encode())
    assert (
        import_file(engine, IMPORTS["postal"], "bac-kan", source, names={"Sở A": "Sở An"}, dry_run=True).findings == ()
    )
    assert len(put("postal", text, NAME).findings) == 1


def test_successors_carry_in(put, load):
    """A merged agency carries in what those before it left, over two mergers; a wrong count names them all."""
    load(
        "agencies",
        "name,valid_to,successor\nSở KH,2019-10-31,Sở TC\nSở T,2019-10-31,Sở KH\nSở TC,,\nSở Y,,\n",
    )
    put(
        "dossiers",
        ST_HEAD + st_row("Sở KH", 1, 4) + st_row("Sở T", 1, 3) + st_row("Sở Y", 1, 2) + st_row("", 3, 9),
        NAME,
    )
    after = "b_20191101-20191130.csv"
    assert (
        put("dossiers", ST_HEAD + st_row("Sở TC", 7, 1) + st_row("Sở Y", 2, 1) + st_row("", 9, 2), after).findings == ()
    )
    wrong = put("dossiers", ST_HEAD + st_row("Sở TC", 8, 1) + st_row("Sở Y", 2, 1) + st_row("", 10, 2), after).findings
    assert len(wrong) == 2
    assert "ghi 8; kỳ trước (01/10/2019–31/10/2019) còn 7 (Sở KH 4 + Sở T 3)" in wrong[0]


def test_a_row_that_stays_for_the_record(put, load):
    """An agency that was merged and still has a row with nothing carried in has handed over all the same."""
    load("agencies", "name,valid_to,successor\nSở KH,2019-10-31,Sở TC\nSở TC,,\n")
    put("dossiers", ST_HEAD + st_row("Sở KH", 1, 4) + st_row("Sở TC", 1, 2) + st_row("", 2, 6), NAME)
    rows = st_row("Sở KH", 0, 0) + st_row("Sở TC", 6, 1) + st_row("", 6, 1)
    assert put("dossiers", ST_HEAD + rows, "b_20191101-20191130.csv").findings == ()


def test_circles_of_successors(put, load):
    """Agencies that name each other as successors end in a finding, not in a circle."""
    load("agencies", "name,successor\nSở A,Sở B\nSở B,Sở A\nSở C,\n")
    put("dossiers", ST_HEAD + st_row("Sở A", 1, 4) + st_row("", 1, 4), NAME)
    found = put("dossiers", ST_HEAD + st_row("Sở C", 4, 4) + st_row("", 4, 4), "b_20191101-20191130.csv").findings
    assert any("không có dòng của cơ quan này" in one for one in found)
