"""Pages without a network: a centre, a hall that answers as told, a paired browser; and judges of a real browser."""

import threading
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import patch
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from werkzeug.routing import Rule

from contract.hall import CallNow, CounterNow, HallAnswer, HallError, HallState, WaitingService
from contract.services import Hours, PriorityRules, Service, Session
from contract.site import Counter, Officer, RatingRules, SiteConfig
from gateway.clock import ManualClock
from gateway.hall_commands import CallHelp
from gateway.hall_feed import HallFeed
from gateway.web.app import make_app
from gateway.web.pairing import Pairing, cookie_name
from gateway.web.parts import PageParts
from gateway.web.registry import pages_for
from gateway.web.server import WebServer

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
MORNING = datetime(2026, 3, 2, 8, 15, tzinfo=ZONE)
WEEK = ("mon", "tue", "wed", "thu", "fri")
ROLES = ("hall", "kiosk", "counter", "display")
ORIGIN = {"Origin": "http://localhost"}


class AnsweringHall:
    """A hall client that remembers what it was asked and answers at once with what `answer` makes of it."""

    def __init__(self):
        self.asked = []
        self.answer = lambda asked: HallAnswer(asked.request, ok=True, result={})

    def ask(self, do, args, on_answer, *, officer=None, request=None):
        """Answer on a thread of its own, as the worker does."""
        asked = SimpleNamespace(do=do, args=args, officer=officer, request=request)
        self.asked.append(asked)
        answer = self.answer(asked)
        if answer is not None:
            threading.Thread(target=on_answer, args=(answer,)).start()

    def refuse(self, code, message="Không được."):
        """Answer everything with this error from now on."""
        self.answer = lambda asked: HallAnswer(asked.request, ok=False, error=HallError(code, message))


def service(code, name, prefix, *needs, picture="document", **more):
    """A service of the centre below."""
    return Service(code=code, name=name, prefix=prefix, needs=needs or ("submit",), picture=picture, **more)


@pytest.fixture
def site():
    """A centre with services under every need, two sessions a day, three languages, three counters."""
    hours = Hours(
        sessions=(
            Session(days=WEEK, start="07:30", end="11:30", tickets_from="07:00", tickets_until="11:15"),
            Session(days=WEEK, start="13:30", end="17:00", tickets_from="13:00", tickets_until="16:45"),
        )
    )
    return SiteConfig(
        site="trung-tam",
        name="Trung tâm Phục vụ hành chính công tỉnh Mẫu",
        ratings=(RatingRules("4-level", "per-ticket", MORNING.date()),),
        counters=(
            Counter(id="1", title="Hướng dẫn", services=("huong-dan",), fits=("hearing",)),
            Counter(id="2", title="Tư pháp – Hộ tịch", services=("ho-tich", "chung-thuc", "ly-lich")),
            Counter(id="3", title="Đất đai", services=("dat-dai", "xay-dung")),
        ),
        officers=(Officer(code="cb-01", name="Nguyễn Thị Mẫu"), Officer(code="cb-02", name="Trần Văn Ví Dụ")),
        services=(
            service("ho-tich", "Khai sinh, kết hôn, khai tử", "A", "submit", picture="family"),
            service("chung-thuc", "Chứng thực giấy tờ, chữ ký", "A", "submit", picture="document"),
            service("dat-dai", "Đất đai, sổ đỏ", "C", "submit", picture="land"),
            service("xay-dung", "Xây dựng, sửa nhà", "C", "submit", picture="house"),
            service("kinh-doanh", "Đăng ký kinh doanh", "E", "submit", picture="business"),
            service("lao-dong", "Việc làm, người có công", "E", "submit", picture="work"),
            service("ly-lich", "Lý lịch tư pháp", "G", "submit", picture="justice"),
            service("giao-thong", "Giấy phép lái xe, đăng kiểm", "H", "submit", picture="vehicle"),
            service("tra-ket-qua", "Nhận kết quả hồ sơ", "K", "collect", picture="result"),
            service("huong-dan", "Hỏi, hướng dẫn", "Q", "ask", "other", picture="question"),
        ),
        hours=hours,
        priority=PriorityRules(),
        languages=("vi", "en", "km"),
    )


