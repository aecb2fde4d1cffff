"""Every order that the hall takes, and the rule behind it: `decide` looks one up and asks it.

Nothing happens here: what a decision brings is stored by the hall and becomes state through `evolve`.
"""

from typing import Any

from contract.hall import Verb
from gateway.queue.deciding import Asker, Case, Decided, DecideFn, Refused
from gateway.queue.state import QueueState

VERBS: dict[Verb, DecideFn] = {}

__all__ = ["VERBS", "Asker", "Case", "DecideFn", "Decided", "Refused", "decide"]


def decide(verb: Verb, state: QueueState, args: Any, case: Case) -> Decided:
    """What an order brings. ``args`` are those of `contract.hall_args.ARGS`. Raises Refused."""
    return VERBS[verb](state, args, case)
