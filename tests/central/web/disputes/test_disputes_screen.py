"""The pages about disputes in a real browser, desk and telephone: nothing cut, axe clean, the whole way by hand."""

import os
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from central.web.server import WebServer
from central.web.session import SESSION_COOKIE

pytestmark = pytest.mark.slow

SITE = "bac-kan"
SIZES = {"desk": (1366, 768), "phone": (390, 844), "narrow": (320, 640)}
KEEP = os.environ.get("QUAYSO_PICTURES")
"""A folder: pictures of every screen are kept there for people to look at."""


@pytest.fixture
def base(app, services, pressed):
    """The pages of a store with presses in a rhythm and doubtful ones."""
    pressed(11)
    pressed(3, level="poor", verdict="doubtful", doubts=("at_once",), officer="cb-02")
    server = WebServer(app, "127.0.0.1", 0)
    server.start()
    yield f"http://127.0.0.1:{server.port}"
    server.stop()


@pytest.fixture
def opened(request, browser, base):
    """A page of somebody: ``opened(cookie)``; of the size that the test is asked for."""
    contexts = []

    def open_(cookie: str):
        width, height = SIZES[request.param]
        context = browser.new_context(viewport={"width": width, "height": height}, locale="vi-VN")
        context.add_cookies([{"name": SESSION_COOKIE, "value": cookie, "url": base}])
        contexts.append(context)
        page = context.new_page()
        page.size, page.said = request.param, []
        page.on("pageerror", lambda error: page.said.append(str(error)))
        return page

    yield open_
    for context in contexts:
        context.close()


def judge(page, name):
    """Nothing is wider than the screen, no script failed, and axe finds nothing at all."""
    from axe_playwright_python.sync_playwright import Axe

    if KEEP:
        page.screenshot(path=Path(KEEP) / f"{name}-{page.size}.png", full_page=True)
    assert page.evaluate("document.scrollingElement.scrollWidth - innerWidth") <= 0, name
    faults = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    assert [f"{fault['id']}: {[node['html'][:120] for node in fault['nodes']]}" for fault in faults] == [], name
    assert page.said == []


@pytest.mark.parametrize("opened", SIZES, indirect=True)
def test_from_the_list_to_the_decision(opened, admit, base):
    """List, one sign, a proposal by the first person, the decision by the second."""
    today = datetime.now().date()
    first, second = opened(admit("head", site=SITE, code="truong")), opened(admit("head", site=SITE, code="pho"))
    first.goto(f"{base}/can-kiem-tra?site={SITE}&from={today - timedelta(20)}&to={today}")
    judge(first, "disputes")
    first.get_by_role("link", name="Các lượt cách nhau đều đặn").click()
    judge(first, "disputes-sign")
    first.get_by_role("checkbox").first.check()
    first.get_by_label("Giải thích").fill("Máy được bấm thử khi lắp đặt.")
    first.get_by_role("button", name="Gửi đề nghị").click()
    first.wait_for_selector("text=Rút đề nghị")
    judge(first, "disputes-proposal-own")
    second.goto(first.url)
    judge(second, "disputes-proposal")
    second.get_by_role("button", name="Đồng ý", exact=True).click()
    second.wait_for_selector("text=Đề nghị tính lại")
    judge(second, "disputes-agreed")


@pytest.mark.parametrize("opened", SIZES, indirect=True)
def test_from_the_request_to_the_answer(opened, admit, base):
    """An officer asks about a block, the head answers."""
    officer = opened(admit("officer", site=SITE, detail="cb-01", code="can-bo"))
    officer.goto(f"{base}/xem-lai")
    judge(officer, "reviews-officer")
    officer.get_by_label("Khối đánh giá").select_option("1")
    officer.get_by_label("Giải thích").fill("Hôm đó tôi được phân công ở quầy khác.")
    officer.get_by_role("button", name="Gửi đề nghị").click()
    officer.wait_for_selector("text=Đang xem xét")
    head = opened(admit("head", site=SITE, code="truong"))
    head.goto(f"{base}/xem-lai")
    judge(head, "reviews-head")
    head.get_by_role("link", name="Khối 1").click()
    judge(head, "review-head")
    head.get_by_label("Trả lời", exact=True).fill("Đã xem, sổ phân công ghi đúng quầy 3.")
    head.get_by_role("button", name="Gửi trả lời").click()
    head.wait_for_selector("text=Trả lời: Giữ nguyên")
    officer.goto(head.url)
    judge(officer, "review-officer")
