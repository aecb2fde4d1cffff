"""What a press on a rating panel means in a centre without a queue, and in one with it.

``free``: the press counts for the officer signed in at the counter. ``per-ticket``: without an open
rating window a press belongs to no visit and stands apart.
"""

from contract.events import RatingGiven, Verdict
from gateway.commands import PanelPressed
from gateway.counter.state import CounterDecision, CounterState
from gateway.decision import Decision, Moment
from gateway.effects import Confirm
from gateway.journal.drafts import Draft

REPEAT_WITHIN_S = 3.0
"""Design §5: the same panel pressed again within 3 s is a duplicate, whatever the button."""


def press(
    state: CounterState,
    command: PanelPressed,
    counter: str,
    last_s: float | None,
    scale: str,
    mode: str,
    moment: Moment,
) -> CounterDecision:
    """Turn a press into a rating with its verdict; every press is stored and confirmed alike.

    ``scale`` is the one that the panel's buttons show, ``mode`` that of the centre's ratings on this day.
    """
    seat = state.seats.get(counter)
    rating = RatingGiven(
        rating=moment.fresh_id,
        ticket=None,
        counter=counter,
        officer=seat.officer if seat else None,
        scale=scale,  # type: ignore[arg-type]  # both checked when the files were read
        level=command.button,  # type: ignore[arg-type]
        channel="panel",
        verdict=_verdict(state, counter, command.mono_s, last_s, mode),
    )
    draft = Draft(rating, command.at, test=state.test)
    return Decision(state, (draft,), (Confirm(command.panel),))


def _verdict(state: CounterState, counter: str, now_s: float, last_s: float | None, mode: str) -> Verdict:
    if last_s is not None and now_s - last_s < REPEAT_WITHIN_S:
        return "duplicate"
    if mode == "per-ticket" or counter not in state.seats or counter in state.paused:
        return "unlinked"
    return "accepted"
