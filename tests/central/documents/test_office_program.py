"""Documents and tables opened by LibreOffice: what the DOCX shows there is what the PDF shows, and Decree 30 asks.

Without LibreOffice on the machine these tests are skipped and say so.
"""

import dataclasses
import io
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from central.documents import docx_writer, pdf_writer
from central.documents.layout import BOTTOM_MM, LEFT_MM, RIGHT_MM, TOP_MM
from central.documents.office import Office
from central.exports import csv_export, xlsx_export

pytestmark = pytest.mark.slow
MM = 72 / 25.4
A4_MM = (210, 297)
ACTING = ["=1+1", "+84 912", "-2+3", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x";"y")', "Sở Y tế: Ộ, Tự, Hữu"]


@pytest.fixture(scope="module")
def soffice(tmp_path_factory):
    """``soffice(file, "pdf")``: the file in another format, converted in a profile of its own."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        pytest.skip("LibreOffice is not installed (Debian packages libreoffice-writer, libreoffice-calc)")
    profile = tmp_path_factory.mktemp("profile")

    def convert(file: Path, ending: str, *more: str) -> Path:
        out = file.parent / "converted"
        command = [program, f"-env:UserInstallation=file://{profile}", "--headless", *more]
        command += ["--convert-to", ending, "--outdir", str(out), str(file)]
        subprocess.run(command, check=True, timeout=180, capture_output=True)
        return out / f"{file.stem}.{ending}"

    return convert


def pages_of(data: bytes):
    """The pages of a PDF file, with the place of each word: (mm from the left, mm from the top, size, font, text)."""
    import pypdf  # only here: it takes as long to import as thirty tests run

    pages = []
    for page in pypdf.PdfReader(io.BytesIO(data)).pages:
        height, words = float(page.mediabox.height), []

        def seen(text, cm, tm, font, size, words=words, height=height):
            if text.strip():
                x, y = tm[4] * cm[0] + cm[4], tm[5] * cm[3] + cm[5]
                name = str(font["/BaseFont"]) if font else ""
                words.append((x / MM, (height - y) / MM, abs(size * tm[0] * cm[0]), name, text))

        page.extract_text(visitor_text=seen)
        pages.append(((float(page.mediabox.width) / MM, height / MM), words))
    return pages


@pytest.fixture(scope="module")
def long_report(published, short):
    """A report whose table goes over several pages on their sides."""
    return dataclasses.replace(published, rows=short.rows * 70)


@pytest.fixture(scope="module", params=["docx", "pdf"])
def pages(request, long_report, letterhead, face, soffice, tmp_path_factory):
    """The pages of the same report: the DOCX as LibreOffice lays it out, and the PDF."""
    if request.param == "pdf":
        return pages_of(pdf_writer.write(long_report, Office(letterhead)))
    file = tmp_path_factory.mktemp("docx") / "report.docx"
    file.write_bytes(docx_writer.write(long_report, Office(letterhead)))
    return pages_of(soffice(file, "pdf").read_bytes())


def text_of(words) -> str:
    """The words of a page in their order, without any space."""
    return re.sub(r"\s", "", "".join(word[-1] for word in words))


def test_the_paper(pages):
    """A4; the text stands upright, the wide annex lies on its side."""
    sizes = [tuple(round(side) for side in size) for size, _ in pages]
    upright = sizes.count(A4_MM)
    assert upright >= 1
    assert sizes == [A4_MM] * upright + [A4_MM[::-1]] * (len(sizes) - upright)
    assert len(sizes) - upright >= 3


def test_the_margins(pages):
    """No word stands nearer to an edge than the decree allows; only the page number stands above."""
    for (width, height), words in pages:
        body = [word for word in words if not re.fullmatch(r"\s*\d{1,3}\s*", word[-1]) or word[1] > TOP_MM]
        assert min(word[0] for word in body) >= LEFT_MM - 0.5
        assert max(word[0] for word in body) <= width - RIGHT_MM + 0.5
        assert min(word[1] for word in body) >= TOP_MM - 0.5
        assert max(word[1] for word in body) <= height - BOTTOM_MM + 0.5


def test_the_faces(pages):
    """One face with the widths of Times New Roman, nothing larger than 14 pt; the running text is 14 pt."""
    sizes: dict[float, int] = {}
    for _, words in pages:
        for *_, size, name, text in words:
            assert re.search(r"Liberation-?Serif|Times|Tinos|Termes", name.replace(" ", "")), name
            sizes[round(size, 1)] = sizes.get(round(size, 1), 0) + len(text)
    assert max(sizes) <= 14.1
    text_page = [round(word[2]) for word in pages[0][1]]
    assert text_page.count(14) > len(text_page) / 2


def test_the_head_row_repeats(pages):
    """Every page with rows of the table begins with its head."""
    with_rows = [text for text in (text_of(words) for _, words in pages) if "BùiĐứcHuy" in text]
    assert len(with_rows) >= 3
    assert all("Họvàtên" in text.partition("BùiĐứcHuy")[0] for text in with_rows)


def test_the_page_numbers(pages):
    """They count the text and the annex each from 1, stand in the middle above the text, and not on a first page."""
    upright = sum(1 for (width, height), _ in pages if width < height)
    for at, ((width, _), words) in enumerate(pages):
        number = at + 1 if at < upright else at + 1 - upright
        above = [word for word in words if word[1] < TOP_MM]
        if number == 1:
            assert above == []
        else:
            assert "".join(word[-1] for word in above).strip() == str(number)
            middle = LEFT_MM + (width - LEFT_MM - RIGHT_MM) / 2
            assert abs(above[0][0] - middle) < 5
            assert round(above[0][2]) in (13, 14)


def acting(short):
    """A report with names that a spreadsheet might take for formulas."""
    place = [column.key for column in short.columns].index("officer")
    row = short.rows[0]
    rows = (dataclasses.replace(row, cells=(*row.cells[:place], text, *row.cells[place + 1 :])) for text in ACTING)
    return dataclasses.replace(short, rows=tuple(rows))


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_tables_in_calc(short, soffice, tmp_path, ending):
    """In Calc accents are right, counts are numbers, and no cell is a formula; each name can still be read."""
    import openpyxl

    write = {"csv": csv_export.write, "xlsx": xlsx_export.write}[ending]
    file = tmp_path / f"table.{ending}"
    file.write_bytes(write(acting(short), lambda _: ""))
    # The dialogue of a person sees the mark of UTF-8; without it the encoding has to be named.
    more = ["--infilter=CSV:44,34,UTF8,1"] if ending == "csv" else []
    sheet = openpyxl.load_workbook(soffice(file, "xlsx", *more)).worksheets[0]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]
    texts = {str(cell.value).lstrip("'").replace("_x000D_", "\r").strip() for cell in cells}
    assert {text.strip() for text in ACTING} <= texts
    assert [cell.value for cell in cells if cell.data_type == "n"]
