"""The file formats: real numbers, exact text, and nothing that acts in the program that opens it."""

import csv
import dataclasses
import io
import json
import re
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central.documents.office import Office
from central.exports import csv_export
from central.exports.formats import FormatMissing, UnknownFormat, file_name
from central.exports.registry import format_of, write
from central.reports.making import make_report
from central.reports.model import Column, Figure, Proof, Report, Row, Site
from central.reports.period import Period
from central.store.engine import open_engine
from central.web.render import standalone_page
from contract.scales import SCALES

PERIOD = Period(date(2021, 1, 1), date(2021, 6, 14))
NOW = datetime(2021, 6, 15, 1, 15, 30, tzinfo=UTC)
SITE = Site("xx", "Trung tâm A & B", ZoneInfo("Asia/Ho_Chi_Minh"), SCALES["4-level"], "free")
EVIL = ["=1+1", "+84", "-2", "@SUM(A1)", "\t=1", "＝1", '=HYPERLINK("x")', "=cmd|' /C calc'!A0"]


def tiny(*texts: str) -> Report:
    """A report with one row for each text."""
    columns = (
        Column("row_kind", "Loại", "text"), Column("officer", "Tên", "text"),
        Column("ratings", "Lượt", "count"), Column("share", "Tỷ lệ", "share"),
    )  # fmt: skip
    rows = tuple(Row("officer", "item", ("officer", text, 1742, Decimal("99.89"))) for text in texts)
    figures = {"ratings": Figure(1742, "count", change=-3), "x": Figure(None, "percent", 0, 0)}
    return Report("tiny", "Bảng", SITE, PERIOD, NOW, columns, rows, figures, (), (), Proof((), ()))


def read_csv(data: bytes) -> list[list[str]]:
    """The lines of a CSV file, as a program reads it."""
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def read_xlsx(data: bytes):
    """The workbook, as a program reads it."""
    import openpyxl  # only here: it takes as long to import as thirty tests run

    return openpyxl.load_workbook(io.BytesIO(data))


@pytest.fixture(scope="module")
def published(bac_kan_file, config) -> Iterator[Report]:
    """The report of the published table."""
    engine = open_engine(f"sqlite:///{bac_kan_file}")
    yield make_report(engine, config, "officer-ratings", "bac-kan", PERIOD, NOW)
    engine.dispose()


@pytest.fixture(scope="module")
def workbook(published):
    """The same as a workbook, written and read again."""
    return read_xlsx(write(published, "xlsx", standalone_page))


def test_csv_bytes():
    """UTF-8 with a mark, an English head, decimal point, CRLF; each row says its period, scale and time."""
    assert write(tiny("Hồ Thị Lan"), "csv", standalone_page) == (
        "\ufeffrow_kind,officer,ratings,share,period_from,period_to,scale,data_at\r\n"
        "officer,Hồ Thị Lan,1742,99.89,2021-01-01,2021-06-14,4-level,2021-06-15T01:15:30+00:00\r\n".encode()
    )


plain = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=30)


@given(st.lists(plain, min_size=1, max_size=5))
def test_csv_round_trip(texts):
    """Every text comes back as it was, but for the apostrophe before those that would act."""
    lines = read_csv(write(tiny(*texts), "csv", standalone_page))
    assert [line[1] for line in lines[1:]] == [csv_export.harmless(text) for text in texts]
    assert all(line[1].removeprefix("'") == text.removeprefix("'") for line, text in zip(lines[1:], texts, strict=True))


@pytest.mark.parametrize("text", EVIL)
def test_csv_cells_do_not_act(text):
    """A cell that a spreadsheet would take for a formula gets an apostrophe; a negative number does not."""
    report = dataclasses.replace(tiny(text), rows=(Row("x", "item", ("x", text, -5, Decimal("-0.50"))),))
    assert read_csv(write(report, "csv", standalone_page))[1][:4] == ["x", f"'{text}", "-5", "-0.50"]


@pytest.mark.parametrize("text", EVIL)
def test_xlsx_cells_do_not_act(text):
    """In a workbook such a cell is a text with a text's quote, and stays one when it is edited."""
    sheet = read_xlsx(write(tiny(text), "xlsx", standalone_page)).active
    (cell,) = [cell for row in sheet.iter_rows() for cell in row if cell.value == text]
    assert cell.data_type == "s"
    assert cell.quotePrefix


