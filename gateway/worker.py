"""The one worker: takes orders from the inbox, applies the rule, commits once, then shows the effects.

Nothing else writes the journal, and nothing is confirmed before the commit.
"""

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Protocol

from contract.clock import Stamp, utc_ms
from contract.events import ClockSynced, DeviceChanged, GatewayStarted
from contract.hall import HallAnswer, HallError
from contract.lines import LineRefused
from contract.notes import NoteTooLong
from gateway.clock import Clock
from gateway.commands import ControlAnswer, Order, PanelPressed
from gateway.effects import Answer, AnswerHall, Effect, Refuse, Tell
from gateway.hall_commands import HallAsked, ScreenRated
from gateway.inbox import Inbox
from gateway.journal.drafts import Draft
from gateway.journal.errors import JournalCorrupt, JournalError, JournalFull
from gateway.journal.keeper import Keeper
from gateway.journal.orders import JournalOrder
from gateway.refusal import FAILED, NOT_STORED, NOT_VALID, refused
from gateway.roles import Role

log = logging.getLogger(__name__)

BURST = 200
IDLE_S = 1.0
PRUNE_EVERY_S = 3600.0
RETRY_EVERY_S = 5.0


class WorkerState(Protocol):
    """What a role's state must tell the worker."""

    @property
    def test(self) -> bool:
        """Whether this is training."""
        ...


