"""What a document says: every word of it comes from the report, the letterhead or a person."""

import dataclasses
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from central.documents.blocks import LATENESS
from central.documents.build import document_of
from central.documents.office import Office
from central.documents.stories import headlines, story_of
from central.letterhead import BLANK, Letterhead
from central.reports.model import Column, Figure, Finding, Report, Row, Tile
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
    assert said(head.superior) == "VĂN PHÒNG UBND TỈNH MẪU"
    assert said(head.issuer) == "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG"
    assert head.number == "Số:         /BC-TTPVHCC"
    assert head.place_and_date == "Tỉnh Mẫu, ngày       tháng       năm 2021"


def test_an_office_without_settings(published):
    """Nothing set: dotted lines to write on, the centre's own name, nobody's signature."""
    made = document_of(published, Office(), "Times")
    assert (made.head.superior, said(made.head.issuer)) == (BLANK, "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG TỈNH")
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
    titles = [column.title for column in annex.table.columns]
    assert titles[-1] == "Ghi chú"
    rows = {row.cells[1]: dict(zip(titles, map(said, row.cells), strict=True)) for row in annex.table.rows}
    total, small = rows["Tổng cộng"], rows["Đinh Thị Quế"]
    assert [total[key] for key in ("Tốt", "Khá", "Trung bình", "Kém", "Lượt")] == ["1.736", "4", "2", "0", "1.742"]
    assert list(total.values())[8:10] == ["99,89 %", "99,58–99,97 %"]
    assert list(small.values())[7:10] == ["1", "—", "—"]
    assert small["Ghi chú"] == "số lượt ít, chưa đủ cơ sở nhận xét (dưới 10 lượt)"
    assert [column.align for column in annex.table.columns[:4]] == ["center", "left", "left", "right"]
    assert "không phát sinh: không gắn với lượt phục vụ; bấm lặp" in annex.notes[0]


def test_what_it_was_made_from(published, office):
    """Period, scale, denominators, source, time, files and chain heads stand below the table."""
    annex = document_of(published, office, "Times").annexes[0]
    assert annex.lead == (
        "Kỳ số liệu: từ ngày 01/01/2021 đến hết ngày 14/06/2021; thang 4 mức; không gắn với lượt phục vụ; "
        "tham gia đánh giá: không tính được, Trung tâm không ghi lượt phục vụ",
    )
    notes = "\n".join(annex.notes)
    assert "chia cho số lượt đánh giá được tính" in notes
    assert "Số liệu lấy lúc 08:15 ngày 15/06/2021" in notes
    assert published.proof.heads[0].head in document_of(published, office, "Times").proof[1]
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


def test_visits_and_waits(published, office):
    """Visits by what became of them, and times with their unit, their change and how many they are made from."""
    figures = {
        "issued": Figure(1250, "count", change=96), "served": Figure(1178, "count"), "missed": Figure(4, "count"),
        "void": Figure(0, "count"), "mean_wait": Figure(Decimal("8.50"), "minutes", 600, 1178, Decimal("-0.50")),
        "median_wait": Figure(Decimal("6.00"), "minutes", None, 1178),
        "mean_service": Figure(Decimal("7.00"), "minutes", 600, 9),
        "wait_within_15_share": Figure(Decimal("90.00"), "percent", 1000, 1178, Decimal("0.06")),
    }  # fmt: skip
    report = dataclasses.replace(published, key="throughput", figures=figures)
    assert [said(paragraph.text) for paragraph in story_of(report, office.manner).paragraphs] == [
        "Trong kỳ, có 1.250 lượt lấy số, tăng 96 lượt so với kỳ trước. Cụ thể:",
        "Kết quả: đã phục vụ 1.178 lượt; vắng mặt 04 lượt; không phát sinh lượt hủy số.",
        "Thời gian chờ trung bình: 8,50 phút/lượt giao dịch, giảm 0,50 phút so với kỳ trước; trung vị 6,00 phút; "
        "tính trên 1.178 lượt.",
        "Tỷ lệ lượt chờ không quá 15 phút: 84,89 % (1.000/1.178 lượt), tăng 0,06 điểm phần trăm so với kỳ trước.",
        "Thời gian phục vụ trung bình: 7,00 phút/lượt giao dịch; số lượt ít, chưa đủ cơ sở nhận xét (dưới 10 lượt).",
    ]


