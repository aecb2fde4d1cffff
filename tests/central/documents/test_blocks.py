"""Texts that people write into a report outlive every new generation of its figures."""

import threading
from datetime import UTC, date, datetime

import pytest

from central.documents.blocks import BLOCKS, LATENESS, BlocksChanged, BlockStore, Change, Place, UnknownBlock
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


def place(key: str = "ton-tai", agency: str = "") -> Place:
    """A part of the month's report."""
    return Place("bac-kan", "monthly", MONTH, key, agency)


def test_who_wrote_when(blocks):
    """A block knows its writer; after an editor changed the file by hand nobody is named."""
    blocks.save([Change(place(), "Tồn tại", "")], "Lò Thị An", NOW)
    got = blocks.read(place())
    assert (got.text, got.by, got.at) == ("Tồn tại", "Lò Thị An", NOW)
    (blocks.folder / "bac-kan" / "monthly" / "2021-05-01_2021-05-31" / "ton-tai.txt").write_text("khác", "utf-8")
    got = blocks.read(place())
    assert (got.text, got.by) == ("khác", "")
    assert got.at is not None


def test_two_writers_do_not_overwrite_each_other(blocks):
    """Who saves with an old version is told what stands there, and nothing of his form is stored."""
    blocks.save([Change(place(), "của A", "")], "A", NOW)
    with pytest.raises(BlocksChanged) as caught:
        blocks.save([Change(place("kien-nghi"), "khác", ""), Change(place(), "của B", "")], "B", NOW)
    assert {where.key: written.text for where, written in caught.value.changed.items()} == {"ton-tai": "của A"}
    assert blocks.get("bac-kan", "monthly", MONTH) == {"ton-tai": "của A"}
    blocks.save([Change(place(), "của A và B", blocks.read(place()).version)], "B", NOW)
    assert blocks.read(place()).text == "của A và B"


def test_the_same_text_is_no_change(blocks):
    """A part that nobody touched keeps its writer, even where its version is not known any more."""
    blocks.save([Change(place(), "của A", "")], "A", NOW)
    blocks.save([Change(place(), "của A", "")], "B", NOW)
    assert blocks.read(place()).by == "A"


def test_many_writers_at_once(blocks):
    """Of writers who began with the same text, one is stored and all others are told."""
    done: list[str] = []

    def write(name: str) -> None:
        try:
            blocks.save([Change(place(), name, "")], name, NOW)
        except BlocksChanged:
            return
        done.append(name)

    writers = [threading.Thread(target=write, args=(f"người {n}",)) for n in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert done == [blocks.read(place()).text]


@pytest.mark.parametrize(
    "agency", ["Sở Y tế", "Sở A/B", "../../etc", ".ẩn", "Sở " + "Rất Dài " * 40, "Sở Y te\u0302\u0301"]
)
def test_texts_by_agency(blocks, agency):
    """Each agency has a text of its own under whatever name, inside the folder; others have none."""
    blocks.put("bac-kan", "monthly", MONTH, LATENESS, "máy hỏng", NOW, agency=agency)
    assert blocks.read(place(LATENESS, agency)).text == "máy hỏng"
    assert blocks.by_agency("bac-kan", "monthly", MONTH, LATENESS) == {agency: "máy hỏng"}
    assert blocks.read(place(LATENESS, "Sở B")).text == ""
    folder = blocks.folder / "bac-kan" / "monthly" / "2021-05-01_2021-05-31" / LATENESS
    assert len(list(folder.glob("*.txt"))) == 1


def test_only_one_block_has_texts_by_agency(blocks):
    """The others are common to all."""
    with pytest.raises(UnknownBlock):
        blocks.put("bac-kan", "monthly", MONTH, "ton-tai", "x", NOW, agency="Sở A")
