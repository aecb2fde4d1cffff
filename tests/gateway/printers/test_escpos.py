"""The bytes of a ticket: exact for small pictures, never more than they need, and the same picture for any."""

from hypothesis import given
from hypothesis import strategies as st

from gateway.printers.bitmap import Bitmap
from gateway.printers.escpos import CUTS, DOTS, MARK, RESET, encode, owed
from gateway.printers.paper_machine import PaperMachine

START, END = [RESET, DOTS], [CUTS["partial"]]


def decode(data: bytes, stride: int) -> tuple[list[bytes], list[bytes]]:
    """A reader of its own: the rows of the picture, and every other command, in order."""
    rows: list[bytes] = []
    others: list[bytes] = []
    margin = at = 0
    while at < len(data):
        head = data[at : at + 2]
        if data[at : at + 3] == b"\x1dv0":
            mode, width = data[at + 3], data[at + 4] + 256 * data[at + 5]
            count = data[at + 6] + 256 * data[at + 7]
            at += 8
            for _ in range(count):
                bits = "".join(f"{byte:08b}" for byte in data[at : at + width])
                at += width
                if mode == 3:
                    bits = "".join(bit * 2 for bit in bits)
                line = ("0" * margin + bits)[: stride * 8].ljust(stride * 8, "0")
                rows += [int(line, 2).to_bytes(stride, "big")] * (2 if mode == 3 else 1)
        elif head == b"\x1bJ":
            rows += [bytes(stride)] * data[at + 2]
            at += 3
        elif head == b"\x1dL":
            margin = data[at + 2] + 256 * data[at + 3]
            at += 4
        else:
            length = {b"\x1b@": 2, b"\x1dP": 4, b"\x1dV": 4}[head]
            others.append(data[at : at + length])
            at += length
    return rows, others


def test_exact_bytes_of_a_small_picture() -> None:
    """White rows are fed, the band is trimmed on both sides, its margin is told in dots."""
    rows = bytes(3 * 5) + b"\0\x81\0" * 2 + bytes(3)
    assert encode(Bitmap(24, 8, rows)) == [
        *START,
        b"\x1bJ\x05",
        b"\x1dL\x08\x00",
        b"\x1dv0\x00\x01\x00\x02\x00\x81\x81",
        b"\x1bJ\x01",
        *END,
    ]


def test_exact_bytes_without_margins() -> None:
    """A printer that does not know GS L gets bands from the left edge, trimmed on the right alone."""
    assert encode(Bitmap(24, 1, b"\0\x81\0"), margins=False) == [*START, b"\x1dv0\x00\x02\x00\x01\x00\0\x81", *END]


def test_exact_bytes_of_double_dots() -> None:
    """Squares of 2 x 2 dots are sent at half size, a quarter of the bytes."""
    rows = (b"\xf0\xcc" * 2 + b"\x0f\x33" * 2) * 1
    assert encode(Bitmap(16, 4, rows)) == [*START, b"\x1dv0\x03\x01\x00\x02\x00\xca\x35", *END]


def test_an_empty_picture_is_only_cut() -> None:
    """No ink, no raster: feeds of at most 255 rows and the cut."""
    assert encode(Bitmap(8, 300, bytes(300))) == [*START, b"\x1bJ\xff", b"\x1bJ\x2d", *END]


def test_cuts() -> None:
    """Partial and full feed to the knife first; without a knife the paper is fed out to be torn."""
    white = Bitmap(8, 0, b"")
    assert encode(white, cut="full")[-1] == b"\x1dVA\x00"
    assert encode(white, cut="none")[-1] == b"\x1bJ\x78"
    assert MARK == b"\x1dr\x01" * 2


bitmaps = st.integers(1, 9).flatmap(
    lambda stride: st.lists(
        st.one_of(
            st.just(bytes(stride)),
            st.binary(min_size=stride, max_size=stride),
            st.lists(st.sampled_from([0, 0xF0, 0xCC, 0xFF]), min_size=stride, max_size=stride).map(bytes),
        ).flatmap(lambda row: st.integers(1, 6).map(lambda times: [row] * times)),
        max_size=12,
    ).map(lambda runs: Bitmap(stride * 8, sum(map(len, runs)), b"".join(row for run in runs for row in run)))
)


@given(bitmaps, st.booleans())
def test_any_picture_is_the_same_after_it(bitmap: Bitmap, margins: bool) -> None:
    """Decoded again, the bytes show the bitmap, dot by dot, whatever it is."""
    rows, others = decode(b"".join(encode(bitmap, margins=margins)), bitmap.stride)
    assert b"".join(rows) == bitmap.rows
    assert others == [*START, *END]


@given(bitmaps)
def test_never_more_bytes_than_the_plain_picture(bitmap: Bitmap) -> None:
    """At its worst a ticket costs one whole band more than its plain dots."""
    assert len(b"".join(encode(bitmap))) <= len(bitmap.rows) + 2 + 4 + 4 + 12 + 4


@given(bitmaps, st.data())
def test_the_machine_in_software_reads_the_same(bitmap: Bitmap, data: st.DataObject) -> None:
    """The shipped machine prints the bitmap too, however the bytes are cut into pieces."""
    machine = PaperMachine(bitmap.width_px)
    sent = b"".join(encode(bitmap)) + MARK
    at = data.draw(st.integers(0, len(sent)))
    answers = machine.feed(sent[:at]) + machine.feed(sent[at:])
    assert answers == b"\0\0"
    assert b"".join(ticket.rows for ticket in machine.tickets) == bitmap.rows


@given(bitmaps, st.data())
def test_what_is_owed_ends_the_command(bitmap: Bitmap, data: st.DataObject) -> None:
    """A ticket that broke off, the zeros that are owed and a new ticket: the new one comes out whole."""
    commands = encode(bitmap)
    at = data.draw(st.integers(0, len(b"".join(commands))))
    machine = PaperMachine(bitmap.width_px)
    machine.feed(b"".join(commands)[:at] + bytes(owed(commands, at)))
    machine.tear()
    machine.tickets.clear()
    machine.feed(b"".join(commands))
    assert b"".join(ticket.rows for ticket in machine.tickets) == bitmap.rows


def test_without_what_is_owed_the_next_ticket_is_lost() -> None:
    """Control: a printer that still waits for a picture takes the next ticket for its rest."""
    bitmap = Bitmap(576, 20, b"\x81" * 72 * 20)
    commands = encode(bitmap)
    machine = PaperMachine(576)
    machine.feed(b"".join(commands)[:40])
    machine.feed(b"".join(commands))
    machine.tear()
    assert [ticket.rows for ticket in machine.tickets] != [bitmap.rows]
