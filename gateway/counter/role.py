"""The counter role: takes each order to its rule and keeps what the rules remember."""

from collections.abc import Callable, Mapping, Sequence
from uuid import UUID

import msgspec

from contract.clock import Stamp
from contract.events import DeviceChanged as DeviceChangedFact
from contract.events import HelpCalled
from contract.ids import new_id
from contract.site import SiteConfig
from gateway import commands
from gateway.counter import asking, rating, seating
from gateway.counter.devices import Devices
from gateway.counter.raters import Raters
from gateway.counter.state import FACT, CounterDecision, CounterState, dump
from gateway.decision import Decision, Moment
from gateway.effects import Answer, AskHelp, Effect, ShowFault, TellSpoken
from gateway.hall_commands import CallHelp, CallSpoken, HallHeard, KeyPressed, RatingRevised, ReasonsChosen, ScreenRated
from gateway.journal.drafts import Draft

HallNews = HallHeard | ScreenRated | RatingRevised | ReasonsChosen | KeyPressed | CallHelp | CallSpoken
Facts = Callable[[], Mapping[str, object]]
"""More facts for a status answer: journal, links, devices."""


class CounterRole:
    """Rules of one gateway's counters. ``counter_of_panel`` says at which counter each panel stands, and
    ``scale_of_panel`` which scale its buttons show: on the day a centre changes its scale, panels may be late.

    What it remembers besides the state is as true as the journal: `begin` before an action, `undo` when that
    could not be stored. A refused press must not make the next one a repeat.
    """

    def __init__(
        self,
        site: SiteConfig,
        counter_of_panel: Mapping[str, str],
        facts: Facts = dict,
        scale_of_panel: Mapping[str, str] | None = None,
        counters: Sequence[str] = (),
    ) -> None:
        self._site = site
        self._counter_of_panel = counter_of_panel
        self._scale_of_panel = scale_of_panel or {}
        self._counters = tuple(dict.fromkeys(counters or counter_of_panel.values()))
        self._raters = Raters()
        self._devices = Devices()
        self._before = (self._raters.copy(), self._devices.told.copy())
        self._facts = facts
        self._fresh_id: Callable[[], UUID] = new_id

    def begin(self) -> None:
        """Remember where an action begins."""
        self._before = (self._raters.copy(), self._devices.told.copy())

    def undo(self) -> None:
        """Nothing since `begin` was stored. Devices stay as they are; what they are is to be told again."""
        raters, told = self._before
        self._raters, self._devices.told = raters.copy(), told.copy()

    def takes(self, command: object) -> bool:
        """Tell whether an order is for this role."""
        if isinstance(command, commands.PanelPressed):
            return command.panel in self._counter_of_panel
        return isinstance(command, commands.Command | HallNews)

    def facts(self, before: CounterState, after: CounterState) -> Mapping[str, bytes | None]:
        """The state as one row."""
        return {FACT: dump(after)}

    def catch_up(self, state: CounterState, stamp: Stamp, mono_s: float = 0.0) -> CounterDecision:
        """What time alone brings: sessions that end with their day, and news that could not be stored before."""
        ended = seating.end_seats_of_other_days(state, stamp)
        news = tuple(Draft(fact, stamp, state.test) for fact in self._devices.untold())
        return Decision(ended.state, (*ended.drafts, *news))

    def decide(self, state: CounterState, command: commands.Order, stamp: Stamp, mono_s: float) -> CounterDecision:
        """What an order means; nothing is stored or shown yet."""
        at = command.at if isinstance(command, commands.PanelPressed | commands.BadgeRead) else stamp
        ended = seating.end_seats_of_other_days(state, at)
        decision = self._decide(ended.state, command, stamp, mono_s)
        return Decision(decision.state, (*ended.drafts, *decision.drafts), decision.effects)

    def _decide(self, state: CounterState, command: commands.Order, stamp: Stamp, mono_s: float) -> CounterDecision:
        moment = Moment(stamp, mono_s, self._fresh_id())
        if self._site.services and isinstance(command, asking.SeatOrder):
            request = asking.seat_request(state, command, self._site)
            return Decision(state, (), () if request is None else (request,))
        match command:
            case CallSpoken():
                # The hall role of this gateway writes it where there is one; else the hall is told.
                return Decision(state, (), (TellSpoken(command.counter, command.number, command.nth),))
            case KeyPressed(keypad, counter, "help"):
                return self._help(state, AskHelp(counter, "colleague", device=keypad), stamp)
            case KeyPressed():
                return Decision(state, (), (asking.key_request(state, command),))
            case CallHelp():
                return self._help(state, AskHelp(command.counter, command.kind, command.reply), command.at)
            case commands.PanelPressed():
                return self._press(state, command, moment)
            case commands.SignIn():
                return seating.sign_in(state, command, self._site, moment)
            case commands.SignOut():
                return seating.sign_out(state, command, self._site, moment)
            case commands.BadgeRead():
                return seating.badge(state, command, self._site, moment)
            case commands.PauseCounter():
                return seating.pause(state, command, self._site, moment)
            case commands.ResumeCounter():
                return seating.resume(state, command, self._site, moment)
            case commands.SetTestMode():
                after = msgspec.structs.replace(state, test=command.on)
                return Decision(after, (), _done(command.reply))
            case commands.AskStatus():
                answer = commands.ControlAnswer(True, "done", "Trạng thái.", "Status.", self._status(state))
                return Decision(state, (), (Answer(command.reply, answer),))
            case HallHeard():
                return Decision(rating.hear(state, command.state, self._counters, self._raters, moment))
            case ScreenRated():
                return rating.by_screen(state, command, self._site, self._raters, moment)
            case RatingRevised():
                return rating.revise(state, command, self._site)
            case ReasonsChosen():
                return rating.reason(state, command, self._raters)
            case _:
                return self._device(state, command, stamp)

    def devices(self) -> list[DeviceChangedFact]:
        """What is known of each device."""
        return self._devices.all()

    def _help(self, state: CounterState, wish: AskHelp, at: Stamp) -> CounterDecision:
        return Decision(state, (Draft(HelpCalled(wish.counter, wish.kind), at, state.test),), (wish,))

    def _press(self, state: CounterState, command: commands.PanelPressed, moment: Moment) -> CounterDecision:
        has_fault = any(d.device == command.panel and d.state == "fault" for d in self._devices.all())
        scale = self._scale_of_panel.get(command.panel)
        counter = self._counter_of_panel[command.panel]
        return rating.by_panel(state, command, counter, self._site, scale, self._raters, has_fault, moment)

    def _device(self, state: CounterState, command: commands.Order, stamp: Stamp) -> CounterDecision:
        self._devices.take(command)
        news = self._devices.untold()
        effects = tuple(ShowFault(fact.device, fact.state == "fault") for fact in news if fact.kind == "panel")
        return Decision(state, tuple(Draft(fact, stamp, state.test) for fact in news), effects)

    def _status(self, state: CounterState) -> Mapping[str, object]:
        return {
            "seats": {**{counter: seat.officer for counter, seat in state.seats.items()}, **state.officers},
            "paused": {**state.paused, **dict.fromkeys(state.resting, "")},
            "test": state.test,
            "devices": {d.device: {"kind": d.kind, "state": d.state, "fault": d.fault} for d in self._devices.all()},
            **self._facts(),
        }


def _done(reply: commands.Reply | None) -> tuple[Effect, ...]:
    return () if reply is None else (Answer(reply, commands.ControlAnswer(True, "done", "Đã xong.", "Done.")),)
