"""Boards in a real browser: everything fits, no call hides another, stale is said, and they come back by themselves."""

from dataclasses import replace
from datetime import timedelta

import msgspec
import pytest

from contract.hall import CallNow, CounterNow, HallState, WaitingService
from contract.site import Counter
from gateway.hall_feed import STALE_AFTER_S
from gateway.web.app import make_app
from gateway.web.registry import pages_for
from gateway.web.server import WebServer

pytestmark = pytest.mark.slow

LONG_NAME = "Trung tâm Phục vụ hành chính công và Kiểm soát thủ tục hành chính tỉnh Mẫu, cơ sở 2 tại phường Trần Mẫu"
LONG_NOTICE = (
    "Hôm nay, từ 10 giờ đến 11 giờ 30, quầy 4 và quầy 5 tạm ngừng nhận hồ sơ đất đai để bảo trì hệ thống; ông/bà có "
    "hẹn trả kết quả xin đến quầy 9 hoặc hỏi quầy hướng dẫn ở cửa chính. Xin cảm ơn ông/bà đã thông cảm."
)
STALE = "Màn hình tạm ngừng cập nhật. Xin nghe loa hoặc hỏi quầy hướng dẫn."
NUMBER = "A{:03}".format
# What must neither overlap nor be cut, and every text with the box it must stay in.
PARTS = ".board-head > *, .call, .tile, .board-side, .board-notice p, .board-stale, .board-page"
TEXTS = """() => [...document.querySelectorAll("p, h1, h2, strong, span, li, dt, dd")]
    .filter((e) => e.checkVisibility() && e.textContent.trim() && e.children.length === 0)
    .map((e) => {
        const range = document.createRange();
        range.selectNodeContents(e);
        const text = range.getBoundingClientRect();
        const box = e.closest(".call, .tile, .board-side, .board-stage, header, footer, main").getBoundingClientRect();
        const size = parseFloat(getComputedStyle(e).fontSize);
        const air = size * 0.1;
        return {text: e.textContent, size, out: Math.max(box.x - text.x, text.right - box.right,
            box.y - text.y - air, text.bottom - box.bottom - air)};
    })"""


class Board:
    """The boards of a centre with so many counters, under waitress, and its hall."""

    def __init__(self, parts, site, port=0):
        self.parts, self.site, self.rev = parts, site, 1
        self.calls = ()
        self.server = WebServer(make_app(parts, pages_for(["display"])), "127.0.0.1", port)
        self.server.start()

    def say(self, called=(), is_open=True, quiet=False, number=NUMBER, retained=False, notice=None, nth=1):
        """The hall says which counters call; every seventh is paused, every ninth closed, others serve."""
        self.rev += 1
        at = self.parts.clock.now().at
        counters = {}
        for place, counter in enumerate(self.site.counters, 1):
            state = "closed" if not is_open or place % 9 == 0 else "paused" if place % 7 == 0 else "serving"
            counters[counter.id] = CounterNow(state, number(place) if state == "serving" else None)
            if quiet and state == "serving":
                counters[counter.id] = CounterNow("free")
        fresh = []
        for offset, counter in enumerate(called):
            counters[counter] = CounterNow("called", number(int(counter)))
            when = at - timedelta(milliseconds=500 - offset)
            fresh.append(CallNow(number(int(counter)), counter, nth, when))
        self.calls = (*self.calls, *(call for call in fresh if not self.knows(call)))[-8:]
        waiting = {service.code: WaitingService(12, 1230) for service in self.site.services}
        state = HallState("hall-01", 1, self.rev, at.date(), at, is_open, waiting, counters, self.calls, notice)
        self.parts.feed.take(state, retained=retained)

    def knows(self, call):
        """Whether this very call was made already."""
        return any((c.number, c.counter, c.nth) == (call.number, call.counter, call.nth) for c in self.calls)


@pytest.fixture
def board(parts):
    """Call it with a number of counters: the boards of such a centre."""
    made = []

    def make(counters=12, port=0, rows=(), **changed):
        rows = rows or tuple(
            Counter(str(place), title="Đất đai" if place % 2 else None) for place in range(1, counters + 1)
        )
        site = msgspec.structs.replace(parts.site, **{"counters": rows, **changed})
        made.append(Board(replace(parts, site=site), site, port))
        return made[-1]

    yield make
    for one in made:
        one.server.stop()


@pytest.fixture
def look(browser):
    """Call it with a board: its page in the browser; nothing may stand in the console."""
    opened = []

    def show(board, path="/board", width=1920, height=1080, **more):
        context = browser.new_context(viewport={"width": width, "height": height}, locale="vi-VN", **more)
        page = context.new_page()
        page.said = []
        page.on("pageerror", lambda error: page.said.append(str(error)))
        page.goto(f"http://127.0.0.1:{board.server.port}{path}")
        page.evaluate("document.fonts.ready")
        opened.append((context, page))
        return page

    yield show
    for context, page in opened:
        assert page.said == []
        context.close()