def test_dossiers(published, office):
    """What came in, what was settled and what is left are told apart, with shares over their own counts."""
    figures = {
        "total": Figure(1250, "count", change=-4), "carried_over": Figure(0, "count"),
        "received_new": Figure(1250, "count"), "received_direct": Figure(1241, "count"),
        "received_online": Figure(9, "count"), "resolved_total": Figure(1178, "count"),
        "resolved_early": Figure(1178, "count"), "resolved_late": Figure(0, "count"),
        "pending_total": Figure(0, "count", change=0), "fees_vnd": Figure(1_414_812_973, "count"),
        "on_time_share": Figure(Decimal("99.29"), "percent", 9903, 9974),
        "late_share": Figure(Decimal("101.00"), "percent", 101, 100),
    }  # fmt: skip
    report = dataclasses.replace(published, key="dossiers", figures=figures)
    assert [said(paragraph.text) for paragraph in story_of(report, office.manner).paragraphs[1:]] == [
        "Tiếp nhận: 1.250 hồ sơ, giảm 04 hồ sơ so với kỳ trước; trong đó: không phát sinh hồ sơ kỳ trước "
        "chuyển sang; tiếp nhận mới 1.250 hồ sơ.",
        "Số tiếp nhận mới theo hình thức nộp: trực tiếp 1.241 hồ sơ; trực tuyến 09 hồ sơ.",
        "Đã giải quyết: 1.178 hồ sơ; trong đó: trước hạn 1.178 hồ sơ; không phát sinh hồ sơ quá hạn.",
        "Đang giải quyết: không phát sinh.",
        "Phí, lệ phí đã thu: 1.414.812.973 đồng.",
        "Tỷ lệ trước hạn và đúng hạn trên số đã giải quyết: 99,29 % (9.903/9.974 hồ sơ).",
        "Tỷ lệ quá hạn trên số đã giải quyết: 101,00 % (101/100 hồ sơ).",
    ]


def test_columns_that_hold_nothing(published, office):
    """A column that is empty in every row has no place on paper."""
    columns = (*published.columns, Column("seen", "Đã xem", "count"), Column("told", "Đã báo", "count"))
    rows = tuple(dataclasses.replace(row, cells=(*row.cells, None, 0)) for row in published.rows)
    made = document_of(dataclasses.replace(published, columns=columns, rows=rows), office, "")
    titles = [column.title for column in made.annexes[0].table.columns]
    assert ("Đã xem" in titles, "Đã báo" in titles) == (False, True)


def test_groups_of_rows(published, office):
    """Where a table counts several kinds of things, a row as wide as the table names each kind."""
    columns = (Column("group", "Theo", "text", on_page=False), Column("name", "Tên", "text"),
               Column("n", "Lượt", "count"), Column("m", "Phút", "minutes"))  # fmt: skip
    rows = tuple(
        Row("x", "item", (group, name, 1742, Decimal("1299.50")))
        for group, name in (("cơ quan", "Sở A"), ("cơ quan", "Sở B"), ("quầy", "Quầy 1"))
    )
    total = Row("total", "total", ("", "Tổng cộng", 3, None))
    table = (
        document_of(dataclasses.replace(published, columns=columns, rows=(*rows, total)), office, "").annexes[0].table
    )
    assert [row.cells for row in table.rows] == [
        ("Cơ quan",), ("Sở A", "1.742", "1.299,50"), ("Sở B", "1.742", "1.299,50"),
        ("Quầy",), ("Quầy 1", "1.742", "1.299,50"), ("Tổng cộng", "3", ""),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "evil", ["=1+1", "{{ head }}", "#pagebreak()", "<b>&amp;</b>", "A\x00B\x0bC\u202e", "Sở Y te\u0302\u0301"]
)
def test_hostile_names(published, office, evil):
    """Names are words: no control character is left, nothing else is changed."""
    site = dataclasses.replace(published.site, name=evil)
    words = document_of(dataclasses.replace(published, site=site), office, "Times").intro
    assert all(c.isprintable() or c == "\N{NO-BREAK SPACE}" for c in words)
    assert words.startswith({"A\x00B\x0bC\u202e": "A B C", "Sở Y te\u0302\u0301": "Sở Y tế"}.get(evil, evil))


