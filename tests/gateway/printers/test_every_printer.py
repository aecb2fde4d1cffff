"""What every printer driver does, over real sockets and pseudo terminals: outcomes, faults, cables."""

import threading
import time

import pytest

from gateway.printers.bitmap import Bitmap
from gateway.printers.registry import PRINTER_DRIVERS
from gateway.printers.roll import RollState

STOPS = ("paper_out", "cover_open", "offline", "cutter")


def test_every_driver_is_tested(rigs):
    """The suite below has a rig for each row of the table of drivers."""
    assert sorted(rigs) == sorted(kind.__struct_config__.tag for kind in PRINTER_DRIVERS)


def test_a_ticket_comes_out_dot_by_dot(rig):
    """What was drawn is what is cut off; "printed" is told after "sent"."""
    order = rig.print()
    assert rig.posted.ending(order) == ("printed", None)
    assert rig.posted.endings(order) == [("sent", None), ("printed", None)]
    assert rig.picture() == rig.bitmap.rows


def test_tickets_keep_their_order(rig):
    """Tickets come out one by one, as they were ordered, each of them once."""
    pictures = [Bitmap(576, 8, bytes([number]) * 576) for number in range(1, 6)]
    orders = [rig.order(str(number)) for number in range(5)]
    rig.draw = lambda order: pictures[int(order.number)]
    for order in orders:
        rig.printer.print(order)
    assert [rig.posted.ending(order) for order in orders] == [("printed", None)] * 5
    assert [ticket.rows[0] for ticket in rig.machine.tickets] == [1, 2, 3, 4, 5]


@pytest.mark.slow
def test_nothing_is_known_until_the_printer_says_it(make_rig):
    """A printer begins as unknown and becomes fine by its own word alone."""
    rig = make_rig()
    rig.machine.faults.silent = True
    rig.printer.start()
    order = rig.print()
    assert rig.posted.ending(order) == ("unknown", "no_word")
    assert ("ok", None) not in rig.posted.states()
    rig.repair()
    rig.posted.state("ok")


def test_low_paper_is_told_and_prints(rig):
    """A roll near its end is a warning; tickets go on."""
    rig.machine.faults.paper_low = True
    rig.posted.state("fault", "paper_low")
    assert rig.posted.ending(rig.print()) == ("printed", None)
    rig.repair()
    rig.posted.state("ok")


@pytest.mark.parametrize("fault", STOPS)
def test_a_stopped_printer_is_sent_nothing(rig, fault):
    """With a fault that stops the paper a ticket fails at once and no dot of it reaches the printer."""
    setattr(rig.machine.faults, fault, True)
    order = rig.print()
    assert rig.posted.ending(order) == ("failed", fault)
    assert rig.posted.endings(order) == [("failed", fault)]
    rig.repair()
    rig.posted.state("ok")
    assert not rig.machine.tickets
    assert rig.posted.ending(rig.print()) == ("printed", None)
    assert len(rig.machine.tickets) == 1


@pytest.mark.slow
def test_paper_that_ends_within_a_ticket(rig):
    """Nobody knows what came out: unknown, with the reason; and it is not printed again by the gateway."""
    rig.machine.faults.out_after = 400
    order = rig.print()
    assert rig.posted.ending(order) == ("unknown", "paper_out")
    rig.posted.state("fault", "paper_out")
    assert not rig.machine.tickets
    rig.repair()
    rig.posted.state("ok")
    assert rig.posted.ending(rig.print()) == ("printed", None)
    assert len(rig.machine.tickets) == 2, "what the printer had kept, and the new ticket"


def test_a_power_cut_within_a_ticket(rig):
    """Unknown, never printed again by itself, and the next ticket is whole."""
    rig.machine.faults.dies_after = 400
    order = rig.print()
    outcome, _ = rig.posted.ending(order)
    assert outcome == "unknown"
    rig.posted.state("fault", "unplugged" if not rig.posted.states()[-1][1] == "unreachable" else "unreachable")
    rig.plug()
    rig.posted.state("ok")
    rig.machine.tear()
    rig.machine.tickets.clear()
    assert rig.posted.ending(rig.print()) == ("printed", None)
    assert len(rig.machine.tickets) == 1
    assert rig.picture() == rig.bitmap.rows
    assert [e for e in rig.posted.endings(order) if e[0] != "sent"] == [(outcome, rig.posted.ending(order)[1])]


def test_a_pulled_cable(rig):
    """A ticket for a printer that is not there fails; plugged in again it prints, and only what came since."""
    rig.unplug()
    order = rig.print()
    assert rig.posted.ending(order)[0] == "failed"
    assert rig.posted.states()[-1][0] == "fault"
    rig.plug()
    rig.posted.state("ok")
    assert rig.posted.ending(rig.print()) == ("printed", None)
    assert len(rig.machine.tickets) == 1
    assert rig.posted.endings(order) == [rig.posted.ending(order)]


@pytest.mark.slow
def test_fifty_pulled_cables(rig):
    """Unplugged and plugged in again fifty times, it prints every time."""
    for _ in range(50):
        rig.unplug()
        assert rig.posted.ending(rig.print())[0] == "failed"
        rig.plug()
        rig.posted.state("ok")
        assert rig.posted.ending(rig.print()) == ("printed", None)
    assert len(rig.machine.tickets) == 50