def hall_state(site, rev=1, is_open=True, calls=(), **services):
    """A state of the hall: `service_code=(waiting, estimate_s)` for what is not empty."""
    waiting = {s.code: WaitingService(*services.get(s.code.replace("-", "_"), (0, 60))) for s in site.services}
    counters = {counter.id: CounterNow("free", officer="cb-01") for counter in site.counters}
    return HallState("hall-01", 1, rev, MORNING.date(), MORNING, is_open, waiting, counters, tuple(calls))


def called(number, counter, nth=1):
    """A call as boards hear it."""
    return CallNow(number, counter, nth, MORNING)


@pytest.fixture(scope="session", autouse=True)
def addresses_compiled_once():
    """werkzeug writes and compiles two functions for each address of each application: half of the time here."""
    made, compile_builder = {}, Rule._compile_builder

    def builder(rule, append_unknown=True):
        key = (rule.rule, rule.subdomain, repr(rule.defaults), append_unknown)
        return made[key] if key in made else made.setdefault(key, compile_builder(rule, append_unknown))

    with patch.object(Rule, "_compile_builder", builder):
        yield


@pytest.fixture
def clock():
    """08:15 on a Monday; it moves when told."""
    return ManualClock(MORNING)


@pytest.fixture
def hall():
    """The hall that answers."""
    return AnsweringHall()


@pytest.fixture
def posted():
    """Everything that pages posted to the worker."""
    return []


@pytest.fixture
def pairing(tmp_path, clock):
    """No screen is paired yet."""
    return Pairing(tmp_path / "screens.json", lambda: clock.now().at, clock.monotonic_s)


@pytest.fixture
def parts(site, hall, clock, posted, pairing, tmp_path):
    """What pages get; the feed has heard a live state."""
    feed = HallFeed(clock.monotonic_s)
    feed.take(hall_state(site, ho_tich=(9, 600), chung_thuc=(5, 720), tra_ket_qua=(3, 240), huong_dan=(1, 120)))
    data_dir: Path = tmp_path / "data"

    def post(order):
        posted.append(order)
        if isinstance(order, CallHelp) and order.reply is not None:
            # A kiosk by itself: nobody sees who calls for help.
            order.reply(HallAnswer(uuid4(), False, error=HallError("hall_away", "Chưa gọi được.")))

    return PageParts(
        site=site, gateway="q-01", site_dir=tmp_path, data_dir=data_dir, hall=hall, feed=feed, queue=lambda: None,
        post=post, clock=clock, screens=pairing,
    )  # fmt: skip


@pytest.fixture
def app(parts):
    """Every page there is."""
    return make_app(parts, pages_for(ROLES), tls_port=8443)


@pytest.fixture
def client(app):
    """A browser that is paired for nothing, on this very machine."""
    return app.test_client()


@pytest.fixture
def pair(client, pairing):
    """Call it with a kind (and a counter): the client is paired for that from then on."""

    def paired(kind, counter=None, with_client=client):
        code, claim = pairing.ask(kind, counter, "127.0.0.1")
        pairing.approve(code)
        with_client.set_cookie("quayso-claim", claim)
        words = f"?kind={kind}" + (f"&counter={counter}" if counter else "")
        answer = with_client.post(f"/pair/claim{words}", json={}, headers=ORIGIN)
        assert answer.json == {"state": "paired"}
        return with_client

    return paired


@pytest.fixture
def address(app):
    """The pages under waitress on a free port of loopback."""
    server = WebServer(app, "127.0.0.1", 0)
    server.start()
    yield f"http://127.0.0.1:{server.port}"
    server.stop()


WATCH = """
window.violations = [];
document.addEventListener("securitypolicyviolation", e => {
    window.violations.push(e.violatedDirective + " " + e.blockedURI);
});
"""


