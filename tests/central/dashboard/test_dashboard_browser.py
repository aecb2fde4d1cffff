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
    said = [line for _, page in opened for line in page.said]
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
    load("agencies", "name\nSở Tư pháp\nSở Nội vụ\n", site="mau")
    load("officers", "code,name,agency\ncb-01,Hồ Thị Lan,Sở Tư pháp\ncb-02,Vũ Minh Giang,Sở Nội vụ\n", site="mau")
    province.year()
    page = open_as(f"{BOARD}/so-sanh?site=mau&ky=12", size)
    judge(page, f"compare-{size}")
    province.busy()
    province.clock.go(seconds=2)
    province.watcher.turn()
    page = open_as(f"{BOARD}/canh-bao?site=mau", size)
    judge(page, f"log-{size}")
