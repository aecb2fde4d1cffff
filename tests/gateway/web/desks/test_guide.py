"""The guide's orders over a real hall: numbers for others, lost ones found, paper numbers, new screens."""

import dataclasses
from uuid import uuid4

import pytest

from contract.events import TicketIssued
from gateway.hall_commands import PrintTicket
from gateway.web.app import make_app
from gateway.web.registry import pages_for

ORIGIN = {"Origin": "http://localhost"}


class Browser:
    """A paired guide's browser of pages that are made for one test."""

    def __init__(self, client, home):
        self.client, self.home = client, home

    def post(self, what, body):
        """An order under a fresh id."""
        return self.client.post(f"{self.home}/{what}", json={"request": str(uuid4()), **body}, headers=ORIGIN)

    def sign_in(self):
        """Type a PIN."""
        return self.post("sign-in", {"officer": "cb-01", "code": "4071"})


def test_a_number_for_somebody(guide, facts):
    """Issued in the guide's name with priority, access needs and dossiers."""
    guide.sign_in()
    order = {"service": "ho-tich", "need": "submit", "priority": True, "needs": ["hearing", "language:km"], "items": 3}
    answer = guide.post("issue", order)
    assert answer.json["result"]["number"] == "A001"
    [issued] = [fact for fact in facts() if isinstance(fact, TicketIssued)]
    assert (issued.channel, issued.priority, issued.items) == ("guide", True, 3)
    assert issued.needs == ("hearing", "language:km")


def test_numbers_before_opening(guide, hall, clock):
    """Before numbers are given at the kiosk the guide may give them; the kiosk may not."""
    clock.step(-2 * 3600)
    guide.sign_in()
    assert hall.ask("take_ticket", {"service": "ho-tich", "channel": "kiosk"}).error.code == "closed"
    assert guide.post("issue", {"service": "ho-tich"}).json["ok"]


def test_a_lost_number_is_found_with_its_history(guide, desk, take, clock):
    """By its number as people say it, with the counters and states it went through."""
    take(), take()
    desk.sign_in("cb-02"), desk.do("call_next")
    clock.advance(90)
    guide.sign_in()
    [found] = guide.client.get("/guide/find?q=a 1").json
    assert (found["number"], found["state_text"], found["can"]) == (
        "A001",
        "Đang gọi tại quầy 2",
        ["reprint", "needs"],
    )
    assert [(one["text"], one["seconds"]) for one in found["history"]] == [("Đang chờ", 0), ("Đang gọi, quầy 2", 90)]
    assert [one["number"] for one in guide.client.get("/guide/find?q=00").json] == ["A002", "A001"]
    assert guide.client.get("/guide/find?q=").json == []
    assert guide.client.get("/guide/find?q=%00%F0%9F%98%80").json == []


def test_missed_parked_and_phantom_numbers(guide, desk, take):
    """The guide sees who needs help, lets them wait again, voids numbers of nobody."""
    take(), take()
    desk.sign_in("cb-02"), desk.do("call_next"), desk.do("park", reason="copy")
    guide.sign_in()
    [row] = guide.now()["helped"]
    assert row["note"] == "Chờ bổ sung: Đi sao, chụp giấy tờ"
    assert guide.post("do", {"do": "resume", "ticket": row["id"]}).json["ok"]
    assert guide.now()["helped"] == []
    assert guide.post("do", {"do": "void", "ticket": row["id"], "reason": "left"}).json["ok"]
    again = guide.post("do", {"do": "void", "ticket": row["id"], "reason": "left"}).json["error"]
    assert again["code"] == "wrong_state" and "đã hủy" in again["message"]


def test_who_waits_where_no_counter_is_open_is_shown(guide, take):
    """A number that nobody can call stands first among those who need a guide."""
    take("dat-dai")
    guide.sign_in()
    assert [row["note"] for row in guide.now()["helped"]] == ["chưa có quầy mở"]


def test_reprint(guide, take, posted):
    """A reprint goes to the printer as a further attempt, which says IN LẠI; an unknown ticket to nobody."""
    ticket = take()
    guide.sign_in()
    assert "IN LẠI" in guide.post("reprint", {"ticket": ticket["ticket"]}).json["message"]
    [order] = [order for order in posted if isinstance(order, PrintTicket)]
    assert (order.number, order.attempt) == ("A001", 2)
    unknown = guide.post("reprint", {"ticket": "0f6c5f3e-8f5d-4f0a-9c1e-2a7b6f1d3c4e"})
    assert unknown.json["error"]["code"] == "unknown_ticket"


