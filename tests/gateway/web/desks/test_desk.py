"""The desk's orders over a real hall: a whole visit, refusals in words, nothing that anybody rated."""

import json
from datetime import date

import pytest

from contract.events import ServiceFinished
from gateway.hall_commands import CallHelp
from gateway.officers.day_codes import day_code

ORIGIN = {"Origin": "http://localhost"}


def test_a_whole_visit(desk, take, facts):
    """Sign in, call, start, finish with the usual outcome and call the next: each key does its part."""
    first, second = take(items=12, priority=True, needs=["wheelchair"]), take()
    assert desk.now()["state"] == "closed"
    assert desk.sign_in().json["ok"]
    assert desk.now()["waiting_count"] == 2
    assert desk.do("call_next").json["result"]["number"] == first["number"]
    shown = desk.now()
    assert (shown["state"], shown["ticket"]["number"], shown["ticket"]["needs"]) == (
        "called", first["number"], ["Đi xe lăn"],
    )  # fmt: skip
    assert shown["ticket"]["why"]
    assert shown["ticket"]["usual"] == [
        {"service": "ho-tich", "outcome": "received", "count": 12, "text": "Tiếp nhận hồ sơ"}
    ]
    assert desk.do("start").json["ok"]
    assert desk.now()["state"] == "serving"
    answer = desk.do("finish_and_next", outcomes=[
        {"service": "ho-tich", "outcome": "received", "count": 9},
        {"service": "ho-tich", "outcome": "supplement", "count": 3},
    ], note="H25-260302-0001")  # fmt: skip
    assert answer.json["result"]["number"] == second["number"]
    finished = next(fact for fact in facts() if isinstance(fact, ServiceFinished))
    assert [(one.outcome, one.count) for one in finished.outcomes] == [("received", 9), ("supplement", 3)]
    assert finished.note is not None and "H25" not in repr(finished)


def test_a_repeated_press_is_done_once(desk, take):
    """The same order under its id gives the same answer and calls nobody else."""
    take(), take()
    desk.sign_in()
    body = {"do": "call_next", "officer": "cb-01", "ticket": None, "request": "0f6c5f3e-8f5d-4f0a-9c1e-2a7b6f1d3c4e"}
    first, again = desk.post("do", body), desk.post("do", body)
    assert first.json == again.json
    assert desk.now()["waiting_count"] == 1


def test_two_desks_at_once_never_get_the_same_citizen(desk, other_desk, hall, site, take):
    """Two officers who call at the same moment are given different numbers."""
    take("dat-dai"), take("dat-dai")
    desk.sign_in("cb-01"), other_desk.sign_in("cb-02")
    hall.ask("take_ticket", {"service": "ho-tich"})
    got = [desk.do("call_next").json["result"]["ticket"], other_desk.do("call_next").json["result"]["ticket"]]
    assert len(set(got)) == 2


def test_a_stale_tab_changes_nothing(desk, take, facts):
    """A tab that believes another ticket is told so in words, and nothing happens."""
    take(), take()
    desk.sign_in()
    old = desk.do("call_next").json["result"]["ticket"]
    desk.do("start"), desk.do("finish_and_next")
    before = len(facts())
    answer = desk.post("do", {"do": "finish_and_next", "officer": "cb-01", "ticket": old})
    assert (answer.status_code, answer.json["error"]["code"]) == (409, "stale")
    assert "đã cũ" in answer.json["error"]["message"]
    assert len(facts()) == before
    true = desk.now()["ticket"]["id"]
    assert desk.post("do", {"do": "finish_and_next", "officer": "cb-01", "ticket": true}).json["ok"]
    assert len(facts()) > before


def test_a_tab_of_the_officer_before_changes_nothing(desk, take, facts):
    """After a takeover the tab that still shows the other officer is refused."""
    take()
    desk.sign_in("cb-01"), desk.sign_in("cb-02")
    before = len(facts())
    answer = desk.post("do", {"do": "call_next", "officer": "cb-01", "ticket": None})
    assert answer.json["error"]["code"] == "not_signed_in"
    assert len(facts()) == before
    assert desk.now()["officer"]["name"] == "Trần Văn Ví Dụ"
    assert desk.post("do", {"do": "call_next", "officer": "cb-02", "ticket": None}).json["ok"]


def test_an_officer_acts_for_no_other_counter(desk, other_desk, take, client, facts):
    """A desk's browser is nobody at another desk, and an officer cannot act where somebody else sits."""
    take("dat-dai")
    desk.sign_in("cb-01"), other_desk.sign_in("cb-02")
    body = {"request": "0f6c5f3e-8f5d-4f0a-9c1e-2a7b6f1d3c4e", "do": "call_next", "officer": "cb-01", "ticket": None}
    before = len(facts())
    refused = client.post("/desk/3/do", json=body, headers=ORIGIN)
    assert (refused.status_code, refused.json["error"]["code"]) == (403, "not_paired")
    assert other_desk.post("do", body).json["error"]["code"] == "not_signed_in"
    assert len(facts()) == before


