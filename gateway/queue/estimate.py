"""The expected wait, and how many are called before somebody who comes now.

Not people ahead × mean ÷ counters: the work that waits is poured over the counters that are open, each service only
over those that serve it, until they are level, as calling by age does in time. So a counter shared by services counts
with its share, and a service of its own counter does not wait for the others. What stands at the counters now counts
with the rest that is expected of it; who comes later and goes first, as the day shows, lengthens the wait.
"""

from collections.abc import Iterable, Mapping
from itertools import islice
from statistics import median

import msgspec

from contract.clock import utc_ms
from contract.services import Service
from contract.site import Counter, SiteConfig
from gateway.queue.hours import opens_in_s
from gateway.queue.lines import more_items
from gateway.queue.opening import open_counters
from gateway.queue.state import Instant, QueueState, Ticket

PRIOR_VISITS = 3.0
"""So many visits of the day weigh as much as what the site's settings expect of the service."""
FADING = 0.93
"""Each later visit makes the ones before it weigh less."""
LONGEST = 4.0
"""A visit over so many usual ones was forgotten, not served; it counts as this many."""
ROUNDS = 3
LATELY = 60
"""So many of the last tickets show how many people have priority."""
PRIOR_TICKETS = 20
"""So many tickets that nobody overtakes weigh as much as what the day shows of overtaking."""
MEANWHILE = 0.75
"""So much of their share of the tickets overtakes who waits; found over generated days, where it leaves no bias."""


class Expected(msgspec.Struct, frozen=True):
    """``ahead`` are likely called before; ``wait_s`` is None while no counter is open for the service."""

    ahead: int
    wait_s: int | None


def service_s(state: QueueState, service: Service) -> float:
    """What one visit with one dossier takes at a counter today, from its call on."""
    times = state.served_s.get(service.code, ())
    if not times:
        return float(service.expected_s)
    longest_s = LONGEST * max(service.expected_s, median(times))
    total, weight, each = PRIOR_VISITS * service.expected_s, PRIOR_VISITS, 1.0
    for took_s in reversed(times):
        total += each * min(took_s, longest_s)
        weight += each
        each *= FADING
    return total / weight


def estimate(state: QueueState, site: SiteConfig, service: Service, at: Instant, priority: bool = False) -> Expected:
    """What somebody who takes a number for a service now has to expect."""
    return Forecast(state, site, at).of(service, priority)


def estimates(state: QueueState, site: SiteConfig, at: Instant) -> dict[str, Expected]:
    """The same for every service of the site."""
    forecast = Forecast(state, site, at)
    return {service.code: forecast.of(service) for service in site.services}


class _Pool:
    """Open counters that serve the same services. ``level_s``: when they have done what was poured over them."""

    def __init__(self, services: frozenset[str]) -> None:
        self.services = services
        self.size = 0
        self.rest_s = 0.0
        self.is_free = False
        self.level_s = 0.0
        self.first_s = 0.0
        self.poured: dict[str, float] = {}

    def begin(self) -> None:
        """Somebody who is next goes to the first of p counters, on the average after 2/(p+1) of their mean rest."""
        self.first_s = 0.0 if self.is_free else 2 * self.rest_s / self.size / (self.size + 1)
        self.level_s = self.first_s