def shown_calls(page):
    """The calls in the light, as number and counter."""
    cards = page.locator(".call").all()
    return [(c.locator(".call-number").inner_text(), c.locator(".call-counter").inner_text()) for c in cards]


def see(page, condition, what=None):
    """Wait until a condition of the page holds."""
    page.wait_for_function(condition, arg=what, timeout=15_000)


@pytest.mark.parametrize("size", [(1920, 1080), (1280, 720), (1080, 1920)], ids=str)
@pytest.mark.parametrize(("counters", "calls"), [(1, 1), (6, 2), (15, 3), (40, 5), (46, 6)])
def test_every_centre_fits(board, look, no_scroll, no_overlap, size, counters, calls):
    """From one counter to forty-six, with one call to six: no scrolling, no overlap, nothing cut, large enough."""
    hall = board(counters)
    hall.say([str(place) for place in range(1, calls + 1)])
    page = look(hall, width=size[0], height=size[1])
    see(page, "count => document.querySelectorAll('.call').length === count", calls)
    no_scroll(page)
    no_overlap(page, PARTS)
    texts = page.evaluate(TEXTS)
    assert [text for text in texts if text["out"] > 1] == []
    if size == (1920, 1080):
        assert min(text["size"] for text in texts) >= 20
        assert min(text["size"] for text in texts if text["text"].startswith("A0")) >= 44


def test_long_words_fit(board, look, no_scroll, no_overlap):
    """Long names, a long notice, six signs in a number and a counter with a name: smaller, never cut."""
    hall = board(12, name=LONG_NAME)
    hall.say(["1", "2", "3", "4"], number="TP{:04}".format, notice=LONG_NOTICE, nth=2)
    page = look(hall)
    see(page, "() => document.querySelectorAll('.call').length === 4")
    no_scroll(page)
    no_overlap(page, PARTS)
    assert [text for text in page.evaluate(TEXTS) if text["out"] > 1] == []
    assert page.locator(".board-notice").inner_text() == LONG_NOTICE
    assert page.locator(".call-again").first.inner_text() == "Gọi lần 2"


def test_a_text_that_does_not_fit_is_seen(board, look):
    """Control: with letters that are too large the measure above finds texts outside their boxes."""
    hall = board(40)
    hall.say(["1"])
    page = look(hall)
    see(page, "() => document.querySelectorAll('.call').length === 1")
    page.evaluate("document.querySelectorAll('.tile-number').forEach((e) => { e.style.fontSize = '6rem'; })")
    assert [text for text in page.evaluate(TEXTS) if text["out"] > 1] != []


def test_calls_at_once_do_not_overwrite_each_other(board, look):
    """Five calls in one moment, and a sixth and seventh right after: each is seen, none takes another's place early."""
    hall = board(12)
    hall.say([])
    page = look(hall)
    see(page, "() => document.querySelector('main').dataset.view === 'open'")
    hall.say(["1", "2", "3", "4", "5"])
    see(page, "() => document.querySelectorAll('.call').length === 5")
    assert shown_calls(page) == [(NUMBER(place), str(place)) for place in range(1, 6)]
    hall.say(["1", "2", "3", "4", "5", "6", "8"])
    see(page, "() => document.querySelectorAll('.call').length === 6")
    assert ("A001", "1") in shown_calls(page) and ("A008", "8") not in shown_calls(page)
    assert page.locator('.tile[data-counter="8"]').get_attribute("data-state") == "called"
    see(page, "() => [...document.querySelectorAll('.call-counter')].some((e) => e.textContent === '8')")


def test_a_recall_is_one_call(board, look):
    """Called a second time, a number stands once in the light, and says that it is the second time."""
    hall = board(12)
    hall.say(["3"])
    page = look(hall)
    see(page, "() => document.querySelectorAll('.call').length === 1")
    hall.say(["3"], nth=2)
    see(page, "() => document.querySelector('.call-again')")
    assert shown_calls(page) == [("A003", "3")]


def test_a_stale_board_says_so_and_comes_back(board, look, clock):
    """When the hall falls silent no number stays; when it speaks again the board is right by itself."""
    hall = board(12)
    hall.say(["3"])
    page = look(hall)
    see(page, "() => document.querySelectorAll('.call').length === 1")
    clock.advance(STALE_AFTER_S + 1)
    see(page, "() => document.querySelector('main').dataset.view === 'stale'")
    assert " ".join(page.locator("main").inner_text().split()) == STALE
    hall.say(["5"])
    see(page, "() => document.querySelector('main').dataset.view === 'open'")
    assert ("A005", "5") in shown_calls(page)


def test_a_kept_state_is_not_shown_as_true(board, look):
    """What the broker had kept is stale until the hall itself speaks."""
    hall = board(12)
    page = look(hall)
    hall.parts.clock.advance(STALE_AFTER_S + 1)
    hall.say(["3"], retained=True)
    see(page, "() => document.querySelector('main').dataset.view === 'stale'")
    assert page.locator(".call").count() == 0 or not page.locator(".call").first.is_visible()