def test_who_signs_in_elsewhere_leaves_the_first_desk(desk, other_desk):
    """Signing in at another counter ends the session at the first one."""
    desk.sign_in("cb-01"), other_desk.sign_in("cb-01")
    assert (desk.now()["state"], other_desk.now()["state"]) == ("closed", "free")


def test_an_unpaired_browser_gets_no_desk(app):
    """Without pairing the page is the pairing page, the state and each order are refused."""
    client = app.test_client()
    assert client.get("/desk/2").status_code == 302
    assert client.get("/desk/2/now").status_code == 403
    for what in ("sign-in", "do", "help", "day-code"):
        assert client.post(f"/desk/2/{what}", json={}, headers=ORIGIN).json["error"]["code"] == "not_paired"


def test_an_unknown_counter(desk):
    """A counter that the centre does not have is a page in words."""
    for address in ("/desk/99", "/desk/99/now", "/desk/%F0%9F%92%A9"):
        answer = desk.client.get(address)
        assert answer.status_code == 404 and "Không có quầy này" in answer.text


REQUEST = "0f6c5f3e-8f5d-4f0a-9c1e-2a7b6f1d3c4e"
BRIBE = {"service": "ho-tich", "outcome": "bribed", "count": 1}
NO_ORDERS = [
    b"", b"{", b"[]", b"null", b'"x"', b'{"do":"call_next"}', b'{"do":"drop_tables","request":"x"}', b"\xff\xfe",
    b"[" * 5000,
    json.dumps({"request": REQUEST, "do": "finish", "officer": "cb-01", "ticket": None, "outcomes": [BRIBE]}).encode(),
]  # fmt: skip


def test_malformed_orders_change_nothing(desk, facts):
    """Whatever is no order is told so in Vietnamese and changes nothing."""
    desk.sign_in()
    before = len(facts())
    for body in NO_ORDERS:
        answer = desk.client.post("/desk/2/do", data=body, headers=ORIGIN, content_type="application/json")
        assert (answer.status_code, answer.json["error"]["code"]) == (400, "malformed"), body
        assert "Yêu cầu" in answer.json["error"]["message"]
    assert len(facts()) == before
    assert desk.do("pause", reason="break").json["ok"]
    assert len(facts()) > before


@pytest.mark.parametrize("tries", [50, pytest.param(1000, marks=pytest.mark.slow)])
def test_a_pin_tried_a_thousand_times(desk, other_desk, tries):
    """A thousand PINs in a row get nowhere, the answer says how long to wait, and nobody else is kept out."""
    answers = [desk.sign_in("cb-02", f"{number:04}").json["error"] for number in range(tries)]
    assert {error["code"] for error in answers} == {"wrong", "wait"}
    assert sum(error["code"] == "wrong" for error in answers) <= 5
    assert "Xin chờ" in answers[-1]["message"]
    assert other_desk.sign_in("cb-02").json["ok"]
    assert desk.sign_in("cb-01").json["ok"]


def test_day_codes(desk, site):
    """A leader's PIN gives a day code for a colleague without PIN; others get none; the code signs in."""
    desk.sign_in("cb-02")
    refused = desk.post("day-code", {"officer": "cb-09", "code": "4071"}).json["error"]
    assert refused["message"] == "Chỉ trưởng ca mới cấp được mã trong ngày."
    desk.sign_in("cb-01")
    assert desk.post("day-code", {"officer": "cb-09", "code": "0000"}).json["error"]["code"] == "wrong"
    given = desk.post("day-code", {"officer": "cb-09", "code": "4071"}).json["code"]
    assert given == day_code(site.secret, site.site, "cb-09", date(2026, 3, 2))
    assert desk.sign_in("cb-09", given).json["ok"]
    assert desk.now()["officer"]["name"] == "Bùi Đức Huy"


CARDS = ("001099012345", " 001 099 012345", "001099012345|123456789|Nguyễn Văn A|01011999|Nam|Hà Nội|01012021")


def test_an_identity_card_is_no_dossier(desk, take, facts):
    """The code of somebody's card, scanned by mistake, is refused and kept nowhere."""
    take()
    desk.sign_in(), desk.do("call_next"), desk.do("start")
    before = len(facts())
    for note in CARDS:
        answer = desk.do("finish", note=note)
        assert answer.json["error"]["code"] == "identity" and "căn cước" in answer.json["error"]["message"]
    assert len(facts()) == before
    assert desk.do("finish", note="000.00.01.H25-260302-0007").json["ok"]


