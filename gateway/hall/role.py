"""The hall role: takes requests to the rules of the queue, answers each once, and shows the state of the hall.

It decides nothing about the queue itself; `gateway/queue` does.
"""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

import msgspec

from contract.clock import Stamp
from contract.events import DeviceChanged
from contract.hall import REQUEST_EXPIRY_S, HallAnswer, HallError, HallState
from contract.hall_args import ReportTickets, read_args
from contract.ids import new_id
from contract.site import SiteConfig
from gateway.commands import SetTestMode
from gateway.decision import Decision
from gateway.effects import AnswerHall, AskHelp, Effect, ShowHall, Tell
from gateway.hall import memory
from gateway.hall.answers import Answers
from gateway.hall.fencing import Fence
from gateway.hall.memory import HallMemory
from gateway.hall.rules import Acted, Rules
from gateway.hall.sentences import malformed, refusal
from gateway.hall.sessions import Sessions
from gateway.hall.standing import Mode, Standing
from gateway.hall_commands import CallSpoken, HallAsked, HallBeside, HallReached, HallReply, MarkNeeds, PrintEnded
from gateway.journal.drafts import Draft
from gateway.queue import windows
from gateway.queue.state import Instant, QueueState

SPEAK_EVERY_S = 10.0
"""Design §4.6: the state is published on each change and at least so often."""
RECOVERING_SPEAKS_S = 2.0
"""A hall that waits for the kiosks' reports is heard soon by each that comes back to the broker."""
OTHER_HALL = "other_hall"
"""Fault: another hall is at work on this site."""
WHILE_RECOVERING = frozenset(("report_tickets", "return_numbers"))

TAKES = HallAsked | MarkNeeds | CallSpoken | PrintEnded | HallBeside | HallReached | SetTestMode

Decided = Decision[HallMemory]
Rows = dict[str, bytes | None]


