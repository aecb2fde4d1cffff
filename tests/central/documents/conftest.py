"""The published table as a report, and the office that puts it into documents."""

import dataclasses
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from central.documents.faces import FaceMissing, face_of
from central.documents.office import Office
from central.letterhead import Letterhead
from central.reports.making import make_report
from central.reports.model import Report
from central.reports.period import Period
from central.store.engine import open_engine

LETTERHEAD = Letterhead(
    superior="Văn phòng UBND tỉnh Mẫu",
    issuer="Trung tâm Phục vụ hành chính công",
    place="Tỉnh Mẫu",
    basis=("Căn cứ Quyết định số 01/QĐ-UBND của Ủy ban nhân dân tỉnh",),
    recipients=("Văn phòng UBND tỉnh (để b/c)", "Lưu: VT"),
    sign_for="KT. GIÁM ĐỐC",
    post="PHÓ GIÁM ĐỐC",
    signer="Đỗ Thị Thúy Hằng",
)


@pytest.fixture(scope="session")
def letterhead() -> Letterhead:
    """A letterhead with everything set."""
    return LETTERHEAD


@pytest.fixture(scope="module")
def published(bac_kan_file, config) -> Iterator[Report]:
    """The report of the published table."""
    engine = open_engine(f"sqlite:///{bac_kan_file}")
    period = Period(date(2021, 1, 1), date(2021, 6, 14))
    yield make_report(
        engine, config, "officer-ratings", "bac-kan", period, datetime(2021, 6, 15, 1, 15, 30, tzinfo=UTC)
    )
    engine.dispose()


@pytest.fixture(scope="module")
def short(published) -> Report:
    """The same report with one row and no ratings in it: nothing to draw, which takes longest."""
    row = next(row for row in published.rows if row.share and not row.share.denominator)
    return dataclasses.replace(published, rows=(row,))


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """An office with a letterhead and a folder of its own."""
    return Office(LETTERHEAD, tmp_path / "documents")


@pytest.fixture(scope="session")
def face():
    """The face of documents, where this machine has one."""
    try:
        return face_of()
    except FaceMissing as error:
        pytest.skip(str(error))