class Forecast:
    """The waiting work of one moment, poured over the open counters."""

    def __init__(self, state: QueueState, site: SiteConfig, at: Instant) -> None:
        self._state, self._site, self._at = state, site, at
        self._mean_s = {service.code: service_s(state, service) for service in site.services}
        counters = open_counters(state, site)
        self._is_staffed = bool(counters)
        self._pools = self._made_of(counters or site.counters)
        self._by_service = {code: [pool for pool in self._pools if code in pool.services] for code in self._mean_s}
        self._pour()
        self._waiting = {code: len(state.waiting.get(code, ())) for code in self._mean_s}
        self._delayed = self._delay()

    def of(self, service: Service, priority: bool = False) -> Expected:
        """What somebody with a number of now has to expect."""
        wait_s = self._level_s(service.code)
        shares = self._shares(service.code, wait_s)
        everybody = sum(self._waiting[code] * share for code, share in shares.items())
        ahead = self._ahead_of_priority(service.code, shares) if priority else everybody
        if wait_s is not None and ahead < everybody:
            first_s = min(pool.first_s for pool in self._by_service[service.code])
            wait_s = first_s + (wait_s - first_s) * ahead / everybody
        if wait_s is None or not self._is_staffed:
            return Expected(round(ahead), None)
        if not priority:
            wait_s *= self._delayed
        return Expected(round(ahead), round(wait_s + self._opens_in_s(service)))

    def _delay(self) -> float:
        """By how much those who come later and go first lengthen a wait: people with priority, people sent on."""
        late = list(islice(reversed(self._state.tickets.values()), LATELY))
        urgent = sum(ticket.priority for ticket in late) / (len(late) + PRIOR_TICKETS)
        if self._site.priority.policy == "ratio":
            urgent = min(urgent, 1 / (1 + self._site.priority.others_between))
        return self._calls_each() / (1 - MEANWHILE * urgent)

    def _calls_each(self) -> float:
        """How often one ticket is called: who is sent on or fetched a copy is called again, before the others."""
        state = self._state
        once = max(0, sum(state.issued.values()) - sum(self._waiting.values()))
        again = max(0.0, (state.turns - once) / 2)
        return 1 + again / (once + PRIOR_TICKETS)

    def _opens_in_s(self, service: Service) -> float:
        """Nobody is called before the session begins, unless somebody already was."""
        if any(seat.ticket is not None for seat in self._state.counters.values()):
            return 0.0
        return opens_in_s(self._site, service, self._at.at)

    def _level_s(self, service: str) -> float | None:
        return min((pool.level_s for pool in self._by_service[service]), default=None)

    def _shares(self, service: str, wait_s: float | None) -> dict[str, float]:
        """Which part of each service's waiting people is called before ``wait_s`` at counters that both share."""
        shares = {service: 1.0}
        for pool in self._by_service[service]:
            for other in pool.services:
                level_s = self._level_s(other) or 0.0
                shares.setdefault(other, 1.0 if wait_s is None or level_s <= wait_s else wait_s / level_s)
        return shares

    def _ahead_of_priority(self, service: str, shares: Mapping[str, float]) -> float:
        """How many are called before somebody with priority, by the centre's policy."""
        rules, state = self._site.priority, self._state
        since_ms = utc_ms(self._at.at) - rules.bonus_min * 60_000
        urgent = others = older = 0.0
        for code, share in shares.items():
            for line in state.lines.get(code, ()):
                if line.priority:
                    urgent += share * len(line.tickets)
                else:
                    others += share * len(line.tickets)
                    older += share * self._older_than(line.tickets, since_ms)
        returned = sum(shares[t.service] for t in map(state.tickets.__getitem__, state.jumping) if t.service in shares)
        if rules.policy == "bonus":
            return returned + urgent + older
        k = rules.others_between
        due = max(0, k - state.others_since.get(service, k))
        return returned + urgent + min(others, due + k * urgent)

    def _older_than(self, tickets: tuple[object, ...], since_ms: int) -> int:
        low, high = 0, len(tickets)
        while low < high:
            middle = (low + high) // 2
            if self._state.tickets[tickets[middle]].place < since_ms:  # type: ignore[index]
                low = middle + 1
            else:
                high = middle
        return low

    def _made_of(self, counters: Iterable[Counter]) -> list[_Pool]:
        pools: dict[frozenset[str], _Pool] = {}
        every = frozenset(self._mean_s)
        for counter in counters:
            services = every & frozenset(counter.services) if counter.services else every
            pool = pools.setdefault(services, _Pool(services))
            rest_s = self._rest_s(counter)
            pool.size += 1
            pool.rest_s += rest_s
            pool.is_free = pool.is_free or rest_s == 0.0
        for pool in pools.values():
            pool.begin()
        return list(pools.values())

    def _rest_s(self, counter: Counter) -> float:
        """How long a counter is still taken by whom it called or serves."""
        seat = self._state.counters.get(counter.id)
        ticket = self._state.tickets.get(seat.ticket) if seat and seat.ticket else None
        if ticket is None:
            return 0.0
        expected_s = self._visit_s(ticket)
        began = next((p.began for p in reversed(ticket.periods) if p.state == "called"), ticket.since)
        return max(expected_s - began.seconds_until(self._at), expected_s / 4)

    def _visit_s(self, ticket: Ticket) -> float:
        per_item_s = next((s.per_item_s for s in self._site.services if s.code == ticket.service), 0)
        return self._mean_s.get(ticket.service, 0.0) + per_item_s * more_items(ticket)

    def _pour(self) -> None:
        state = self._state
        work_s = {
            service.code: len(ids) * self._mean_s[service.code]
            + service.per_item_s * state.more_items.get(service.code, 0)
            for service in self._site.services
            if (ids := state.waiting.get(service.code))
        }
        # The ones with the least choice first; the next rounds put right what a later one has pushed up.
        order = sorted(work_s, key=lambda code: sum(pool.size for pool in self._by_service[code]))
        for _ in range(ROUNDS if len(self._pools) > 1 else 1):
            for code in order:
                _pour_over(self._by_service[code], code, work_s[code])


def _pour_over(pools: list[_Pool], service: str, work_s: float) -> None:
    """Take a service's work back and pour it where the level is lowest."""
    for pool in pools:
        pool.level_s -= pool.poured.pop(service, 0.0) / pool.size
    size, volume = 0, work_s
    by_level = sorted(pools, key=lambda pool: pool.level_s)
    level_s = 0.0
    for pool in by_level:
        if size and level_s <= pool.level_s:
            break
        size += pool.size
        volume += pool.level_s * pool.size
        level_s = volume / size
    for pool in by_level:
        if pool.level_s < level_s:
            pool.poured[service] = (level_s - pool.level_s) * pool.size
            pool.level_s = level_s