def test_missed_needs_two_calls_far_apart(desk, take, clock):
    """The desk shows what the hall will decide: when another call counts, when somebody may be missed."""
    take()
    desk.sign_in(), desk.do("call_next")
    assert desk.do("miss").json["error"]["code"] == "too_soon"
    assert (desk.now()["ticket"]["recall_in_s"], desk.now()["ticket"]["may_miss"]) == (60, False)
    clock.advance(60)
    assert desk.now()["ticket"]["recall_in_s"] == 0
    desk.do("recall")
    assert desk.now()["ticket"]["may_miss"] and desk.now()["ticket"]["why"]
    assert desk.do("miss").json["ok"]
    [row] = desk.now()["aside"]
    assert desk.do("bring_back", chosen=row["id"]).json["ok"]
    assert desk.now()["waiting_count"] == 1


def test_park_transfer_void_pause(desk, take):
    """Each of the rarer keys does what it says, with its reason in words."""
    take(), take(), take()
    desk.sign_in(), desk.do("call_next"), desk.do("start")
    assert desk.do("park", reason="copy").json["ok"]
    assert desk.now()["aside"][0]["note"] == "Đi sao, chụp giấy tờ"
    assert desk.do("call", chosen=desk.now()["aside"][0]["id"]).json["ok"]
    assert desk.do("transfer", to_service="dat-dai").json["ok"]
    assert desk.now()["elsewhere_count"] == 1
    assert desk.do("void", chosen=desk.now()["waiting"][0]["id"], reason="twice").json["ok"]
    assert desk.do("pause", reason="lunch").json["ok"]
    assert desk.now()["state_text"] == "Tạm nghỉ: Nghỉ trưa"
    assert desk.do("unpause").json["ok"]
    assert desk.do("sign_out").json["ok"]
    assert desk.now()["state"] == "closed"


def test_wrong_pins_of_desk_and_guide_count_together(desk, other_desk, guide, clock):
    """Somebody who guesses one officer's PIN at three screens in turn waits at each of them."""
    screens = (desk, other_desk, guide)
    codes = [screen.sign_in("cb-01", "0000").json["error"]["code"] for _ in range(4) for screen in screens]
    assert codes == ["wrong"] * 12
    assert [screen.sign_in("cb-01", "0000").json["error"]["code"] for screen in screens] == ["wait"] * 3
    clock.advance(3)
    assert other_desk.sign_in("cb-02").json["ok"], "another officer's PIN is not touched"


def test_help(desk, posted):
    """A call for help goes to the worker with its counter."""
    assert desk.post("help", {"kind": "guard"}).json["ok"]
    [called] = [order for order in posted if isinstance(order, CallHelp)]
    assert (called.counter, called.kind) == ("2", "guard")
    for kind in ("police", "guard\n"):
        assert desk.post("help", {"kind": kind}).status_code == 400


def test_a_call_for_help_is_seen_by_the_others(desk, other_desk, guide, parts, clock):
    """The guide and every other desk read it at once, until somebody is there or ten minutes have passed."""
    desk.sign_in()
    guide.sign_in("cb-03")
    before = parts.feed.look().version
    parts.helps._changed = parts.feed.nudge
    assert desk.post("help", {"kind": "guard"}).json["ok"] and desk.post("help", {"kind": "guard"}).json["ok"]
    assert parts.feed.look().version > before
    assert other_desk.now()["helps"] == ["Quầy 2 gọi bảo vệ"] and desk.now()["helps"] == []
    [shown] = guide.now()["helps"]
    assert (shown["where"], shown["text"]) == ("Quầy 2", "Quầy 2 gọi bảo vệ")
    assert guide.post("helped", {"call": shown["id"]}).json["ok"]
    assert guide.now()["helps"] == [] and other_desk.now()["helps"] == []
    desk.post("help", {"kind": "colleague"})
    assert other_desk.now()["helps"] == ["Quầy 2 nhờ đồng nghiệp đến giúp"]
    clock.advance(601)
    assert other_desk.now()["helps"] == []


def test_nothing_about_ratings(desk, take, hall):
    """Before and after a rating window opened, and while one is open, page and state say nothing of ratings but the
    key that invites."""
    take()
    desk.sign_in(), desk.do("call_next"), desk.do("start"), desk.do("invite_rating")
    assert hall.queue().counters["2"].rated is not None
    page, state = desk.client.get("/desk/2").text, desk.client.get("/desk/2/now").text
    for text in (page.replace("Mời đánh giá", "").replace('"invite_rating"', ""), state):
        assert not any(word in text for word in ("rating", "rated", "đánh giá", "hài lòng"))


def test_who_is_served_stays_after_the_end_of_the_session(desk, take, hall, clock):
    """When nobody sits there the desk asks for a sign-in even while somebody is served, and goes on after it."""
    take()
    desk.sign_in(), desk.do("call_next"), desk.do("start")
    hall.ask("sign_out", {"counter": "2", "reason": "session_end"}, officer="cb-01")
    assert desk.now()["state"] == "closed"
    desk.sign_in("cb-02")
    assert desk.now()["state"] == "serving"
