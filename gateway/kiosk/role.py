"""The kiosk role: stores a ticket's print before it is sent, gives leased numbers while the hall is away, and tells
the hall of them when it is back.

It never prints a ticket twice by itself, and never claims a print that the printer did not confirm.
"""

from collections.abc import Callable, Mapping
from datetime import date
from uuid import UUID

import msgspec

from contract.clock import Stamp
from contract.hall import HallAnswer
from contract.ids import new_id
from contract.site import SiteConfig
from gateway.decision import Decision
from gateway.effects import AnswerHall, Effect
from gateway.hall_commands import (
    HallHeard,
    LeaseHeard,
    PrintEnded,
    PrintTicket,
    ReportHeard,
    ReturnHeard,
    TicketAway,
    TicketGiven,
)
from gateway.journal.drafts import Draft
from gateway.kiosk import away, carrying
from gateway.kiosk import state as rows
from gateway.kiosk.printing import Printing
from gateway.kiosk.state import Held, KioskState
from gateway.kiosk.talking import Talk
from gateway.queue.numbers import parsed

Decided = Decision[KioskState]

TAKES = TicketGiven | TicketAway | LeaseHeard | ReportHeard | ReturnHeard | PrintTicket | PrintEnded | HallHeard


class KioskRole:
    """Tickets and prints of one gateway. ``talk`` asks the hall for blocks and tells it of tickets."""

    def __init__(self, site: SiteConfig, printing: Printing, talk: Talk, fresh_id: Callable[[], UUID] = new_id) -> None:
        self._site = site
        self._printing = printing
        self._talk = talk
        self._fresh_id = fresh_id

    def takes(self, command: object) -> bool:
        """Tickets, their prints, and what the hall says."""
        return isinstance(command, TAKES)

    def begin(self) -> None:
        """Everything it remembers is in its state."""

    def undo(self) -> None:
        """Questions that did not go out may be asked again."""
        self._talk.forget()

    def facts(self, before: KioskState, after: KioskState) -> Mapping[str, bytes | None]:
        """Decisions name their rows themselves."""
        return {}

    def decide(self, state: KioskState, command: object, stamp: Stamp, mono_s: float) -> Decided:
        """What an order means; nothing is stored or printed yet."""
        turned = self._turn_day(state, stamp)
        return _then(turned, self._decide(turned.state, command, stamp, mono_s))

    def catch_up(self, state: KioskState, stamp: Stamp, mono_s: float) -> Decided:
        """What time alone brings: lapsed blocks, prints lost with the last run, questions to the hall."""
        done = self._turn_day(state, stamp)
        done = _then(done, self._printing.found_lost(done.state))
        return _then(done, self._talk.due(done.state, stamp, mono_s))

    def _decide(self, state: KioskState, command: object, stamp: Stamp, mono_s: float) -> Decided:
        match command:
            case TicketGiven():
                return self._given(state, command, stamp)
            case TicketAway():
                return self._give(state, command, stamp)
            case PrintTicket():
                return self._printing.ordered(state, command)
            case PrintEnded():
                return self._printing.ended(state, command, stamp)
            case HallHeard():
                return Decision(self._talk.heard(state, command, mono_s))
            case LeaseHeard():
                return self._leased(state, command, stamp)
            case ReportHeard():
                return self._reported(state, command)
            case ReturnHeard(lease, is_done):
                if not is_done or lease not in state.leases:
                    return Decision(state)
                rest = {key: held for key, held in state.leases.items() if key != lease}
                gone: rows.Rows = {f"{rows.LEASE}{lease}": None}
                return Decision(msgspec.structs.replace(state, leases=rest), (), (), gone)
        return Decision(state)

    def _given(self, state: KioskState, given: TicketGiven, stamp: Stamp) -> Decided:
        """The hall has stored the ticket; its print is stored here before anybody hears of it. Who got a number of this
        kiosk's own for the same request keeps that one; the hall takes the other back when it hears of it."""
        known = next((one for one in state.away.values() if one.request == given.answer.id), None)
        if known is not None:
            answer = HallAnswer(given.answer.id, True, result=known.answer)
            return Decision(state, (), (AnswerHall(given.reply, answer),))
        printed = self._printing.first(state, given.taken, given.language, stamp)
        after, place = printed.state, parsed(given.taken.number)
        if place is not None and place[1] < away.lowest_known(state, self._site).get(place[0], place[1] + 1):
            after = away.noted(after, self._site, given.taken.service, place[1], None)
        effects: tuple[Effect, ...] = (*printed.effects, AnswerHall(given.reply, given.answer))
        return Decision(after, (), effects, {**printed.facts, **rows.rest_row(after)})

    def _give(self, state: KioskState, wish: TicketAway, stamp: Stamp) -> Decided:
        request = wish.refusal.id
        known = next((one for one in state.away.values() if one.request == request), None)
        if known is not None:
            return Decision(state, (), (AnswerHall(wish.reply, HallAnswer(request, True, result=known.answer)),))
        service = away.service_open(self._site, wish.take.service, stamp)
        held = away.usable(state, service, stamp) if service is not None else None
        if service is None or held is None:
            return Decision(state, (), (AnswerHall(wish.reply, wish.refusal),))
        given, rest, issued = away.give(state, wish.take, service, held, request, self._fresh_id(), stamp)
        after = msgspec.structs.replace(
            state,
            leases={**state.leases, rest.lease.id: rest},
            away={**state.away, given.ticket.ticket: given},
        )
        printed = self._printing.first(after, given.ticket, wish.language, stamp, issued.ahead)
        answer = AnswerHall(wish.reply, HallAnswer(request, True, result=given.answer))
        facts = {**rows.lease_row(rest), **rows.away_row(given), **printed.facts}
        return Decision(printed.state, (Draft(issued, stamp),), (*printed.effects, answer), facts)

    def _leased(self, state: KioskState, heard: LeaseHeard, stamp: Stamp) -> Decided:
        lease = heard.lease
        if lease is None or lease.id in state.leases:
            return Decision(state)
        day = lease.service_day.isoformat()
        is_behind = day == state.heard_day and day < state.day
        if state.day and day != state.day and not is_behind:
            return Decision(state)
        if is_behind:
            # A hall that does not know the date yet goes on with the day it remembers: its numbers are of today.
            lease = msgspec.structs.replace(lease, service_day=date.fromisoformat(state.day))
        held = Held(lease, lease.first, stamp.boot, is_dated=stamp.clock != "unset")
        after = msgspec.structs.replace(state, leases={**state.leases, lease.id: held})
        return Decision(after, (), (), rows.lease_row(held))

    def _reported(self, state: KioskState, heard: ReportHeard) -> Decided:
        if not heard.is_done:
            return Decision(state)
        told = {
            ticket: msgspec.structs.replace(state.away[ticket], is_reported=True)
            for ticket in heard.tickets
            if ticket in state.away
        }
        after = msgspec.structs.replace(state, away={**state.away, **told}, told_epoch=heard.epoch)
        facts: rows.Rows = {}
        for given in told.values():
            facts.update(rows.away_row(given))
        return Decision(after, (), (), facts)

    def _turn_day(self, state: KioskState, stamp: Stamp) -> Decided:
        """On another day blocks are void; what nobody got of them is explained. What came in this boot before anybody
        knew the date is of the day that becomes known."""
        # Without a right clock the hall's word is the best there is.
        today = state.heard_day if stamp.clock == "unset" else stamp.at.date().isoformat()
        if today <= state.day:
            return Decision(state)
        lost = self._printing.found_lost(state)
        kept = carrying.carried(lost.state, today, stamp)
        old = carrying.without(lost.state, kept)
        drafts = tuple(Draft(fact, stamp) for fact in away.lapsed(old))
        return _then(lost, Decision(kept, drafts, (), {**rows.rows_gone(old), **rows.all_rows(kept)}))


def _then(first: Decided, second: Decided) -> Decided:
    """Both, one after the other; ``second`` was decided on the state of ``first``."""
    return Decision(
        second.state,
        (*first.drafts, *second.drafts),
        (*first.effects, *second.effects),
        {**first.facts, **second.facts},
    )
