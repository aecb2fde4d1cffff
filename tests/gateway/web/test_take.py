"""The kiosk's orders: what is let through to the hall, what is not, and what the citizen is told."""

import dataclasses
import uuid

import msgspec
import pytest

from contract.hall import HallAnswer
from contract.hall_args import ErrorCode, read_args
from contract.services import Session
from gateway.hall_commands import CallHelp
from gateway.web.app import make_app
from gateway.web.pages import take
from gateway.web.registry import pages_for
from kiosk_ui.languages import load_pack

ORIGIN = {"Origin": "http://localhost"}
ID = "0f8fad5b-d9cb-469f-a165-70867728950e"


def an_order(**changes):
    """A plain order of the kiosk, with changes."""
    return {"id": ID, "service": "ho-tich", "need": "submit", **changes}


@pytest.fixture
def ask(client, pair):
    """Call it with an order (and a path): the answer to a paired kiosk."""
    pair("take")

    def asked(body, path="/take/order"):
        return client.post(path, json=body, headers=ORIGIN)

    return asked


def test_unpaired(client, hall):
    """An unpaired browser sees a code instead of the page, and its orders do nothing."""
    assert client.get("/take").location == "/pair?kind=take"
    assert client.get("/take/setup").status_code == 302
    answer = client.post("/take/order", json=an_order(), headers=ORIGIN)
    assert (answer.status_code, answer.json["error"]["code"]) == (403, "not_paired")
    assert client.post("/take/help", json={}, headers=ORIGIN).status_code == 403
    assert hall.asked == []


def test_a_number(ask, hall):
    """A good order reaches the hall under the browser's own id, and the number comes back."""
    hall.answer = lambda asked: HallAnswer(asked.request, ok=True, result={"number": "A105"})
    answer = ask(an_order(priority=True, needs=["wheelchair", "wheelchair", "language:km"], items=12, language="km"))
    assert answer.json == {"ok": True, "result": {"number": "A105"}}
    (asked,) = hall.asked
    assert (asked.do, asked.request) == ("take_ticket", uuid.UUID(ID))
    args = read_args("take_ticket", asked.args)
    assert (args.service, args.need, args.priority, args.items) == ("ho-tich", "submit", True, 12)
    assert args.needs == ("language:km", "wheelchair")
    assert args.channel == "kiosk"
    assert asked.args["language"] == "km"


def test_pressed_twice(ask, hall):
    """The same press sent twice reaches the hall twice under one id, so that it is done once."""
    ask(an_order())
    ask(an_order())
    assert {asked.request for asked in hall.asked} == {uuid.UUID(ID)}


@pytest.mark.parametrize(
    "changes",
    [
        {"service": "khong-co"},
        {"need": "collect"},
        {"need": "nothing"},
        {"id": "1"},
        {"items": 1},
        {"items": 100},
        {"items": "2"},
        {"needs": ["deaf"]},
        {"needs": ["language:fr"]},
        {"needs": ["sight"] * 9},
        {"priority": "yes"},
        {"language": "../vi"},
        {"number": "A999"},
        {"channel": "desk"},
        {"service": "x" * 5000},
    ],
)
def test_bad_orders(ask, hall, changes):
    """An order with anything wrong in it is refused in Vietnamese and never reaches the hall."""
    answer = ask(an_order(**changes))
    assert answer.status_code in (400, 409)
    assert answer.json["error"]["code"] in ("malformed", "unknown_service")
    assert answer.json["error"]["message"]
    assert hall.asked == []


def test_who_does_not_know_what_to_choose(ask, hall):
    """The fourth choice leads to those who advise, and the hall hears that it was the fourth."""
    ask(an_order(service="huong-dan", need="other"))
    assert hall.asked[0].args["need"] == "other"


def test_every_error_has_a_sentence(ask, hall):
    """Whatever the hall answers, the page gets its code and the kiosk has words for it."""
    texts = load_pack("vi").texts
    for code in ErrorCode.__args__:
        hall.refuse(code)
        answer = ask(an_order())
        assert answer.status_code == (503 if code == "hall_away" else 409)
        assert answer.json["error"]["code"] == code
        assert texts.get(f"error.{code}", texts["error.other"]).startswith(("Việc", "Xin", "Máy", "Hệ", "Số", "Đ"))


def test_a_hall_that_is_silent(ask, hall, monkeypatch):
    """A hall that never answers counts as away after a while."""
    monkeypatch.setattr(take.ask_hall, "__kwdefaults__", {**take.ask_hall.__kwdefaults__, "timeout_s": 0.01})
    hall.answer = lambda asked: None
    answer = ask(an_order())
    assert (answer.status_code, answer.json["error"]["code"]) == (503, "hall_away")


def test_a_stale_wait_warns_nobody(ask, clock):
    """Where the hall is not heard nothing is known of the wait, and the order goes on."""
    clock.advance(3.05 * 3600)
    assert ask(an_order()).json == {"ok": True, "result": {}}


