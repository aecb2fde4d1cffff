"""The ticket as a picture: what stands on it, that it fits, and that a telephone reads its code."""

import sys
from datetime import datetime, timezone
from subprocess import run

import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from contract.clock import Stamp
from gateway.paper.layouts import LAYOUTS
from gateway.paper.ticket import TicketPainter, duration
from gateway.paper.typesetter import fit, width_px
from gateway.paper.words import KEYS, NoWords, read_packs, read_words
from gateway.printers.bitmap import Bitmap

WIDTHS = (576, 384)
LONG = "Đăng ký biến động quyền sử dụng đất, quyền sở hữu tài sản gắn liền với đất trong các trường hợp chuyển đổi, "
LONG += "chuyển nhượng, cho thuê, cho thuê lại, thừa kế, tặng cho, góp vốn bằng quyền"


def picture(bitmap: Bitmap) -> Image.Image:
    """Black on white, with the white that paper has round the print."""
    image = Image.frombytes("1", (bitmap.width_px, bitmap.height_px), bitmap.rows)
    page = Image.new("L", (bitmap.width_px + 64, bitmap.height_px + 64), 255)
    page.paste(0, (32, 32), image)
    return page


@pytest.mark.parametrize("width", WIDTHS)
def test_a_telephone_reads_the_code(painter, order, width: int) -> None:
    """An independent reader finds exactly the address, once, on either paper."""
    ticket = order(qr="https://mot-cua.mau.vn/t/7Q3kZp0aB9xY")
    assert [code.text for code in zxingcpp.read_barcodes(picture(painter(width).draw(ticket)))] == [ticket.qr]


def test_no_code_without_an_address(painter, order) -> None:
    """A centre without a public address prints no code."""
    assert zxingcpp.read_barcodes(picture(painter().draw(order(qr=None)))) == []


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("number", ["A105", "TP012", "C3", "QK1234"])
def test_the_number_is_by_far_the_largest(painter, order, width: int, number: str) -> None:
    """It fills the paper's width or reaches the largest size, at least three times as high as any other line."""
    one = painter(width)
    layout = LAYOUTS[width]
    style = one._number_style(number)
    assert width_px(number, style) <= width - 2 * layout.side
    assert style.size_px == layout.number or width_px(number, style) > 0.9 * (width - 2 * layout.side)
    assert style.size_px >= 2.5 * max(s.size_px for s in layout.service)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", ["vi", "en", "km"])
@pytest.mark.parametrize(
    "service",
    [
        LONG,
        pytest.param("Tư pháp", marks=pytest.mark.slow),
        pytest.param("Chứng-thực-không-có-khoảng-trắng-nào-trong-tên-này-cả", marks=pytest.mark.slow),
    ],
)
def test_nothing_runs_over_the_edge(painter, order, width: int, language: str, service: str) -> None:
    """Long names wrap, shrink and wrap again; the first and last columns of the paper stay white."""
    ticket = order(service=service, language=language, priority=True, attempt=2, estimate_s=5000, ahead=128)
    bitmap = painter(width, LONG[:60]).draw(ticket)
    image = Image.frombytes("1", (bitmap.width_px, bitmap.height_px), bitmap.rows)
    left, _, right, bottom = image.getbbox()
    assert left >= 2 and right <= width - 2
    assert bottom <= bitmap.height_px < 1600


@pytest.mark.parametrize("width", WIDTHS)
def test_a_long_name_loses_no_word(width: int) -> None:
    """A name of 180 letters is set in more lines, not cut."""
    layout = LAYOUTS[width]
    _, lines = fit(LONG, layout.service, width - 2 * layout.side, (2, 3, 4, 5, 6, 7))
    assert " ".join(lines) == LONG.strip()


def test_what_makes_a_ticket_another_ticket(painter, order) -> None:
    """Priority, reprint, people, minutes, time, language, number and address each change the picture."""
    plain = painter().draw(order())
    later = Stamp(datetime(2026, 11, 23, 8, 16, tzinfo=timezone.utc), "synced", "boot", 1)  # noqa: UP017
    others = [
        {"priority": True}, {"attempt": 2}, {"attempt": 3}, {"ahead": 8}, {"ahead": 0}, {"estimate_s": 721},
        {"estimate_s": None}, {"issued": later}, {"language": "en"}, {"language": "km"}, {"number": "A106"},
        {"qr": "https://mot-cua.mau.vn/t/another"}, {"qr": None},
    ]  # fmt: skip
    drawn = [painter().draw(order(**other)).rows for other in others]
    assert len({plain.rows, *drawn}) == len(others) + 1
    assert painter().draw(order()) == plain