def test_without_a_printer_no_paper_is_claimed(parts, pairing, hall, take, posted):
    """At a hall whose printers hang on the kiosks the guide reads that nothing is printed here, and what to do; of the
    paper that a kiosk printed nothing is claimed."""
    bare = dataclasses.replace(parts, printers=tuple)
    client = make_app(bare, pages_for(("hall",))).test_client()
    code, claim = pairing.ask("guide", None, "127.0.0.1")
    pairing.approve(code)
    client.set_cookie("quayso-claim", claim)
    assert client.post("/pair/claim?kind=guide", json={}, headers=ORIGIN).json == {"state": "paired"}
    guide = Browser(client, "/guide")
    guide.sign_in()
    answer = guide.post("reprint", {"ticket": take()["ticket"]}).json["error"]
    assert answer["code"] == "no_printer" and "ghi số ra giấy" in answer["message"]
    assert not [order for order in posted if isinstance(order, PrintTicket)]
    [found] = guide.client.get("/guide/find?q=A001").json
    assert found["print_text"] == "Phiếu do máy lấy số in"


def test_a_second_click_makes_no_second_paper(guide, take, posted, clock):
    """The same order again, and another click within five seconds, print once; a later wish prints again."""
    ticket, other = take(), take()
    guide.sign_in()
    order = {"request": "0f6c5f3e-8f5d-4f0a-9c1e-2a7b6f1d3c4e", "ticket": ticket["ticket"]}
    said = [guide.post("reprint", order).json["message"] for _ in range(2)]
    guide.post("reprint", {"ticket": ticket["ticket"]})
    guide.post("reprint", {"ticket": other["ticket"]})
    printed = [order.number for order in posted if isinstance(order, PrintTicket)]
    assert printed == ["A001", "A002"] and said[0] == said[1]
    clock.advance(5)
    guide.post("reprint", order)
    guide.post("reprint", {"ticket": ticket["ticket"]})
    assert len([order for order in posted if isinstance(order, PrintTicket)]) == 3


def test_needs_of_somebody_who_has_a_number(guide, desk, take, facts):
    """Set in the guide's name, seen at the desk and when the number is found again; taken back as well."""
    take()
    desk.sign_in("cb-02"), desk.do("call_next")
    guide.sign_in()
    [found] = guide.client.get("/guide/find?q=A001").json
    assert guide.post("needs", {"ticket": found["id"], "needs": ["wheelchair", "language:km"]}).json["ok"]
    assert desk.now()["ticket"]["needs"] == ["Tiếng Khmer", "Đi xe lăn"] and desk.now()["ticket"]["recall_in_s"] == 120
    [found] = guide.client.get("/guide/find?q=A001").json
    assert (found["need_codes"], found["needs"]) == (["language:km", "wheelchair"], ["Tiếng Khmer", "Đi xe lăn"])
    guide.post("needs", {"ticket": found["id"], "needs": []})
    assert desk.now()["ticket"]["needs"] == []
    assert [(fact.needs, fact.officer) for fact in facts() if fact.TYPE == "ticket.needs_set"] == [
        (("language:km", "wheelchair"), "cb-01"),
        ((), "cb-01"),
    ]
    assert guide.post("needs", {"ticket": found["id"], "needs": ["deaf"]}).status_code == 400
    desk.do("start"), desk.do("finish")
    refused = guide.post("needs", {"ticket": found["id"], "needs": ["sight"]}).json["error"]
    assert (refused["code"], refused["message"]) == ("wrong_state", "Số A001 đã xong, không ghi thêm trợ giúp được.")


def test_the_first_paper_of_a_number_without_paper_is_no_reprint(guide, posted):
    """A number that the guide gave without any print is printed as the first."""
    guide.sign_in()
    given = guide.post("issue", {"service": "ho-tich"}).json["result"]
    guide.post("reprint", {"ticket": given["ticket"]})
    assert [order.attempt for order in posted if isinstance(order, PrintTicket)] == [1]


def test_paper_numbers(guide, take, hall):
    """Numbers handed out by hand are entered in their order; those that somebody has are named with the reason, and
    entering them twice changes nothing."""
    take()
    guide.sign_in()
    order = {"request": "0f6c5f3e-8f5d-4f0a-9c1e-2a7b6f1d3c4e", "service": "ho-tich", "first": 1, "last": 5}
    answer = guide.post("paper", order).json
    assert answer["entered"] == ["A002", "A003", "A004", "A005"]
    [refused] = answer["refused"]
    assert refused["number"] == "A001" and "đã có người giữ" in refused["message"]
    assert guide.post("paper", order).json["entered"] == answer["entered"]
    assert len(hall.queue().tickets) == 5
    assert take()["number"] == "A006"
    assert guide.post("paper", {**order, "first": 9, "last": 8}).json["error"]["code"] == "malformed"
    assert guide.post("paper", {**order, "first": 1, "last": 9999}).json["error"]["code"] == "malformed"
    assert guide.post("paper", {**order, "service": "khong-co"}).json["error"]["code"] == "unknown_service"


