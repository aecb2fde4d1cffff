"""The lists of a centre: what a file becomes in the store, and what is only found worth a look."""

import unicodedata

import pytest
from sqlalchemy import select

from central.imports.registry import IMPORTS
from central.imports.remarks import ImportRefused
from central.store.engine import reading
from central.store.tables import agencies, agency_aliases, imports, officers, services

AGENCIES = """name,aliases,valid_from,valid_to,successor
Sở Tư pháp,STP|Sở tư Pháp tỉnh,2020-01-01,,
Sở Giao thông vận tải,Sở GTVT,,2025-02-28,Sở Xây dựng
Sở Xây dựng,,,,
"""
OFFICERS = """code,name,agency,role,valid_from,valid_to,employment
cb-02,Vũ Minh Giang,Sở Xây dựng,dự phòng,2026-01-01,2026-06-30,công chức
cb-01,Hồ Thị Lan,stp,principal,,,postal
"""
SERVICES = """code,name,prefix,agency,valid_from,valid_to,need
TP-01,"Chứng thực, sao y",TP,Sở Tư pháp,2026-01-01,,submit
HD,Hướng dẫn,A,,,,Hỏi, hướng dẫn
""".replace("Hỏi, hướng dẫn", '"Hỏi, hướng dẫn"')


def stored(engine, table):
    """Every row of a table, as dictionaries."""
    with reading(engine) as connection:
        return [dict(row._mapping) for row in connection.execute(select(table).order_by(*table.primary_key))]


def test_agencies(engine, load):
    """Agencies keep their order, their bounds, their successor, and each alias by itself."""
    assert load("agencies", AGENCIES).findings == ()
    assert [
        (row["position"], row["name"], row["valid_from"], row["valid_to"], row["successor"])
        for row in stored(engine, agencies)
    ] == [
        (1, "Sở Tư pháp", "2020-01-01", "", ""),
        (2, "Sở Giao thông vận tải", "", "2025-02-28", "Sở Xây dựng"),
        (3, "Sở Xây dựng", "", "", ""),
    ]
    aliases = [(row["position"], row["alias"]) for row in stored(engine, agency_aliases)]
    assert aliases == [(1, "STP"), (1, "Sở tư Pháp tỉnh"), (2, "Sở GTVT")]


def test_officers(engine, load):
    """Officers keep the order of the file; roster words become codes; an alias is a known agency."""
    load("agencies", AGENCIES)
    assert load("officers", OFFICERS).findings == ()
    assert [
        (row["code"], row["name"], row["agency"], row["role"], row["employment"]) for row in stored(engine, officers)
    ] == [
        ("cb-02", "Vũ Minh Giang", "Sở Xây dựng", "substitute", "civil_servant"),
        ("cb-01", "Hồ Thị Lan", "stp", "principal", "postal"),
    ]


def test_services(engine, load):
    """Services keep prefix and need; a quoted cell may hold the delimiter."""
    load("agencies", AGENCIES)
    assert load("services", SERVICES).findings == ()
    assert [(row["code"], row["name"], row["prefix"], row["need"]) for row in stored(engine, services)] == [
        ("TP-01", "Chứng thực, sao y", "TP", "submit"),
        ("HD", "Hướng dẫn", "A", "ask"),
    ]


def test_optional_columns_may_be_missing(engine, load):
    """A file with nothing but code and name is a list of officers."""
    assert load("officers", "code,name\ncb-01,Hồ Thị Lan\n").row_count == 1
    assert stored(engine, officers)[0]["agency"] == ""


def test_reimport_replaces_and_keeps_history(engine, load):
    """A second import takes the place of the first as a whole; the first stays with its rows."""
    load("officers", "code,name\ncb-01,Hồ Thị Lan\ncb-02,Vũ Minh Giang\n")
    load("officers", "code,name\ncb-02,Vũ Minh Giang\n")
    load("officers", "code,name\ncb-09,Ai Khác\n", site="mau")
    rows = stored(engine, imports)
    assert [(row["site"], row["row_count"], row["superseded_ms"] is None) for row in rows] == [
        ("bac-kan", 2, False),
        ("bac-kan", 1, True),
        ("mau", 1, True),
    ]
    assert [row["import_id"] for row in stored(engine, officers)] == [rows[0]["id"]] * 2 + [
        rows[1]["id"],
        rows[2]["id"],
    ]
    assert len(rows[0]["sha256"]) == 64
    assert rows[0]["file"] == "officers.csv"


def test_dry_run_stores_nothing(engine, load):
    """A dry run says what it found and leaves the store as it was."""
    done = load("officers", "code,name,agency\ncb-01,Hồ Thị Lan,Sở Lạ\n", dry_run=True)
    assert done.import_id is None
    assert len(done.findings) == 1
    assert stored(engine, imports) == stored(engine, officers) == []


