"""What a document says: every word of it comes from the report, the letterhead or a person."""

import dataclasses
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from central.documents.build import document_of
from central.documents.office import Office
from central.documents.stories import headlines, story_of
from central.letterhead import BLANK, Letterhead
from central.reports.model import Figure, Report, Tile
from central.reports.period import Period


def said(text: str) -> str:
    """The text with ordinary spaces."""
    return text.replace("\N{NO-BREAK SPACE}", " ")


def texts(report: Report, office: Office) -> list[str]:
    """Every paragraph of the body."""
    sections = document_of(report, office, "Times").sections
    return [said(paragraph.text) for section in sections for paragraph in section.paragraphs]


def test_the_head(published, office):
    """Number and day are blanks, everything else is printed."""
    head = document_of(published, office, "Times").head
    assert (head.superior, head.issuer) == ("VĂN PHÒNG UBND TỈNH MẪU", "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG")
    assert head.number == "Số:         /BC-TTPVHCC"
    assert head.place_and_date == "Tỉnh Mẫu, ngày       tháng       năm 2021"


def test_an_office_without_settings(published):
    """Nothing set: dotted lines to write on, the centre's own name, nobody's signature."""
    made = document_of(published, Office(), "Times")
    assert (made.head.superior, made.head.issuer) == (BLANK, "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG TỈNH")
    assert made.signature.recipients == (f"- {BLANK} (để b/c);", "- Lưu: VT.")
    assert (made.signature.sign_for, made.signature.signer, made.basis) == ("", "", ())


def test_the_sentences(published, office):
    """Counts, shares, interval and small counts, as an official writes them."""
    got = texts(published, office)
    assert got[:6] == [
        "Trong kỳ, ghi nhận 1.742 lượt đánh giá của tổ chức, cá nhân (thang 4 mức), trong đó:",
        "Mức Tốt: 1.736 lượt, chiếm 99,66 %;",
        "Mức Khá: 04 lượt, chiếm 0,23 %;",
        "Mức Trung bình: 02 lượt, chiếm 0,11 %;",
        "Mức Kém: không phát sinh.",
        "Tỷ lệ đánh giá ở mức Tốt và Khá là 99,89 % (1.740/1.742 lượt); khoảng tin cậy 95 %: từ 99,58 % đến 99,97 %.",
    ]
    assert "Lượt đánh giá không gắn với lượt phục vụ; mỗi lượt được tính" in got[7]


def test_the_manner_holds_through_the_document(published, tmp_path):
    """One place and no space before the sign: in the text, the table and the chart alike."""
    office = Office(Letterhead(share_places=1, percent_space=False))
    made = document_of(published, office, "Times")
    got = texts(published, office)
    assert "Mức Tốt: 1.736 lượt, chiếm 99,7%;" in got
    cells = [cell for row in made.annexes[0].table.rows for cell in row.cells]
    assert "99,7%" in cells
    assert not [cell for cell in (*cells, *got) if " %" in said(cell)]


def test_changes(published, office):
    """A change says against what; the same number says that nothing changed."""
    figures = dict(published.figures)
    figures["ratings"] = dataclasses.replace(figures["ratings"], change=-4)
    figures["satisfied_share"] = dataclasses.replace(figures["satisfied_share"], change=Decimal("0.06"))
    month = Period(date(2021, 5, 1), date(2021, 5, 31))
    got = texts(dataclasses.replace(published, figures=figures, period=month), office)
    assert "giảm 04 lượt so với tháng trước, trong đó:" in got[0]
    assert "(1.740/1.742 lượt), tăng 0,06 điểm phần trăm so với tháng trước;" in got[5]


