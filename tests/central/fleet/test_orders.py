"""How orders stand: pure rules over random lives, the dispatcher over a real store, retired gateways that come back."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from central.fleet.dispatch import RETURNED, Dispatch
from central.fleet.order_store import add_order, order_of
from central.fleet.orders import AGAIN_S, GRACE_S, OPS, OrderState, after_time, after_word, is_due
from central.fleet.orders import Order as FleetOrder
from central.presence import GatewayPresence
from central.provisioning.devices import Device, add_device, change_device
from central.store.engine import reading, writing
from central.store.tables import findings
from contract import messages
from contract.messages import Command

STATES: tuple[OrderState, ...] = ("queued", "sent", "done", "failed", "expired", "unknown")
NOW = 1_800_000_000_000
TOLD = st.sampled_from(["done", "failed", "expired", "unknown"])


def made(state="queued", sent_ms=None, expires_s=100):
    """An order that was made now."""
    return FleetOrder("id", "q-01", "mau", "restart", {}, state, NOW, "it", NOW + expires_s * 1000, sent_ms)


@given(st.sampled_from(STATES), st.lists(st.one_of(TOLD, st.integers(0, 400)), max_size=8))
def test_an_order_ends_once(state, life):
    """Whatever comes in whatever order: what a gateway said done or failed stays; nothing closed opens again."""
    order = made(state, NOW if state == "sent" else None)
    for step in life:
        before = order.state
        after = after_time(order, NOW + step * 1000) if isinstance(step, int) else after_word(order, step)
        assert before not in ("done", "failed") or after == before
        assert after not in ("queued", "sent") or after == before
        order = replace(order, state=after)


@given(st.integers(0, 400))
def test_what_never_left_is_expired_and_what_left_is_unknown(seconds):
    """Never called done, never called failed, by time alone."""
    now_ms = NOW + seconds * 1000
    assert after_time(made(), now_ms) == ("expired" if seconds >= 100 else "queued")
    assert after_time(made("sent", NOW), now_ms) == ("unknown" if seconds >= 100 + GRACE_S else "sent")


@given(st.sampled_from(STATES), st.integers(0, 200), st.booleans())
def test_only_open_orders_of_gateways_that_are_there_go_out(state, seconds, is_online):
    """And one that was sent goes again after a while, never beyond its time."""
    order = made(state, NOW if state == "sent" else None)
    due = is_due(order, NOW + seconds * 1000, is_online)
    may = is_online and seconds < 100 and (state == "queued" or (state == "sent" and seconds >= AGAIN_S))
    assert due == may


class Air:
    """A link that keeps what was said."""

    def __init__(self):
        self.said, self.listens = [], True

    def say(self, topic, payload, *, expires_s, on_taken):
        """Take a message; the broker answers at once."""
        self.said.append((topic, messages.decode(payload, Command), expires_s))
        on_taken(self.listens)
        return True


@pytest.fixture
def fleet(engine):
    """A dispatcher whose clock and gateways are moved by hand."""

    class Fleet:
        now_ms = NOW
        online: tuple = ("q-01",)
        retired: list = []
        air = Air()

        def turn(self, seconds=0):
            self.now_ms += seconds * 1000
            self.dispatch.turn()

        def presence(self):
            return tuple(GatewayPresence(name, "online", heard_s_ago=1.0) for name in self.online)

        def order(self, key):
            with writing(engine) as connection:
                return add_order(connection, "q-01", "mau", key, "it", self.now_ms).id

        def state(self, order):
            with reading(engine) as connection:
                return order_of(connection, order).state

    made = Fleet()
    made.retired, made.air = [], Air()
    made.dispatch = Dispatch(engine, made.air.say, made.presence, made.retired.append, lambda: made.now_ms)
    return made


def test_an_order_waits_for_its_gateway_and_is_sent(fleet):
    """Queued while it is away, sent with what is left of its time, again after a while under the same id."""
    fleet.online = ()
    order = fleet.order("restart")
    fleet.turn()
    assert fleet.air.said == [] and fleet.state(order) == "queued"
    fleet.online = ("q-01",)
    fleet.turn(100)
    fleet.turn(1)
    assert [(one.id, one.op, left) for _, one, left in fleet.air.said] == [(order, "restart", 200)]
    assert fleet.state(order) == "sent"
    fleet.turn(AGAIN_S)
    assert [one.id for _, one, _ in fleet.air.said] == [order, order]


def test_an_order_that_nobody_hears_stays_queued_and_expires(fleet):
    """The broker says that nobody listens: it never left, so it is expired and not unknown."""
    fleet.air.listens = False
    order = fleet.order("restart")
    fleet.turn()
    fleet.turn(1)
    assert fleet.state(order) == "queued"
    fleet.turn(OPS["restart"].expires_s)
    assert fleet.state(order) == "expired"


def test_a_retired_gateway_that_speaks_is_alarmed_once(fleet, engine):
    """Within the broker's time to shut it out nothing is said; later each return is a finding."""
    with writing(engine) as connection:
        add_device(connection, Device("q-01", "mau", ("counter",), ("1",), "software"))
        change_device(connection, "q-01", state="retired", retired_ms=NOW)
    fleet.turn(60)
    assert _found(engine) == []
    fleet.turn(120)
    fleet.turn(10)
    assert _found(engine) == [(RETURNED, "q-01", 1)]
    fleet.online = ()
    fleet.turn(10)
    fleet.online = ("q-01",)
    fleet.turn(10)
    assert _found(engine) == [(RETURNED, "q-01", 2)]


def test_a_gateway_that_is_not_retired_is_not_alarmed(fleet, engine):
    """The control: the same speech of an active one is no finding."""
    with writing(engine) as connection:
        add_device(connection, Device("q-01", "mau", ("counter",), ("1",), "software"))
        change_device(connection, "q-01", state="active")
    fleet.turn(600)
    assert _found(engine) == []


def _found(engine):
    with reading(engine) as connection:
        return [tuple(row) for row in connection.execute(select(findings.c.kind, findings.c.gateway, findings.c.times))]
