"""A rating by telephone: stored once, judged like a gateway's, refused in words where it makes no sense."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from central.public.doubts import PHONE_MOST
from central.store.engine import reading
from central.store.tables import phone_ratings, ratings, ratings_daily
from contract.events import (
    RatingChanged,
    RatingGiven,
    RatingReasoned,
    TicketAbandoned,
    TicketCalled,
    TicketMissed,
    TicketVoided,
)
from contract.ids import new_id

EARLY = "Chưa đến lúc đánh giá. Xin đánh giá khi đã được phục vụ."
GIVEN = ("rating.given", "rating.changed", "rating.reasoned")


@pytest.fixture
def served(centre):
    """A ticket that was served and its address."""
    ticket = centre.ticket()
    centre.serve(ticket)
    return ticket, centre.url(ticket)


def counted(centre):
    """How many ratings stand in the daily sums, by level and kind."""
    with reading(centre.engine) as connection:
        rows = connection.execute(select(ratings_daily.c.level, ratings_daily.c.kind, ratings_daily.c.n))
        return {(row.level, row.kind): row.n for row in rows}


def test_it_is_a_rating_of_its_visit(centre, phone, served):
    """With ticket, counter and officer of the visit, in central's own stream, and it counts."""
    ticket, url = served
    rating = new_id()
    assert phone.tap(url, "satisfied", rating).json == {"ok": True, "result": {"said": ""}}
    assert centre.stored(*GIVEN) == [
        RatingGiven(rating, ticket, "2", "cb-02", "3-level", "satisfied", "qr", "accepted")
    ]
    assert counted(centre) == {("satisfied", "counted"): 1}


def test_it_may_come_while_the_service_goes_on(centre, phone):
    """And before an officer ends it."""
    ticket = centre.ticket()
    centre.serve(ticket, finish=False)
    assert phone.tap(centre.url(ticket), "dissatisfied").status_code == 200


def test_sent_many_times_it_is_stored_once(centre, phone, served, phones):
    """By one telephone again and again, and by several threads at once."""
    url, rating = served[1], new_id()
    answers = [phone.tap(url, "satisfied", rating).json for _ in range(5)]
    with ThreadPoolExecutor(4) as pool:
        answers += [one.json for one in pool.map(lambda _: phones().tap(url, "satisfied", rating), range(8))]
    assert answers == [{"ok": True, "result": {"said": ""}}] * 13
    assert len(centre.stored(*GIVEN)) == 1 and counted(centre) == {("satisfied", "counted"): 1}


def test_another_level_within_ten_seconds_changes_it(centre, phone, served):
    """Later it stays as it was; the telephone hears the same thanks."""
    url, rating = served[1], new_id()
    phone.tap(url, "satisfied", rating)
    centre.clock.go(seconds=9)
    assert phone.tap(url, "dissatisfied", rating).json["ok"]
    centre.clock.go(seconds=2)
    assert phone.tap(url, "very_satisfied", rating).json["ok"]
    assert [type(one) for one in centre.stored(*GIVEN)] == [RatingGiven, RatingChanged]
    assert counted(centre) == {("dissatisfied", "counted"): 1}


@pytest.mark.slow
def test_reasons_are_kept(centre, phone, served):
    """With the rating, or some minutes after it; once however often they come."""
    url, rating = served[1], new_id()
    phone.tap(url, "dissatisfied", rating)
    centre.clock.go(seconds=60)
    for _ in range(3):
        phone.tap(url, "dissatisfied", rating, ["long_wait", "other"])
    centre.clock.go(seconds=600)
    phone.tap(url, "dissatisfied", rating, ["attitude"])
    assert centre.stored(*GIVEN)[1:] == [RatingReasoned(rating, ("long_wait", "other"))]


def test_a_tap_that_waited_for_reception_brings_its_reasons(centre, phone, served):
    """All in one line."""
    phone.tap(served[1], "dissatisfied", reasons=["attitude"])
    (given,) = centre.stored(*GIVEN)
    assert given.reasons == ("attitude",)


def test_two_telephones_rate_one_ticket(centre, phone, phones, served):
    """The first counts; the second is kept as a duplicate and hears so in words."""
    url = served[1]
    phone.tap(url, "satisfied")
    answer = phones().tap(url, "dissatisfied")
    assert answer.json["result"]["said"] == "Lượt này đã có đánh giá trước đó. Chỉ đánh giá đầu tiên được tính."
    assert [one.verdict for one in centre.stored(*GIVEN)] == ["accepted", "duplicate"]
    assert counted(centre) == {("satisfied", "counted"): 1, ("dissatisfied", "duplicate"): 1}


