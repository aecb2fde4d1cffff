"""Rules of the public page over random lives: order of arrival changes nothing, positions and times are sound."""

import random
from datetime import date, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from central.public import doubts
from central.public.life import ENDED, Life, life_of
from central.public.limits import Limits, Rate, address_key
from central.public.opening import open_token
from central.public.position import ahead_of
from central.public.rating_time import may_rate, times_of
from central.rules.counting import order_key
from central.rules.telling import Said, Told
from contract.events import (
    ServiceFinished,
    ServiceStarted,
    TicketAbandoned,
    TicketCalled,
    TicketIssued,
    TicketMissed,
    TicketParked,
    TicketResumed,
    TicketTransferred,
    TicketVoided,
)
from contract.tokens import make_token
from gateway.counter import doubts as gateway_doubts
from gateway.counter import pressing, raters

SECRETS = {"mot": "a" * 40, "hai": "b" * 40, "ba": "c" * 40}
MIDDLE = (TicketCalled, ServiceStarted, TicketMissed, TicketParked, TicketResumed, TicketTransferred)
LAST = (ServiceFinished, TicketVoided, TicketAbandoned)
uuids = st.integers(0, 2**128 - 1).map(lambda value: UUID(int=value))
days = st.dates(date(2020, 1, 1), date(2030, 1, 1))


def told(number: int, kind: type, counter: str = "2") -> Told:
    """A line about a ticket, a second after the one before."""
    said = Said(number="A105", service="ho-tich") if kind is TicketIssued else Said()
    ms = 1_000 * number
    return Told(order_key(ms, "hall-01", "s", number), ms, "mau", kind.TYPE, counter, "cb-02", said)


lives = st.builds(
    lambda middle, last: [
        told(n, kind, str(n)) for n, kind in enumerate((TicketIssued, *middle, *last), 1)
    ],
    st.lists(st.sampled_from(MIDDLE), max_size=8),
    st.lists(st.sampled_from(LAST), max_size=2),
)  # fmt: skip


@given(lives, st.randoms(use_true_random=False))
def test_the_order_of_arrival_changes_nothing(lines: list[Told], shuffle: random.Random):
    """Nor does a line that is told again; an ended ticket stays ended, who was finished was started."""
    life = life_of(lines)
    again = [*lines, *lines[:2]]
    shuffle.shuffle(again)
    assert life_of(again) == life
    has_end = any(line.type in [kind.TYPE for kind in LAST] for line in lines)
    assert life.is_over == has_end == (life.stage in ENDED)
    assert life.is_started or life.stage not in ("finished",)
    assert life.after_its_day().is_over and life.number == "A105"


@given(st.lists(st.tuples(st.integers(0, 50), st.sampled_from(["a", "b"])), min_size=1, max_size=20), st.data())
def test_positions_of_those_who_wait_are_nought_one_two(taken, data):
    """Of one line everybody has another place; called ones and other services are not in it."""
    waiting = [Life("waiting", service, f"A{n:03}", place=(at, f"A{n:03}")) for n, (at, service) in enumerate(taken)]
    others = [Life("called", "a", "X", place=(0, "X")), Life("parked", "b", "Y", place=(0, "Y"))]
    for service in ("a", "b"):
        line = [life for life in waiting if life.service == service]
        assert sorted(ahead_of(life, [*waiting, *others], None).people for life in line) == list(range(len(line)))
    both = {"a": frozenset("ab"), "b": frozenset("ab")}
    assert sorted(ahead_of(life, waiting, None, both).people for life in waiting) == list(range(len(waiting)))


@given(days, st.integers(0, 30), lives)
def test_only_a_service_that_began_is_rated_and_only_in_time(day, later, lines):
    """Open means begun, not void, and not after the next working day; times come in their order."""
    times = times_of(day, lambda one: one.weekday() < 5)
    life, today = life_of(lines), day + timedelta(later)
    assert day < times.rate_until < times.feedback_until and times.rate_until.weekday() < 5
    is_open = may_rate(life, today, times.rate_until) == "open"
    assert is_open == (life.is_started and life.stage != "voided" and today <= times.rate_until)


@given(uuids, st.sampled_from(sorted(SECRETS)))
def test_a_token_opens_its_ticket_at_its_site(ticket, site):
    """And nowhere else."""
    token = make_token(ticket, SECRETS[site])
    assert open_token(token, SECRETS) == (site, ticket)
    assert open_token(token, {code: secret for code, secret in SECRETS.items() if code != site}) is None
    assert open_token(token, {}) is None


@given(uuids, st.integers(0, 24), st.integers(1, 255))
def test_no_changed_token_opens_anything(ticket, place, change):
    """Whatever byte of it is another one."""
    import base64

    raw = bytearray(base64.urlsafe_b64decode(make_token(ticket, SECRETS["mot"]) + "=="))
    raw[place] ^= change
    assert open_token(base64.urlsafe_b64encode(raw).decode().rstrip("="), SECRETS) is None


@given(st.text(max_size=80))
def test_garbage_opens_nothing(text):
    """And raises nothing."""
    assert open_token(text, SECRETS) is None
    assert isinstance(address_key(text), str)


@given(st.lists(st.floats(0, 30), min_size=1, max_size=60))
def test_nobody_gets_more_than_the_rate(pauses):
    """Over any stretch at most the burst and what the time allows; who is refused knows when to come again."""
    clock = {"s": 0.0}
    limits, rate, taken = Limits(lambda: clock["s"]), Rate(5, 0.5), 0
    for pause in pauses:
        clock["s"] += pause
        wait_s = limits.wait_s("address", "x", rate)
        taken += wait_s == 0
        assert 0 <= wait_s <= 1 / rate.per_s
        assert limits.wait_s("address", "other", Rate(10_000, 1)) == 0
    assert taken <= rate.burst + clock["s"] * rate.per_s + 1e-6


def test_central_doubts_as_gateways_do():
    """The same numbers on both sides, and the same word."""
    assert doubts.PHONE_MOST == gateway_doubts.PHONE_MOST
    assert doubts.CHANGE_WITHIN_S == pressing.CHANGE_WITHIN_S
    assert doubts.REASONS_WITHIN_S == raters.REASONS_WITHIN_S
    for n in range(1, 8):
        assert doubts.doubts_of_phone(n) == gateway_doubts.doubts(None, (), of_phone=n)
