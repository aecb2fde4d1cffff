"""Tables as offices number them: groups, sub-totals, details, totals above; sound ones silent, faulty ones named."""

import csv
import io

import pytest

from central.imports.identities import check_table
from central.imports.remarks import ImportRefused

HEAD = "STT|Đơn vị|Số lượt"
SOUND = {
    "the total above": "|Tổng số|12;1|A|7;2|B|5",
    "a total of capitals": "1|A|7;2|B|5;|TỔNG|12",
    "a total in the place of the number": "1|A|7;2|B|5;TỔNG CỘNG||12",
    "groups in Roman numbers": "I|Khối sở|12;1|A|7;2|B|5;II|Khối huyện|3;1|C|3;|Tổng cộng (I+II)|15",
    "groups written over both cells": "I. Khối sở||12;1|A|7;2|B|5;II. Khối huyện||3;1|C|3;|Tổng cộng|15",
    "groups without numbers": "I|Khối sở|;1|A|7;2|B|5;II|Khối huyện|;1|C|3;|Tổng cộng|15",
    "sub-totals below": "I|Khối sở|;1|A|7;2|B|5;|Cộng khối sở|12;II|Huyện|;1|C|3;|Cộng khối huyện|3;|Tổng cộng|15",
    "sub-totals without a name": "1|A|7;2|B|5;|Cộng|12;1|C|3;2|D|1;|Cộng|4;|TỔNG CỘNG|16",
    "sub-totals called totals": "1|A|7;2|B|5;|Tổng cộng|12;1|C|3;2|D|1;|Tổng cộng|4;|Tổng cộng|16",
    "letters over Roman numbers": "A|Tỉnh|12;I|Sở|12;1|a|7;2|b|5;B|Huyện|10;I|X|4;1|c|4;II|Y|6;1|d|6;|Tổng|22",
    "details by number": "1|Sở A|12;1.1|lĩnh vực x|7;1.2|lĩnh vực y|5;2|Sở B|3;|Tổng cộng|15",
    "details by letter": "1|Sở A|12;a)|lĩnh vực x|7;b)|lĩnh vực y|5;2|Sở B|3;|Tổng cộng|15",
    "details by a dash": "1|Sở A|12;|- lĩnh vực x|7;|- lĩnh vực y|5;2|Sở B|3;|Tổng cộng|15",
    "some details only": "1|Sở A|12;-|Trong đó: lĩnh vực x|7;2|Sở B|3;|Tổng cộng|15",
    "groups with a name alone": "|UBND huyện X|12;1|A|7;2|B|5;|UBND huyện Y|4;1|C|3;2|D|1;|Tổng|16",
    "a group of one": "I|Khối sở|12;1|A|7;2|B|5;II|Công an tỉnh|4;III|BHXH|3;|Tổng cộng|19",
    "an agency called Tổng công ty": "1|A|7;|Tổng công ty Điện lực|5;|Tổng cộng|12",
    "wards and departments": "I|CẤP TỈNH|;1|A|7;|Tổng cấp tỉnh|7;II|CẤP XÃ|;1|P1|3;2|P2|1;|Tổng cấp xã|4;|TOÀN TỈNH|11",
    "nothing written as people do": "1|A|7;2|B|-;3|C|;4|D|không phát sinh;5|E|0;|Cộng:|7",
    "marks of footnotes": "1²|A (1)|7;2 <sup>3</sup>|B(*)|1.250;|Tổng cộng|1.257¹;(1) Ghi chú số 5||",
}
FAULTY = {
    "a group": ("I|Khối sở|13;1|A|7;2|B|5;II|Huyện|3;1|C|3;|Tổng cộng|15", [("group", 2)]),
    "a sub-total": ("1|A|7;2|B|5;|Cộng|13;1|C|3;2|D|1;|Cộng|4;|TỔNG CỘNG|16", [("group", 4)]),
    "the total below sub-totals": ("1|A|7;2|B|5;|Cộng|12;1|C|3;|Cộng|3;|TỔNG CỘNG|16", [("column", 7)]),
    "a detail": ("1|Sở A|12;1.1|x|7;1.2|y|6;2|Sở B|3;|Tổng cộng|15", [("group", 2)]),
    "a member": ("I|Sở|12;1|A|7;2|B|6;II|Xã|3;1|C|3;|Tổng|15", [("group", 2), ("column", 7)]),
}


def written(rows: str) -> str:
    """The CSV file of rows written with ``;`` between them."""
    text = io.StringIO()
    csv.writer(text).writerows(row.split("|") for row in [HEAD, *rows.split(";")])
    return text.getvalue()


@pytest.mark.parametrize("rows", SOUND.values(), ids=SOUND.keys())
def test_sound_outlines(read, rows):
    """However a sound table is numbered and summed up, nothing is found in it."""
    assert [one.text for one in check_table(read(written(rows), "postal").table)] == []


@pytest.mark.parametrize(("rows", "found"), FAULTY.values(), ids=FAULTY.keys())
def test_faulty_outlines(read, rows, found):
    """A wrong sum is named at its own row, and no other."""
    assert [(one.kind, one.row) for one in check_table(read(written(rows), "postal").table)] == found


def test_blocks_without_a_total(read):
    """Sums of blocks alone are no total: which rows are meant is said."""
    with pytest.raises(ImportRefused) as refused:
        read(written("1|A|7;2|B|5;|Cộng|12;1|C|3;2|D|1;|Cộng|4"), "postal")
    assert "có 2 dòng tổng (dòng 4, 7)" in str(refused.value)
