"""CSV files as people have them, and the places named when they cannot be understood."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central.imports.cells import RecordReader
from central.imports.reading.limits import MAX_BYTES
from central.imports.remarks import ImportRefused, Remark, lines_of
from central.imports.table import Column, Record, read_table
from central.registry.names import fold, tidy

COLUMNS = (Column("code", required=True), Column("name", required=True), Column("note"))


def read(data: bytes):
    """The cells of every record."""
    return [dict(record.cells) for record in read_table(data, "a.csv", COLUMNS)]


def refusal(data: bytes) -> str:
    """What is said about a file that is refused."""
    with pytest.raises(ImportRefused) as refused:
        read_table(data, "a.csv", COLUMNS)
    return str(refused.value)


@pytest.mark.parametrize(
    "text",
    [
        "code,name,note\n1,Hồ Thị Lan,x\n",
        "\ufeffcode,name,note\r\n1,Hồ Thị Lan,x\r\n",
        "\ufeffcode;name;note\r\n1;Hồ Thị Lan;x\r\n",
        "code\tname\tnote\n1\tHồ Thị Lan\tx",
        '"code";"name";"note"\n"1";"Hồ Thị Lan";"x"\n',
        "note,name,code\nx,Hồ Thị Lan,1\n",
        " Code , NAME ,note,,\n1,Hồ Thị Lan,x,,\n\n,,,,\n",
    ],
)
def test_files_as_people_have_them(text):
    """With or without mark, comma, semicolon or tab, quoted, other order, empty columns and rows at the end."""
    assert read(text.encode()) == [{"code": "1", "name": "Hồ Thị Lan", "note": "x"}]


def test_rows_are_counted_as_a_spreadsheet_does():
    """The head is row 1, empty rows count, and a cell over two lines is one row."""
    records = read_table(b'code,name\n\n1,"A\nB"\n2,C\n', "a.csv", COLUMNS)
    assert [(record.row, record.cells["name"]) for record in records] == [(3, "A B"), (4, "C")]


def test_short_rows_are_empty_at_their_end():
    """Cells that a row lacks at its end are empty."""
    assert read(b"code,name,note\n1,A\n") == [{"code": "1", "name": "A", "note": ""}]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b"code,name\n", "no rows"),
        (b"code,nam\n1,A\n", "row 1 ghi/says “nam”"),
        (b"code,nam\n1,A\n", "allowed: name"),
        (b"code\n1\n", "row 1, cột/column name"),
        (b"code,name,name\n1,A,B\n", "twice"),
        (b"code,,name\n1,,A\n", "without a name"),
        (b"code,name\n1,A,B\n", "row 2 ghi/says “B”"),
        (b'code,name\n1,"A\n', "quoting"),
        ("code,name\n1,A\n2,Hồ\n".encode("cp1258", "replace").replace(b"?", b"\xff"), "row 3"),
        (b"code,name\n1,A\0\n", "row 2"),
        (b"PK\x03\x04\xff\xfe", "UTF-8"),
        pytest.param(b"code,name\n" + b"1,A\n" * 100_001, "100,000", marks=pytest.mark.slow),
        (b"x" * (MAX_BYTES + 1), "10 MB"),
    ],
)
def test_what_is_said_about_a_broken_file(data, said):
    """Each refusal says where and what; Vietnamese stands first."""
    message = refusal(data)
    assert said in message
    assert message.startswith("a.csv")
    assert " / " in message


cells = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=20)


@given(st.lists(st.tuples(cells, cells, cells), min_size=1, max_size=20), st.sampled_from(",;\t"), st.booleans())
def test_written_cells_come_back(rows, delimiter, with_mark):
    """Whatever a CSV writer writes is read back, tidied, in the order of the file."""
    kept = [tuple(map(tidy, row)) for row in rows if any(cell.strip() for cell in row)]
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows([("code", "name", "note"), *rows])
    data = text.getvalue().encode("utf-8-sig" if with_mark else "utf-8")
    if not kept:
        assert "no rows" in refusal(data)
    else:
        assert [tuple(record.values()) for record in read(data)] == kept


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data):
    """No bytes at all make the reader fail in another way than by refusing."""
    try:
        read_table(data, "a.csv", COLUMNS)
    except ImportRefused as refused:
        assert refused.remarks  # noqa: PT017


@given(st.text(max_size=40))
def test_folding_twice_is_folding_once(text):
    """A folded name folds to itself, and tidying does not change what it folds to."""
    assert fold(fold(text)) == fold(text) == fold(tidy(text))


@pytest.mark.parametrize(("text", "day"), [("2026-08-31", "2026-08-31"), ("", "None"), ("0001-01-01", "0001-01-01")])
def test_days(text, day):
    """A day is read when it is written as YYYY-MM-DD; an empty cell has none."""
    assert str(RecordReader(Record(2, {"d": text}), []).day("d")) == day


@pytest.mark.parametrize("text", ["31/08/2026", "2026-8-31", "2026-02-30", "20260831", "46265", "2026-W35-1", "x"])
def test_days_are_never_guessed(text):
    """Every other way to write a day is refused with the way that is allowed."""
    remarks: list[Remark] = []
    assert RecordReader(Record(7, {"d": text}), remarks).day("d") is None
    assert "YYYY-MM-DD" in remarks[0].text("a.csv")
    assert "dòng/row 7, cột/column d" in remarks[0].text("a.csv")


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"code": "", "name": "A"}, "code"),
        ({"code": "x" * 65, "name": "A"}, "code"),
        ({"code": "1", "name": "A\x1b[31m"}, "name"),
        ({"code": "1", "name": "A", "valid_from": "2026-02-01", "valid_to": "2026-01-01"}, "valid_to"),
        ({"code": "1", "name": "A", "valid_from": "1026-02-01"}, "valid_from"),
    ],
)
def test_cells_that_cannot_be(load, cells, column):
    """Empty codes, long codes, control characters, bounds the wrong way round and wild years are refused."""
    text = ",".join(cells) + "\n" + ",".join(cells.values()) + "\n"
    with pytest.raises(ImportRefused) as refused:
        load("officers", text)
    assert f"dòng/row 2, cột/column {column}" in str(refused.value)
    assert "\x1b" not in str(refused.value)


def test_many_remarks_are_cut():
    """A file that is wrong in every row does not fill the screen."""
    lines = lines_of("a.csv", [Remark("sai", "wrong", row=row) for row in range(500)])
    assert len(lines) == 51
    assert "450" in lines[-1]


def test_need_is_one_of_the_wire(load):
    """A need that tickets cannot carry is refused with the words that are allowed."""
    with pytest.raises(ImportRefused, match="submit, collect, ask, other"):
        load("services", "code,name,need\nX,A,ăn\n")
