"""A ticket on a phone: how long still, where to go, one rating, and nothing for a forged code."""

import dataclasses
from uuid import UUID

import pytest
from msgspec.structs import replace

from contract.tokens import make_token
from gateway.hall_commands import ReasonsChosen, ScreenRated
from gateway.queue.state import Instant, QueueState, Ticket
from gateway.web.app import make_app
from gateway.web.registry import pages_for

SECRET = "mot-chuoi-bi-mat-cua-trung-tam-mau-0001"
ORIGIN = {"Origin": "http://localhost"}
OURS, FIRST = UUID(int=7), UUID(int=6)


@pytest.fixture
def phone(parts, site, clock):
    """A phone at a hall whose day has our ticket behind another; `day(**changes)` moves ours on."""
    stamp = clock.now()
    issued = Instant(stamp.at, stamp.boot, stamp.up_ms)
    first = Ticket(
        id=FIRST, number="A104", service="ho-tich", need="submit", channel="kiosk", place=1, issued=issued
    )  # fmt: skip
    ours = replace(first, id=OURS, number="A105", place=2)
    held = {"queue": QueueState(tickets={FIRST: first, OURS: ours}, waiting={"ho-tich": (FIRST, OURS)})}
    posted = []

    def post(order):
        posted.append(order)
        if isinstance(order, ScreenRated):
            order.reply(UUID(int=99))

    site = replace(site, secret=SECRET)
    parts = dataclasses.replace(parts, site=site, queue=lambda: held["queue"], post=post)
    client = make_app(parts, pages_for(["hall"])).test_client()
    client.posted = posted
    client.held = held
    client.url = f"/t/{make_token(OURS, SECRET)}"

    def day(**changes):
        tickets = {FIRST: first, OURS: replace(ours, **changes)}
        held["queue"] = QueueState(tickets=tickets, waiting={} if "state" in changes else held["queue"].waiting)

    client.day = day
    return client


def test_who_waits_sees_people_ahead_and_minutes(phone):
    """Of two that wait for the counters of this service one is ahead: half of the ten minutes."""
    assert phone.get(f"{phone.url}/state").json == {
        "state": "waiting", "counter": None, "live": True, "ahead": 1, "minutes": 5,
    }  # fmt: skip
    page = phone.get(phone.url).get_data(as_text=True)
    assert "A105" in page and "Khai sinh, kết hôn, khai tử" in page


def test_who_is_called_sees_where_to_go(phone):
    """The counter of the call."""
    phone.day(state="called", counter="2")
    assert phone.get(f"{phone.url}/state").json == {"state": "called", "counter": "2", "live": True}


def test_a_rating_by_phone_names_ticket_counter_and_officer(phone):
    """With the cookie of the phone and nothing else about it."""
    phone.day(state="finished", counter="2", officer="cb-02")
    phone.get(phone.url)
    answer = phone.post(f"{phone.url}/give", json={"level": "poor"}, headers=ORIGIN)
    assert answer.json == {"ok": True, "result": {"rating": str(UUID(int=99))}}
    body = {"rating": str(UUID(int=99)), "reasons": ["long_wait"]}
    assert phone.post(f"{phone.url}/reasons", json=body, headers=ORIGIN).json == {"ok": True}
    rated, reasoned = phone.posted
    assert (rated.ticket, rated.counter, rated.officer, rated.level) == (OURS, "2", "cb-02", "poor")
    assert (rated.channel, rated.screen[:6], len(rated.screen)) == ("qr", "phone-", 38)
    assert isinstance(reasoned, ReasonsChosen)


@pytest.mark.parametrize("state", ["waiting", "called", "parked", "missed", "voided", "abandoned"])
def test_who_was_not_served_has_nothing_to_rate(phone, state):
    """A clear sentence, and nothing is posted."""
    phone.day(state=state, counter="2")
    answer = phone.post(f"{phone.url}/give", json={"level": "good"}, headers=ORIGIN)
    assert answer.status_code == 409 and "Chưa đến lúc đánh giá" in answer.json["error"]["message"]
    assert phone.posted == []


@pytest.mark.parametrize("token", ["x", "A" * 34, make_token(OURS, "b" * 32), make_token(UUID(int=8), SECRET)])
def test_a_forged_code_and_one_of_another_day_open_nothing(phone, token):
    """Nobody learns from a number alone."""
    assert phone.get(f"/t/{token}").status_code == 404
    assert phone.post(f"/t/{token}/give", json={"level": "good"}, headers=ORIGIN).status_code == 404


def test_bad_input_of_a_phone_changes_nothing(phone):
    """A level of another scale, a foreign page, no JSON."""
    phone.day(state="finished", counter="2")
    statuses = [
        phone.post(f"{phone.url}/give", json={"level": "5"}, headers=ORIGIN).status_code,
        phone.post(f"{phone.url}/give", json={"level": "good"}).status_code,
        phone.post(f"{phone.url}/give", data="level=good", headers=ORIGIN).status_code,
    ]
    assert statuses == [400, 403, 415] and phone.posted == []
