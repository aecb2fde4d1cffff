"""The one worker: takes orders from the inbox, applies the rule, commits once, then shows the effects.

Nothing else writes the journal, and nothing is confirmed before the commit.
"""

import logging
import threading
from collections.abc import Callable, Sequence
from datetime import timedelta

from contract.clock import Stamp, utc_ms
from contract.events import ClockSynced, DeviceChanged, GatewayStarted
from contract.lines import LineTooLong
from contract.notes import NoteTooLong
from gateway.clock import Clock
from gateway.commands import Command
from gateway.counter.role import CounterRole
from gateway.counter.state import FACT, CounterState, dump
from gateway.effects import Effect
from gateway.inbox import Inbox
from gateway.journal.drafts import Draft
from gateway.journal.errors import JournalCorrupt, JournalError, JournalFull
from gateway.journal.keeper import Keeper
from gateway.journal.orders import JournalOrder
from gateway.refusal import refused

log = logging.getLogger(__name__)

BURST = 200
IDLE_S = 1.0
PRUNE_EVERY_S = 3600.0
RETRY_EVERY_S = 5.0


class Worker:
    """Runs the rules on its own thread. ``show`` performs effects, ``grown`` tells the link of new lines,
    ``alarm`` lights every fault lamp while the journal takes nothing."""

    def __init__(
        self,
        inbox: Inbox[Command | JournalOrder],
        keeper: Keeper,
        role: CounterRole,
        state: CounterState,
        clock: Clock,
        show: Callable[[Effect], None],
        grown: Callable[[], None],
        alarm: Callable[[bool], None],
        keep_days: int = 7,
    ) -> None:
        self._inbox = inbox
        self._keeper = keeper
        self._role = role
        self._state = state
        self._clock = clock
        self._show = show
        self._grown = grown
        self._alarm = alarm
        self._keep_days = keep_days
        self._thread = threading.Thread(target=self._run, name="worker", daemon=True)
        self._stopping = threading.Event()
        self._before: Stamp | None = None
        self._pruned_s = clock.monotonic_s()
        self._refused_s = 0.0
        self.refusing = False
        self.turns = 0
        """Grows with each turn of the loop, busy or idle: the watchdog looks at it."""

    def start(self, version: str, reason: str, preface: Sequence[Draft] = ()) -> None:
        """Write the first lines of this run, then begin. A journal that refuses them is tried again with work."""
        stamp = self._clock.now()
        self._before = stamp
        self._commit([*preface, Draft(GatewayStarted(version, reason), stamp, self._state.test)], self._state, ())
        self._thread.start()

    def stop(self, timeout_s: float = 5.0) -> None:
        """Finish what is in the inbox, then end."""
        self._stopping.set()
        self._inbox.wake()
        if self._thread.is_alive():
            self._thread.join(timeout_s)

    def _run(self) -> None:
        while not (self._stopping.is_set() and self._inbox.is_empty()):
            orders = self._inbox.take(IDLE_S, BURST)
            try:
                self._burst(orders)
            except Exception:
                # The edge of this thread: one order that breaks must not end the counter.
                log.exception("a burst of %d orders failed; nothing of it was confirmed", len(orders))
            self.turns += 1

    def _burst(self, orders: Sequence[Command | JournalOrder]) -> None:
        stamp, mono_s = self._clock.now(), self._clock.monotonic_s()
        state, effects = self._state, list[Effect]()
        drafts = [*self._clock_drafts(stamp), *self._recovery(stamp, mono_s)]
        for order in orders:
            if isinstance(order, JournalOrder):
                self._keeper.carry_out(order)
                continue
            try:
                decision = self._role.decide(state, order, stamp, mono_s)
            except Exception:
                # One bad order must not cost the others of its burst their confirmation.
                log.exception("no decision for %s", type(order).__name__)
                continue
            state = decision.state
            drafts.extend(decision.drafts)
            effects.extend(decision.effects)
        self._commit(drafts, state, effects)
        self._prune(stamp, mono_s)

    def _commit(self, drafts: Sequence[Draft], state: CounterState, effects: Sequence[Effect]) -> None:
        facts = {} if state is self._state else {FACT: dump(state)}
        try:
            if drafts or facts:
                self._append(drafts, facts)
        except (JournalError, LineTooLong, NoteTooLong) as error:
            self._refuse(error)
            effects = [refused(effect) for effect in effects]
        else:
            self._state = state
            if drafts:
                self._accept()
        for effect in effects:
            self._perform(effect)

    def _refuse(self, error: Exception) -> None:
        self._refused_s = self._clock.monotonic_s()
        if not self.refusing:
            log.error("the journal refuses new work: %s", error)
            self.refusing = True
            self._alarm(True)

    def _accept(self) -> None:
        self._grown()
        if self.refusing:
            log.warning("the journal takes work again")
            self.refusing = False
            self._alarm(False)

    def _recovery(self, stamp: Stamp, mono_s: float) -> list[Draft]:
        """While the journal refuses, try now and then whether it takes a line again, without waiting for a press."""
        if not self.refusing or mono_s - self._refused_s < RETRY_EVERY_S:
            return []
        return [Draft(DeviceChanged("journal", "journal", "ok"), stamp, self._state.test)]

    def _append(self, drafts: Sequence[Draft], facts: dict[str, bytes]) -> None:
        try:
            self._keeper.journal.append(drafts, facts)
        except JournalFull:
            if not self._keeper.journal.make_room():
                raise
            self._keeper.journal.append(drafts, facts)
        except JournalCorrupt as error:
            # Nothing of this burst was confirmed yet, so it may simply be written into the new file.
            preface = self._keeper.start_over(str(error))
            self._keeper.journal.append([*preface, *drafts], {FACT: dump(self._state), **facts})

    def _perform(self, effect: Effect) -> None:
        try:
            self._show(effect)
        except Exception:
            # A lamp or a broken pipe must not stop the effects behind it; the facts are stored.
            log.exception("could not show %s", type(effect).__name__)

    def _clock_drafts(self, stamp: Stamp) -> list[Draft]:
        """The moment at which the clock became right in this boot is an event of its own."""
        before, self._before = self._before, stamp
        if before is None or before.clock != "unset" or stamp.clock != "synced":
            return []
        step_ms = (utc_ms(stamp.at) - utc_ms(before.at)) - (stamp.up_ms - before.up_ms)
        return [Draft(ClockSynced(step_ms), stamp, self._state.test)]

    def _prune(self, stamp: Stamp, mono_s: float) -> None:
        if stamp.clock != "synced" or mono_s - self._pruned_s < PRUNE_EVERY_S:
            return
        self._pruned_s = mono_s
        before = (stamp.at.date() - timedelta(days=self._keep_days)).isoformat()
        try:
            self._keeper.journal.prune(before)
        except JournalError as error:
            log.warning("could not forget old lines: %s", error)
