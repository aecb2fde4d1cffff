"""The page behind a ticket's code: what it says when, and that nobody else's code opens it."""

from uuid import UUID, uuid4

import pytest

from central.web.public.door import PHONE_COOKIE
from contract.events import (
    ServiceStarted,
    TicketAbandoned,
    TicketCalled,
    TicketMissed,
    TicketParked,
    TicketResumed,
    TicketTransferred,
    TicketVoided,
)
from contract.hall import CounterNow
from contract.tokens import make_token

SECRET = "mot-chuoi-bi-mat-cua-trung-tam-mau-0001"


def said(phone, url):
    """What the state says: stage, first and second sentence."""
    answer = phone.get(f"{url}/state").json["result"]
    return answer["stage"], answer["main"], answer["then"]


def test_who_waits_sees_people_ahead_and_minutes(centre, phone):
    """Two of three are ahead: two thirds of the wait of who comes last."""
    centre.ticket("A103"), centre.ticket("A104")
    ticket = centre.ticket("A105")
    centre.say(estimates={"ho-tich": (3, 1800)})
    assert said(phone, centre.url(ticket)) == (
        "waiting", "Còn 2 người phía trước", "Khoảng 20 phút. Vui lòng ở gần khu vực chờ.",
    )  # fmt: skip
    page = phone.get(centre.url(ticket)).get_data(as_text=True)
    assert "A105" in page and "Còn 2 người phía trước" in page and "Trung tâm mẫu" in page


def test_the_first_is_next_and_others_are_not_counted(centre, phone):
    """Those of another service, who are called, or came later are not before it."""
    called = centre.ticket("A103")
    ticket = centre.ticket("A104")
    centre.ticket("B001", "dat-dai"), centre.ticket("A106")
    centre.tell(TicketCalled(called, "2", "cb-02", 1, False))
    centre.say()
    assert said(phone, centre.url(ticket)) == ("waiting", "Sắp đến lượt ông/bà", "Vui lòng ở gần khu vực chờ.")


@pytest.mark.slow
def test_services_of_one_counter_are_one_line(centre, phone, load):
    """By the list of counters: who wants something else at the same counter is ahead too."""
    load("counters", "code,name,services\n1,Một,ho-tich|chung-thuc\n2,Hai,dat-dai", site="mau")
    centre.ticket("D001", "chung-thuc"), centre.ticket("B001", "dat-dai")
    ticket = centre.ticket("A105")
    assert said(phone, centre.url(ticket))[1] == "Còn 1 người phía trước"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("facts", "stage", "sentence"),
    [
        ([TicketCalled], "called", "Xin mời đến quầy số 2"),
        ([TicketCalled, ServiceStarted], "serving", "Đang được phục vụ tại quầy số 2"),
        ([TicketCalled, TicketMissed], "missed", "Số này đã được gọi mà chưa thấy ông/bà"),
        ([TicketCalled, ServiceStarted, TicketParked], "parked", "Đang chờ ông/bà bổ sung giấy tờ"),
        ([TicketCalled, ServiceStarted, TicketParked, TicketResumed], "waiting", "Sắp đến lượt ông/bà"),
        ([TicketVoided], "voided", "Số này đã hủy"),
    ],
)
def test_each_stage_has_its_sentence(centre, phone, facts, stage, sentence):
    """As soon as central has heard of it."""
    ticket = centre.ticket()
    for fact in facts:
        more = (1, False) if fact is TicketCalled else () if fact is ServiceStarted else ("x",)
        centre.tell(fact(ticket, "2", "cb-02", *more))
    assert said(phone, centre.url(ticket))[:2] == (stage, sentence)


def test_the_hall_is_quicker_than_its_events(centre, phone):
    """Its live word that a number is called counts; a retained one does not."""
    ticket = centre.ticket()
    centre.say({"7": CounterNow("called", "A105", ticket, "cb-07")}, retained=True)
    assert said(phone, centre.url(ticket))[0] == "waiting"
    centre.clock.go(seconds=1)
    centre.say({"7": CounterNow("called", "A105", ticket, "cb-07")})
    assert said(phone, centre.url(ticket))[1] == "Xin mời đến quầy số 7"


