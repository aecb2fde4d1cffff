"""The dashboard in a real browser, on a desk and on a phone: nothing cut, axe clean, alive without being reloaded."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import expect

from central.web.server import WebServer
from central.web.session import SESSION_COOKIE

pytestmark = pytest.mark.slow

SIZES = {"desk": (1366, 768), "phone": (390, 844)}
KEEP = os.environ.get("QUAYSO_PICTURES")
"""A folder: pictures of every page are kept there for people to look at."""
BOARD = "/bang-theo-doi"


@pytest.fixture
def server(app):
    """The pages under waitress."""
    server = WebServer(app, "127.0.0.1", 0)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def open_as(browser, server, admit):
    """Call it with an address, a size and roles; nothing may stand in the console, no policy may have to forbid."""
    opened = []

    def show(path, size="desk", *roles, site="*", **more):
        width, height = SIZES[size]
        context = browser.new_context(viewport={"width": width, "height": height}, locale="vi-VN", **more)
        address = f"http://127.0.0.1:{server.port}"
        cookie = admit(*(roles or ("head",)), site=site, code=f"p-{len(opened)}")
        context.add_cookies([{"name": SESSION_COOKIE, "value": cookie, "url": address}])
        page = context.new_page()
        page.said = []
        page.on("pageerror", lambda error: page.said.append(str(error)))
        page.on("console", lambda message: page.said.append(message.text) if message.type == "error" else None)
        page.on("dialog", lambda dialog: page.said.append(f"ran: {dialog.message}"))
        page.goto(address + path)
        opened.append((context, page))
        return page

    yield show
    said = [line for _, page in opened for line in page.said if "status of 503" not in line]
    for context, _ in opened:
        context.close()
    assert said == []


@pytest.fixture
def judge():
    """Call it with a page and a name: nothing is wider than the page, axe finds nothing at all."""
    from axe_playwright_python.sync_playwright import Axe

    def judge(page, name):
        page.evaluate("document.fonts.ready")
        if KEEP:
            page.screenshot(path=Path(KEEP) / f"{name}.png", full_page=True)
        assert page.evaluate("document.scrollingElement.scrollWidth - innerWidth") <= 0, name
        faults = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
        assert [f"{fault['id']}: {[node['html'][:160] for node in fault['nodes']]}" for fault in faults] == [], name

    return judge


@pytest.mark.parametrize("size", SIZES)
def test_a_centre(province, open_as, judge, size):
    """A busy morning of one centre with its months, in both sizes."""
    province.busy()
    province.year()
    province.watcher.turn()
    province.clock.go(minutes=3)
    province.busy_again()
    province.watcher.turn()
    page = open_as(f"{BOARD}?site=mau", size)
    expect(page.locator("[data-region=figures] dd").first).to_have_text("23")
    judge(page, f"centre-{size}")


@pytest.mark.parametrize("size", SIZES)
def test_every_centre(province, open_as, judge, size):
    """Two centres in a table, one of them never heard."""
    province.busy()
    province.year()
    page = open_as(BOARD, size)
    expect(page.locator("[data-region=row-mau] td").first).to_have_text("23")
    judge(page, f"province-{size}")


@pytest.mark.parametrize("size", SIZES)
def test_comparison_and_log(province, open_as, judge, load, size):
    """Agencies and officers beside each other, and the log."""
    load("agencies", "name\nSở Tư pháp\nSở Nội vụ\n", site="bac-kan")
    load("officers", "code,name,agency\ncb-01,Hồ Thị Lan,Sở Tư pháp\ncb-02,Vũ Minh Giang,Sở Nội vụ\n", site="bac-kan")
    province.rated_agencies({"cb-01": 240, "cb-02": 6})
    page = open_as(f"{BOARD}/so-sanh?site=bac-kan&ky=12", size)
    judge(page, f"compare-{size}")
    province.busy()
    province.clock.go(seconds=2)
    province.watcher.turn()
    page = open_as(f"{BOARD}/canh-bao?site=mau", size)
    judge(page, f"log-{size}")


def test_a_page_lives(province, open_as):
    """What the hall says shows without the page being loaded again; a table that was opened stays open."""
    province.busy()
    page = open_as(f"{BOARD}?site=mau")
    waiting = page.locator("[data-region=figures] dd").first
    expect(waiting).to_have_text("23")
    page.locator("[data-region=hours] summary").click()
    province.clock.go(seconds=2)
    province.say({"1": ("serving", "A200")}, {"ho-tich": 5})
    expect(waiting).to_have_text("5")
    expect(page.locator("[data-region=counters]")).to_contain_text("A200")
    expect(page.locator("[data-region=hours] table")).to_be_visible()
    province.clock.go(minutes=1)
    expect(waiting).to_have_text("chưa rõ")
    expect(page.locator("[data-region=state]")).to_contain_text("tạm ngừng gửi tin")


def test_an_alert_is_seen_by_a_click(province, open_as):
    """The button says that somebody saw it, and the name stands there at once."""
    province.busy()
    province.watcher.turn()
    province.clock.go(seconds=2)
    page = open_as(f"{BOARD}?site=mau", "phone")
    alerts = page.locator("[data-region=alerts]")
    before = alerts.locator("button").count()
    alerts.get_by_role("button", name="Đã xem").first.click()
    expect(alerts).to_contain_text("Người Dùng Thử đã xem lúc")
    assert alerts.locator("button").count() == before - 1


def test_without_script_and_on_paper(province, open_as, tmp_path):
    """A page without script is complete; on paper nothing is lost and the buttons are not printed."""
    province.busy()
    province.year()
    page = open_as(f"{BOARD}?site=mau", "desk", java_script_enabled=False)
    expect(page.locator("[data-region=figures] dd").first).to_have_text("23")
    page.emulate_media(media="print")
    expect(page.locator(".board-months")).to_be_visible()
    expect(page.locator(".head .button-row")).to_be_hidden()
    assert len(page.pdf(format="A4")) > 20_000


def test_where_no_stream_is_free_the_page_asks(province, open_as, monkeypatch):
    """The page is alive all the same."""
    monkeypatch.setattr("central.web.dashboard.streams.Streams.begin", lambda *_: None)
    province.busy()
    page = open_as(f"{BOARD}?site=mau")
    province.clock.go(seconds=2)
    province.say({"1": ("serving", "A200")}, {"ho-tich": 6})
    expect(page.locator("[data-region=figures] dd").first).to_have_text("6", timeout=12_000)


def test_names_of_markup_do_not_run(province, open_as):
    """Markup in what the hall and the devices say comes over the stream as text, and nothing runs."""
    hostile = "<img src=x onerror=alert(2)>"
    province.busy()
    page = open_as(f"{BOARD}?site=mau")
    province.clock.go(seconds=2)
    province.box("q-9", ("counter",), (hostile, hostile, "fault", hostile))
    province.say({hostile: ("serving", hostile)}, {hostile: 3}, notice=hostile)
    for region in ("state", "counters", "waiting", "boxes"):
        expect(page.locator(f"[data-region={region}]")).to_contain_text(hostile)
    assert page.locator("#live img").count() == 0
