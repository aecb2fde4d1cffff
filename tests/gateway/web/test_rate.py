"""The rating screen of a counter: what it hands over, what it never tells."""

import dataclasses
from uuid import UUID, uuid4

import pytest
from msgspec.structs import replace

from contract.events import RatingChanged, RatingGiven, RatingReasoned
from contract.hall import CounterNow, HallState, RatingWindow
from gateway.hall_commands import HallHeard
from gateway.journal.errors import JournalFull
from gateway.web.app import make_app
from gateway.web.registry import pages_for

TICKET = UUID(int=7)
ORIGIN = {"Origin": "http://localhost"}


def serving(site, clock, rev=2, ticket=TICKET, is_open=True, number="A105", officer="cb-01"):
    """The hall's state while counter 2 serves somebody."""
    window = None if ticket is None else RatingWindow(ticket, is_open)
    now = CounterNow("serving", number, ticket, officer, window)
    stamp = clock.now()
    return HallState("hall-01", 1, rev, stamp.at.date(), stamp.at, True, {}, {"2": now}, ())


@pytest.fixture
def worker(bench, site, clock):
    """A worker whose counter role serves counter 2."""
    made = bench(site=site, counters=["2"])
    clock.set_state("synced")
    return made


@pytest.fixture
def parts(parts, worker, site, clock, wait_until):
    """Pages that post to that worker; the hall says that counter 2 serves A105."""
    parts = dataclasses.replace(parts, post=worker.inbox.post)
    state = serving(site, clock)
    parts.feed.take(state)
    worker.inbox.post(HallHeard(state, True))
    wait_until(lambda: "2" in worker.worker._state.windows)
    clock.advance(30)
    return parts


def ratings(worker):
    """The rating events of the journal so far."""
    return [fact for fact in worker.facts() if isinstance(fact, RatingGiven | RatingChanged | RatingReasoned)]


def test_a_choice_becomes_the_rating_of_the_ticket_that_the_screen_showed(client, pair, worker):
    """Stored before the screen says thanks; the answer names the rating and nothing of its verdict."""
    pair("rate", "2")
    answer = client.post("/rate/2/give", json={"level": "poor", "ticket": str(TICKET)}, headers=ORIGIN)
    [rating] = ratings(worker)
    assert answer.json == {"ok": True, "result": {"rating": str(rating.rating)}}
    assert (rating.ticket, rating.officer, rating.level) == (TICKET, "cb-01", "poor")
    assert (rating.channel, rating.verdict) == ("screen", "accepted")


def test_the_choice_is_changed_and_reasoned(client, pair, worker, wait_until):
    """Both go to the same rating."""
    pair("rate", "2")
    given = client.post("/rate/2/give", json={"level": "good", "ticket": str(TICKET)}, headers=ORIGIN)
    rating = given.json["result"]["rating"]
    client.post("/rate/2/change", json={"rating": rating, "level": "poor"}, headers=ORIGIN)
    client.post("/rate/2/reasons", json={"rating": rating, "reasons": ["long_wait"]}, headers=ORIGIN)
    wait_until(lambda: len(ratings(worker)) == 3)
    assert ratings(worker)[1:] == [RatingChanged(UUID(rating), "poor"), RatingReasoned(UUID(rating), ("long_wait",))]


def test_the_same_answer_whatever_the_verdict_was(client, pair, worker):
    """A second citizen's press on the same ticket is told nothing of the first."""
    pair("rate", "2")
    for _ in range(2):
        answer = client.post("/rate/2/give", json={"level": "fair", "ticket": str(TICKET)}, headers=ORIGIN)
        assert answer.json["ok"] is True and set(answer.json["result"]) == {"rating"}
    assert [rating.verdict for rating in ratings(worker)] == ["accepted", "duplicate"]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("give", {"level": "very_satisfied", "ticket": str(TICKET)}),
        ("give", {"level": "good", "ticket": "7"}),
        ("give", {"level": 5}),
        ("give", []),
        ("change", {"rating": str(TICKET)}),
        ("reasons", {"rating": str(TICKET), "reasons": []}),
        ("reasons", {"rating": str(TICKET), "reasons": ["x" * 65]}),
    ],
)
def test_what_is_not_an_order_is_refused_in_words(client, pair, worker, path, body):
    """A clear sentence, and nothing is stored."""
    pair("rate", "2")
    answer = client.post(f"/rate/2/{path}", json=body, headers=ORIGIN)
    assert answer.status_code == 400 and answer.json["error"]["message"]
    assert ratings(worker) == []


def test_only_the_screen_of_this_counter_may_rate_here(client, pair, worker):
    """A browser that was never paired, one of another counter, and one whose order comes from a foreign page."""
    body = {"level": "poor", "ticket": str(TICKET)}
    assert client.post("/rate/2/give", json=body, headers=ORIGIN).status_code == 403
    pair("rate", "3")
    assert client.post("/rate/2/give", json=body, headers=ORIGIN).status_code == 403
    assert client.get("/rate/2").status_code == 302 and client.get("/rate/99").status_code == 404
    pair("rate", "2")
    assert client.post("/rate/2/give", json=body).status_code == 403, "a page from elsewhere"
    assert ratings(worker) == []


def test_a_photo_is_shown_to_this_screen_alone_and_no_other_file_ever(parts, site, pairing, tmp_path):
    """A name that leads out of the site's folder is no photo."""
    (tmp_path / "sites").mkdir()
    (tmp_path / "sites" / "cb-01.png").write_bytes(b"\x89PNG")
    (tmp_path / "secret.png").write_bytes(b"\x89PNG")
    officers = [
        replace(site.officers[0], photo="cb-01.png"),
        replace(site.officers[1], photo="../secret.png"),
    ]
    parts = dataclasses.replace(parts, site=replace(site, officers=tuple(officers)), site_dir=tmp_path / "sites")
    client = make_app(parts, pages_for(["counter"])).test_client()
    assert client.get("/rate/2/photo/cb-01").status_code == 404
    code, claim = pairing.ask("rate", "2", "127.0.0.1")
    pairing.approve(code)
    client.set_cookie("quayso-claim", claim)
    client.post("/pair/claim?kind=rate&counter=2", json={}, headers=ORIGIN)
    found = [client.get(f"/rate/2/photo/{code}").status_code for code in ("cb-01", "cb-02", "cb-09")]
    assert found == [200, 404, 404]
    assert '"photo": true' in client.get("/rate/2").get_data(as_text=True).replace("&#34;", '"')


def test_a_rating_that_is_not_stored_is_not_thanked_for(parts, client, pair, worker, clock):
    """A level of a scale the rule does not take: the screen asks for another press."""
    pair("rate", "2")
    worker.journal.append = _full
    answer = client.post("/rate/2/give", json={"level": "good", "ticket": str(uuid4())}, headers=ORIGIN)
    assert answer.status_code == 503 and answer.json["error"]["code"] == "not_stored"


def _full(*_):
    raise JournalFull("the card is full")
