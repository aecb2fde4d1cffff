"""What a guide's page shows: pure, from the day as the hall role keeps it. Nothing about ratings is in it."""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from contract.site import SiteConfig
from gateway.joining.printers_now import PrinterNow
from gateway.officers import words
from gateway.officers.desk_view import DeskState, OfficerShown, RowShown, desk_state, officer_shown, rows
from gateway.queue.looking import find, stranded, tickets_of
from gateway.queue.state import ENDED, CounterSeat, Instant, PrintState, QueueState, Ticket

MOST_FOUND = 8
LOW_TICKETS = 40
"""A roll with fewer tickets is to be changed at the next quiet moment."""
AT_KIOSKS = frozenset(("kiosk", "button"))
PRINTS: dict[PrintState, str] = {
    "none": "Chưa in",
    "sent": "Đang in",
    "printed": "Đã in",
    "failed": "In không được",
    "unknown": "Chưa rõ đã in hay chưa",
}


class CounterShown(msgspec.Struct, frozen=True):
    """A counter in one line."""

    id: str
    title: str
    state: DeskState
    state_text: str
    officer: str
    number: str


class ServiceShown(msgspec.Struct, frozen=True):
    """How many wait for a service, and for how long by the hall's word."""

    waiting: int
    estimate_s: int | None


class PeriodShown(msgspec.Struct, frozen=True):
    """A stretch of a ticket's life: "08:15", in words, "3 phút" as seconds."""

    at: str
    text: str
    seconds: int


class HelpShown(msgspec.Struct, frozen=True):
    """A call for help that nobody has answered: its id, where, in words, and for how long."""

    id: int
    where: str
    text: str
    waited_s: int


class PrinterShown(msgspec.Struct, frozen=True):
    """A printer in one sentence; ``needs_somebody``: paper to change, a cover to close, a cable to plug in."""

    text: str
    needs_somebody: bool


class GuideNow(msgspec.Struct, frozen=True, kw_only=True):
    """The hall as a guide sees it. ``helped``: who needs a guide: missed, parked, waiting where no counter is open."""

    live: bool
    at: str
    officer: OfficerShown | None
    counters: list[CounterShown]
    services: dict[str, ServiceShown]
    helped: list[RowShown]
    waiting_count: int
    helps: list[HelpShown]
    printers: list[PrinterShown]


class FoundTicket(msgspec.Struct, frozen=True, kw_only=True):
    """A ticket with its history. ``can``: what a guide may do with it."""

    id: UUID
    number: str
    service_name: str
    state: str
    state_text: str
    priority: bool
    needs: list[str]
    need_codes: list[str]
    items: int | None
    issued: str
    history: list[PeriodShown]
    print_text: str
    can: list[str]


def guide_now(
    site: SiteConfig,
    queue: QueueState,
    now: Instant,
    *,
    live: bool,
    officer: str | None,
    estimates: dict[str, int | None],
    helps: Sequence[HelpShown] = (),
    printers: Sequence[PrinterNow] = (),
) -> GuideNow:
    """The view of the hall."""
    return GuideNow(
        live=live,
        at=f"{now.at:%H:%M}",
        officer=officer_shown(site, officer),
        counters=_counters(site, queue),
        services={
            s.code: ServiceShown(len(queue.waiting.get(s.code, ())), estimates.get(s.code)) for s in site.services
        },
        helped=helped(site, queue, now),
        waiting_count=sum(map(len, queue.waiting.values())),
        helps=list(helps),
        printers=[printer_shown(one) for one in printers],
    )


def printer_shown(printer: PrinterNow) -> PrinterShown:
    """A printer in words: its fault, or how much paper is left."""
    if printer.fault not in (None, "paper_low"):
        return PrinterShown(f"Máy in {printer.name}: {words.PRINTER_FAULTS.get(printer.fault, 'có lỗi')}", True)
    left = f"Máy in {printer.name}: còn khoảng {printer.left} phiếu"
    is_low = printer.fault == "paper_low" or printer.left <= LOW_TICKETS
    return PrinterShown(f"{left}, sắp hết giấy" if is_low else left, is_low)


def helped(site: SiteConfig, queue: QueueState, now: Instant) -> list[RowShown]:
    """Who needs a guide: waiting with no open counter first, then the missed and the parked, the longest away first."""
    alone = rows(site, stranded(queue, site), now)
    away = sorted(tickets_of(queue, "missed", "parked"), key=lambda ticket: ticket.since.at)
    marked = [msgspec.structs.replace(row, note="chưa có quầy mở") for row in alone]
    return marked + [_with_state(row) for row in rows(site, away, now)]


def found(site: SiteConfig, queue: QueueState, text: str, now: Instant) -> list[FoundTicket]:
    """Tickets by their number as people say it ("a 105"), or whose number holds the digits; newest first."""
    exact = find(queue, text)
    wanted = "".join(text.split()).upper()
    if not wanted:
        return []
    alike = [exact] if exact is not None else [t for t in queue.tickets.values() if wanted in t.number]
    return [_found(site, ticket, now) for ticket in sorted(alike, key=lambda t: -t.place)[:MOST_FOUND]]


def _found(site: SiteConfig, ticket: Ticket, now: Instant) -> FoundTicket:
    [row] = rows(site, [ticket], now)
    where = f" tại quầy {ticket.counter}" if ticket.state in ("called", "serving") and ticket.counter else ""
    return FoundTicket(
        id=ticket.id,
        number=ticket.number,
        service_name=row.service_name,
        state=ticket.state,
        state_text=words.STATES[ticket.state] + where,
        priority=ticket.priority,
        needs=row.needs,
        need_codes=list(ticket.needs),
        items=ticket.items,
        issued=f"{ticket.issued.at:%H:%M}",
        history=[
            PeriodShown(
                f"{period.began.at:%H:%M}",
                words.STATES[period.state] + (f", quầy {period.counter}" if period.counter else ""),
                int(period.began.seconds_until(period.ended or now)),
            )
            for period in ticket.periods
        ],
        print_text=_printed(ticket),
        can=_can(ticket),
    )


def _printed(ticket: Ticket) -> str:
    """How its paper is. What another gateway printed is not known here, and not claimed."""
    if ticket.printing == "none" and ticket.channel in AT_KIOSKS:
        return "Phiếu do máy lấy số in"
    return PRINTS[ticket.printing] + (f" (lần {ticket.attempts})" if ticket.attempts > 1 else "")


def _can(ticket: Ticket) -> list[str]:
    can = ["reprint"] if ticket.state in ("waiting", "parked", "missed", "called") else []
    if ticket.state == "missed":
        can.append("bring_back")
    if ticket.state == "parked":
        can.append("resume")
    if ticket.state in ("waiting", "parked", "missed"):
        can.append("void")
    if ticket.state not in ENDED:
        can.append("needs")
    return can


def _counters(site: SiteConfig, queue: QueueState) -> list[CounterShown]:
    names = {officer.code: officer.name for officer in site.officers}
    shown = []
    for counter in site.counters:
        seat = queue.counters.get(counter.id, CounterSeat())
        ticket = queue.tickets.get(seat.ticket) if seat.ticket is not None else None
        state = desk_state(seat, ticket)
        shown.append(
            CounterShown(
                counter.id,
                counter.title or "",
                state,
                words.DESK_STATES[state],
                names.get(seat.officer, seat.officer) if seat.officer else "",
                ticket.number if ticket is not None else "",
            )
        )
    return shown


def _with_state(row: RowShown) -> RowShown:
    state = words.STATES[row.state]
    return msgspec.structs.replace(row, note=f"{state}: {row.note}" if row.note else state)