def test_the_table(published, office):
    """The rows of the report, formatted: points, commas, dashes where a share says nothing, the reason beside."""
    annex = document_of(published, office, "Times").annexes[0]
    assert annex.is_wide
    rows = {row.cells[1]: [said(cell) for cell in row.cells] for row in annex.table.rows}
    assert rows["Tổng cộng"][3:10] == ["1.736", "4", "2", "0", "1.742", "99,89 %", "99,58–99,97 %"]
    small = rows["Đinh Thị Quế"]
    assert small[7:] == ["1", "—", "—", "số lượt ít, chưa đủ cơ sở nhận xét (dưới 10 lượt)"]
    assert [column.align for column in annex.table.columns[:4]] == ["center", "left", "left", "right"]
    assert "không phát sinh: không gắn với lượt phục vụ; bấm lặp" in annex.notes[0]


def test_what_it_was_made_from(published, office):
    """Period, scale, denominators, source, time, files and chain heads stand below the table."""
    annex = document_of(published, office, "Times").annexes[0]
    assert annex.lead == (
        "Kỳ số liệu: từ ngày 01/01/2021 đến hết ngày 14/06/2021; thang 4 mức; không gắn với lượt phục vụ",
    )
    notes = "\n".join(annex.notes)
    assert "chia cho số lượt đánh giá được tính" in notes
    assert "Số liệu lấy lúc 08:15 ngày 15/06/2021" in notes
    assert published.proof.heads[0].head in notes
    assert all(used.sha256 in notes for used in published.proof.imports)


def test_what_people_wrote(published, office):
    """Blocks become sections of their own, numbered on; lines with a dash become items."""
    now = datetime(2021, 6, 16, tzinfo=UTC)
    text = "Máy móc còn thiếu.\n\n- Sở Y tế: màn hình hỏng."
    office.blocks.put("bac-kan", published.key, published.period, "ton-tai", text, now)
    section = document_of(published, office, "Times").sections[-1]
    assert section.heading == "II. TỒN TẠI, HẠN CHẾ"
    assert [(p.text, p.kind) for p in section.paragraphs] == [
        ("Máy móc còn thiếu.", "text"), ("Sở Y tế: màn hình hỏng.", "item"),
    ]  # fmt: skip


def test_no_ratings_at_all(published, office):
    """A period without ratings says so and draws no chart."""
    nothing = {key: Figure(None if "share" in key else 0, "count") for key in published.figures}
    empty = dataclasses.replace(published, figures=nothing, rows=())
    made = document_of(empty, office, "Times")
    assert "không phát sinh lượt đánh giá nào" in made.sections[0].paragraphs[0].text
    assert (made.annexes[0].table, made.annexes[0].pictures) == (None, ())


def test_a_report_without_a_story(published, office):
    """Any report is told by its headlines."""
    tiles = (
        Tile("Lượt phục vụ", Figure(1742, "count", change=96), (("{} quầy", 4),)),
        Tile("Trong 15 phút", Figure(Decimal("50.00"), "percent", 4, 8)),
        Tile("Chờ", Figure(None, "count")),
    )
    report = dataclasses.replace(published, key="weather", tiles=tiles)
    assert story_of(report, office.manner) == headlines(report, office.manner)
    assert [said(paragraph.text) for paragraph in story_of(report, office.manner).paragraphs[1:]] == [
        "Lượt phục vụ: 1.742 (4 quầy), tăng 96 so với kỳ trước.",
        "Trong 15 phút: 4/8; số lượt ít, chưa đủ cơ sở nhận xét (dưới 10 lượt).",
        "Chờ: —.",
    ]


@pytest.mark.parametrize(
    "evil", ["=1+1", "{{ head }}", "#pagebreak()", "<b>&amp;</b>", "A\x00B\x0bC\u202e", "Sở Y te\u0302\u0301"]
)
def test_hostile_names(published, office, evil):
    """Names are words: no control character is left, nothing else is changed."""
    site = dataclasses.replace(published.site, name=evil)
    words = document_of(dataclasses.replace(published, site=site), office, "Times").intro
    assert all(c.isprintable() or c == "\N{NO-BREAK SPACE}" for c in words)
    assert words.startswith({"A\x00B\x0bC\u202e": "A B C", "Sở Y te\u0302\u0301": "Sở Y tế"}.get(evil, evil))
