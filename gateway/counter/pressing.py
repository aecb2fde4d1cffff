"""What a press on a rating panel means in a centre without a queue, and in one with it.

``free``: the press counts for the officer signed in at the counter. ``per-ticket``: without an open
rating window a press belongs to no visit and stands apart.
"""

from contract.events import RatingGiven, Verdict
from contract.site import RatingRules
from gateway.commands import PanelPressed
from gateway.counter.seating import end_seats_of_other_days
from gateway.counter.state import CounterState, Decision, Moment
from gateway.effects import Confirm
from gateway.journal.drafts import Draft

REPEAT_WITHIN_S = 3.0
"""Design §5: the same panel pressed again within 3 s is a duplicate, whatever the button."""


def press(
    state: CounterState,
    command: PanelPressed,
    counter: str,
    last_s: float | None,
    rules: RatingRules,
    moment: Moment,
) -> Decision:
    """Turn a press into a rating with its verdict; every press is stored and confirmed alike."""
    ended = end_seats_of_other_days(state, command.at)
    seat = ended.state.seats.get(counter)
    rating = RatingGiven(
        rating=moment.fresh_id,
        ticket=None,
        counter=counter,
        officer=seat.officer if seat else None,
        scale=rules.scale,
        level=command.button,  # type: ignore[arg-type]  # checked against the scale when the file was read
        channel="panel",
        verdict=_verdict(ended.state, counter, command.mono_s, last_s, rules),
    )
    draft = Draft(rating, command.at, test=state.test)
    return Decision(ended.state, (*ended.drafts, draft), (Confirm(command.panel),))


def _verdict(state: CounterState, counter: str, now_s: float, last_s: float | None, rules: RatingRules) -> Verdict:
    if last_s is not None and now_s - last_s < REPEAT_WITHIN_S:
        return "duplicate"
    if rules.mode == "per-ticket" or counter not in state.seats or counter in state.paused:
        return "unlinked"
    return "accepted"
