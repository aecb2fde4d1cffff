"""What people at a counter ask of the hall without a screen: badges, keys, local orders become requests.

Where a hall gives numbers it alone says who sits where; this gateway only passes on who asked.
"""

from contract.hall import Verb
from contract.site import SiteConfig
from gateway.badges.codes import normal_badge
from gateway.commands import BadgeRead, PauseCounter, ResumeCounter, SignIn, SignOut
from gateway.counter.state import CounterState
from gateway.effects import AskHall, Refuse
from gateway.hall_commands import KeyPressed

KEYS: dict[str, Verb] = {
    "call_next": "call_next",
    "recall": "recall",
    "start": "start",
    "finish": "finish",
    "finish_and_next": "finish_and_next",
    "miss": "miss",
    "park": "park",
    "invite_rating": "invite_rating",
}
"""Keys that are requests of the same meaning; ``pause`` turns a pause on and off, ``help`` is none of the queue's."""

SeatOrder = BadgeRead | SignIn | SignOut | PauseCounter | ResumeCounter


def seat_request(state: CounterState, command: SeatOrder, site: SiteConfig) -> AskHall | None:
    """The request behind a badge or a local order; None for a badge that nobody here has."""
    counter = command.counter
    match command:
        case BadgeRead():
            officer = {normal_badge(o.badge): o.code for o in site.officers if o.badge}.get(command.badge)
            if officer is None:
                return None
            verb: Verb = "sign_out" if state.officers.get(counter) == officer else "sign_in"
            return AskHall(verb, {"counter": counter}, officer)
        case SignIn():
            return AskHall("sign_in", {"counter": counter}, command.officer, reply=command.reply)
        case SignOut():
            args = {"counter": counter} if command.reason == "takeover" else _args(counter, command.reason)
            return AskHall("sign_out", args, state.officers.get(counter), reply=command.reply)
        case PauseCounter():
            args = _args(counter, command.reason)
            return AskHall("pause", args, state.officers.get(counter), reply=command.reply)
        case ResumeCounter():
            return AskHall("unpause", {"counter": counter}, state.officers.get(counter), reply=command.reply)


def key_request(state: CounterState, command: KeyPressed) -> AskHall | Refuse:
    """The request behind a key of a keypad. With nobody signed in every key is refused."""
    counter = command.counter
    officer = state.officers.get(counter)
    goes: dict[str, str] = {}
    if command.key == "pause":
        verb: Verb = "unpause" if counter in state.resting else "pause"
        officer = officer or state.resting.get(counter)
    elif command.key.startswith("transfer:"):
        _, goal, code = command.key.split(":", 2)
        verb, goes = "transfer", {goal: code}
    elif command.key in KEYS:
        verb = KEYS[command.key]
    else:
        return Refuse(command.keypad)
    if officer is None:
        return Refuse(command.keypad)
    return AskHall(verb, {"counter": counter, **goes}, officer, device=command.keypad)


def _args(counter: str, reason: str | None) -> dict[str, str]:
    return {"counter": counter} if reason is None else {"counter": counter, "reason": reason}