def test_xlsx_numbers(workbook):
    """Counts and shares of the published table are numbers with a format, under Vietnamese heads."""
    sheet = workbook["Bảng số liệu"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    head = next(row for row in rows if row[0] == "STT")
    assert head[:6] == ["STT", "Mã", "Họ và tên", "Cơ quan", "Tốt", "Khá"]
    total = next(row for row in rows if row[2] == "Tổng cộng")
    assert total[4:9] == [1736, 4, 2, 0, 1742]
    assert total[10:13] == pytest.approx([0.9989, 0.9958, 0.9997])
    cell = sheet.cell(rows.index(total) + 1, 11)
    assert (cell.number_format, cell.font.bold) == ("0.00%", True)
    assert sheet.cell(rows.index(total) + 1, 9).number_format == "#,##0"


def test_xlsx_is_ready_to_print(workbook, published):
    """A4 landscape, as wide as the page, the head frozen and on every page, all of the table in the print area."""
    sheet = workbook["Bảng số liệu"]
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
    assert (sheet.freeze_panes, sheet.print_title_rows) == ("A7", "$6:$6")
    assert sheet["A6"].value == "STT"
    assert sheet.print_area.endswith(f"$Q${6 + len(published.rows)}")
    assert sheet.oddFooter.right.text == "Trang &P/&N"


def test_xlsx_title_and_sources(workbook, published):
    """The workbook says of which centre, period, scale and time it is, and what it was made from."""
    titles = [workbook["Bảng số liệu"].cell(line, 1).value for line in range(1, 5)]
    assert titles[1:3] == ["Đánh giá theo cán bộ", "Từ ngày 01/01/2021 đến hết ngày 14/06/2021"]
    assert titles[3].startswith("thang 4 mức · không gắn với lượt phục vụ · tham gia đánh giá: ")
    assert "số liệu lúc 08:15" in titles[3]
    texts = {cell.value for row in workbook["Nguồn số liệu"].iter_rows() for cell in row}
    assert {"q-03", published.proof.heads[0].head, published.proof.imports[0].sha256} <= texts


def test_xlsx_of_hostile_names():
    """Ampersands, angle brackets and long names are text in every part of the file."""
    report = tiny("<b>&amp;</b>", "A" * 5000)
    data = write(report, "xlsx", standalone_page)
    texts = {cell.value for row in read_xlsx(data).active.iter_rows() for cell in row}
    assert {"<b>&amp;</b>", "A" * 5000} <= texts
    assert zipfile.ZipFile(io.BytesIO(data)).testzip() is None


def test_json_shape(published):
    """The JSON has exactly the keys that design §7 promises, and a few beside them."""
    made = json.loads(write(published, "json", standalone_page))
    promised = {"report", "site", "from", "to", "scale", "made_at", "proof", "rows", "figures", "findings"}
    assert promised <= set(made)
    assert made["made_at"] == "2021-06-15T08:15:30+07:00"
    assert made["scale"] == "4-level"
    assert made["proof"]["heads"] == [
        {
            "gateway": "q-03", "stream": "6f0c2a91d4b87e35c1f0a2b3c4d5e6f7", "seq": 1742,
            "head": published.proof.heads[0].head,
        }
    ]  # fmt: skip
    assert {"file", "sha256"} <= set(made["proof"]["imports"][0])
    assert made["rows"][0]["good"] == 42
    assert made["rows"][0]["satisfied_share"] == "100.00"
    assert set(made["figures"]["ratings"]) == {
        "value", "numerator", "denominator", "unit", "change", "change_year", "source", "earlier",
    }  # fmt: skip
    assert made["findings"] == []


def test_json_of_missing_figures():
    """A figure that cannot be computed is null; a change is a number for counts."""
    figures = json.loads(write(tiny("A"), "json", standalone_page))["figures"]
    assert (figures["x"]["value"], figures["x"]["change"], figures["ratings"]["change"]) == (None, None, -3)


def test_html_stands_alone(published):
    """The page in a file has its styles and typeface inside and links to nothing."""
    page = write(published, "html", standalone_page).decode()
    assert "1.742" in page
    assert "99,89" in page
    assert set(re.findall(r'(?:href|src)="([a-z]+:|[^"])', page)) <= {"data:", "#"}
    assert "<script" not in page
    assert "/assets/" not in page
    assert "data:font/ttf;base64," in page


def test_formats_that_cannot_be_written(tmp_path):
    """A format that nobody knows names those there are; PDF without its face says what to install."""
    with pytest.raises(UnknownFormat, match="odt.*xlsx, csv, json, html, docx, pdf"):
        format_of("odt")
    with pytest.raises(FormatMissing, match="fonts-liberation2"):
        write(tiny("A"), "pdf", standalone_page, Office(fonts=tmp_path))


def test_file_names():
    """A file's name says report, centre and period."""
    assert file_name(tiny(), "csv") == "tiny_xx_2021-01-01_2021-06-14.csv"


def test_a_wide_xlsx_is_printed_over_pages(published):
    """Columns that cannot be read on one page go onto the next one, beside the names again; heads are not cut."""
    more = tuple(Column(f"more_{n}", "Chờ trong giờ làm việc, trung bình (phút)", "count") for n in range(20))
    rows = tuple(dataclasses.replace(row, cells=(*row.cells, *range(20))) for row in published.rows)
    wide = dataclasses.replace(published, columns=(*published.columns, *more), rows=rows)
    sheet = read_xlsx(write(wide, "xlsx", standalone_page))["Bảng số liệu"]
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (3, 0)
    assert sheet.print_title_cols == "$A:$C"
    assert sheet.row_dimensions[6].height >= 4 * 15