def test_a_centre_that_is_not_heard_is_not_shown_as_live(centre, phone):
    """The last known state stays, with the sentence of a stale board."""
    ticket = centre.ticket()
    stale = "Thông tin tạm ngừng cập nhật. Xin nghe loa hoặc hỏi quầy hướng dẫn."
    assert said(phone, centre.url(ticket))[2] == stale
    centre.say()
    assert said(phone, centre.url(ticket))[2] != stale
    centre.clock.go(seconds=30)
    answer = phone.get(f"{centre.url(ticket)}/state").json["result"]
    assert (answer["then"], answer["is_live"], answer["age_s"]) == (stale, False, None)


def test_after_a_transfer_it_waits_again(centre, phone):
    """For its new service."""
    centre.ticket("B001", "dat-dai")
    ticket = centre.ticket()
    centre.serve(ticket, finish=False)
    centre.tell(TicketTransferred(ticket, to_service="dat-dai", officer="cb-02"))
    assert said(phone, centre.url(ticket))[:2] == ("waiting", "Còn 1 người phía trước")


@pytest.mark.slow
def test_the_next_days(centre, phone):
    """On the next working day the visit can still be rated; afterwards the page says of which day it is, no more."""
    ticket, unserved = centre.ticket(), centre.ticket("A106")
    centre.serve(ticket)
    answer = phone.get(f"{centre.url(ticket)}/state").json["result"]
    assert (answer["main"], answer["may_rate"]) == ("Đã phục vụ xong", True)
    # Monday the 9th is a holiday.
    assert answer["until"] == "Có thể đánh giá đến hết ngày 10/03/2026."
    centre.clock.go(days=4)
    assert phone.get(f"{centre.url(ticket)}/state").json["result"]["may_rate"]
    assert said(phone, centre.url(unserved))[:2] == ("abandoned", "Số này đã hết hiệu lực")
    centre.clock.go(days=1)
    assert said(phone, centre.url(ticket)) == (
        "past", "Số này của ngày 06/03/2026", "Đã hết thời gian theo dõi và đánh giá.",
    )  # fmt: skip
    assert not phone.get(f"{centre.url(ticket)}/state").json["result"]["may_rate"]


def test_abandoned_says_what_to_do(centre, phone):
    """Once the day was closed."""
    ticket = centre.ticket()
    centre.tell(TicketAbandoned(ticket, "day_closed"))
    assert said(phone, centre.url(ticket)) == (
        "abandoned", "Số này đã hết hiệu lực", "Nếu cần, xin lấy số mới hoặc hỏi quầy hướng dẫn.",
    )  # fmt: skip


def guesses(ticket: UUID) -> dict[str, str]:
    """Tokens that open nothing."""
    true = make_token(ticket, SECRET)
    return {
        "short": "x", "letters": "A" * 34, "long": "A" * 200, "half": true[:20], "dots": "..%2F..%2Fetc",
        "one letter": true[:-2] + ("A" if true[-2] != "A" else "B") + true[-1], "sql": "' OR 1=1 --",
        "other secret": make_token(ticket, "b" * 32), "unknown ticket": make_token(uuid4(), SECRET),
        "secret of another site": make_token(ticket, SECRET[::-1]), "letters beyond": "ốốố", "null": "%00",
    }  # fmt: skip


def test_a_guessed_token_is_answered_like_an_unknown_one(centre, phone):
    """Every guess gets the same page, byte for byte, and nothing is stored."""
    ticket = centre.ticket()
    centre.serve(ticket)
    answers = {}
    for name, token in guesses(ticket).items():
        page = phone.get(f"/t/{token}")
        answers[name] = (page.status_code, page.get_data(as_text=True).replace(f"/t/{token}?", "/t/?"))
    unknown = answers["unknown ticket"]
    assert unknown[0] == 404 and "Không mở được số này" in unknown[1]
    plain = {name: answer for name, answer in answers.items() if name not in ("sql", "dots", "letters beyond", "null")}
    assert set(plain.values()) == {unknown}
    assert {status for status, _ in answers.values()} == {404}
    # The clock moves: who guesses that often has to wait.
    centre.clock.go(hours=1)
    tokens = list(guesses(ticket).values())[:6]
    assert {phone.tap(f"/t/{token}", "satisfied").status_code for token in tokens} == {404}
    assert {phone.write(f"/t/{token}", "place", "x").status_code for token in tokens} == {404}
    assert centre.stored("rating.given", "feedback.left") == []


