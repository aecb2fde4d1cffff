"""The inbox in a real browser, desk and telephone: nothing cut, axe clean, an answer by keyboard."""

import os
from pathlib import Path

import pytest

from central.web.server import WebServer
from central.web.session import SESSION_COOKIE
from contract.events import FeedbackLeft
from contract.ids import new_id
from contract.notes import new_note

pytestmark = pytest.mark.slow

SIZES = {"desk": (1366, 768), "phone": (390, 844), "narrow": (320, 640)}
KEEP = os.environ.get("QUAYSO_PICTURES")
"""A folder: pictures of every screen are kept there for people to look at."""
LONG = "Ghế ngồi ở khu vực chờ bị gãy, xin sửa giúp. " * 12 + "w" * 90


@pytest.fixture
def page(request, app, services, browser, staff_cookie):
    """The inbox of ``mau`` with a few pieces, as the head of the centre sees it."""
    for topic, text in (("place", LONG), ("conduct", "Cán bộ nói to."), ("waiting", "Chờ lâu mà không rõ vì sao.")):
        note = new_note(new_id(), text)
        services.own_stream.tell("mau", [(FeedbackLeft(topic, note.note, note.seal), note)])
    server = WebServer(app, "127.0.0.1", 0)
    server.start()
    width, height = SIZES[request.param]
    context = browser.new_context(viewport={"width": width, "height": height}, locale="vi-VN")
    base = f"http://127.0.0.1:{server.port}"
    context.add_cookies([{"name": SESSION_COOKIE, "value": staff_cookie, "url": base}])
    page = context.new_page()
    page.size, page.said = request.param, []
    page.on("pageerror", lambda error: page.said.append(str(error)))
    page.goto(f"{base}/gop-y?site=mau")
    yield page
    assert page.said == []
    context.close()
    server.stop()


def judge(page, name):
    """Nothing is wider than the screen, and axe finds nothing at all."""
    from axe_playwright_python.sync_playwright import Axe

    if KEEP:
        page.screenshot(path=Path(KEEP) / f"{name}-{page.size}.png", full_page=True)
    assert page.evaluate("document.scrollingElement.scrollWidth - innerWidth") <= 0, name
    faults = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    assert [f"{fault['id']}: {[node['html'][:120] for node in fault['nodes']]}" for fault in faults] == [], name


@pytest.mark.parametrize("page", SIZES, indirect=True)
def test_from_the_list_to_the_answer(page):
    """List, words, a refused act, a hand-over, the answer."""
    judge(page, "inbox")
    page.get_by_role("link", name="Chỗ ngồi, máy móc, vệ sinh").click()
    judge(page, "inbox-one")
    page.get_by_label("Người hoặc cơ quan nhận").fill("Văn phòng")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Đã chuyển cho Văn phòng")
    page.get_by_label("Câu trả lời, hiện trên trang của phiếu").fill("Đã sửa xong ngày 25/03.\nXin cảm ơn ông/bà.")
    page.get_by_role("button", name="Trả lời", exact=True).click()
    page.wait_for_selector("text=Đã trả lời")
    judge(page, "inbox-done")
