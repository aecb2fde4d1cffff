"""Reading a published table: the period, the scale, and every way in which a file can be wrong."""

from datetime import date

import pytest

from simulator.replay.command import SHIPPED, find_table
from simulator.replay.table import TableRefused, read_table

NAME = "x_20210101-20210614_ratings.csv"
HEAD = "no,officer,agency,good,fair,average,poor\n"


@pytest.fixture
def refusal(tmp_path):
    """Call it with the bytes of a file to get the problems it is refused with."""

    def read(content: bytes, name: str = NAME):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(TableRefused) as refused:
            read_table(tmp_path / name)
        return refused.value.problems

    return read


def test_the_published_table(repository):
    """The table that ships: 17 officers, 1.742 presses, number 12 skipped, its period from the file name."""
    table = read_table(repository / "tests" / "data" / "bac_kan_20210101-20210614_ratings.csv")
    assert (table.first, table.last) == (date(2021, 1, 1), date(2021, 6, 14))
    assert table.totals == (1736, 4, 2, 0)
    assert (table.presses, len(table.rows), table.skipped) == (1742, 17, (12,))
    assert table.scale.code == "4-level"
    assert table.code(table.rows[0]) == "cb-01"


def test_the_table_ships_with_the_program(repository):
    """It is found by its bare name from anywhere, and it is the one of the test data."""
    name = "bac_kan_20210101-20210614_ratings.csv"
    assert (repository / "tests" / "data" / name).read_bytes() == (SHIPPED / name).read_bytes()


def test_a_file_of_ones_own_wins(tmp_path, monkeypatch):
    """A file that is there is read even when one of that name ships with the program; others stay as given."""
    name = "bac_kan_20210101-20210614_ratings.csv"
    monkeypatch.chdir(tmp_path)
    assert find_table(tmp_path.__class__(name)) == SHIPPED / name
    (tmp_path / name).write_text("mine")
    assert find_table(tmp_path.__class__(name)).read_text() == "mine"
    assert find_table(tmp_path / "away.csv") == tmp_path / "away.csv"


def test_a_byte_order_mark_and_blank_lines_are_no_fault(tmp_path):
    """What spreadsheets leave behind is read over; grouped thousands are numbers; columns stand in any order."""
    (tmp_path / NAME).write_bytes(
        "\ufeffagency,no,officer,poor,good,fair,average\r\n\r\nSở A,3,Người Một,0,1.250,1,0\r\n,,,,,,\r\n".encode()
    )
    table = read_table(tmp_path / NAME)
    assert table.rows[0].counts == (1250, 1, 0, 0)
    assert table.rows[0].no == 3


def test_other_scales_follow_from_the_columns(tmp_path):
    """Three columns of another scale make that scale."""
    (tmp_path / NAME).write_text("no,officer,agency,very_satisfied,satisfied,dissatisfied\n1,A,B,1,2,3\n")
    assert read_table(tmp_path / NAME).scale.code == "3-level"


def test_the_period_can_be_given(tmp_path):
    """A file whose name says nothing needs both days; they also win over the name."""
    (tmp_path / "table.csv").write_text(HEAD + "1,A,B,1,0,0,0\n")
    with pytest.raises(TableRefused, match="kỳ số liệu"):
        read_table(tmp_path / "table.csv")
    table = read_table(tmp_path / "table.csv", date(2020, 2, 3), date(2020, 2, 4))
    assert table.last == date(2020, 2, 4)
    with pytest.raises(TableRefused, match="before it begins"):
        read_table(tmp_path / "table.csv", date(2020, 2, 4), date(2020, 2, 3))


@pytest.mark.parametrize(
    ("content", "row", "column", "says"),
    [
        (b"", None, None, "the file is empty"),
        (b"\n\n", None, None, "the file is empty"),
        (HEAD.encode(), None, None, "no officer"),
        (b"no,officer,good,fair,average,poor\n1,A,1,0,0,0\n", 1, "agency", "missing"),
        (HEAD.replace("poor", "bad").encode() + b"1,A,B,1,0,0,0\n", 1, "bad", "no level"),
        (HEAD.replace(",poor", "").encode() + b"1,A,B,1,0,0\n", 1, "good,fair,average", "not the levels of one"),
        (HEAD.replace("poor", "good").encode() + b"1,A,B,1,0,0,0\n", 1, "good", "twice"),
        (HEAD.encode() + b"1,A,B,1,-4,0,0\n", 2, "fair", "no count"),
        (HEAD.encode() + b"1,A,B,1,4.5,0,0\n", 2, "fair", "no count"),
        (HEAD.encode() + b"1,A,B,1,,0,0\n", 2, "fair", "no count"),
        (HEAD.encode() + "1,A,B,1,٤,0,0\n".encode(), 2, "fair", "no count"),
        (HEAD.encode() + b"1,A,B,9999999999,0,0,0\n", 2, "good", "no count"),
        (HEAD.encode() + b"x,A,B,1,0,0,0\n", 2, "no", "no ordinal"),
        (HEAD.encode() + b"1,A,B,1,0,0,0\n\n1,C,B,1,0,0,0\n", 4, "no", "there already"),
        (HEAD.encode() + b"1,,B,1,0,0,0\n", 2, "officer", "not a name"),
        (HEAD.encode() + b"1,A,B,1,0,0\n", 2, None, "6 cells"),
        (HEAD.encode() + b"1,A,B,999999999,0,0,0\n", None, None, "too many presses"),
        (HEAD.encode() + "1,Nguyễn,B,1,0,0,0\n".encode("utf-16"), 2, None, "UTF-8"),
        (HEAD.encode() + b'1,"A,B,1,0,0,0\n', 2, None, "not CSV"),
        (b"x" * 2_000_000, None, None, "too large"),
    ],
)
def test_what_is_wrong_is_named(refusal, content, row, column, says):
    """A bad file is refused with its name, row and column, in both languages, and with what is allowed."""
    problem = refusal(content)[0]
    assert (problem.file, problem.row, problem.column) == (NAME, row, column)
    assert says in problem.en
    assert problem.vi and problem.allowed


def test_every_problem_is_told_at_once(refusal):
    """Who mends a file sees all of its faults, not the first one."""
    problems = refusal(HEAD.encode() + b"1,A,B,-1,-2,0,0\n2,,B,1,0,0,x\n")
    assert [(p.row, p.column) for p in problems] == [(2, "good"), (2, "fair"), (3, "officer"), (3, "poor")]


def test_a_file_that_is_not_there(tmp_path):
    """A missing file is refused like a bad one."""
    with pytest.raises(TableRefused, match="cannot be read"):
        read_table(tmp_path / NAME)


def test_a_file_that_is_not_there_is_said_before_its_name_is_read(tmp_path):
    """Who mistypes a path reads that no file is there, not that its name tells no period."""
    with pytest.raises(TableRefused) as refused:
        read_table(tmp_path / "away.csv")
    assert "No such file" in refused.value.problems[0].en


def test_one_end_of_a_period_alone_is_refused(tmp_path):
    """It is never dropped in favour of the file's name."""
    (tmp_path / NAME).write_text(HEAD + "1,A,B,1,0,0,0\n")
    with pytest.raises(TableRefused) as refused:
        read_table(tmp_path / NAME, date(2021, 2, 1))
    assert "--from YYYY-MM-DD --to YYYY-MM-DD" in refused.value.problems[0].allowed
