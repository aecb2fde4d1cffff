"""Every order that the hall takes, and the rule behind it: `decide` looks one up and asks it.

Nothing happens here: what a decision brings is stored by the hall and becomes state through `evolve`.
"""

from typing import Any

from contract.hall import Verb
from gateway.queue import calling, issuing, leasing, moving, seating, serving
from gateway.queue.deciding import Asker, Case, Decided, DecideFn, Refused
from gateway.queue.evolving import rolled
from gateway.queue.state import QueueState

VERBS: dict[Verb, DecideFn] = {
    "take_ticket": issuing.decide_take_ticket,
    "call_next": calling.decide_call_next,
    "call": calling.decide_call,
    "recall": calling.decide_recall,
    "start": serving.decide_start,
    "invite_rating": serving.decide_invite_rating,
    "finish": serving.decide_finish,
    "finish_and_next": serving.decide_finish_and_next,
    "park": calling.decide_park,
    "resume": calling.decide_resume,
    "miss": calling.decide_miss,
    "bring_back": calling.decide_bring_back,
    "transfer": moving.decide_transfer,
    "void": moving.decide_void,
    "sign_in": seating.decide_sign_in,
    "sign_out": seating.decide_sign_out,
    "pause": seating.decide_pause,
    "unpause": seating.decide_unpause,
    "lease_numbers": leasing.decide_lease_numbers,
    "report_tickets": issuing.decide_report_tickets,
    "return_numbers": leasing.decide_return_numbers,
}

__all__ = ["VERBS", "Asker", "Case", "DecideFn", "Decided", "Refused", "decide"]


def decide(verb: Verb, state: QueueState, args: Any, case: Case) -> Decided:
    """What an order brings, on the day in which it comes. ``args`` are those of `contract.hall_args.ARGS`.

    Raises Refused.
    """
    return VERBS[verb](rolled(state, case.at), args, case)