def test_rare_notes_and_long_groups_stand_below(published, office):
    """Notes of a few rows fill no column, the days of a year no pages; what is left out is said."""
    columns = (Column("group", "Theo", "text", on_page=False), Column("name", "Tên", "text"),
               Column("n", "Lượt", "count"), Column("note", "Ghi chú", "text"))  # fmt: skip
    days = [Row("x", "item", ("theo ngày", f"ngày {n}", n, "")) for n in range(1, 42)]
    hours = [Row("x", "item", ("theo giờ", f"{n} giờ", n, "")) for n in range(8, 17)]
    noted = Row("x", "item", ("theo giờ", "17 giờ", 1, "ngoài giờ"))
    report = dataclasses.replace(published, columns=columns, rows=(*days, *hours, noted))
    annex = document_of(report, office, "").annexes[0]
    assert [column.title for column in annex.table.columns] == ["Tên", "Lượt"]
    assert len(annex.table.rows) == 1 + len(hours) + 1
    assert annex.notes[:2] == ("17 giờ: ngoài giờ.", "Theo ngày: 41 dòng, có trong tệp XLSX và CSV của báo cáo này.")


def test_an_explanation_stands_once(published, office):
    """What several findings end with in brackets is printed behind them, once."""
    findings = tuple(Finding("sum", f"Sở {name}, chênh lệch +1 [cột thành phần: Hủy; Trả lại]") for name in "AB")
    report = dataclasses.replace(published, findings=(*findings, Finding("x", "Còn thiếu [một].")))
    assert texts(report, office)[-4:] == [
        "Sở A, chênh lệch +1.", "Sở B, chênh lệch +1.", "Còn thiếu [một].", "Cột thành phần: Hủy; Trả lại.",
    ]  # fmt: skip


def test_no_chain_heads_under_imported_figures(published, office):
    """A table that was imported counts no lines of devices, and prints no head of their chains."""
    figures = {"total": Figure(5, "count"), "resolved_total": Figure(5, "count"), "pending_total": Figure(0, "count")}
    report = dataclasses.replace(published, key="dossiers", figures=figures)
    assert document_of(report, office, "").proof == ()
    assert len(document_of(published, office, "").proof) == 1 + len(published.proof.heads)


def test_causes_by_agency(published, office):
    """A cause stands behind its agency and the counts of the table; one without late dossiers keeps its text."""
    columns = (Column("agency", "Cơ quan", "text"), Column("resolved_late", "Quá hạn", "count"),
               Column("pending_late", "Đang quá hạn", "count"))  # fmt: skip
    rows = tuple(Row("agency", "item", cells) for cells in (("Sở A", 4, 12), ("Sở B", 0, 0), ("Sở C", 1, 0)))
    figures = {"total": Figure(5, "count"), "resolved_total": Figure(5, "count"), "pending_total": Figure(0, "count")}
    report = dataclasses.replace(published, key="dossiers", figures=figures, columns=columns, rows=rows)
    now = datetime(2021, 6, 16, tzinfo=UTC)
    for agency, text in (("Sở C", "- mất điện."), ("Sở A", "thiếu người;\nmáy hỏng."), ("Sở X", "đã sáp nhập.")):
        office.blocks.put("bac-kan", "dossiers", report.period, LATENESS, text, now, agency=agency)
    section = document_of(report, office, "Times").sections[-1]
    assert section.heading == "II. NGUYÊN NHÂN HỒ SƠ QUÁ HẠN"
    assert [said(p.text) for p in section.paragraphs] == [
        "Sở A (04 hồ sơ đã giải quyết quá hạn; 12 hồ sơ đang giải quyết quá hạn): thiếu người;",
        "máy hỏng.",
        "Sở C (01 hồ sơ đã giải quyết quá hạn): mất điện.",
        "Sở X: đã sáp nhập.",
    ]