class Worker:
    """Runs the rules on its own thread. ``show`` performs effects, ``grown`` tells the link of new lines,
    ``alarm`` lights every fault lamp while the journal takes nothing."""

    def __init__(
        self,
        inbox: Inbox[Order | JournalOrder],
        keeper: Keeper,
        role: Role,
        state: WorkerState,
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

    @property
    def state(self) -> WorkerState:
        """The state as it is stored: a value, for any thread to look at."""
        return self._state

    def start(self, version: str, reason: str, preface: Sequence[Draft] = ()) -> None:
        """Write the first lines of this run, then begin. A journal that refuses them is tried again with work."""
        stamp = self._clock.now()
        self._before = stamp
        self._role.begin()
        try:
            self._commit(
                [*preface, Draft(GatewayStarted(version, reason), stamp, self._state.test)], self._state, (), {}
            )
        except LineRefused as error:
            log.error("the start makes no valid line: %s", error)
        self._thread.start()

    def stop(self, timeout_s: float = 5.0) -> None:
        """Finish what is in the inbox, then end."""
        self._stopping.set()
        self._inbox.wake()
        if self._thread.is_alive():
            self._thread.join(timeout_s)
        if self._thread.is_alive():
            log.error("the worker did not end within %g s; what it still does is not confirmed", timeout_s)

    def _run(self) -> None:
        while not (self._stopping.is_set() and self._inbox.is_empty()):
            orders = self._inbox.take(IDLE_S, BURST)
            try:
                self._burst(orders)
            except Exception:
                # The edge of this thread: one order that breaks must not end the counter.
                log.exception("a burst of %d orders failed; nothing of it was confirmed", len(orders))
            self.turns += 1

    def _burst(self, orders: Sequence[Order | JournalOrder]) -> None:
        commands: list[Order] = []
        for order in orders:
            if isinstance(order, JournalOrder):
                self._carry_out(order)
            else:
                commands.append(order)
        self._act(commands)
        self._prune()

    def _carry_out(self, order: JournalOrder) -> None:
        try:
            self._keeper.carry_out(order)
        except Exception:
            # The link asks again; the presses of this burst must not pay for it.
            log.exception("%s failed", type(order).__name__)

    def _act(self, commands: Sequence[Order]) -> None:
        """Decide, commit once, show. A line that no reader would take costs its own order alone."""
        self._role.begin()
        stamp, mono_s = self._clock.now(), self._clock.monotonic_s()
        effects: list[Effect] = []
        drafts = [*self._clock_drafts(stamp), *self._recovery(stamp, mono_s)]
        catches_up = bool(drafts) or not self.refusing
        facts: dict[str, bytes | None] = {}
        state = self._decide(commands, stamp, mono_s, drafts, effects, facts)
        if catches_up:
            caught_up = self._role.catch_up(state, stamp, mono_s)
            state = caught_up.state
            drafts.extend(caught_up.drafts)
            effects.extend(caught_up.effects)
            facts.update(caught_up.facts)
        try:
            if self._commit(drafts, state, effects, facts):
                self._before = stamp
        except (LineRefused, NoteTooLong) as error:
            self._role.undo()
            if len(commands) > 1:
                for command in commands:
                    self._act([command])
                return
            log.error("an order makes no valid line: %s", error)
            self._show_all(_refused(effects, NOT_VALID))

    def _decide(
        self,
        commands: Sequence[Order],
        stamp: Stamp,
        mono_s: float,
        drafts: list[Draft],
        effects: list[Effect],
        facts: dict[str, bytes | None],
    ) -> WorkerState:
        state = self._state
        for command in commands:
            try:
                decision = self._role.decide(state, command, stamp, mono_s)
            except Exception:
                # One bad order must not cost the others of its burst their confirmation.
                log.exception("no decision for %s", type(command).__name__)
                effects.extend(_failed(command))
                continue
            state = decision.state
            drafts.extend(decision.drafts)
            effects.extend(decision.effects)
            facts.update(decision.facts)
        return state

    def _commit(
        self,
        drafts: Sequence[Draft],
        state: WorkerState,
        effects: Sequence[Effect],
        facts: Mapping[str, bytes | None],
    ) -> bool:
        """Store, then show; False when the journal refused and people see that instead."""
        rows = dict(facts) if state is self._state else {**self._role.facts(self._state, state), **facts}
        try:
            if drafts or rows:
                self._append(drafts, rows)
        except JournalError as error:
            self._role.undo()
            self._refuse(error)
            self._show_all(_refused(effects, NOT_STORED))
            return False
        self._state = state
        if drafts:
            self._accept()
        self._show_all(effects)
        return True

    def _refuse(self, error: Exception) -> None:
        self._refused_s = self._clock.monotonic_s()
        if not self.refusing:
            log.error("the journal refuses new work: %s", error)
            self.refusing = True
            self._light_alarm()

    def _accept(self) -> None:
        self._grown()
        if self.refusing:
            log.warning("the journal takes work again")
            self.refusing = False
            self._light_alarm()

    def _light_alarm(self) -> None:
        try:
            self._alarm(self.refusing)
        except Exception:
            # A lamp must not stop the confirmations behind it.
            log.exception("the fault lamps could not be switched")

    def _recovery(self, stamp: Stamp, mono_s: float) -> list[Draft]:
        """While the journal refuses, try now and then whether it takes a line again, without waiting for a press."""
        if not self.refusing or mono_s - self._refused_s < RETRY_EVERY_S:
            return []
        return [Draft(DeviceChanged("journal", "journal", "ok"), stamp, self._state.test)]

    def _append(self, drafts: Sequence[Draft], facts: Mapping[str, bytes | None]) -> None:
        journal = self._keeper.journal
        try:
            try:
                journal.append(drafts, facts)
            except JournalFull:
                if not journal.make_room():
                    raise
                journal.append(drafts, facts)
        except JournalCorrupt as error:
            # Nothing of this burst was confirmed yet, so it may simply be written into the new file.
            self._keeper.start_over(str(error))
            journal.append(drafts, facts)

    def _show_all(self, effects: Sequence[Effect]) -> None:
        for effect in effects:
            try:
                self._show(effect)
            except Exception:
                # A lamp or a broken pipe must not stop the effects behind it; the facts are stored.
                log.exception("could not show %s", type(effect).__name__)

    def _clock_drafts(self, stamp: Stamp) -> list[Draft]:
        """The moment at which the clock became right in this boot is an event of its own."""
        before = self._before
        if before is None or before.clock != "unset" or stamp.clock != "synced":
            return []
        step_ms = (utc_ms(stamp.at) - utc_ms(before.at)) - (stamp.up_ms - before.up_ms)
        return [Draft(ClockSynced(step_ms), stamp, self._state.test)]

    def _prune(self) -> None:
        stamp, mono_s = self._clock.now(), self._clock.monotonic_s()
        if stamp.clock != "synced" or mono_s - self._pruned_s < PRUNE_EVERY_S:
            return
        self._pruned_s = mono_s
        self._keeper.prune((stamp.at.date() - timedelta(days=self._keep_days)).isoformat())


def _refused(effects: Sequence[Effect], answer: ControlAnswer) -> list[Effect]:
    return [instead for effect in effects if (instead := refused(effect, answer)) is not None]


def _failed(command: Order) -> list[Effect]:
    """What to show when a rule failed: whoever pressed or asked must not wait for nothing."""
    if isinstance(command, PanelPressed):
        return [Refuse(command.panel)]
    if isinstance(command, HallAsked):
        answer = HallAnswer(command.request.id, False, error=HallError("not_stored", FAILED.vi))
        return [AnswerHall(command.reply, answer)]
    if isinstance(command, ScreenRated):
        reply_screen = command.reply
        return [Tell(lambda: reply_screen(None))]
    reply = getattr(command, "reply", None)
    return [] if reply is None else [Answer(reply, FAILED)]
