"""The monthly report puts the others together and counts nothing itself."""

import pytest

from central.documents.build import SUBJECT, document_of
from central.documents.office import Office
from central.imports.file_import import SourceFile, import_file
from central.imports.registry import IMPORTS
from central.reports.monthly import PARTS

FULL = ("2021-01-01", "2021-06-14")
HEAD = "no,agency,row_kind,total,carried_over,received_new,resolved_total,resolved_early,resolved_on_time,resolved_late"
HEAD += ",pending_total,pending_in_time,pending_late,returned,received_online"


@pytest.fixture
def with_dossiers(bac_kan_store):
    """The published ratings, and a dossier table of the same period."""
    row = "1742,0,1742,1740,1736,0,4,2,2,0,0,9"
    text = f"{HEAD}\n1,Sở Tư pháp,agency,{row}\n,Tổng cộng,total,{row}\n"
    import_file(bac_kan_store, IMPORTS["dossiers"], "bac-kan", SourceFile("2021-01-01_2021-06-14.csv", text.encode()))


def test_every_part_is_in_it(with_dossiers, report):
    """Each part is the report that it would be alone, in the order of the document, with its figures and files."""
    made = report(*FULL, name="monthly")
    assert [part.key for part in made.parts] == [part.KEY for part in PARTS]
    assert made.parts == tuple(report(*FULL, name=part.key) for part in made.parts)
    for part in made.parts:
        assert part.figures.items() <= made.figures.items()
        assert set(part.proof.imports) <= set(made.proof.imports)
        assert set(part.findings) <= set(made.findings)


def test_a_part_without_data_is_named(bac_kan_store, report):
    """Without a dossier table the rest is written, and what is missing is said."""
    made = report(*FULL, name="monthly")
    assert "dossiers" not in [part.key for part in made.parts]
    assert [f.text for f in made.findings if f.code == "part_missing"] == [
        "Không có phần “Hồ sơ theo cơ quan”: chưa nạp số liệu của kỳ này."
    ]


def test_a_month_has_no_sheet_of_the_quarter(bac_kan_store, report):
    """Indicators are scored by quarter and year."""
    keys = [part.key for part in report("2021-05-01", "2021-05-31", name="monthly").parts]
    assert "indicators" not in keys
    assert keys == [part.KEY for part in PARTS if part.KEY not in ("dossiers", "indicators")]


def test_its_document(with_dossiers, report):
    """A section and a numbered annex of each part; the closing names them all; nothing is told twice."""
    made = report(*FULL, name="monthly")
    document = document_of(made, Office(), "Times")
    assert document.abstract[0] == SUBJECT
    assert [section.heading for section in document.sections][: len(made.parts)] == [
        "I. KẾT QUẢ TIẾP NHẬN, GIẢI QUYẾT HỒ SƠ", "II. TÌNH HÌNH PHỤC VỤ VÀ THỜI GIAN CHỜ",
        "III. MỨC ĐỘ HÀI LÒNG CỦA TỔ CHỨC, CÁ NHÂN", "IV. KẾT QUẢ ĐÁNH GIÁ THEO CÁN BỘ",
        "V. ĐÁNH GIÁ CHƯA HÀI LÒNG VÀ LÝ DO", "VI. TIẾP NHẬN, GIẢI QUYẾT GÓP Ý CỦA TỔ CHỨC, CÁ NHÂN",
        "VII. TÌNH HÌNH CÓ MẶT TẠI QUẦY", "VIII. CHẤM ĐIỂM THEO BỘ CHỈ TIÊU",
    ]  # fmt: skip
    assert [annex.name for annex in document.annexes][-1] == "Phụ lục VIII"
    assert "các Phụ lục từ I đến VIII" in document.closing
    told = [paragraph.text for section in document.sections for paragraph in section.paragraphs]
    assert len(told) == len(set(told))


def test_its_table_compares(table, report, by_kind):
    """Each headline with its change against the month before and the year before, for people and for programs."""
    for first, last, n in (
        ("2026-10-01", "2026-10-31", 12), ("2026-09-01", "2026-09-30", 16), ("2025-10-01", "2025-10-31", 12),
    ):  # fmt: skip
        row = f"{n},0,{n},{n},{n},0,0,0,0,0,0,0"
        table("dossiers", first, last, f"{HEAD}\n1,Sở Tư pháp,agency,{row}\n,Tổng cộng,total,{row}\n")
    rows = by_kind(report("2026-10-01", "2026-10-31", site="mau", name="monthly"))["dossiers"]
    assert (rows[0]["count"], rows[0]["change"], rows[0]["change_year"]) == (12, -4, 0)
    assert rows[0]["compared"] == "giảm 04 hồ sơ so với kỳ trước; không tăng, không giảm so với cùng kỳ năm trước"