def test_a_ticket_of_training_opens_nothing(centre, phone):
    """It is kept and chained, and in no page."""
    from contract.events import TicketIssued

    ticket = uuid4()
    centre.tell(TicketIssued(ticket, "A1", "x", "submit", False, (), None, "kiosk", 0, None), test=True)
    assert phone.get(centre.url(ticket)).status_code == 404


def test_a_site_without_a_secret_opens_nothing(centre, phone):
    """No empty secret opens a door."""
    ticket = centre.ticket()
    assert phone.get(f"/t/{make_token(ticket, '')}").status_code == 404


@pytest.mark.slow
def test_a_page_names_nobody_and_lets_nobody_in(centre, phone):
    """Neither officer nor secret stand in it; headers keep it out of frames, search machines and shared caches."""
    ticket = centre.ticket()
    centre.serve(ticket, officer="cb-02")
    page = phone.get(centre.url(ticket))
    text = page.get_data(as_text=True)
    assert "cb-02" not in text and SECRET not in text and str(ticket) not in text
    assert "noindex" in text and page.headers["Cache-Control"] == "private, no-cache"
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert phone.get(f"{centre.url(ticket)}/state").headers["Cache-Control"] == "no-store"
    cookie = page.headers["Set-Cookie"]
    assert cookie.startswith(f"{PHONE_COOKIE}=") and "HttpOnly" in cookie and "SameSite=Lax" in cookie
    assert "Set-Cookie" not in phone.get(centre.url(ticket)).headers


def test_the_page_is_small(centre, phone):
    """What a telephone must have to see its number: page and style, packed as a proxy would, and no typeface."""
    import gzip

    ticket = centre.ticket()
    page = phone.get(centre.url(ticket)).get_data()
    style = phone.get("/assets/public-page.css").get_data()
    assert b"@font-face" not in style
    assert len(gzip.compress(page)) + len(gzip.compress(style)) < 12_000


@pytest.mark.parametrize(
    ("lang", "words"),
    [("en", "You are next"), pytest.param("km", "ជិតដល់វេន", marks=pytest.mark.slow), ("vi", "Sắp đến lượt")],
)
def test_the_language_is_chosen_and_kept(centre, phone, lang, words):
    """By a link; the phone remembers it, the state speaks it too."""
    url = centre.url(centre.ticket())
    assert words in phone.get(f"{url}?lang={lang}").get_data(as_text=True)
    assert words in said(phone, url)[1]
    assert f'lang="{lang}"' in phone.get(url).get_data(as_text=True)


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["xx", "../vi", "'", "v" * 500])
def test_an_unknown_language_is_vietnamese(centre, phone, lang):
    """Whatever it looks like."""
    page = phone.get(centre.url(centre.ticket()), query_string={"lang": lang})
    assert page.status_code == 200 and "Sắp đến lượt ông/bà" in page.get_data(as_text=True)


@pytest.mark.slow
def test_who_asks_too_often_waits_and_others_do_not(centre, phone):
    """A limit for wrong tokens by address, which true ones do not feel; another for one ticket."""
    url = centre.url(centre.ticket())
    statuses = [phone.get(f"/t/{make_token(uuid4(), SECRET)}").status_code for _ in range(25)]
    assert statuses == [404] * 20 + [429] * 5
    late = phone.get("/t/x")
    assert "Xin thử lại sau" in late.get_data(as_text=True) and int(late.headers["Retry-After"]) > 0
    assert phone.get(url).status_code == 200
    assert 429 in {phone.get(f"{url}/state").status_code for _ in range(70)}
    centre.clock.go(minutes=5)
    assert phone.get(f"{url}/state").status_code == 200


@pytest.mark.slow
def test_what_a_client_says_of_its_address_does_not_count(centre, phone):
    """Only the server's own word does, or that of the proxy it trusts; of IPv6 the first half is one household."""
    for number in range(21):
        status = phone.get("/t/x", headers={"X-Forwarded-For": f"10.9.8.{number}"}).status_code
    assert status == 429
    assert phone.get("/t/x", environ_base={"REMOTE_ADDR": "203.0.113.8"}).status_code == 404
    for number in range(21):
        status = phone.get("/t/x", environ_base={"REMOTE_ADDR": f"2001:db8:1:2::{number}"}).status_code
    assert status == 429
    assert phone.get("/t/x", environ_base={"REMOTE_ADDR": "2001:db8:1:3::1"}).status_code == 404
