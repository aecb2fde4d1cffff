"""What differs between two makings of a report: every changed cell is told, nothing else, in any order of rows."""

import dataclasses
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from central.closing.differences import CellChange, differences, from_text, to_text
from central.closing.telling import change_text
from central.reports.model import Column, Figure, Proof, Report, Row, Site, Tile
from central.reports.period import Period
from contract.scales import SCALES

SITE = Site("mau", "Trung tâm", ZoneInfo("Asia/Ho_Chi_Minh"), SCALES["3-level"], "per-ticket")
COLUMNS = (
    Column("row_kind", "Loại", "text"), Column("no", "STT", "count"), Column("officer_code", "Mã", "text"),
    Column("officer", "Họ và tên", "text"), Column("good", "Tốt", "count"), Column("poor", "Kém", "count"),
)  # fmt: skip
tables = st.dictionaries(
    st.sampled_from(["cb-1", "cb-2", "cb-3", "cb-4"]), st.tuples(st.integers(0, 3), st.integers(0, 3)), max_size=4
)


def report(table, order=None, made_at=datetime(2026, 12, 1, tzinfo=UTC)):
    """A table of officers."""
    codes = order or sorted(table)
    rows = tuple(
        Row("officer", "item", ("officer", number, code, f"Tên {code}", *table[code]))
        for number, code in enumerate(codes, start=1)
    )
    total = Figure(sum(map(sum, table.values())), "count")
    period = Period(date(2026, 11, 1), date(2026, 11, 30))
    tiles = (Tile("Lượt", total),)
    return Report("x", "X", SITE, period, made_at, COLUMNS, rows, {"ratings": total}, tiles, (), Proof((), ()))


@given(tables, st.randoms(), st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)))
def test_the_same_figures_differ_in_nothing(table, random, at):
    """In another order, under other numbers, made at another time: no difference."""
    order = sorted(table)
    random.shuffle(order)
    assert differences(report(table), report(table, order, at.replace(tzinfo=UTC))) == ()


@given(tables, tables)
def test_every_changed_cell_and_no_other(old, new):
    """Put upon the old table, the changes give the new one; rows that are alike are not named."""
    made = {code: list(counts) for code, counts in old.items()}
    for change in differences(report(old), report(new)):
        code = change.label.removeprefix("Tên ")
        if change.kind == "removed":
            del made[code]
            continue
        counts = made.setdefault(code, [0, 0])
        before = list(counts)
        for cell in change.cells:
            counts[("good", "poor").index(cell.column)] = int(cell.new)
        assert change.kind == "added" or counts != before
    assert made == {code: list(counts) for code, counts in new.items()}


@given(tables, tables)
def test_they_are_kept_as_they_were(old, new):
    """Written down and read again they are the same."""
    changes = differences(report(old), report(new))
    assert from_text(to_text(changes)) == changes
    assert from_text("") == ()


def test_a_headline_that_stands_in_no_row():
    """Where every row is as it was, a figure beside the table is told."""
    old = report({"cb-1": (1, 1)})
    figure = Figure(9, "count")
    new = dataclasses.replace(old, figures={"ratings": figure}, tiles=(Tile("Lượt", figure),))
    (change,) = differences(old, new)
    assert (change.label, change.cells) == ("Lượt", (CellChange("ratings", "Lượt", "count", "2", "9"),))


def test_a_corrected_name_is_told_as_words():
    """The officer is the same by the code: the name differs, no row comes or goes."""
    old = report({"cb-1": (1, 1)})
    row = dataclasses.replace(old.rows[0], cells=("officer", 1, "cb-1", "Tên khác", 1, 1))
    (change,) = differences(old, dataclasses.replace(old, rows=(row,)))
    assert change_text(change) == "Tên cb-1: Họ và tên: Tên cb-1 → Tên khác"
