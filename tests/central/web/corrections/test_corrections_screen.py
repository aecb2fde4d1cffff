"""The pages of corrections in a real browser, desk and telephone: nothing cut, axe clean, the whole way by hand."""

import os
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from central.web.server import WebServer
from central.web.session import SESSION_COOKIE

pytestmark = pytest.mark.slow

SITE = "mau"
SIZES = {"desk": (1366, 768), "phone": (390, 844)}
KEEP = os.environ.get("QUAYSO_PICTURES")
"""A folder: pictures of every screen are kept there for people to look at."""
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


@pytest.fixture
def base(app, services, morning):
    """The pages of a centre whose officer forgot to sign out."""
    server = WebServer(app, "127.0.0.1", 0)
    server.start()
    yield f"http://127.0.0.1:{server.port}"
    server.stop()


@pytest.fixture
def opened(browser, base):
    """A page of somebody: ``opened(cookie, size)``."""
    contexts = []

    def open_(cookie, size):
        width, height = SIZES[size]
        context = browser.new_context(viewport={"width": width, "height": height}, locale="vi-VN")
        context.add_cookies([{"name": SESSION_COOKIE, "value": cookie, "url": base}])
        contexts.append(context)
        page = context.new_page()
        page.size, page.said = size, []
        page.on("pageerror", lambda error: page.said.append(str(error)))
        return page

    yield open_
    for context in contexts:
        context.close()


def judge(page, name):
    """Nothing is wider than the screen, no script failed, and axe finds nothing at all."""
    from axe_playwright_python.sync_playwright import Axe

    if KEEP:
        page.screenshot(path=Path(KEEP) / f"corrections-{name}-{page.size}.png", full_page=True)
    assert page.evaluate("document.scrollingElement.scrollWidth - innerWidth") <= 0, name
    faults = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    assert [f"{fault['id']}: {[node['html'][:120] for node in fault['nodes']]}" for fault in faults] == [], name
    assert page.said == []


@pytest.mark.parametrize("size", list(SIZES))
def test_a_wrong_sign_in_is_corrected_by_hand(admit, opened, base, day, size):
    """Filled in, looked at, proposed by one and agreed to by another; every screen is sound."""
    head = opened(admit("head", site=SITE, code="truong"), size)
    head.goto(f"{base}/dinh-chinh?site={SITE}")
    judge(head, "list")
    form = head.locator("form", has=head.get_by_role("heading", name="Người ngồi quầy"))
    for label, minute in (("Từ lúc", 60), ("Đến lúc", 180)):
        at = (day + timedelta(minutes=minute)).astimezone(ZONE).strftime("%Y-%m-%dT%H:%M")
        form.get_by_label(label).fill(at)
    form.get_by_label("Quầy", exact=True).fill("1")
    form.get_by_label("Mã cán bộ đã ghi (để trống: không ai đăng nhập)").fill("cb-01")
    form.get_by_label("Mã cán bộ thực sự ngồi quầy").fill("cb-02")
    form.get_by_label("Giải thích, ai biết việc này").fill("Chị Lan quên rời quầy, anh Giang làm thay.")
    form.get_by_role("button", name="Xem trước").click()
    head.get_by_role("heading", name="Số liệu thay đổi thế nào").wait_for()
    judge(head, "preview")
    head.get_by_role("button", name="Gửi đề nghị").click()
    head.get_by_role("button", name="Rút đề nghị").wait_for()
    judge(head, "own")
    second = opened(admit("supervisor", site=SITE, code="giam-sat"), size)
    second.goto(head.url)
    judge(second, "open")
    second.get_by_role("button", name="Đồng ý", exact=True).click()
    second.get_by_role("heading", name="Hủy đính chính này").wait_for()
    judge(second, "done")
    head.goto(f"{base}/dinh-chinh?site={SITE}")
    judge(head, "listed")