def test_a_panel_that_was_quicker_counts(centre, phone, served):
    """A rating that a gateway told of is the first one."""
    ticket, url = served
    centre.tell(RatingGiven(new_id(), ticket, "2", "cb-02", "3-level", "very_satisfied", "panel", "accepted"))
    assert phone.tap(url, "dissatisfied").json["result"]["said"]
    assert counted(centre) == {("very_satisfied", "counted"): 1, ("dissatisfied", "duplicate"): 1}


@pytest.mark.slow
def test_many_tickets_rated_from_one_telephone_are_doubtful(centre, phone, phones):
    """Kept with the doubt and not counted; tomorrow the count begins anew; no cookie of it is stored."""
    urls = []
    for number in range(PHONE_MOST + 3):
        ticket = centre.ticket(f"A{number:03}")
        centre.serve(ticket)
        urls.append(centre.url(ticket))
    phone.get(urls[0])
    for url in urls[:-1]:
        assert phone.tap(url, "very_satisfied").json == {"ok": True, "result": {"said": ""}}
    verdicts = [(one.verdict, one.doubts) for one in centre.stored(*GIVEN)]
    assert verdicts == [("accepted", ())] * PHONE_MOST + [("doubtful", ("one_phone",))] * 2
    other = phones()
    other.get(urls[-1])
    other.tap(urls[-1], "dissatisfied")
    assert centre.stored(*GIVEN)[-1].verdict == "accepted"
    centre.clock.go(days=4)
    ticket = centre.ticket("A900")
    centre.serve(ticket)
    phone.tap(centre.url(ticket), "very_satisfied")
    assert centre.stored(*GIVEN)[-1].verdict == "accepted"
    with reading(centre.engine) as connection:
        rows = connection.execute(select(phone_ratings)).all()
    cookie = phone.get_cookie("quayso-phone", path="/t/").value
    assert len(rows) == 1 and cookie.encode() not in rows[0].phone and bytes.fromhex(cookie) != rows[0].phone


@pytest.mark.parametrize(
    ("facts", "code", "sentence"),
    [
        ([], "follow.too_early", EARLY),
        pytest.param([TicketCalled], "follow.too_early", EARLY, marks=pytest.mark.slow),
        pytest.param([TicketCalled, TicketMissed], "follow.too_early", EARLY, marks=pytest.mark.slow),
        ([TicketVoided], "follow.no_visit", "Số này không có lượt phục vụ nên không có gì để đánh giá."),
        ([TicketAbandoned], "follow.no_visit", "Số này không có lượt phục vụ nên không có gì để đánh giá."),
    ],
)
def test_who_was_not_served_has_nothing_to_rate(centre, phone, facts, code, sentence):
    """A clear sentence, and nothing is stored."""
    ticket = centre.ticket()
    for fact in facts:
        more = ("2", "cb-02", 1, False) if fact is TicketCalled else ("left",) if fact is TicketAbandoned else None
        centre.tell(fact(ticket, *(more or ("2", "cb-02", "x"))))
    answer = phone.tap(centre.url(ticket), "satisfied")
    assert (answer.status_code, answer.json) == (409, {"ok": False, "error": {"code": code, "message": sentence}})
    assert centre.stored(*GIVEN) == [] and counted(centre) == {}


@pytest.mark.slow
def test_until_the_end_of_the_next_working_day(centre, phone, phones, served):
    """Friday's visit on Tuesday, Monday being a holiday; on Wednesday a sentence and nothing stored."""
    centre.clock.go(days=4)
    assert phone.tap(served[1], "satisfied").json["ok"]
    late = centre.ticket("B1")
    centre.serve(late)
    centre.clock.go(days=2)
    answer = phones().tap(centre.url(late), "satisfied")
    assert answer.status_code == 409
    assert answer.json["error"]["message"] == "Đã hết thời gian đánh giá: hạn cuối là hết ngày 11/03/2026."
    assert len(centre.stored(*GIVEN)) == 1


def test_a_rating_of_another_ticket_is_not_touched(centre, phone, phones, served):
    """Its id under another ticket's address does nothing to either."""
    ticket, url = served
    rating, other = new_id(), centre.ticket("A106")
    centre.serve(other)
    phone.tap(url, "satisfied", rating)
    answer = phones().tap(centre.url(other), "dissatisfied", rating)
    assert answer.status_code == 409 and len(centre.stored(*GIVEN)) == 1
    panel = new_id()
    centre.tell(RatingGiven(panel, other, "2", "cb-02", "3-level", "satisfied", "panel", "accepted"))
    assert phones().tap(centre.url(other), "dissatisfied", panel).status_code == 409