def test_it_comes_back_after_the_server_restarts(board, look):
    """The gateway stops and starts again on its port: the page shows the next call without anybody's hand."""
    hall = board(12)
    hall.say([])
    page = look(hall)
    see(page, "() => document.querySelector('main').dataset.view === 'open'")
    port = hall.server.port
    hall.server.stop()
    again = board(12, port=port)
    again.rev = hall.rev
    again.say(["4"])
    see(page, "() => document.querySelectorAll('.call').length === 1")


def test_the_clock_is_the_gateways(board, look, clock):
    """The time is the gateway's, whatever the television believes; without a known time there is none."""
    hall = board(12)
    hall.say([])
    page = look(hall, timezone_id="America/New_York")
    see(page, "() => document.querySelector('.board-clock').textContent === '08:15'")
    assert page.locator(".board-date").inner_text() == f"Thứ Hai, {clock.now().at:%d/%m/%Y}"
    clock.set_state("unset")
    hall.say([])
    see(page, "() => document.querySelector('.board-clock').textContent === ''")


def test_outside_opening_hours(board, look, no_scroll):
    """Closed: the hours and a polite sentence in the place of numbers."""
    hall = board(12)
    hall.say(is_open=False)
    page = look(hall)
    see(page, "() => document.querySelector('main').dataset.view === 'closed'")
    words = page.locator("main").inner_text()
    assert "Xin ông/bà quay lại sau hoặc hỏi quầy hướng dẫn." in words and "Giờ làm việc" in words
    assert page.locator(".tile").first.is_hidden()
    no_scroll(page)


def test_pictures_when_idle_and_a_call_ends_them(board, look, parts):
    """A picture of the centre's folder stands where nobody is called and gives way at once; broken ones are skipped."""
    from PIL import Image

    folder = parts.site_dir / "idle"
    folder.mkdir()
    (folder / "a.png").write_bytes(b"no picture")
    Image.new("RGB", (160, 90), (60, 110, 120)).save(folder / "b.png")
    hall = board(12)
    hall.say(quiet=True)
    page = look(hall)
    see(page, "() => document.querySelector('img.board-media')?.naturalWidth === 160")
    hall.say(["3"])
    see(page, "() => document.querySelectorAll('.call').length === 1")
    assert page.locator("img.board-media").count() == 0


def test_people_waiting(board, look):
    """Each need with its people and about how long they wait."""
    hall = board(12)
    hall.say([])
    page = look(hall)
    see(page, "() => document.querySelectorAll('.need').length === 3")
    words = page.locator(".need").last.inner_text().split("\n")
    assert [word for word in words if word] == ["Hỏi, hướng dẫn", "12", "khoảng 21 phút"]


COUNTER_WORDS = {
    "called": ("A003", "Mời vào quầy"),
    "serving": ("A003", "Đang phục vụ"),
    "free": ("", "Xin ông/bà chờ gọi số"),
    "paused": ("", "QUẦY TẠM NGỪNG PHỤC VỤ"),
    "closed": ("", "QUẦY CHƯA MỞ"),
}


@pytest.mark.parametrize("size", [(1920, 1080), (1024, 600), (1080, 1920)], ids=str)
def test_the_board_over_a_counter(board, look, no_scroll, size):
    """Its number very large, or in words why there is none; services below; nothing cut on any screen."""
    hall = board(rows=(Counter("3", title="Tư pháp", services=("ho-tich", "dat-dai", "kinh-doanh")),))
    page = look(hall, "/board/3", *size)
    for state, (number, word) in COUNTER_WORDS.items():
        hall.rev += 1
        at = hall.parts.clock.now().at
        now = {"3": CounterNow(state, number or None)}
        hall.parts.feed.take(HallState("hall-01", 1, hall.rev, at.date(), at, True, {}, now, ()))
        see(page, "state => document.querySelector('#one').dataset.state === state", state)
        assert page.locator(".one-number").inner_text() == number
        assert " ".join(page.locator(".one-word").inner_text().split()) == word
        no_scroll(page)
        assert [text for text in page.evaluate(TEXTS) if text["out"] > 1] == []
    assert page.locator("h1").inner_text() == "QUẦY SỐ 3"
    hall.parts.clock.advance(STALE_AFTER_S + 1)
    see(page, "() => document.querySelector('#one').dataset.state === 'stale'")
    assert " ".join(page.locator(".one-word").inner_text().split()) == STALE


def test_nothing_moves_for_who_wants_no_motion(board, look):
    """With reduced motion a call is there without coming."""
    hall = board(12)
    hall.say(["3"])
    page = look(hall, reduced_motion="reduce")
    see(page, "() => document.querySelectorAll('.call').length === 1")
    assert page.evaluate("document.getAnimations().length") == 0
    assert page.evaluate("getComputedStyle(document.querySelector('.call')).animationName") == "none"


@pytest.mark.parametrize("path", ["/board", "/board/3"])
def test_axe_finds_nothing_serious(board, look, serious_faults, path):
    """The independent judge of accessibility has no serious complaint, contrast included."""
    hall = board(12)
    hall.say(["3", "4"])
    page = look(hall, path)
    see(page, "() => document.body.textContent.includes('A003')")
    assert serious_faults(page) == []
