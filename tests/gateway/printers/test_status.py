"""Answers of printers, bit by bit; what is not known is never taken for fine."""

import pytest

from gateway.printers.status import QUERIES, Status, ask, is_answer, is_mark, taken

FINE = {1: 0x12, 2: 0x12, 3: 0x12, 4: 0x12}


def read(**answers: int) -> Status:
    """The status after all four answers; those not named are fine."""
    status = Status()
    for query in QUERIES:
        status = taken(status, query, answers.get(f"q{query}", FINE[query]))
    return status


def test_questions() -> None:
    """DLE EOT 1 to 4."""
    assert [ask(query) for query in QUERIES] == [b"\x10\x04\x01", b"\x10\x04\x02", b"\x10\x04\x03", b"\x10\x04\x04"]


def test_a_printer_without_faults() -> None:
    """Four plain answers: online, with paper, nothing wrong."""
    status = read()
    assert status == Status(False, False, False, False, False, False)
    assert status.fine and status.known and status.stop is None and status.faults == ()


def test_nothing_heard_is_nothing_known() -> None:
    """Control: a printer that says nothing is neither fine nor faulty."""
    status = Status()
    assert not status.fine and not status.known and status.stop is None
    assert not taken(status, 1, 0x12).fine, "online alone says nothing about paper"


@pytest.mark.parametrize(
    ("answers", "faults"),
    [
        ({"q1": 0x1A}, ("offline",)),
        ({"q1": 0x1A, "q2": 0x16}, ("cover_open", "offline")),
        ({"q1": 0x1A, "q2": 0x32, "q4": 0x7E}, ("paper_out", "offline", "paper_low")),
        ({"q4": 0x72}, ("paper_out",)),
        ({"q2": 0x32}, ("paper_out",)),
        ({"q4": 0x1E}, ("paper_low",)),
        ({"q1": 0x1A, "q2": 0x52, "q3": 0x1A}, ("cutter", "offline")),
        ({"q1": 0x1A, "q2": 0x52}, ("printer_error", "offline")),
        ({"q1": 0x1A, "q2": 0x52, "q3": 0x32}, ("printer_error", "offline")),
        ({"q1": 0x1A, "q2": 0x52, "q3": 0x52}, ("printer_error", "offline")),
        ({"q3": 0x16}, ("printer_error",)),
        ({"q1": 0x16}, ()),
        ({"q1": 0x52}, ()),
        ({"q2": 0x1A}, ()),
    ],
)
def test_every_bit(answers: dict[str, int], faults: tuple[str, ...]) -> None:
    """Cover, paper, knife, errors and offline, the most telling first; drawer and feed button are no faults."""
    assert read(**answers).faults == faults


def test_low_paper_stops_nothing() -> None:
    """A roll near its end still prints; one that is out does not."""
    assert read(q4=0x1E).fine and read(q4=0x1E).stop is None
    assert read(q4=0x72).stop == "paper_out"


def test_answers_are_told_apart() -> None:
    """DLE EOT and GS r answer with different fixed bits; flow control and noise are neither."""
    assert all(is_answer(byte) and not is_mark(byte) for byte in (0x12, 0x1A, 0x16, 0x32, 0x7E, 0x1E))
    assert all(is_mark(byte) and not is_answer(byte) for byte in (0x00, 0x03, 0x0C, 0x0F))
    assert not any(is_answer(byte) or is_mark(byte) for byte in (0x11, 0x13, 0xFF, 0x10, 0x41))
