"""The life of a print: stored first, believed only on the printer's word, never repeated by itself."""

from contract.events import TicketPrinted, TicketPrintFailed
from contract.ids import new_id
from gateway.hall_commands import PrintEnded, PrintTicket


def given(k, number="A001", request=None):
    """A ticket that the hall gave; returns its uuid."""
    taken = {
        "ticket": str(new_id()), "number": number, "service": "ho-tich", "priority": False, "ahead": 2,
        "estimate_s": 300, "at": k.clock.now().at.isoformat(),
    }  # fmt: skip
    k.window.ask("take_ticket", {"service": "ho-tich", "language": "km"}, k.answers.append, request=request)
    k.hall.answer("take_ticket", result=taken)
    k.turn()
    return k.printed[-1].order.ticket


def prints(k):
    """The lines about prints."""
    return [fact for fact in k.lines() if isinstance(fact, TicketPrinted | TicketPrintFailed)]


def end(k, ticket, outcome, attempt=1, fault=None):
    """The printer speaks."""
    k.inbox.post(PrintEnded("may-in", ticket, attempt, outcome, fault))
    k.turn()


def reprint(k, ticket, attempt=2):
    """The guide wants a paper."""
    order = PrintTicket(ticket, "A001", "ho-tich", False, 2, 300, k.clock.now(), attempt=attempt)
    k.inbox.post(order)
    k.turn()


def test_a_print_is_stored_before_the_printer_gets_it(kiosk):
    """When the printer hears of a ticket, its row is in the journal, and nothing claims a paper yet."""
    k = kiosk()
    at_print = []
    show = k.worker._show
    k.worker._show = lambda effect: (at_print.append(len(k.journal.facts("kiosk/print/"))), show(effect))
    ticket = given(k)
    assert at_print[0] == 1 and k.printed[0].order.ticket == ticket and k.printed[0].order.language == "km"
    assert prints(k) == [] and k.answers[-1].ok


def test_printed_is_said_on_the_printers_word_only(kiosk):
    """Handed over is no claim; the confirmation is."""
    k = kiosk()
    ticket = given(k)
    end(k, ticket, "sent")
    assert prints(k) == []
    end(k, ticket, "printed")
    assert prints(k) == [TicketPrinted(ticket, 1)]


def test_a_failed_print_names_its_fault(kiosk):
    """No paper: the ticket stands, and the fact says why there is none."""
    k = kiosk()
    ticket = given(k)
    end(k, ticket, "failed", fault="paper_out")
    assert prints(k) == [TicketPrintFailed(ticket, 1, "paper_out", "failed")]


def test_after_a_restart_a_print_of_unknown_end_is_not_repeated(kiosk):
    """Nobody knows whether its paper came out: that is written once, and nothing is printed."""
    ticket = given(kiosk())
    k = kiosk()
    assert k.printed == [] and prints(k) == [TicketPrintFailed(ticket, 1, "restart", "unknown")]
    k = kiosk()
    assert k.printed == [] and len(prints(k)) == 1


def test_a_print_that_ended_is_not_lost_by_a_restart(kiosk):
    """Control: a confirmed print is nothing to write about after a restart."""
    k = kiosk()
    end(k, given(k), "printed")
    assert len(prints(kiosk())) == 1


def test_a_reprint_counts_on_from_what_was_printed(kiosk):
    """Attempt 2 and 3 say IN LẠI, over a restart too."""
    k = kiosk()
    ticket = given(k)
    end(k, ticket, "unknown")
    reprint(k, ticket)
    assert k.printed[-1].order.attempt == 2
    k = kiosk()
    reprint(k, ticket)
    assert k.printed[-1].order.attempt == 3


def test_a_first_print_of_a_ticket_that_has_one_is_ignored(kiosk):
    """Whoever orders it again without saying IN LẠI gets no second paper with the number."""
    k = kiosk()
    ticket = given(k)
    reprint(k, ticket, attempt=1)
    assert len(k.printed) == 1


def test_a_repeated_request_prints_once(kiosk):
    """The hall gives the same answer to the same request; the paper is already out."""
    k = kiosk()
    taken = {
        "ticket": str(new_id()), "number": "A001", "service": "ho-tich", "priority": False, "ahead": 2,
        "estimate_s": None, "at": k.clock.now().at.isoformat(),
    }  # fmt: skip
    for _ in range(3):
        k.window.ask("take_ticket", {"service": "ho-tich"}, k.answers.append)
        k.hall.answer("take_ticket", result=taken)
        k.turn()
    assert len(k.printed) == 1 and len(k.answers) == 3


def test_a_kiosk_without_a_printer_shows_numbers_alone(kiosk):
    """No print, no claim about one."""
    k = kiosk(printer=None)
    k.window.ask("take_ticket", {"service": "ho-tich"}, k.answers.append)
    k.hall.answer("take_ticket", result={
        "ticket": str(new_id()), "number": "A001", "service": "ho-tich", "priority": False, "ahead": 0,
        "estimate_s": None, "at": k.clock.now().at.isoformat(),
    })  # fmt: skip
    k.turn()
    assert k.answers[-1].ok and k.printed == [] and prints(k) == []
