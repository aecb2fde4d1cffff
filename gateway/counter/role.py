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
        self._devices: dict[str, tuple[str, str, str | None]] = {}
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

    def device_states(self) -> Mapping[str, tuple[str, str, str | None]]:
        """Kind, state and fault of each device that has spoken."""
        return dict(self._devices)

    def _press(self, state: CounterState, command: commands.PanelPressed, moment: Moment) -> Decision:
        counter = self._counter_of_panel[command.panel]
        last_s = self._recent.pressed_s.get(command.panel)
        self._recent.pressed_s[command.panel] = command.mono_s
        rules = self._site.rules_on(command.at.at.date())
        return pressing.press(state, command, counter, last_s, rules, moment)

    def _device(self, state: CounterState, command: commands.Command, stamp: Stamp) -> Decision:
        device: str
        kind: str
        condition: str
        fault: str | None
        match command:
            case commands.PanelStuck():
                device, kind, condition, fault = command.panel, "panel", "fault", f"stuck:{command.button}"
            case commands.PanelFreed():
                device, kind, condition, fault = command.panel, "panel", "ok", None
            case commands.DeviceChanged():
                device, kind, condition, fault = command.device, command.kind, command.state, command.fault
            case _:
                raise TypeError(f"no rule for {type(command).__name__}")
        if self._devices.get(device) == (kind, condition, fault):
            return Decision(state)
        self._devices[device] = (kind, condition, fault)
        draft = Draft(DeviceChangedFact(device, kind, condition, fault), stamp, state.test)  # type: ignore[arg-type]
        effects: tuple[Effect, ...] = (ShowFault(device, condition == "fault"),) if kind == "panel" else ()
        return Decision(state, (draft,), effects)

    def _status(self, state: CounterState) -> Mapping[str, object]:
        return {
            "seats": {counter: seat.officer for counter, seat in state.seats.items()},
            "paused": dict(state.paused),
            "test": state.test,
            "devices": {name: {"kind": k, "state": s, "fault": f} for name, (k, s, f) in self._devices.items()},
            **self._facts(),
        }


def _done(reply: commands.Reply | None) -> tuple[Effect, ...]:
    return () if reply is None else (Answer(reply, commands.ControlAnswer(True, "done", "Đã xong.", "Done.")),)