@pytest.mark.slow
def test_a_printer_without_marks_is_not_believed(rig):
    """A printer that does not know the question behind the ticket has not said that it printed."""
    rig.machine.faults.no_mark = True
    assert rig.posted.ending(rig.print()) == ("unknown", "no_word")


@pytest.mark.slow
def test_a_printer_without_marks_may_be_believed_by_its_status(make_rig):
    """With confirm = "status" the same printer's "no fault" counts, once the paper has had time."""
    rig = make_rig(confirm="status")
    rig.machine.faults.no_mark = True
    rig.printer.start()
    rig.posted.state("ok")
    assert rig.posted.ending(rig.print()) == ("printed", None)


@pytest.mark.slow
def test_an_old_mark_proves_nothing(rig):
    """What a printer says before a ticket is no word about it, nor is a zero that a line makes by itself."""
    assert rig.posted.ending(rig.print()) == ("printed", None)
    rig.machine.faults.no_mark = True
    assert rig.posted.ending(rig.print()) == ("unknown", "no_word")


def test_a_picture_that_cannot_be_drawn(rig):
    """A ticket that cannot be drawn has failed and stops nothing else."""

    def refuse(order: object) -> Bitmap:
        raise ValueError("no such letter")

    draw, rig.draw = rig.draw, refuse
    assert rig.posted.ending(rig.print()) == ("failed", "drawing")
    rig.draw = draw
    assert rig.posted.ending(rig.print()) == ("printed", None)


def test_the_painter_is_ready_before_the_first_ticket(rig):
    """What every ticket needs is made at the start, on the printer's own thread: no citizen waits for it."""
    rig.posted.state("ok")
    assert rig.prepared == ["printer-may"]
    assert rig.posted.ending(rig.print()) == ("printed", None)
    assert rig.prepared == ["printer-may"]


def test_ordering_never_waits(rig):
    """print() returns while the printer is busy with another ticket."""
    drawing, go_on = threading.Event(), threading.Event()

    def slowly(order: object) -> Bitmap:
        drawing.set()
        assert go_on.wait(10)
        return rig.bitmap

    rig.draw = slowly
    first = rig.print()
    assert drawing.wait(10)
    began = time.monotonic()
    second = rig.print()
    assert time.monotonic() - began < 0.1
    assert rig.posted.endings(second) == []
    go_on.set()
    assert [rig.posted.ending(order) for order in (first, second)] == [("printed", None)] * 2


def test_a_slow_printer_delays_no_other(make_rig):
    """While one printer is held up, another prints."""
    slow, other = make_rig(), make_rig()
    go_on = threading.Event()
    slow.draw = lambda order: slow.bitmap if go_on.wait(10) else slow.bitmap
    for rig in (slow, other):
        rig.printer.start()
        rig.posted.state("ok")
    waiting = slow.print()
    assert other.posted.ending(other.print()) == ("printed", None)
    assert slow.posted.endings(waiting) == []
    go_on.set()
    assert slow.posted.ending(waiting) == ("printed", None)


def test_stopping(rig):
    """Tickets that wait are told as failed; stopping twice is safe; started again it prints."""
    go_on, drawing = threading.Event(), threading.Event()

    def slowly(order: object) -> Bitmap:
        drawing.set()
        assert go_on.wait(10)
        return rig.bitmap

    rig.draw = slowly
    rig.print()
    assert drawing.wait(10)
    waiting = rig.print()
    stopping = threading.Thread(target=rig.printer.stop)
    stopping.start()
    go_on.set()
    stopping.join()
    assert rig.posted.ending(waiting) == ("failed", "stopped")
    rig.printer.stop()
    rig.draw = lambda order: rig.bitmap
    rig.printer.start()
    assert rig.posted.ending(rig.print()) == ("printed", None)


def test_the_roll_is_measured(rig):
    """Every ticket shortens the roll; paper that ran out and is there again is a new roll."""
    rig.printer.set_roll_state(RollState(whole=True))
    full = rig.printer.forecast()
    rig.posted.ending(rig.print())
    used = rig.printer.forecast()
    assert used.printed == 1 and used.used_mm > 0
    assert used.roll_mm == full.roll_mm == 75_000
    rig.machine.faults.paper_out = True
    rig.posted.state("fault", "paper_out")
    rig.repair()
    rig.posted.state("ok")
    assert rig.printer.forecast().used_mm == 0


@pytest.mark.slow
def test_a_silent_printer_is_told_once(rig):
    """A printer that answered and falls silent is one fault, however often it is asked again; nothing is sent to it."""
    rig.machine.faults.silent = True
    rig.posted.state("fault", "silent")
    told = len(rig.posted.states())
    assert rig.posted.ending(rig.print()) == ("failed", "silent")
    assert rig.posted.ending(rig.print()) == ("failed", "silent")
    assert len(rig.posted.states()) == told
    assert not rig.machine.tickets
    rig.repair()
    rig.posted.state("ok")
    assert rig.posted.ending(rig.print()) == ("printed", None)