def test_unknown_agency_is_a_finding(engine, load):
    """An agency that is not known is found once, with row and column, and its rows are kept."""
    load("agencies", AGENCIES)
    done = load("officers", "code,name,agency\n1,A,Sở Lạ\n2,B,sở  lạ\n3,C,Sở Tư pháp\n")
    assert len(done.findings) == 1
    assert "dòng/row 2, cột/column agency" in done.findings[0]
    assert "“Sở Lạ”" in done.findings[0]
    assert "2 dòng" in done.findings[0]
    assert len(stored(engine, officers)) == 3


@pytest.mark.parametrize(
    "spelling",
    [
        "SỞ TƯ PHÁP",
        "  sở   tư pháp ",
        unicodedata.normalize("NFD", "Sở Tư pháp"),
        "STP",
        "sở tư pháp TỈNH",
        "Sở\N{NO-BREAK SPACE}Tư pháp",
    ],
)
def test_names_are_matched_by_alias(load, spelling):
    """Case, spaces and Unicode form do not matter, and neither does which alias is written."""
    load("agencies", AGENCIES)
    assert load("officers", f"code,name,agency\n1,A,{spelling}\n").findings == ()


@pytest.mark.parametrize("spelling", ["Sở Tư pháp-", "So Tu phap", "Sở Tư phap", "Tư pháp"])
def test_names_are_never_guessed(load, spelling):
    """What differs in a letter, a mark or a word is another name."""
    load("agencies", AGENCIES)
    assert len(load("officers", f"code,name,agency\n1,A,{spelling}\n").findings) == 1


def test_names_are_stored_composed(engine, load):
    """Decomposed letters, as some systems export them, are stored composed."""
    load("officers", "code,name\n1," + unicodedata.normalize("NFD", "Đặng Thị Ệ") + "\n")
    assert stored(engine, officers)[0]["name"] == "Đặng Thị Ệ"


def test_successor_that_is_not_there(load):
    """A successor that the file does not hold is a finding."""
    done = load("agencies", "name,successor\nSở Cũ,Sở Mới\n")
    assert "successor" in done.findings[0]


def test_employment_that_is_not_known(engine, load):
    """An employment nobody knows is a finding and kept as it is written."""
    done = load("officers", "code,name,employment\n1,A,phi công\n")
    assert "“phi công”" in done.findings[0]
    assert stored(engine, officers)[0]["employment"] == "phi công"


def test_a_code_of_two_people(load):
    """A code that names two people one after the other is a finding: their ratings stand in one row."""
    text = "code,name,valid_from,valid_to\n1,A,2026-01-01,2026-01-31\n1,B,2026-02-01,\n"
    assert "“A”" in load("officers", text).findings[0]


def test_posts_may_follow_each_other(engine, load):
    """One officer at two agencies one after the other is two rows and no finding."""
    load("agencies", AGENCIES)
    text = "code,name,agency,valid_from,valid_to\n1,A,STP,,2026-01-31\n1,A,Sở Xây dựng,2026-02-01,\n"
    assert load("officers", text).findings == ()


@pytest.mark.parametrize(
    ("kind", "text", "place"),
    [
        ("officers", "code,name,valid_from,valid_to\n1,A,,2026-01-31\n1,A,2026-01-31,\n", "row 3, cột/column code"),
        ("officers", "code,name\n1,A\n1,A\n", "row 3, cột/column code"),
        ("services", "code,name\nX,A\nX,B\n", "row 3, cột/column code"),
        ("agencies", "name,aliases\nSở A,\nSở B,sở a\n", "row 3, cột/column name"),
        ("agencies", "name,valid_to\nSở A,2026-01-31\nSở A,\n", "row 3, cột/column name"),
    ],
)
def test_one_row_at_any_one_time(engine, load, kind, text, place):
    """Two rows that claim one code or name for the same day are refused: nobody can say which is right."""
    with pytest.raises(ImportRefused) as refused:
        load(kind, text)
    assert place in str(refused.value)
    assert "dòng 2" in str(refused.value)
    assert stored(engine, imports) == []


@pytest.mark.parametrize("kind", sorted(IMPORTS))
def test_every_kind_refuses_what_is_no_list(engine, load, kind):
    """Every registered kind refuses an empty file, a head alone and a column nobody knows; nothing is stored."""
    head = IMPORTS[kind].head
    for text in ("", head + "\n", "mã,tên\n1,A\n", f"{head},extra\n"):
        with pytest.raises(ImportRefused):
            load(kind, text)
    assert stored(engine, imports) == []
