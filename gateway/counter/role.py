"""The counter role: takes each order to its rule and keeps what the rules remember."""

from collections.abc import Callable, Mapping
from uuid import UUID

import msgspec

from contract.clock import Stamp
from contract.events import DeviceChanged as DeviceChangedFact
from contract.ids import new_id
from contract.site import SiteConfig
from gateway import commands
from gateway.counter import pressing, seating
from gateway.counter.devices import Devices
from gateway.counter.state import CounterState, Decision, Moment, Recent
from gateway.effects import Answer, Effect, ShowFault
from gateway.journal.drafts import Draft

Facts = Callable[[], Mapping[str, object]]
"""More facts for a status answer: journal, links, devices."""


class CounterRole:
    """Rules of one gateway's counters. ``counter_of_panel`` says at which counter each panel stands."""

    def __init__(self, site: SiteConfig, counter_of_panel: Mapping[str, str], facts: Facts = dict) -> None:
        self._site = site
        self._counter_of_panel = counter_of_panel
        self._recent = Recent()
        self._devices = Devices()
        self._facts = facts
        self._fresh_id: Callable[[], UUID] = new_id

    def decide(self, state: CounterState, command: commands.Command, stamp: Stamp, mono_s: float) -> Decision:
        """What an order means; nothing is stored or shown yet."""
        moment = Moment(stamp, mono_s, self._fresh_id())
        match command:
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
            case _:
                return self._device(state, command, stamp)

    def devices(self) -> list[DeviceChangedFact]:
        """What is known of each device."""
        return self._devices.all()

    def _press(self, state: CounterState, command: commands.PanelPressed, moment: Moment) -> Decision:
        counter = self._counter_of_panel[command.panel]
        last_s = self._recent.pressed_s.get(command.panel)
        self._recent.pressed_s[command.panel] = command.mono_s
        rules = self._site.rules_on(command.at.at.date())
        return pressing.press(state, command, counter, last_s, rules, moment)

    def _device(self, state: CounterState, command: commands.Command, stamp: Stamp) -> Decision:
        fact = self._devices.take(command)
        if fact is None:
            return Decision(state)
        effects: tuple[Effect, ...] = (ShowFault(fact.device, fact.state == "fault"),) if fact.kind == "panel" else ()
        return Decision(state, (Draft(fact, stamp, state.test),), effects)

    def _status(self, state: CounterState) -> Mapping[str, object]:
        return {
            "seats": {counter: seat.officer for counter, seat in state.seats.items()},
            "paused": dict(state.paused),
            "test": state.test,
            "devices": {d.device: {"kind": d.kind, "state": d.state, "fault": d.fault} for d in self._devices.all()},
            **self._facts(),
        }


def _done(reply: commands.Reply | None) -> tuple[Effect, ...]:
    return () if reply is None else (Answer(reply, commands.ControlAnswer(True, "done", "Đã xong.", "Done.")),)