@pytest.mark.parametrize(
    ("hours", "half"), [(0, None), (2.9, None), (3.05, "morning"), (4.0, None), (8.5, "afternoon"), (10, None)]
)
def test_late_by_the_hour(ask, hall, clock, parts, hours, half):
    """08:15 plus these hours, ten minutes of waiting and ten of service, sessions until 11:30 and 17:00."""
    clock.advance(hours * 3600)
    parts.feed.take(msgspec.structs.replace(parts.feed.look().state, rev=2))
    answer = ask(an_order())
    assert answer.json["result"] == ({"late": half} if half else {})
    assert len(hall.asked) == (0 if half else 1)
    if half:
        assert ask(an_order(sure=True)).json == {"ok": True, "result": {}}
        assert len(hall.asked) == 1


def test_many_dossiers_take_longer(ask, hall, clock, parts):
    """Twelve dossiers may not be in time where one would be."""
    clock.advance(2.8 * 3600)
    parts.feed.take(msgspec.structs.replace(parts.feed.look().state, rev=2))
    assert ask(an_order(items=12)).json["result"] == {"late": "morning"}
    assert ask(an_order()).json["result"] == {}


@pytest.fixture
def calling(parts, posted):
    """Makes pages whose calls for help end as they are told to."""

    def make(is_heard):
        def post(order):
            posted.append(order)
            order.reply(HallAnswer(uuid.uuid4(), is_heard))

        return dataclasses.replace(parts, post=post)

    return make


def test_help(calling, pair, posted, clock):
    """The help button calls once; pressed again at once it calls nobody twice."""
    own = calling(True)
    client = make_app(own, pages_for({"hall", "kiosk"})).test_client()
    pair("take", with_client=client)

    def press():
        """The button."""
        return client.post("/take/help", json={}, headers=ORIGIN).json

    assert press()["ok"] and press()["ok"]
    assert len(posted) == 1
    clock.advance(take.HELP_AGAIN_S)
    press()
    assert [(type(order), order.counter, order.kind) for order in posted] == [(CallHelp, "q-01", "citizen")] * 2


def test_help_where_nobody_sees_the_call(calling, pair, posted):
    """While the hall is away the citizen is sent to the guide, and may press again at once; each call is kept."""
    client = make_app(calling(False), pages_for({"kiosk"})).test_client()
    pair("take", with_client=client)
    for _ in range(2):
        answer = client.post("/take/help", json={}, headers=ORIGIN)
        assert not answer.json["ok"] and "quầy hướng dẫn" in answer.json["error"]["message"]
    assert [type(order) for order in posted] == [CallHelp] * 2


def test_setup(client, pair, parts):
    """The page gets services, hours and words, and nothing that is secret."""
    pair("take")
    setup = client.get("/take/setup").json
    assert [pack["name"] for pack in setup["packs"]] == ["Tiếng Việt", "English", "Tiếng Khmer (ខ្មែរ)"]
    assert setup["services"][0] == {
        "code": "ho-tich", "name": "Khai sinh, kết hôn, khai tử", "picture": "family", "needs": ["submit"],
        "hours": None, "tickets": None,
    }  # fmt: skip
    assert setup["hours"] == [{"first": "mon", "last": "fri", "times": [["07:30", "11:30"], ["13:30", "17:00"]]}]
    assert setup["tickets"][0]["times"] == [["07:00", "11:15"], ["13:00", "16:45"]]
    assert setup["groups"][0] == "Người có công với cách mạng"
    assert not setup["is_off"]
    assert not {"officers", "secret"} & setup.keys()


def test_a_holiday(client, pair, clock):
    """On a day without sessions the page is told so."""
    pair("take")
    clock.advance(5 * 86_400)
    assert client.get("/take/setup").json["is_off"]


def test_hours_of_a_service(parts, site):
    """A service with hours of its own shows those."""
    own = msgspec.structs.replace(site.services[0], hours=(Session(days=("tue", "thu"), start="08:00", end="11:00"),))
    shown = take._as_shown(own)
    assert [(line.first, line.last, line.times) for line in shown["hours"]] == [
        ("tue", "tue", (("08:00", "11:00"),)),
        ("thu", "thu", (("08:00", "11:00"),)),
    ]


def test_languages_without_a_pack(parts, site):
    """A language of site.toml for which there is no pack is left out; Vietnamese is always there."""
    other = dataclasses.replace(parts, site=msgspec.structs.replace(site, languages=("xx", "en")))
    assert [pack["code"] for pack in take.packs_of(other)] == ["vi", "en"]


def test_printing(client, pair, parts):
    """How the paper is doing is what the gateway knows, and nothing when it knows nothing."""
    pair("take")
    assert client.get(f"/take/printing/{ID}").json == {"state": None}
    assert client.get("/take/printing/1").status_code == 404


def test_only_on_kiosks():
    """Only gateways with the kiosk's role give numbers."""
    assert "take" in {page.name for page in pages_for(("kiosk",))}
    assert "take" not in {page.name for page in pages_for(("hall", "counter", "display"))}
