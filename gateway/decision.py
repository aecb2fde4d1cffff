"""What a rule is given of the present, and what it decides."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar
from uuid import UUID

from contract.clock import Stamp
from gateway.effects import Effect
from gateway.journal.drafts import Draft

S = TypeVar("S")


@dataclass(frozen=True, slots=True)
class Moment:
    """The present as a rule may know it: the gateway's stamp, its monotonic seconds, one fresh id."""

    stamp: Stamp
    mono_s: float
    fresh_id: UUID


@dataclass(frozen=True, slots=True)
class Decision(Generic[S]):
    """What a rule decided: the state after it, facts to store, and what to show once they are stored.

    ``facts`` are rows by key that go to disk with the drafts (None: the row goes); ``state`` lives in memory.
    """

    state: S
    drafts: tuple[Draft, ...] = ()
    effects: tuple[Effect, ...] = ()
    facts: Mapping[str, bytes | None] = field(default_factory=dict)
