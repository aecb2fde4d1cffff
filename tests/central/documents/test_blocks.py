"""Texts that people write into a report outlive every new generation of its figures."""

from datetime import UTC, date, datetime

import pytest

from central.documents.blocks import BLOCKS, BlockStore, UnknownBlock
from central.reports.period import Period

MONTH = Period(date(2021, 5, 1), date(2021, 5, 31))
NOW = datetime(2021, 6, 2, 8, 0, tzinfo=UTC)


@pytest.fixture
def blocks(tmp_path) -> BlockStore:
    """A store in a folder that is not there yet."""
    return BlockStore(tmp_path / "documents" / "blocks")


def test_a_block_is_read_as_it_was_written(blocks):
    """Composed letters, line ends of one kind, in the order of the document."""
    blocks.put("bac-kan", "monthly", MONTH, "kien-nghi", "Đề nghị\r\n- Sở Y te\u0302\u0301", NOW)
    blocks.put("bac-kan", "monthly", MONTH, "ton-tai", "Tồn tại", NOW)
    got = blocks.get("bac-kan", "monthly", MONTH)
    assert list(got.items()) == [("ton-tai", "Tồn tại"), ("kien-nghi", "Đề nghị\n- Sở Y tế")]


def test_a_block_belongs_to_one_report_and_period(blocks):
    """Another period, report or centre has none of it."""
    blocks.put("bac-kan", "monthly", MONTH, "ton-tai", "Tồn tại", NOW)
    assert blocks.get("bac-kan", "monthly", Period(MONTH.first, date(2021, 5, 30))) == {}
    assert blocks.get("bac-kan", "dossiers", MONTH) == blocks.get("mau", "monthly", MONTH) == {}


def test_what_stood_there_is_kept(blocks):
    """Each replaced text stays in the history; an emptied block is no part of the document."""
    for hour, text in enumerate(("một", "hai", "")):
        blocks.put("bac-kan", "monthly", MONTH, "ton-tai", text, NOW.replace(hour=hour))
    kept = sorted((blocks.folder / "bac-kan" / "monthly" / "2021-05-01_2021-05-31" / "history").iterdir())
    assert [file.read_text("utf-8") for file in kept] == ["một\n", "hai\n"]
    assert blocks.get("bac-kan", "monthly", MONTH) == {}


def test_an_editor_may_write_the_file(blocks):
    """A file saved by hand is read with its mark; one in another encoding says what to do."""
    folder = blocks.folder / "bac-kan" / "monthly" / "2021-05-01_2021-05-31"
    folder.mkdir(parents=True)
    (folder / "ton-tai.txt").write_bytes("\ufeffĐường truyền chậm".encode())
    (folder / "kien-nghi.txt").write_bytes("Đề nghị".encode("utf-16"))
    got = blocks.get("bac-kan", "monthly", MONTH)
    assert got["ton-tai"] == "Đường truyền chậm"
    assert "UTF-8" in got["kien-nghi"]


@pytest.mark.parametrize(("site", "report", "key"), [
    ("../x", "monthly", "ton-tai"), ("bac-kan", "../../etc", "ton-tai"), ("bac-kan", "monthly", "../ton-tai"),
])  # fmt: skip
def test_no_name_leads_out_of_the_folder(blocks, site, report, key):
    """Names that are none are refused, and nothing is written."""
    with pytest.raises(UnknownBlock):
        blocks.put(site, report, MONTH, key, "x", NOW)
    assert not blocks.folder.exists()


def test_a_text_without_end_is_refused(blocks):
    """A block holds a text, not a book."""
    with pytest.raises(ValueError, match="100000"):
        blocks.put("bac-kan", "monthly", MONTH, next(iter(BLOCKS)), "x" * 100_001, NOW)