@pytest.fixture
def screen(browser, address, pairing):
    """Call it with width and height, and `paired=(kind, counter)` pairs: a page at the address of `address`.

    Its console must stay silent and its policy must never have to forbid anything; `page.said` is its console.
    """
    contexts = []

    def opened(width=1080, height=1920, paired=(), **more):
        context = browser.new_context(
            viewport={"width": width, "height": height}, locale="vi-VN", base_url=address, **more
        )
        for kind, counter in paired:
            code, claim = pairing.ask(kind, counter, "127.0.0.1")
            pairing.approve(code)
            token = pairing.claim(claim)[1]
            context.add_cookies([{"name": cookie_name(kind, counter), "value": token, "url": address}])
        page = context.new_page()
        page.said = []
        page.add_init_script(WATCH)
        page.on("console", lambda message: page.said.append(message.text))
        page.on("pageerror", lambda error: page.said.append(str(error)))
        contexts.append((context, page))
        return page

    yield opened
    found = [(page.said, page.evaluate("window.violations ?? []")) for _, page in contexts if not page.is_closed()]
    for context, _ in contexts:
        context.close()
    assert [seen for seen in found if seen != ([], [])] == []


@pytest.fixture(scope="session")
def serious_faults():
    """Call it with a page: what axe-core finds serious or critical there, as sentences."""
    from axe_playwright_python.sync_playwright import Axe

    def judge(page, **options):
        found = Axe().run(page, options={"resultTypes": ["violations"], **options}).response["violations"]
        return [
            f"{fault['id']}: {fault['help']}: {[node['html'][:160] for node in fault['nodes']]}"
            for fault in found
            if fault["impact"] in ("serious", "critical")
        ]

    return judge


@pytest.fixture(scope="session")
def no_scroll():
    """Call it with a page: fails when anything of the page lies outside the screen or behind a scroll bar."""

    def judge(page):
        sizes = page.evaluate(
            """() => {
                const root = document.scrollingElement;
                const inner = [...document.querySelectorAll("body *")].filter((e) =>
                    e.checkVisibility() && /auto|scroll/.test(getComputedStyle(e).overflow)
                    && (e.scrollHeight > e.clientHeight + 1 || e.scrollWidth > e.clientWidth + 1));
                return [root.scrollWidth - innerWidth, root.scrollHeight - innerHeight,
                        inner.map((e) => e.outerHTML.slice(0, 120))];
            }"""
        )
        assert sizes[0] <= 0 and sizes[1] <= 0 and sizes[2] == [], sizes

    return judge


BOXES = """(selector) => {
    const seen = [...document.querySelectorAll(selector)].filter((e) => e.checkVisibility());
    return seen.map((e) => {
        const box = e.getBoundingClientRect();
        const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
        return {
            name: (e.innerText || e.getAttribute("aria-label") || e.outerHTML).trim().slice(0, 40),
            x: box.x, y: box.y, right: box.right, bottom: box.bottom,
            covered: !(top && (e.contains(top) || top.contains(e))),
            cut: [e, ...e.querySelectorAll("*")].some((part) => part.clientWidth > 0
                && getComputedStyle(part).overflow !== "visible" && part.scrollWidth > part.clientWidth + 1),
            inside: seen.findIndex((other) => other !== e && other.contains(e)),
        };
    });
}"""


@pytest.fixture(scope="session")
def no_overlap():
    """Call it with a page: fails when controls (or what `selector` names) touch, are covered, cut, off the screen,
    smaller than `least_px` or closer than `gap_px`."""

    def judge(page, selector="button, a, input, select, textarea", least_px=0, gap_px=0):
        boxes = page.evaluate(BOXES, selector)
        size = page.viewport_size
        assert boxes, "nothing to look at"
        faults = [
            f"{box['name']}: {fault}"
            for box in boxes
            for fault, found in (
                ("covered", box["covered"]),
                ("cut", box["cut"]),
                ("off the screen", box["x"] < 0 or box["y"] < 0 or box["right"] > size["width"]),
                ("below the screen", box["bottom"] > size["height"]),
                ("too small", min(box["right"] - box["x"], box["bottom"] - box["y"]) < least_px - 0.5),
            )
            if found
        ]
        for index, one in enumerate(boxes):
            for other in boxes[index + 1 :]:
                across = max(one["x"] - other["right"], other["x"] - one["right"])
                along = max(one["y"] - other["bottom"], other["y"] - one["bottom"])
                if one["inside"] < 0 and other["inside"] < 0 and max(across, along) < gap_px - 0.5:
                    faults.append(f"{one['name']} and {other['name']}: {max(across, along):.0f} px apart")
        assert faults == []

    return judge