def test_paper_numbers_with_their_times(guide, take, hall, clock):
    """Handed out from 7:30 to 7:50 and entered later: they wait since then, before who came at a quarter past eight."""
    take()
    clock.advance(1800)
    guide.sign_in()
    order = {"service": "ho-tich", "first": 11, "last": 13, "at": "07:30", "until": "07:50"}
    assert guide.post("paper", order).json["entered"] == ["A011", "A012", "A013"]
    queue = hall.queue()
    waiting = [queue.tickets[one] for one in queue.waiting["ho-tich"]]
    assert [(t.number, f"{t.issued.at:%H:%M}") for t in waiting] == [
        ("A011", "07:30"), ("A012", "07:40"), ("A013", "07:50"), ("A001", "08:15"),
    ]  # fmt: skip


def test_paper_numbers_of_one_time_keep_their_order(guide, hall):
    """With a first time alone, who got the lower number is called first."""
    guide.sign_in()
    guide.post("paper", {"service": "ho-tich", "first": 11, "last": 40, "at": "07:30"})
    queue = hall.queue()
    assert [queue.tickets[one].number for one in queue.waiting["ho-tich"]] == [f"A{n:03}" for n in range(11, 41)]


@pytest.mark.parametrize(
    ("times", "message"),
    [
        ({"at": "08:16"}, "chưa đến"),
        ({"at": "7h"}, "ghi như 07:30"),
        ({"at": "07:30", "until": "24:00"}, "ghi như 07:30"),
        ({"until": "07:30"}, "giờ phát số đầu"),
        ({"at": "07:50", "until": "07:30"}, "giờ phát số đầu"),
    ],
)
def test_times_that_cannot_be_are_refused(guide, hall, times, message):
    """A time to come, an end without a beginning or before it: nothing is entered."""
    guide.sign_in()
    answer = guide.post("paper", {"service": "ho-tich", "first": 11, "last": 12, **times}).json
    said = answer["error"]["message"] if not answer["ok"] else " ".join(one["message"] for one in answer["refused"])
    assert message in said and not answer.get("entered") and not hall.queue().tickets


def test_a_new_screen(guide, pairing):
    """The guide approves the code that a screen shows, in whatever way it was typed; a wrong code is told."""
    code, claim = pairing.ask("rate", "2", "10.0.0.7")
    guide.sign_in()
    assert "Không có màn hình" in guide.post("approve", {"code": "ZZZZZZ"}).json["error"]["message"]
    typed = f" {code[:3].lower()} {code[3:]} "
    assert guide.post("approve", {"code": typed}).json["message"] == "Đã ghép màn hình đánh giá của quầy 2."
    assert pairing.claim(claim)[0] == "paired"


def test_nobody_acts_without_signing_in(guide, app, facts):
    """A paired browser without an officer, one with a made-up session and one that is not paired are refused each."""
    orders = {
        "issue": {"service": "ho-tich"},
        "paper": {"service": "ho-tich", "first": 1, "last": 2},
        "do": {"do": "void", "ticket": "0f6c5f3e-8f5d-4f0a-9c1e-2a7b6f1d3c4e"},
        "reprint": {"ticket": "0f6c5f3e-8f5d-4f0a-9c1e-2a7b6f1d3c4e"},
        "needs": {"ticket": "0f6c5f3e-8f5d-4f0a-9c1e-2a7b6f1d3c4e", "needs": []},
        "approve": {"code": "ABCDEF"},
        "day-code": {"officer": "cb-01", "code": "4071"},
    }
    guide.client.set_cookie("quayso-guide-session", "made-up", path="/guide")
    for what, order in orders.items():
        assert guide.post(what, order).json["error"]["code"] == "not_signed_in", what
        stranger = app.test_client().post(f"/guide/{what}", json=order, headers=ORIGIN)
        assert stranger.json["error"]["code"] == "not_paired", what
    assert app.test_client().get("/guide/now").status_code == 403
    assert guide.client.get("/guide/find?q=A001").status_code == 401
    assert facts() == []


def test_signing_out(guide):
    """After signing out the browser may do nothing more."""
    guide.sign_in()
    assert guide.now()["officer"]["name"] == "Lê Hoàng Chi"
    guide.post("sign-out", {})
    assert guide.now()["officer"] is None
    assert guide.post("issue", {"service": "ho-tich"}).json["error"]["code"] == "not_signed_in"


def test_nothing_about_ratings(guide, desk, take):
    """Neither page nor state nor a found ticket says anything of ratings."""
    take()
    desk.sign_in("cb-02"), desk.do("call_next"), desk.do("start")
    guide.sign_in()
    for address in ("/guide", "/guide/now", "/guide/find?q=A001"):
        text = guide.client.get(address).text
        assert not any(word in text for word in ("rating", "rated", "đánh giá", "hài lòng"))
