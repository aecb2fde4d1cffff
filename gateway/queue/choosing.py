"""Who is next at a counter, and why. Looks at the heads of a few lines, never at a whole day.

Nobody starves, while a counter that may call somebody goes on calling; with k = ``others_between``:

- *Those who come back* (transferred, from copying a paper, found again): at one counter never two of them after each
  other while somebody else waits, and the earlier first. So at least every second call is for the others, and whoever
  comes back with m before him is called within 2(m + 1) calls of one counter.
- *Without priority* (``ratio``): at one counter at least k of them between two with priority, with k = 0 at least one
  after `MOST_IN_A_ROW`; of them the oldest first. With n older ones: within 2(n + 1)(1 + `MOST_IN_A_ROW`) calls.
- *With priority* (``ratio``): after k others at the counter, by age at the latest; before others who came earlier
  only when the k others of its service were called too, at whichever counter. ``bonus``: all by age, priority as if it
  had come earlier, so that only who comes within the bonus overtakes.
- *Access needs* reserve a ticket for fitting counters only while one of them is open.
"""

from collections.abc import Iterator

import msgspec

from contract.services import PriorityRules
from contract.site import Counter, SiteConfig
from gateway.queue.lines import by_age
from gateway.queue.opening import fitting, serves
from gateway.queue.periods import waited_s
from gateway.queue.state import CounterSeat, Instant, QueueState, Ticket
from gateway.queue.wording import minutes, small

MOST_IN_A_ROW = 10


class Choice(msgspec.Struct, frozen=True):
    """A ticket and one Vietnamese sentence for the desk."""

    ticket: Ticket
    why: str


def choose(state: QueueState, counter: Counter, site: SiteConfig, at: Instant) -> Choice | None:
    """Who is called next at a counter; None when nobody waits for it."""
    seat = state.counters.get(counter.id, CounterSeat())
    returned = list(_returned(state, counter, site))
    heads = list(_heads(state, counter, site))
    ready = next((t for t in returned if _is_ready(state, site, t)), None)
    if ready is not None and not (seat.after_jump and heads):
        return Choice(ready, _why_returned(ready, bool(heads)))
    if heads:
        return _by_policy(state, seat, heads, site.priority, at)
    return Choice(returned[0], _why_returned(returned[0], False)) if returned else None


def may_call(state: QueueState, counter: Counter, site: SiteConfig, ticket: Ticket) -> bool:
    """Tell whether a waiting ticket can be this counter's next one, now."""
    if ticket.to_counter is not None:
        return ticket.to_counter == counter.id
    return serves(counter, ticket.service) and _fits(state, counter, site, ticket.service, ticket.needs)


def _fits(state: QueueState, counter: Counter, site: SiteConfig, service: str, needs: tuple[str, ...]) -> bool:
    return not needs or counter.id in (ids := fitting(state, site, service, needs)) or not ids


def _returned(state: QueueState, counter: Counter, site: SiteConfig) -> Iterator[Ticket]:
    """Those for this counter who do not wait by their age, in their order."""
    for one in state.jumping:
        ticket = state.tickets[one]
        if may_call(state, counter, site, ticket):
            yield ticket


def _heads(state: QueueState, counter: Counter, site: SiteConfig) -> Iterator[Ticket]:
    """The oldest of each line that this counter may call from."""
    for service, lines in state.lines.items():
        if serves(counter, service):
            for line in lines:
                if _fits(state, counter, site, service, line.needs):
                    yield state.tickets[line.tickets[0]]


def _is_ready(state: QueueState, site: SiteConfig, ticket: Ticket) -> bool:
    """Whether the one other has been called that goes before it: at a counter that could have called it."""
    if not ticket.jumps:
        return True
    return any(
        state.counters[known.id].turn > ticket.turn
        for known in site.counters
        if known.id in state.counters
        and (known.id == ticket.to_counter if ticket.to_counter is not None else serves(known, ticket.service))
    )


def _why_returned(ticket: Ticket, others_wait: bool) -> str:
    who = "Được chuyển đến quầy này" if ticket.to_counter is not None else "Chuyển đến hoặc quay lại"
    if not ticket.jumps:
        return "Đã được gọi trước đó mà chưa phục vụ: gọi lại trước."
    return f"{who}: sau một lượt khác." if others_wait else f"{who}: không còn ai khác phải gọi trước."


def _by_policy(state: QueueState, seat: CounterSeat, heads: list[Ticket], rules: PriorityRules, at: Instant) -> Choice:
    if rules.policy == "bonus":
        return _with_bonus(heads, rules.bonus_min, at)
    others = min((t for t in heads if not t.priority), key=by_age, default=None)
    urgent = sorted((t for t in heads if t.priority), key=by_age)
    if others is None:
        return Choice(urgent[0], "Ưu tiên: không có lượt thường nào đang chờ.")
    k = rules.others_between
    if urgent and _may_be_urgent(seat, k):
        if by_age(urgent[0]) < by_age(others):
            return Choice(urgent[0], _why_urgent(k, seat.others is None))
        served = {t.service for t in heads if not t.priority}
        due = (t for t in urgent if t.service not in served or state.others_since.get(t.service, k) >= k)
        if (chosen := next(due, None)) is not None:
            return Choice(chosen, _why_urgent(k, seat.others is None))
    waited = minutes(waited_s(others, at))
    if urgent and by_age(urgent[0]) < by_age(others):
        return Choice(others, f"Lượt thường: xen giữa các lượt ưu tiên, đã chờ {waited}.")
    return Choice(others, f"Đến lượt: chờ lâu nhất, {waited}.")


def _may_be_urgent(seat: CounterSeat, others_between: int) -> bool:
    if others_between == 0:
        return seat.in_a_row < MOST_IN_A_ROW
    return seat.others is None or seat.others >= others_between


def _why_urgent(others_between: int, is_first: bool) -> str:
    if is_first or others_between == 0:
        return "Ưu tiên: được gọi trước lượt thường."
    return f"Ưu tiên: sau {small(others_between)} lượt thường."


def _with_bonus(heads: list[Ticket], bonus_min: int, at: Instant) -> Choice:
    bonus_ms = bonus_min * 60_000
    chosen = min(heads, key=lambda t: (t.place - (bonus_ms if t.priority else 0), t.id.int))
    waited = minutes(waited_s(chosen, at))
    if chosen.priority and any(by_age(t) < by_age(chosen) for t in heads):
        return Choice(chosen, f"Ưu tiên: được tính thêm {bonus_min} phút, đã chờ {waited}.")
    return Choice(chosen, f"Đến lượt: chờ lâu nhất, {waited}.")