class HallRole:
    """The queue of one centre. ``hall`` is this gateway's id; ``standing`` says whether it may work."""

    def __init__(
        self,
        site: SiteConfig,
        hall: str,
        standing: Standing,
        answers: Answers,
        fresh_id: Callable[[], UUID] = new_id,
    ) -> None:
        self._hall = hall
        self._counters = site.counters
        self._standing = standing
        self._answers = answers
        self._fence = Fence(hall, site.counters)
        self._rules = Rules(site, fresh_id)
        self._sessions = Sessions(site)
        self._shown: QueueState | None = None
        self._shown_s = 0.0
        self._told_mode = standing.mode
        self._was: tuple[QueueState | None, float, Mode] = (None, 0.0, standing.mode)
        self.queue = QueueState()
        """The day as it is stored; any thread may read it."""

    def takes(self, command: object) -> bool:
        """Requests, what guide, voice and printer of this gateway say of tickets, what is heard of halls, training."""
        return isinstance(command, TAKES)

    def begin(self) -> None:
        """Remember where an action begins."""
        self._answers.begin()
        self._was = (self._shown, self._shown_s, self._told_mode)

    def undo(self) -> None:
        """Nothing since `begin` was stored."""
        self._answers.undo()
        self._shown, self._shown_s, self._told_mode = self._was

    def facts(self, before: HallMemory, after: HallMemory) -> Mapping[str, bytes | None]:
        """Decisions name their rows themselves."""
        return {}

    def decide(self, state: HallMemory, command: object, stamp: Stamp, mono_s: float) -> Decided:
        """What an order means; nothing is stored or shown yet."""
        turned = self._turn_day(state, stamp)
        match command:
            case HallAsked():
                return _then(turned, self._asked(turned.state, command, stamp, mono_s))
            case MarkNeeds():
                return _then(turned, self._mark(turned.state, command, stamp))
            case CallSpoken():
                said = self._rules.spoken(turned.state.queue, command, stamp)
                return _then(turned, self._applied(turned.state, said))
            case HallBeside(heard, is_live):
                return _then(turned, self._heard(turned.state, heard, is_live, stamp, mono_s))
            case HallReached():
                self._standing.connected(mono_s)
                self._shown = None
            case SetTestMode(is_on):
                return _then(turned, self._train(turned.state, is_on, stamp))
            case PrintEnded():
                done = self._rules.printed(turned.state.queue, command, stamp)
                return _then(turned, self._applied(turned.state, done))
        return turned

    def catch_up(self, state: HallMemory, stamp: Stamp, mono_s: float) -> Decided:
        """What time alone brings: a new day, the end of a session, the state shown to everybody."""
        done = self._turn_day(state, stamp)
        changed = self._standing.look(mono_s)
        done = _then(done, self._own_epoch(done.state))
        done = _then(done, self._told(done.state, stamp))
        if self._works:
            present = Instant.of(stamp)
            left = (*self._sessions.over(done.state.queue, present), *windows.due(done.state.queue, present))
            done = _then(done, self._applied(done.state, self._rules.fold(done.state.queue, left, stamp)))
        after = done.state
        every_s = SPEAK_EVERY_S if self._works else RECOVERING_SPEAKS_S
        if after.queue is not self._shown or mono_s - self._shown_s >= every_s or changed:
            self._shown, self._shown_s = after.queue, mono_s
            if self._standing.may_speak:
                after = msgspec.structs.replace(after, rev=after.rev + 1 if self._works else 0)
                return _then(done, Decision(after, (), (ShowHall(self._now(after, stamp)),)))
        return done

    @property
    def mode(self) -> Mode:
        """Whether it works, waits, or steps back before another hall; for health and lamps."""
        return self._standing.mode

    @property
    def _works(self) -> bool:
        return self._standing.mode == "working" and self._standing.may_speak

    def _asked(self, state: HallMemory, asked: HallAsked, stamp: Stamp, mono_s: float) -> Decided:
        request = asked.request
        given = self._answers.given(asked.gateway, request.id)
        if given is not None:
            return _answered(state, asked.reply, given)
        if not self._works and not (self._standing.may_speak and request.do in WHILE_RECOVERING):
            is_silent = not self._standing.may_speak and asked.gateway != self._hall
            # A hall that must not speak leaves the requests of others to the other hall.
            return Decision(state) if is_silent else _answered(state, asked.reply, self._not_now(request.id))
        if mono_s - asked.came_s > REQUEST_EXPIRY_S:
            return _answered(state, asked.reply, refusal(request.id, "expired"))
        try:
            args = read_args(request.do, request.args)
        except msgspec.ValidationError as problem:
            return _answered(state, asked.reply, malformed(request.id, str(problem)))
        why = self._fence.why_not(asked.gateway, request, args, state.queue)
        if why is not None:
            return _answered(state, asked.reply, refusal(request.id, why))
        return self._do(state, asked, args, stamp)

    def _do(self, state: HallMemory, asked: HallAsked, args: Any, stamp: Stamp) -> Decided:
        """Let the rules of the queue act; the answer is stored with what they did."""
        request = asked.request
        unheard = self._answers.unheard(asked.gateway, args) if isinstance(args, ReportTickets) else {}
        acted = self._rules.act(state.queue, request, args, asked.gateway, stamp, unheard)
        if isinstance(acted, HallError):
            return _answered(state, asked.reply, HallAnswer(request.id, False, error=acted))
        self._fence.allowed(asked.gateway, request, args)
        done, kept = self._done(state, acted, asked.gateway, request.id)
        answer = HallAnswer(request.id, True, result=acted.result)
        if isinstance(args, ReportTickets):
            kept |= self._answers.settle(asked.gateway, args, done.state.queue.tickets)
        helps = self._helps(args) if isinstance(args, ReportTickets) else ()
        return _then(done, Decision(done.state, (), (AnswerHall(asked.reply, answer), *helps), kept))

    def _helps(self, report: ReportTickets) -> tuple[Effect, ...]:
        """Calls for help of another gateway, which has written them; a counter that nobody knows calls nobody."""
        return tuple(
            AskHelp(one.counter, one.kind)
            for one in report.helps
            if one.kind == "citizen" or any(counter.id == one.counter for counter in self._counters)
        )

    def _mark(self, state: HallMemory, mark: MarkNeeds, stamp: Stamp) -> Decided:
        """An order of this gateway's own guide, under the same promises as a request."""
        given = self._answers.given(self._hall, mark.request)
        if given is not None or not self._works:
            return _answered(state, mark.heard, given or self._not_now(mark.request))
        acted = self._rules.mark(state.queue, mark, stamp)
        if isinstance(acted, HallError):
            return _answered(state, mark.heard, HallAnswer(mark.request, False, error=acted))
        done, kept = self._done(state, acted, self._hall, mark.request)
        answered = AnswerHall(mark.heard, HallAnswer(mark.request, True))
        return _then(done, Decision(done.state, (), (answered,), kept))

    def _done(self, state: HallMemory, acted: Acted, gateway: str, request: UUID) -> tuple[Decided, Rows]:
        """What an order did, and the row of its answer."""
        return self._applied(state, acted), self._answers.keep(gateway, HallAnswer(request, True, result=acted.result))

    def _applied(self, state: HallMemory, acted: Acted) -> Decided:
        if acted.queue is state.queue and not acted.drafts:
            return Decision(state)
        rows = memory.rows(state.queue, acted.queue, acted.touched)
        return Decision(_with(state, acted.queue), acted.drafts, (self._tell(acted.queue),), rows)

    def _train(self, state: HallMemory, is_on: bool, stamp: Stamp) -> Decided:
        """Tickets of a training end with it: whoever is called afterwards is a citizen."""
        if is_on == (state.training is not None):
            return Decision(state)
        place = state.queue.next_place if is_on else None
        done = Decision(state)
        if state.training is not None:
            done = self._applied(state, self._rules.end_training(state.queue, state.training, stamp))
        after = msgspec.structs.replace(done.state, training=place)
        return _then(done, Decision(after, (), (), memory.training_row(place)))

    def _turn_day(self, state: HallMemory, stamp: Stamp) -> Decided:
        """On the first order or second of another day: what was left is closed, the new day begins empty."""
        closed = self._rules.closing(state.queue, stamp)
        if closed.queue is state.queue:
            return Decision(state)
        rows = memory.rows_of_new_day(state.queue, closed.queue)
        if state.queue.day and not closed.queue.tickets:
            # Those of a morning whose date became known only now may still be asked for again.
            rows.update(self._answers.drop())
        return Decision(_with(state, closed.queue), closed.drafts, (self._tell(closed.queue),), rows)

    def _told(self, state: HallMemory, stamp: Stamp) -> Decided:
        """That there are two halls is a fault which central has to hear of."""
        before, self._told_mode = self._told_mode, self._standing.mode
        if (before == "yielding") == (self._told_mode == "yielding"):
            return Decision(state)
        fault = OTHER_HALL if self._told_mode == "yielding" else None
        return Decision(state, (Draft(DeviceChanged("hall", "hall", "fault" if fault else "ok", fault), stamp),))

    def _own_epoch(self, state: HallMemory) -> Decided:
        """A new epoch for each start, and above every one that was heard."""
        heard = self._standing.heard_epoch
        if not self._standing.may_speak or (state.is_counted and state.epoch > heard):
            return Decision(state)
        epoch = max(state.epoch, heard) + 1
        after = msgspec.structs.replace(state, epoch=epoch, rev=0, is_counted=True, broken=())
        anew = memory.all_rows(state) if state.broken else {}
        return Decision(after, (), (), {**anew, **memory.epoch_row(epoch)})

    def _heard(self, state: HallMemory, heard: HallState, is_live: bool, stamp: Stamp, mono_s: float) -> Decided:
        """Another hall, or this one before it lost its card: no number that it gave is given again."""
        self._standing.heard(heard, is_live, state.epoch, mono_s)
        if heard.service_day.isoformat() != state.queue.day or self._standing.mode == "yielding":
            return Decision(state)
        return self._applied(state, self._rules.skip(state.queue, heard.services, stamp))

    def _now(self, state: HallMemory, stamp: Stamp) -> HallState:
        return self._rules.now(state, self._hall, self._works, stamp)

    def _tell(self, queue: QueueState) -> Effect:
        def told() -> None:
            self.queue = queue

        return Tell(told)

    def _not_now(self, request: UUID) -> HallAnswer:
        return refusal(request, "not_the_hall" if self._standing.mode == "yielding" else "recovering")


def _answered(state: HallMemory, reply: HallReply, answer: HallAnswer) -> Decided:
    return Decision(state, (), (AnswerHall(reply, answer),))


def _with(state: HallMemory, queue: QueueState) -> HallMemory:
    return msgspec.structs.replace(state, queue=queue)


def _then(first: Decided, second: Decided) -> Decided:
    """Both, one after the other; ``second`` was decided on the state of ``first``."""
    return Decision(
        second.state,
        (*first.drafts, *second.drafts),
        (*first.effects, *second.effects),
        {**first.facts, **second.facts},
    )
