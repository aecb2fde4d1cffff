"""The evening slip as PDF: one page, with every word of the plain one, signed below."""

import io
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from central.commands import export
from central.documents.faces import FaceMissing, face_of
from central.proofs.slip import Line, Slip
from central.proofs.slip_pdf import slip_pdf
from central.reports.model import Head

pytestmark = pytest.mark.slow


def slip(heads: int) -> Slip:
    """A slip of a centre with so many streams."""
    named = tuple(Head(f"quay-{n:02}", f"{n:032x}", 1_000 + n, f"{n * 7919:032x}") for n in range(heads))
    lines = (
        Line("Số thứ tự đã cấp", 412),
        Line("Lượt đã phục vụ", 398),
        Line("Đánh giá được tính", 211),
        *(Line(level, n, True) for level, n in (("Tốt", 190), ("Khá", 15), ("Trung bình", 4), ("Kém", 2))),
        Line("Để riêng: không gắn với lượt phục vụ", 3),
    )
    at = datetime(2026, 11, 20, 10, 5, tzinfo=UTC)
    known = ("Thiết bị quay-03 còn thiếu dòng sự kiện từ số 1.004: số liệu có thể chưa đủ.",)
    return Slip("Trung tâm Phục vụ hành chính công tỉnh", "20/11/2026", at, lines, named, known)


@pytest.fixture(scope="module")
def face() -> Any:
    """The face of documents."""
    try:
        return face_of(None)
    except FaceMissing as error:
        pytest.skip(str(error))


@pytest.mark.parametrize("heads", [0, 4, 20, 40])
def test_one_page_with_everything(face: Any, heads: int, tmp_path: Path) -> None:
    """However many streams a day has: one page; counts, each head, the joint code and both signatures stand on it."""
    made = slip(heads)
    raw = slip_pdf(made, face)
    (tmp_path / f"slip-{heads}.pdf").write_bytes(raw)
    (page,) = PdfReader(io.BytesIO(raw)).pages
    words = page.extract_text().replace("\n", " ")
    tight = words.replace(" ", "")
    for said in ("PHIẾU CUỐI NGÀY 20/11/2026", "Người lập", "Cán bộ chứng kiến", "số liệu tạm tính", "412", "Kém"):
        assert said.replace(" ", "") in tight
    assert made.code.replace(" ", "") in tight
    assert all(head.head in tight for head in made.heads)


def test_the_command_writes_it(office: Any, face: Any, tmp_path: Path) -> None:
    """``quayso export slip --format pdf`` puts the page where it was asked for."""
    output = tmp_path / "slip.pdf"
    words = ["slip", "--config", str(office.folder / "central.toml"), "--site", "bac-kan", "--day", "2026-11-20"]
    assert export.run([*words, "--format", "pdf", "--output", str(output)]) == 0
    assert len(PdfReader(output).pages) == 1
