"""A hall to try things with: the hall role on a real journal and worker, without broker, pages or devices.

For tests of what asks a hall, and for the simulator; a gateway joins the same parts in its wiring.
"""

import queue
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from contract.hall import HallAnswer, HallState, Verb
from contract.site import SiteConfig
from gateway.clock import Clock
from gateway.effects import Answer, AnswerHall, Effect, ShowHall, Tell
from gateway.hall.local import LocalHall
from gateway.hall.role import HallRole
from gateway.hall.starting import make_hall
from gateway.hall_feed import HallFeed
from gateway.inbox import Inbox
from gateway.journal.journal import Journal
from gateway.journal.keeper import Keeper
from gateway.journal.schema import migrate as migrate_here
from gateway.queue.state import QueueState
from gateway.roles import Role, RoleSet
from gateway.worker import Worker

ANSWER_TIMEOUT_S = 10.0


class Workshop:
    """One hall. ``more`` are further roles of the same worker with their states; ``show`` sees effects that are
    neither answers nor the hall's state."""

    def __init__(
        self,
        site: SiteConfig,
        folder: Path,
        clock: Clock,
        gateway: str = "hall-01",
        alone: bool = True,
        migrate: Callable[[Path], None] = migrate_here,
    ) -> None:
        self.site, self.gateway, self.clock = site, gateway, clock
        self.inbox: Inbox[Any] = Inbox()
        self.feed = HallFeed(clock.monotonic_s)
        self.hall = LocalHall(gateway, self.inbox.post, clock.monotonic_s)
        self.journal = Journal(folder / "journal.db", gateway, site.site, clock.now, migrate=migrate)
        self.publish: Callable[[HallState], None] = lambda state: None
        self.show: Callable[[Effect], None] = lambda effect: None
        self._alone = alone
        self._role: HallRole | None = None
        self._worker: Worker | None = None

    def start(self, more: Callable[["Workshop"], Sequence[tuple[Role, Any]]] = lambda workshop: ()) -> None:
        """Open the journal and begin to answer."""
        keeper = Keeper(self.journal, self.clock.now, lambda: None)
        keeper.take_over(self.journal.open())
        role, memory = make_hall(self.site, self.gateway, self.journal, self.clock.now(), alone=self._alone)
        self._role = role
        others = more(self)
        roles = RoleSet([role, *(other for other, _ in others)], lambda states: False)
        self._worker = Worker(
            self.inbox, keeper, roles, roles.together([memory, *(state for _, state in others)]), self.clock,
            self._show, lambda: None, lambda on: None,
        )  # fmt: skip
        self._worker.start("0", "boot")
        # The first turn at once: what time brought is done, and the state is shown.
        self.inbox.wake()

    def stop(self) -> None:
        """End the worker, close the journal."""
        if self._worker is not None:
            self._worker.stop()
        self.journal.close()

    def queue(self) -> QueueState:
        """The day as it is stored."""
        return self._role.queue if self._role is not None else QueueState()

    def ask(self, do: Verb, args: dict[str, Any], officer: str | None = None, **more: Any) -> HallAnswer:
        """Ask and wait for the answer. Raises queue.Empty when none comes."""
        answers: queue.SimpleQueue[HallAnswer] = queue.SimpleQueue()
        self.hall.ask(do, args, answers.put, officer=officer, **more)
        return answers.get(timeout=ANSWER_TIMEOUT_S)

    def _show(self, effect: Effect) -> None:
        match effect:
            case AnswerHall(reply, answer):
                reply(answer)
            case Answer(reply_control, said):
                reply_control(said)
            case Tell(told):
                told()
            case ShowHall(state):
                self.feed.take(state)
                self.publish(state)
            case _:
                self.show(effect)
