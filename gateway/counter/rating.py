"""Ratings at a counter: presses of panels, choices on screens, later changes and reasons."""

from collections.abc import Callable
from uuid import UUID

from contract.dissatisfaction import REASONS
from contract.events import RatingChanged, RatingReasoned
from contract.hall import HallState
from contract.scales import SCALES
from contract.site import SiteConfig
from gateway.commands import PanelPressed
from gateway.counter import windows
from gateway.counter.pressing import CHANGE_WITHIN_S, Judged, Press, judge, judge_phone
from gateway.counter.raters import Raters
from gateway.counter.state import CounterDecision, CounterState
from gateway.decision import Decision, Moment
from gateway.effects import Confirm, Tell
from gateway.hall_commands import RatingRevised, ReasonsChosen, ScreenRated
from gateway.journal.drafts import Draft


def hear(
    state: CounterState, now: HallState, counters: tuple[str, ...], raters: Raters, moment: Moment
) -> CounterState:
    """Take the windows of the counters here from the hall's state. Of one that is remembered from before a restart
    nobody knows how long it has been open."""
    stamp = moment.stamp
    after = windows.heard(state, now, counters, "" if stamp.clock == "unset" else stamp.at.date().isoformat())
    for counter in counters:
        before, window = state.windows.get(counter), after.windows.get(counter)
        is_known = before is not None and window is not None and before.ticket == window.ticket
        if window is not None and window.is_open and not is_known:
            raters.opened(counter, window.ticket, moment.mono_s)
    return after


def by_panel(
    state: CounterState,
    command: PanelPressed,
    counter: str,
    site: SiteConfig,
    scale: str | None,
    raters: Raters,
    has_fault: bool,
    moment: Moment,
) -> CounterDecision:
    """A button was pressed: kept with its verdict, and confirmed alike whatever it is."""
    rules = site.rules_on(command.at.at.date())
    press = Press(
        counter,
        command.panel,
        command.button,
        scale or rules.scale,
        "panel",
        command.at,
        last_s=raters.since_last_s(command.panel, command.mono_s),
        doubts=raters.doubts_about(command.panel, counter, command.mono_s, has_fault),
    )
    judged = judge(state, press, rules.mode, moment.fresh_id)
    raters.pressed(command.panel, counter, command.mono_s, judged.rating is not None)
    draft = Draft(judged.event, command.at, test=state.test)
    return Decision(judged.state, (draft,), (Confirm(command.panel),))


def by_screen(
    state: CounterState, command: ScreenRated, site: SiteConfig, raters: Raters, moment: Moment
) -> CounterDecision:
    """A level was chosen on a screen; the screen hears the rating's uuid once it is stored."""
    rules = site.rules_on(command.at.at.date())
    if command.scale != rules.scale or not SCALES[rules.scale].has(command.level):
        return Decision(state, (), (_tell(command.reply, None),))
    phone = command.at if command.channel == "qr" else None
    if phone is not None and command.ticket is None:
        return Decision(state, (), (_tell(command.reply, None),))
    press = Press(
        command.counter,
        command.screen,
        command.level,
        command.scale,
        command.channel,
        command.at,
        ticket=command.ticket,
        doubts=raters.doubts_about(command.screen, command.counter, command.mono_s, False, command.ticket, phone),
        officer=command.officer,
    )
    if phone is not None:
        judged = judge_phone(state, press, raters.has_rated(command.ticket), moment.fresh_id)
    else:
        judged = judge(state, press, rules.mode, moment.fresh_id)
    accepted = judged.rating is not None
    raters.pressed(command.screen, command.counter, command.mono_s, accepted, command.ticket)
    if judged.rating is not None:
        raters.gave(judged.rating, command.screen, command.mono_s, command.ticket)
    draft = Draft(judged.event, command.at, test=state.test)
    return Decision(judged.state, (draft,), (_tell(command.reply, _uuid_of(judged, moment)),))


def revise(state: CounterState, command: RatingRevised, site: SiteConfig) -> CounterDecision:
    """Another level within 10 s of the first; later, or for another rating, nothing happens."""
    counter = windows.counter_of(state, command.rating)
    window = state.windows.get(counter) if counter is not None else None
    if counter is None or window is None or window.rated is None:
        return Decision(state)
    is_late = window.rated.boot != command.at.boot or command.at.up_ms - window.rated.up_ms >= CHANGE_WITHIN_S * 1000
    scale = SCALES[site.rules_on(command.at.at.date()).scale]
    if is_late or window.level == command.level or not scale.has(command.level):
        return Decision(state)
    draft = Draft(RatingChanged(command.rating, command.level), command.at, test=state.test)
    level = command.level
    return Decision(windows.with_level(state, counter, level), (draft,))


def reason(state: CounterState, command: ReasonsChosen, raters: Raters) -> CounterDecision:
    """Reasons behind a choice of a screen here, each one known; the last words stand."""
    reasons = tuple(code for code in dict.fromkeys(command.reasons) if code in REASONS)
    if not reasons or not raters.may_reason(command.rating, command.mono_s):
        return Decision(state)
    return Decision(state, (Draft(RatingReasoned(command.rating, reasons), command.at, test=state.test),))


def _uuid_of(judged: Judged, moment: Moment) -> UUID:
    """The screen shows the same thanks whatever the verdict was."""
    return judged.rating or moment.fresh_id


def _tell(reply: Callable[[UUID | None], None], rating: UUID | None) -> Tell:
    return Tell(lambda: reply(rating), lambda: reply(None))
