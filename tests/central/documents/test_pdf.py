"""The PDF read back: the same words as the DOCX, in one face that stands inside the file."""

import dataclasses
import io

import pytest

from central.documents.build import document_of
from central.documents.office import Office
from central.documents.pdf_writer import pdf_of, write
from central.reports.model import Column, Row

A4_PT = (595, 842)


def words_of(text: str) -> str:
    """A text with one ordinary space between words, however lines were broken."""
    return " ".join(text.split())


@pytest.fixture(scope="module")
def pdf(published, letterhead, face):
    """The document of the published table, opened."""
    return opened(write(published, Office(letterhead)))


def opened(data: bytes):
    """A PDF file as pypdf reads it."""
    import pypdf  # only here: it takes as long to import as thirty tests run

    return pypdf.PdfReader(io.BytesIO(data))


def joined(text: str) -> str:
    """A text without any space: readers of PDF put spaces where letters stand apart."""
    return "".join(text.split())


@pytest.mark.slow
def test_the_text_is_complete(pdf, published, letterhead):
    """Every word of the document stands in the file, with every mark."""
    document = document_of(published, Office(letterhead), "Liberation Serif")
    text = joined(" ".join(page.extract_text() for page in pdf.pages))
    paragraphs = [paragraph.text for section in document.sections for paragraph in section.paragraphs]
    annex = document.annexes[0]
    cells = [cell for row in annex.table.rows for cell in row.cells]
    head, end = document.head, document.signature
    for words in (
        head.superior, head.issuer, head.number, head.place_and_date, *document.abstract, *document.basis,
        document.intro, *paragraphs, document.closing, *end.recipients, end.sign_for, end.post, end.signer,
        annex.title, annex.attached, *annex.lead, *annex.notes, *cells, *document.proof,
    ):  # fmt: skip
        assert joined(words) in text, words


@pytest.mark.slow
def test_the_pages(pdf):
    """The text upright, the annex on its side; the number in the middle above, from the second page of each part."""
    sizes = [(round(page.mediabox.width), round(page.mediabox.height)) for page in pdf.pages]
    upright = sizes.count(A4_PT)
    assert sizes == [A4_PT] * upright + [A4_PT[::-1]] * (len(sizes) - upright)
    first = [words_of(page.extract_text()).split()[0] for page in pdf.pages]
    assert [word for word in first[:upright] if word.isdigit()] == [str(n) for n in range(2, upright + 1)]
    assert [word for word in first[upright:] if word.isdigit()] == [str(n) for n in range(2, len(sizes) - upright + 1)]


@pytest.mark.slow
def test_the_head_row_repeats(short, letterhead, face):
    """Every page of a long table begins with its head."""
    long = dataclasses.replace(short, rows=short.rows * 90)
    pages = [words_of(page.extract_text()) for page in opened(write(long, Office(letterhead))).pages]
    with_rows = [text for text in pages if "Bùi Đức Huy" in text]
    assert len(with_rows) >= 3
    assert all("STT Họ và tên Cơ quan" in text for text in with_rows)


def test_one_face(pdf, face):
    """No other font of the machine slipped into a word; every font stands inside the file."""
    fonts = {}
    for page in pdf.pages:
        for font in page["/Resources"]["/Font"].values():
            described = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
            fonts[described["/FontName"].partition("+")[2]] = {"/FontFile2", "/FontFile3"} & set(described)
    assert fonts
    assert all(name.replace("-", "").startswith(face.family.replace(" ", "")) for name in fonts)
    assert all(fonts.values())


def test_the_same_bytes(short, letterhead, face):
    """The same report gives the same file, whenever it is written."""
    document = document_of(short, Office(letterhead), face.family)
    assert pdf_of(document, face) == pdf_of(document, face)


@pytest.mark.parametrize("evil", ["#panic(1)", "$x$ *a* _b_ @c <d>", "=1+1 \\ `raw` // no", '"]) #import "x"'])
def test_words_are_never_obeyed(short, letterhead, face, evil):
    """What looks like markup of the layout is printed as it is."""
    site = dataclasses.replace(short.site, name=evil)
    data = write(dataclasses.replace(short, site=site), Office(letterhead))
    assert joined(evil) in joined(opened(data).pages[0].extract_text())


def test_group_rows(short, letterhead, face):
    """A row that names a group stands over its rows."""
    columns = (
        Column("group", "Theo", "text", on_page=False),
        Column("name", "Tên", "text"),
        Column("n", "Lượt", "count"),
    )
    rows = (Row("x", "item", ("cơ quan", "Sở A", 7)), Row("x", "item", ("quầy", "Quầy 1", 8)))
    data = write(dataclasses.replace(short, columns=columns, rows=rows), Office(letterhead))
    assert "Tên Lượt Cơ quan Sở A 7 Quầy Quầy 1 8" in words_of(opened(data).pages[-1].extract_text())
