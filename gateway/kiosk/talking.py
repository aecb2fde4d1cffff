"""What a kiosk asks and tells the hall by itself: blocks of numbers in advance, tickets it gave alone, blocks it does
not need.

Each question is asked again after a while until it is answered; the answers come back as orders to the worker.
"""

from collections.abc import Callable
from typing import Any

import msgspec

from contract.clock import Stamp
from contract.hall import HallAnswer, Lease, Verb
from contract.services import as_time
from contract.site import SiteConfig
from gateway.decision import Decision
from gateway.effects import Effect, Tell
from gateway.hall_client import HallClient, OnAnswer
from gateway.hall_commands import HallHeard, LeaseHeard, ReportHeard, ReturnHeard
from gateway.hall_feed import STALE_AFTER_S
from gateway.kiosk import away
from gateway.kiosk.state import Held, KioskState, Rows, lease_row

AGAIN_S = 10.0
MOST_REPORTED = 200
GONE = frozenset(("wrong_day", "unknown_lease"))
"""Answers after which asking again is of no use."""

Post = Callable[[LeaseHeard | ReportHeard | ReturnHeard], None]


class Talk:
    """``lease``: how many numbers of each service to hold. ``hall`` None: it is in this very process, and never
    away."""

    def __init__(self, site: SiteConfig, hall: HallClient | None, post: Post, lease: int) -> None:
        self._site = site
        self._hall = hall
        self._post = post
        self._lease = lease
        self._asked_s: dict[str, float] = {}

    def forget(self) -> None:
        """What was to be asked did not go out."""
        self._asked_s.clear()

    def heard(self, state: KioskState, news: HallHeard, mono_s: float) -> KioskState:
        """Remember what the hall says of itself and of those who wait."""
        known = state
        for service, waiting in news.state.services.items():
            if news.state.service_day.isoformat() == state.day:
                known = away.noted(known, self._site, service, waiting.last, waiting.leased)
        known = msgspec.structs.replace(
            known,
            waiting={service: waiting.waiting for service, waiting in news.state.services.items()},
            heard_epoch=max(state.heard_epoch, news.state.epoch),
            is_open=news.state.open,
        )
        if not news.is_live:
            return known
        told = 0 if _may_have_forgotten(state, news, mono_s) else known.told_epoch
        return msgspec.structs.replace(
            known,
            heard_s=mono_s,
            told_epoch=told,
            heard_at=news.state.at,
            heard_day=news.state.service_day.isoformat(),
        )

    def due(self, state: KioskState, stamp: Stamp, mono_s: float) -> Decision[KioskState]:
        """The questions that are due, to be asked after the commit."""
        if self._hall is None or not state.day or state.heard_s is None or mono_s - state.heard_s > STALE_AFTER_S:
            return Decision(state)
        effects: list[Effect] = []
        unreported = tuple(ticket for ticket, one in state.away.items() if not one.is_reported)[:MOST_REPORTED]
        if unreported or state.told_epoch != state.heard_epoch:
            epoch = state.heard_epoch
            self._ask(effects, mono_s, f"report {epoch} {len(unreported)}", "report_tickets", {
                "service_day": state.day,
                "tickets": [
                    msgspec.to_builtins(away.told(state, state.away[ticket], stamp, mono_s)) for ticket in unreported
                ],
                **away.known(state, self._site),
            }, lambda answer: self._post(ReportHeard(epoch, unreported, answer.ok)))  # fmt: skip
        elif self._is_day_over(stamp, state):
            return self._give_back(state, mono_s)
        elif state.is_open:
            for service in self._site.services:
                if self._lease and away.left(state, service, stamp) * 2 < self._lease:
                    self._lease_of(effects, mono_s, service.code)
        return Decision(state, (), tuple(effects))

    def _give_back(self, state: KioskState, mono_s: float) -> Decision[KioskState]:
        """From a block that is on its way back no number is given, whether the hall hears of it or not."""
        effects: list[Effect] = []
        back = {
            key: msgspec.structs.replace(held, is_returning=True) for key, held in state.leases.items() if held.left
        }
        facts: Rows = {}
        for key, held in back.items():
            if held != state.leases[key]:
                facts.update(lease_row(held))
            self._return(effects, mono_s, held)
        after = msgspec.structs.replace(state, leases={**state.leases, **back}) if facts else state
        return Decision(after, (), tuple(effects), facts)

    def _lease_of(self, effects: list[Effect], mono_s: float, service: str) -> None:
        def answered(answer: HallAnswer) -> None:
            self._post(LeaseHeard(service, msgspec.convert(answer.result, Lease) if answer.ok else None))

        args = {"service": service, "count": self._lease}
        self._ask(effects, mono_s, f"lease {service}", "lease_numbers", args, answered)

    def _return(self, effects: list[Effect], mono_s: float, held: Held) -> None:
        def answered(answer: HallAnswer) -> None:
            self._post(ReturnHeard(held.lease.id, _is_over(answer)))

        args = away.returning_args(held)
        self._ask(effects, mono_s, f"return {held.lease.id}", "return_numbers", args, answered)

    def _ask(
        self, effects: list[Effect], mono_s: float, key: str, do: Verb, args: dict[str, Any], on_answer: OnAnswer
    ) -> None:
        if self._hall is None or mono_s - self._asked_s.get(key, float("-inf")) < AGAIN_S:
            return
        self._asked_s[key] = mono_s
        hall = self._hall
        effects.append(Tell(lambda: hall.ask(do, args, on_answer)))

    def _is_day_over(self, stamp: Stamp, state: KioskState) -> bool:
        """After the last session nobody takes numbers; a centre without sessions has no such hour."""
        sessions = self._site.hours.sessions_on(stamp.at.date())
        is_dated = stamp.clock != "unset"
        return (
            bool(sessions)
            and is_dated
            and not state.is_open
            and stamp.at.time() >= max(as_time(s.end) for s in sessions)
        )


def _may_have_forgotten(state: KioskState, news: HallHeard, mono_s: float) -> bool:
    """Tell whether the hall may be on a new card: it gives no numbers yet, it was silent, or it counts anew. A new card
    may call its first life what the old one called its own."""
    was_silent = state.heard_s is None or mono_s - state.heard_s > STALE_AFTER_S
    return news.state.rev == 0 or was_silent or news.state.epoch < state.heard_epoch


def _is_over(answer: HallAnswer) -> bool:
    return answer.ok or (answer.error is not None and answer.error.code in GONE)
