"""Identities of every layout: sound tables give nothing, every made-up error is found and named."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from central.imports.carried import Before, check_carried
from central.imports.identities import check_table
from central.imports.layouts.dossiers import LAYOUTS
from central.registry.names import Agency, AgencyNames

KEYS = [
    layout.key if place == 0 else pytest.param(layout.key, marks=pytest.mark.slow)
    for place, layout in enumerate(LAYOUTS)
]
LAYOUT = {layout.key: layout for layout in LAYOUTS}
LOOSE = {"suspended", "returned", "fees_vnd", "received_online"}
"""Columns of agency rows that are in no sum of their row in one layout or another."""

relaxed = settings(max_examples=settings.default.max_examples // 2)


def plain_counts(key):
    """The columns of counts in the plain file of a layout."""
    return [one for one in LAYOUT[key].counted if one in LAYOUT[key].head.split(",")]


def mismatches(read, key, text):
    """Everything in a plain file that does not add up."""
    return check_table(read(text, layout=key).table)


@relaxed
@given(data=st.data())
@pytest.mark.parametrize("key", KEYS)
def test_sound_tables_give_nothing(read, sound, plain_file, key, data):
    """No sound table of any layout has one finding, whether its layout is said or recognised."""
    rows = data.draw(sound(key))
    text = plain_file(key, rows)
    assert [one.text for one in mismatches(read, key, text)] == []
    assert read(text).table.layout.key == key


@relaxed
@given(data=st.data())
@pytest.mark.parametrize("key", KEYS)
def test_one_wrong_count_is_found(read, sound, plain_file, key, data):
    """One count changed in an agency row or in the total: its column or its row is named with the very gap."""
    rows = data.draw(sound(key))
    counted = [row for row in rows if row["row_kind"] != "percent"]
    row = data.draw(st.sampled_from(counted))
    column = data.draw(st.sampled_from(plain_counts(key)))
    by = data.draw(st.integers(1, 900))
    row[column] = str(int(row[column]) + by)
    found = mismatches(read, key, plain_file(key, rows))
    assert any(one.kind == "column" and one.column == column and abs(one.gap) == by for one in found)
    in_sum = any(column in (one.total, *one.parts) for one in LAYOUT[key].sums)
    at = rows.index(row) + 2
    assert any(one.kind == "row" and one.row == at and abs(one.gap) == by for one in found) == in_sum


@relaxed
@given(data=st.data())
@pytest.mark.parametrize("key", KEYS)
def test_errors_that_hide_in_the_columns(read, sound, plain_file, key, data):
    """Two rows wrong by the same count up and down: every column adds up, both rows are named."""
    rows = data.draw(sound(key).filter(lambda rows: len([r for r in rows if r["row_kind"] == "agency"]) > 1))
    first, second = data.draw(st.permutations([row for row in rows if row["row_kind"] == "agency"]))[:2]
    by = data.draw(st.integers(1, max(1, int(second["resolved_total"]))))
    first["resolved_total"] = str(int(first["resolved_total"]) + by)
    second["resolved_total"] = str(max(0, int(second["resolved_total"]) - by))
    found = mismatches(read, key, plain_file(key, rows))
    assert {rows.index(first) + 2} <= {one.row for one in found if one.kind == "row"}


@relaxed
@given(data=st.data())
def test_one_wrong_percent_is_found(read, sound, plain_file, data):
    """A percent that no reading of its column explains is named with what the counts give."""
    rows = data.draw(sound("ST"))
    percents = rows[-1]
    columns = [key for key in plain_counts("ST") if percents[key] != "-"]
    if not columns:
        return
    column = data.draw(st.sampled_from(columns))
    percents[column] = "137,5"
    (found,) = mismatches(read, "ST", plain_file("ST", rows))
    assert (found.kind, found.column, found.row) == ("percent", column, len(rows) + 1)
    assert "ghi 137,5 %" in found.text


ST_HEAD = LAYOUT["ST"].head
PERCENT_OF_THIRDS = "3,0,3,3,1,1,1,0,0,0,0,0"


@pytest.mark.parametrize(
    ("thirds", "count"),
    [
        (("33,33", "33,33", "33,33"), 0),
        (("33,34", "33,33", "33,33"), 0),
        (("33,33", "33,33", "33,34"), 0),
        (("33,34", "33,34", "33,32"), 1),
        (("33,34", "33,34", "33,34"), 3),
        (("33,3", "33,3", "33,3"), 0),
        (("33,3", "33,3", "33,4"), 0),
        (("33", "33", "34"), 0),
        (("34", "34", "34"), 3),
    ],
)
def test_percents_that_make_a_hundred_together(read, thirds, count):
    """Rounded half up, or so that all parts make 100: both are sound; neither is not."""
    shares = ",".join(f'"{share}"' for share in thirds)
    text = f"{ST_HEAD}\n1,A,agency,{PERCENT_OF_THIRDS}\n,Tổng,total,{PERCENT_OF_THIRDS}\n,%,percent,,,,,{shares},,,,,\n"
    assert len(mismatches(read, "ST", text)) >= count if count else not mismatches(read, "ST", text)


def test_the_words_of_a_finding(read):
    """The sentence is that of wording.md, with the arithmetic and the gap."""
    text = "STT,Cơ quan,Tổng số,Trực tuyến,Trực tiếp,Kỳ trước,Đã giải quyết,Trước hạn,Đúng hạn,Giải quyết quá hạn,"
    text += "Đang giải quyết,Trong hạn,Đang giải quyết quá hạn\n"
    text += "1,Sở X,120,40,70,5,115,115,0,0,5,5,0\n,Tổng cộng,120,40,70,5,115,115,0,0,5,5,0\n"
    said = [one.text for one in mismatches(read, "II.06a", text)]
    wanted = "Sở X, cột Tổng số ghi 120; cộng các cột thành phần được 115 (40 + 70 + 5); chênh lệch +5"
    assert said[0].startswith(wanted)
    assert len(said) == 2  # the total row says the same of itself


def test_a_gap_that_is_a_row(read):
    """A total that misses one row is said to miss just that row."""
    text = "agency,row_kind,postal_service_count\nSở A,agency,7\nSở B,agency,5\n,total,7\n"
    (found,) = check_table(read(text, "postal").table)
    assert "cộng các dòng được 12 (7 + 5); chênh lệch −5, bằng đúng dòng Sở B" in found.text


def test_groups_are_checked_by_themselves(read):
    """Rows numbered I, II add up the rows below them, and are in no sum of columns."""
    text = "stt,agency,lượt\nI,Sở ngành,12\n1,Sở A,7\n2,Sở B,5\nII,Đơn vị khác,4\n3,Công ty C,3\n,Tổng cộng,15\n"
    (found,) = check_table(read(text, "postal").table)
    assert (found.kind, found.row, found.gap) == ("group", 5, Decimal(1))


def test_agencies_in_roman_numbers_are_no_groups(read):
    """Where nothing but I, II, III stands, these are the agencies."""
    table = read("stt,agency,lượt\nI,Sở A,7\nII,Sở B,5\n,Tổng cộng,12\n", "postal").table
    assert check_table(table) == []
    assert len(table.items) == 2


def test_two_rows_of_one_name(read):
    """An agency that stands there twice is named with the row it stood in before."""
    text = "agency,row_kind,postal_service_count\nSở A,agency,7\nSỞ  A,agency,5\n,total,12\n"
    (found,) = check_table(read(text, "postal").table)
    assert (found.kind, found.row) == ("twice", 3)
    assert "dòng 2" in found.text


@relaxed
@given(data=st.data(), by=st.integers(1, 99))
@pytest.mark.parametrize("key", KEYS)
def test_carried_in(read, sound, plain_file, key, data, by):
    """Carried in equal to what was pending is sound; one agency off by some is named, and so is the total."""
    now = read(plain_file(key, data.draw(sound(key))), layout=key).table
    days = date(2019, 9, 1), date(2019, 9, 30)
    names = AgencyNames([Agency(row.label, (row.label + " cũ",)) for row in now.items])
    last = len(now.items)

    def before(extra):
        rows = []
        for place, row in enumerate([*now.items, now.total], start=1):
            pending = int(row.count("carried_over")) + (extra if place == last or row is now.total else 0)
            cells = dict.fromkeys(plain_counts("ST"), "0") | {"pending_total": str(pending)}
            name = "Tổng cộng" if row is now.total else row.label + " cũ"
            rows.append({"agency": name, "row_kind": "total" if row is now.total else "agency", **cells})
        return Before(read(plain_file("ST", rows), layout="ST").table, *days)

    assert check_carried(now, before(0), names) == []
    found = check_carried(now, before(by), names)
    assert {one.gap for one in found} == {Decimal(-by)}
    assert len(found) == 2
    assert "kỳ trước (01/09/2019–30/09/2019) còn" in found[0].text
