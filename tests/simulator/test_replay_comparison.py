"""Holding the report against the table: equal is equal, and every difference is named."""

from datetime import date

import pytest

from contract.scales import SCALES
from simulator.replay.comparison import compare
from simulator.replay.table import Table, TableRow

TABLE = Table(
    "t.csv",
    SCALES["4-level"],
    (TableRow(1, "Người Một", "Sở A", (3, 0, 1, 0)), TableRow(3, "Người Ba", "Sở B", (0, 0, 0, 0))),
    date(2021, 1, 1),
    date(2021, 6, 14),
)
REPORT = """\ufeffrow_kind,no,officer_code,officer,agency,good,fair,average,poor,ratings,note
officer,1,cb-01,Người Một,Sở A,3,0,1,0,4,
officer,2,cb-03,Người Ba,Sở B,0,0,0,0,0,không phát sinh
total,,,Tổng cộng,,3,0,1,0,4,
unlinked,,,không gắn,,0,0,0,0,0,
duplicate,,,bấm lặp,,0,0,0,0,0,
other_scale,,,thang khác,,,,,,0,
"""


def test_an_equal_report_is_equal():
    """All rows, the totals, and nothing set apart."""
    comparison = compare(TABLE, REPORT)
    assert comparison.equal
    assert (comparison.equal_rows, comparison.rows) == (2, 2)
    assert comparison.totals == {"good": 3, "fair": 0, "average": 1, "poor": 0}


@pytest.mark.parametrize(
    ("there", "instead", "names"),
    [
        ("Sở A,3,0,1,0,4", "Sở A,2,0,1,0,3", "cb-01 (số/no 1), good: bảng/table 3, báo cáo/report 2"),
        ("Người Ba,Sở B", "Người Ba,Sở A", "cb-03 (số/no 3), agency: bảng/table Sở B, báo cáo/report Sở A"),
        ("total,,,Tổng cộng,,3", "total,,,Tổng cộng,,4", "tổng/total, good"),
        ("duplicate,,,bấm lặp,,0,0,0,0,0", "duplicate,,,bấm lặp,,1,0,0,0,1", "duplicate, ratings: bảng/table 0"),
        ("officer,2,cb-03", "officer,2,cb-09", "cb-03 (số/no 3), officer"),
        ("total,", "unknown_officer,,cb-77,,,1,0,0,0,1,\ntotal,", "cb-77, ratings"),
        (REPORT, "row_kind,officer_code\n", "tổng/total, ratings: bảng/table 4, báo cáo/report –"),
    ],
)
def test_every_difference_is_named(there, instead, names):
    """A changed count, name, total, a press set apart, an officer of nobody: each makes it unequal and is said."""
    comparison = compare(TABLE, REPORT.replace(there, instead))
    assert not comparison.equal
    assert any(names in str(difference) for difference in comparison.differences)
