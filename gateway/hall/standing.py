"""Whether this hall may work: alone on its site, and sure of the numbers that were given before it.

A hall whose card remembers today goes on at once. Any other waits until the kiosks have told what they know; and a
hall that hears another one at work steps back (design §4.5, §4.6). Nothing here is stored.
"""

import logging
from datetime import date
from typing import Literal

from contract.hall import HallState

log = logging.getLogger(__name__)

REPORTS_S = 12.0
"""How long kiosks have to report after the hall appeared on the broker: they come back to it within 6 s of its own
return, hear within 2 s that there is a hall, and repeat each second what is not answered."""
LISTEN_S = 1.5
"""How long it listens on the broker before it speaks: what is kept there tells the numbers, and its own first word
would take its place."""
PROBE_S = 12.0
"""A living hall speaks every 10 s."""
ALONE_S = 120.0
"""When a hall on a new card has never reached a broker for so long, nobody else can have given numbers."""
SILENT_S = 600.0
"""After so long without a word of the other hall, one that stepped back begins again."""

Mode = Literal["working", "recovering", "yielding"]


class Standing:
    """``remembers``: what the card holds — ``today``, something ``older``, ``nothing``; ``alone``: no broker at all."""

    def __init__(self, hall: str, remembers: Literal["today", "older", "nothing"], alone: bool) -> None:
        self._hall = hall
        self.mode: Mode = "working" if alone or remembers == "today" else "recovering"
        self._wait_s = ALONE_S if remembers == "nothing" else REPORTS_S
        self._ready_s: float | None = None
        self._is_connected = False
        self._is_listening = self.mode == "recovering"
        self._listens_until_s = float("inf")
        self._probed_s: float | None = None
        self._other_s = 0.0
        self.other: str | None = None
        self.heard_epoch = 0
        """The highest epoch heard from anybody: an own one must be above it."""

    @property
    def may_speak(self) -> bool:
        """Whether the state may be published: not while another hall is at work, or may be."""
        return self.mode != "yielding" and self._probed_s is None and not self._is_listening

    def connected(self, mono_s: float) -> None:
        """The centre's broker is reached: kiosks hear of this hall now."""
        if self.mode == "recovering" and not self._is_connected:
            self._ready_s = mono_s + REPORTS_S
            self._listens_until_s = mono_s + LISTEN_S
        self._is_connected = True

    def heard(self, state: HallState, is_live: bool, own_epoch: int, mono_s: float) -> None:
        """A state was on the broker that may be another hall's."""
        if state.hall == self._hall:
            if state.epoch > own_epoch:
                self.heard_epoch = max(self.heard_epoch, state.epoch)
            return
        if not is_live:
            if state.epoch >= own_epoch and self.mode != "yielding":
                self._probed_s = mono_s
                self.heard_epoch = max(self.heard_epoch, state.epoch)
            return
        is_stronger = self.mode != "working" or (state.epoch, state.hall) > (own_epoch, self._hall)
        if state.rev > 0 and is_stronger:
            self.heard_epoch = max(self.heard_epoch, state.epoch)
            self._step_back(state.hall, mono_s)
        elif self.other != state.hall:
            self.other = state.hall
            log.error("another hall is on this site: %s; this one works on, that one has to step back", state.hall)

    def look(self, mono_s: float) -> bool:
        """Let time pass; True when the mode or the right to speak changed."""
        before = (self.mode, self.may_speak)
        if self._probed_s is not None and mono_s - self._probed_s >= PROBE_S:
            self._probed_s = None
            if self.mode == "recovering":
                self._ready_s = mono_s + REPORTS_S
        if self.mode == "yielding" and mono_s - self._other_s >= SILENT_S:
            log.warning("the other hall %s is silent; this one begins again", self.other)
            self.mode, self._ready_s, self.other = "recovering", mono_s + REPORTS_S, None
        if self.mode == "recovering" and self._probed_s is None:
            if self._ready_s is None:
                self._ready_s = mono_s + self._wait_s
            if mono_s >= self._ready_s:
                self.mode = "working"
        if self._is_listening and (mono_s >= self._listens_until_s or self.mode == "working"):
            self._is_listening = False
        return before != (self.mode, self.may_speak)

    def _step_back(self, other: str, mono_s: float) -> None:
        self._other_s, self._probed_s = mono_s, None
        if self.mode != "yielding":
            log.error("the hall %s is at work on this site; this one refuses to work", other)
        self.mode, self.other = "yielding", other


def remembers(day: str, today: date, epoch: int) -> Literal["today", "older", "nothing"]:
    """What the card of a hall remembers."""
    if day == today.isoformat():
        return "today"
    return "older" if epoch else "nothing"
