"""Several roles in one worker: each order goes to the roles that take it, and all of them commit together.

It decides nothing itself.
"""

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from contract.clock import Stamp
from gateway.decision import Decision
from gateway.journal.drafts import Draft


class Role(Protocol):
    """One role of a gateway. What it remembers besides its state is as true as the journal: `begin` before an action,
    `undo` when that could not be stored."""

    def takes(self, command: object) -> bool:
        """Tell whether an order is for this role."""
        ...

    def begin(self) -> None:
        """Remember where an action begins."""
        ...

    def undo(self) -> None:
        """Nothing since `begin` was stored."""
        ...

    def decide(self, state: Any, command: Any, stamp: Stamp, mono_s: float) -> Decision[Any]:
        """What an order means; nothing is stored or shown yet."""
        ...

    def catch_up(self, state: Any, stamp: Stamp, mono_s: float) -> Decision[Any]:
        """What time alone brings; asked about once a second."""
        ...

    def facts(self, before: Any, after: Any) -> Mapping[str, bytes | None]:
        """The rows in which a changed state differs; only for what decisions did not name themselves."""
        ...


@dataclasses.dataclass(frozen=True, slots=True)
class RoleStates:
    """The states of all roles, in their order. ``test``: this is training, every line says so."""

    states: tuple[Any, ...]
    test: bool = False


class RoleSet:
    """Roles that look to the worker like one. ``is_training`` reads the states."""

    def __init__(self, roles: Sequence[Role], is_training: Callable[[tuple[Any, ...]], bool]) -> None:
        self._roles = tuple(roles)
        self._is_training = is_training

    def together(self, states: Sequence[Any]) -> RoleStates:
        """The states of the roles, in their order, as one."""
        return RoleStates(tuple(states), self._is_training(tuple(states)))

    def takes(self, command: object) -> bool:
        """Tell whether any role takes an order."""
        return any(role.takes(command) for role in self._roles)

    def begin(self) -> None:
        """Remember where an action begins."""
        for role in self._roles:
            role.begin()

    def undo(self) -> None:
        """Nothing since `begin` was stored."""
        for role in self._roles:
            role.undo()

    def decide(self, state: RoleStates, command: object, stamp: Stamp, mono_s: float) -> Decision[RoleStates]:
        """Let every role that takes the order decide. Raises TypeError for one that nobody takes."""
        if not self.takes(command):
            raise TypeError(f"no role takes {type(command).__name__}")
        return self._each(
            state,
            lambda role, own: role.decide(own, command, stamp, mono_s) if role.takes(command) else Decision(own),
        )

    def catch_up(self, state: RoleStates, stamp: Stamp, mono_s: float) -> Decision[RoleStates]:
        """What time alone brings to each role."""
        return self._each(state, lambda role, own: role.catch_up(own, stamp, mono_s))

    def facts(self, before: RoleStates, after: RoleStates) -> Mapping[str, bytes | None]:
        """The rows in which the changed states differ."""
        rows: dict[str, bytes | None] = {}
        for role, old, new in zip(self._roles, before.states, after.states, strict=True):
            if old is not new:
                rows.update(role.facts(old, new))
        return rows

    def _each(self, state: RoleStates, decide: Callable[[Role, Any], Decision[Any]]) -> Decision[RoleStates]:
        decisions = [decide(role, own) for role, own in zip(self._roles, state.states, strict=True)]
        after = self.together([decision.state for decision in decisions])
        drafts = tuple(_marked(draft, after.test) for decision in decisions for draft in decision.drafts)
        facts = {key: value for decision in decisions for key, value in decision.facts.items()}
        return Decision(after, drafts, tuple(e for decision in decisions for e in decision.effects), facts)


def _marked(draft: Draft, is_training: bool) -> Draft:
    return dataclasses.replace(draft, test=True) if is_training and not draft.test else draft