def test_paper_of_a_training_says_so(painter, order) -> None:
    """A banner that nobody overlooks makes the ticket longer than a real one."""
    plain, training = (painter().draw(order(training=is_training)) for is_training in (False, True))
    assert training.height_px > plain.height_px + 30


def test_the_priority_group_is_nobodys_business(painter, order) -> None:
    """The words of a ticket say ƯU TIÊN and have no place for a group."""
    assert read_words("vi").say("priority") == "ƯU TIÊN"
    assert not any("{group}" in read_words(code).texts[key] for code in ("vi", "en", "km") for key in KEYS)


def test_a_time_that_nobody_knows_is_not_printed(painter, order) -> None:
    """While the gateway's clock was never right, the ticket is shorter by the line of its time."""
    known, unknown = (painter().draw(order(issued=Stamp(order().issued.at, c, "b", 1))) for c in ("holdover", "unset"))
    assert unknown.height_px < known.height_px


def test_words_of_wording() -> None:
    """Words that are fixed for the whole product stand on the ticket to the letter."""
    words = read_words("vi")
    assert words.say("number") == "SỐ THỨ TỰ"
    assert words.say("sit") == "Vui lòng ngồi chờ đến lượt gọi."
    assert words.say("reprint", count=1) == "IN LẠI (lần 1)"
    assert not any("bạn" in text for text in words.texts.values())


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "khoảng 1 phút"), (60, "khoảng 1 phút"), (61, "khoảng 2 phút"), (720, "khoảng 12 phút"),
     (3600, "khoảng 1 giờ 0 phút"), (4000, "khoảng 1 giờ 10 phút"), (7201, "khoảng 2 giờ 5 phút")],
)  # fmt: skip
def test_minutes(seconds: int, text: str) -> None:
    """Whole minutes rounded up; from an hour on in steps of five."""
    assert duration(read_words("vi"), seconds).replace("\u00a0", " ") == text


def test_a_pack_without_words_is_refused(tmp_path) -> None:
    """A language without a pack, or with a key missing, is named at the start and not on paper."""
    with pytest.raises(NoWords, match="xx.json"):
        read_words("xx")
    (tmp_path / "xx.json").write_text('{"ticket.number": "N"}')
    with pytest.raises(NoWords, match="ticket.priority"):
        read_words("xx", tmp_path)


def test_packs_that_cannot_be_used_are_named(tmp_path) -> None:
    """The other languages of the centre still print; with none left there are no tickets."""
    words, refused = read_packs(("vi", "xx", "en"))
    assert list(words) == ["vi", "en"] and len(refused) == 1 and "xx.json" in refused[0]
    with pytest.raises(NoWords, match="xx.json"):
        read_packs(("xx",))


def test_a_language_without_words_takes_the_first(painter, order) -> None:
    """A ticket asked for in a language that is not loaded is printed in the first one."""
    assert painter().draw(order(language="hmn")) == painter().draw(order())


@given(service=st.text(max_size=40), number=st.text(min_size=1, max_size=6), ahead=st.integers(0, 999))
def test_any_text_is_drawn(painter, order, service: str, number: str, ahead: int) -> None:
    """Whatever a service is called, a ticket comes out and nothing is raised."""
    assert painter().draw(order(service=service, number=number, ahead=ahead, qr=None)).height_px > 300


def test_static_parts_are_set_once(painter, order) -> None:
    """After prepare() a ticket sets only what no ticket before it had: the digits of the large number are there."""
    from gateway.paper.typesetter import line

    one = painter()
    one.prepare()
    before = line.cache_info().misses
    one.draw(order(number="A973", priority=True, attempt=2, service="Chứng thực bản sao, chữ ký"))
    assert line.cache_info().misses - before <= 12
    one.draw(order(number="A379", priority=True, attempt=2, service="Chứng thực bản sao, chữ ký"))
    again = line.cache_info().misses
    one.draw(order(number="A793", priority=True, attempt=2, service="Chứng thực bản sao, chữ ký"))
    assert line.cache_info().misses == again


@pytest.mark.slow
def test_printers_load_without_pillow() -> None:
    """Drivers, their table and the encoder import neither Pillow nor segno nor a font."""
    code = (
        "import sys, gateway.printers.registry, gateway.printers.escpos, gateway.printers.network_printer,"
        " gateway.printers.usb_printer, gateway.printers.dummy_printer\n"
        "sys.exit(any(m.split('.')[0] in ('PIL', 'segno', 'kiosk_ui', 'escpos') for m in sys.modules))"
    )
    assert run([sys.executable, "-c", code]).returncode == 0
    assert isinstance(TicketPainter, type)