FUTURE, RANDOM = "ffffffff-ffff-7501-a3fe-808740208864", "0833573c-2240-4ff5-8df2-3fb62cd5f0cb"
BAD = [
    {}, [], 1, "x",
    {"rating": "x", "level": "satisfied"}, {"rating": RANDOM, "level": "satisfied"},
    {"rating": FUTURE, "level": "satisfied"}, {"rating": "00000000-0000-0000-0000-000000000000", "level": "satisfied"},
    {"level": "satisfied"}, {"rating": "$", "level": "good"}, {"rating": "$", "level": ""},
    {"rating": "$", "level": "'; DROP TABLE ratings; --"}, {"rating": "$", "level": ["satisfied"]},
    {"rating": "$", "level": "satisfied", "reasons": ["<script>"]},
    {"rating": "$", "level": "satisfied", "reasons": "x"},
    {"rating": "$", "level": "satisfied", "officer": "cb-01"}, {"rating": "$", "level": "satisfied", "reasons": [1]},
]  # fmt: skip


@pytest.mark.parametrize("body", [BAD[0], *(pytest.param(body, marks=pytest.mark.slow) for body in BAD[1:])], ids=str)
def test_bad_input_changes_nothing(centre, phone, served, body):
    """Each one gets a sentence."""
    if isinstance(body, dict) and body.get("rating") == "$":
        body = body | {"rating": str(new_id())}
    answer = phone.post(f"{served[1]}/rate", json=body)
    assert answer.status_code == 400 and answer.json["error"]["message"].endswith(".")
    assert centre.stored(*GIVEN) == []


@pytest.mark.slow
def test_what_is_no_tap_at_all_changes_nothing(centre, phone, served):
    """Half a JSON, other kinds of bodies, a foreign page, a body that is too large."""
    url, body = f"{served[1]}/rate", {"rating": str(new_id()), "level": "satisfied"}
    statuses = [
        phone.post(url, data=b'{"rating":', content_type="application/json").status_code,
        phone.post(url, data=b"\xff\xfe", content_type="application/json").status_code,
        phone.post(url, data=b"[" * 5_000, content_type="application/json").status_code,
        phone.post(url, data=b"level=satisfied", content_type="text/plain").status_code,
        phone.post(url, json=body, headers={"Origin": "http://boese.example"}).status_code,
        phone.post(url, json=body, headers={"Origin": "null"}).status_code,
        phone.post(url, data=b"x" * 70_000, content_type="application/json").status_code,
        phone.put(url, json=body).status_code,
        phone.get(url).status_code,
    ]
    assert statuses == [400, 400, 400, 400, 403, 403, 413, 405, 405] and centre.stored(*GIVEN) == []


@pytest.mark.slow
def test_without_script_a_form_does_the_same(centre, phone, served):
    """It leads back to the page with the thanks, after a low mark with the reasons, which come in a second form."""
    url, rating = served[1], new_id()
    answer = phone.post(f"{url}/rate", data={"rating": str(rating), "level": "dissatisfied"})
    assert (answer.status_code, answer.location) == (303, f"{url}?sent={rating}#danh-gia")
    page = phone.get(f"{url}?sent={rating}").get_data(as_text=True)
    assert '<section class="public-thanks" data-part="thanks" aria-live' in page
    assert '<section class="follow-rate" data-part="why">' in page and f'value="{rating}"' in page
    form = {"rating": str(rating), "level": "dissatisfied", "reason": ["long_wait", "other"]}
    assert phone.post(f"{url}/rate", data=form).status_code == 303
    assert [type(one) for one in centre.stored(*GIVEN)] == [RatingGiven, RatingReasoned]
    assert 'data-part="thanks" hidden' in phone.get(f"{url}?sent={new_id()}").get_data(as_text=True)


def test_a_store_that_does_not_answer_is_said(centre, phone, served, monkeypatch):
    """503 with when to try again: the telephone keeps the tap."""
    from sqlalchemy.exc import OperationalError

    def locked(*args):
        raise OperationalError("BEGIN", {}, Exception("database is locked"))

    monkeypatch.setattr(type(centre.services.own_stream), "decide", locked)
    answer = phone.tap(served[1], "satisfied")
    assert answer.status_code == 503 and answer.headers["Retry-After"]
    assert answer.json["error"]["message"] == "Chưa ghi được. Xin thử lại sau ít phút."


@pytest.mark.slow
def test_nobody_can_hammer_a_ticket(centre, phone, phones, served):
    """After twenty taps the rest waits; reading goes on."""
    statuses = [phone.tap(served[1], "satisfied").status_code for _ in range(25)]
    assert statuses == [200] * 20 + [429] * 5
    assert phones().get(served[1]).status_code == 200
    with reading(centre.engine) as connection:
        assert len(connection.execute(select(ratings)).all()) == 20
    assert counted(centre)[("satisfied", "counted")] == 1
