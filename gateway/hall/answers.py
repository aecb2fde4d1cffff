"""What the hall answered today, so that a request that comes again gets the same answer and is not done again.

Only answers of what was done are kept: a refusal changed nothing and may be thought over.
"""

from collections.abc import Container, Mapping
from uuid import UUID

import msgspec

from contract.hall import HallAnswer
from contract.hall_args import ReportTickets, Taken
from gateway.hall.sentences import refusal

PREFIX = "hall/answer/"


class Kept(msgspec.Struct, frozen=True, array_like=True):
    """An answer and the gateway that asked for it."""

    gateway: str
    answer: HallAnswer


class Answers:
    """The answers of the service day; as true as the journal by `begin` and `undo`."""

    def __init__(self, kept: dict[UUID, Kept] | None = None) -> None:
        self._kept = kept or {}
        self._fresh: list[UUID] = []
        self._dropped: dict[UUID, Kept] = {}

    def begin(self) -> None:
        """Remember where an action begins."""
        self._fresh.clear()
        self._dropped.clear()

    def undo(self) -> None:
        """Nothing since `begin` was stored."""
        for request in self._fresh:
            self._kept.pop(request, None)
        self._kept.update(self._dropped)
        self.begin()

    def given(self, gateway: str, request: UUID) -> HallAnswer | None:
        """The answer of a request that was done, for the gateway that asked; another one is refused."""
        kept = self._kept.get(request)
        if kept is None:
            return None
        return kept.answer if kept.gateway == gateway else refusal(request, "other_gateway")

    def unheard(self, gateway: str, report: ReportTickets) -> dict[UUID, UUID]:
        """For tickets that a kiosk gave because it heard no answer: those which the hall had given all the same."""
        found: dict[UUID, UUID] = {}
        for away in report.tickets:
            answer = None if away.request is None else self.given(gateway, away.request)
            if answer is not None and answer.ok and answer.result is not None:
                taken = msgspec.convert(answer.result, Taken)
                if taken.ticket != away.ticket:
                    found[away.ticket] = taken.ticket
        return found

    def settle(self, gateway: str, report: ReportTickets, tickets: Container[UUID]) -> dict[str, bytes | None]:
        """From now on those requests are answered with what their kiosk gave, if it is among the day's ``tickets``;
        returns the rows."""
        rows: dict[str, bytes | None] = {}
        for away in report.tickets:
            if away.ticket in tickets and away.request is not None and self.given(gateway, away.request) is None:
                taken = Taken(away.ticket, away.number, away.service, away.priority, 0, None, away.at)
                rows.update(self.keep(gateway, HallAnswer(away.request, True, result=msgspec.to_builtins(taken))))
        return rows

    def keep(self, gateway: str, answer: HallAnswer) -> dict[str, bytes | None]:
        """Keep an answer; returns its row."""
        kept = Kept(gateway, answer)
        self._kept[answer.id] = kept
        self._fresh.append(answer.id)
        return {key(answer.id): msgspec.json.encode(kept)}

    def drop(self) -> dict[str, bytes | None]:
        """Forget all answers: their service day is over. Returns the rows that go."""
        gone: dict[str, bytes | None] = {key(request): None for request in self._kept}
        self._dropped.update({r: kept for r, kept in self._kept.items() if r not in self._fresh})
        self._kept = {}
        return gone


def key(request: UUID) -> str:
    """Under which key an answer stands in the journal."""
    return f"{PREFIX}{request.hex}"


def load(facts: Mapping[str, bytes]) -> Answers:
    """The answers among the journal's facts. Raises msgspec.DecodeError for one that cannot be read."""
    kept = [msgspec.json.decode(raw, type=Kept) for name, raw in facts.items() if name.startswith(PREFIX)]
    return Answers({one.answer.id: one for one in kept})
