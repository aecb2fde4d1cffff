"""The pages "Chốt kỳ" in a real browser: from the list to a closed period, and what changed since, also on a phone."""

from pathlib import Path

import pytest

from central.web.app import create_app
from central.web.server import WebServer
from central.web.session import SESSION_COOKIE

pytestmark = pytest.mark.slow

WATCH = """
window.violations = [];
document.addEventListener("securitypolicyviolation", e => window.violations.push(e.violatedDirective));
"""
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1366, "height": 768}
JANUARY = "/chot-ky/ky?site=bac-kan&from=2021-01-01&to=2021-01-31"


@pytest.fixture
def address(services):
    """The pages under waitress on a free port of loopback."""
    server = WebServer(create_app(services), "127.0.0.1", 0)
    server.start()
    yield f"http://127.0.0.1:{server.port}"
    server.stop()


@pytest.fixture
def page(browser, address, staff_cookie):
    """A page of somebody signed in; its policy must never have to forbid anything."""
    context = browser.new_context(viewport=DESK, locale="vi-VN")
    context.add_cookies([{"name": SESSION_COOKIE, "value": staff_cookie, "url": address}])
    page = context.new_page()
    page.add_init_script(WATCH)
    yield page
    assert page.evaluate("window.violations") == []
    context.close()


def shoot(page, folder: Path, name: str) -> None:
    """Keep what it looks like on a desk and on a phone; nothing may stick out of either."""
    for kind, size in (("desk", DESK), ("phone", PHONE)):
        page.set_viewport_size(size)
        page.evaluate("document.fonts.ready")
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
        page.screenshot(path=folder / f"{name}-{kind}.png", full_page=True)
    page.set_viewport_size(DESK)


def test_closing_a_period_with_the_keyboard(page, address, bac_kan_store, rate, tmp_path):
    """List, points, reason, closed; what comes late is shown, and closing again keeps the difference."""
    page.goto(f"{address}/chot-ky?site=bac-kan")
    shoot(page, tmp_path, "list")
    page.goto(f"{address}/chot-ky?site=bac-kan&preset=half-year")
    page.goto(f"{address}{JANUARY}")
    shoot(page, tmp_path, "before")
    page.get_by_role("button", name="Chốt kỳ").click()
    # The browser itself asks for the reason: nothing was sent.
    assert "da-chot" not in page.url
    page.get_by_label("Lý do chốt khi còn điểm cần xem").fill("chưa có bảng hồ sơ của kỳ")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**da-chot=1")
    assert page.get_by_role("status").inner_text().startswith("Đã chốt bản 1")
    shoot(page, tmp_path, "closed")
    rate("cb-1", "2021-01-05", {"poor": 3, "good": 1})
    page.get_by_role("link", name="Đánh giá theo cán bộ").last.click()
    assert "mã" in page.locator(".head-facts").inner_text()
    shoot(page, tmp_path, "report")
    page.get_by_role("link", name="Xem chênh lệch").click()
    assert page.get_by_role("heading", name="Có thay đổi sau khi chốt").is_visible()
    shoot(page, tmp_path, "changed")
    page.get_by_label("Lý do chốt lại").fill("dòng của q-03 đến muộn")
    page.get_by_role("button", name="Chốt lại, bản 2").click()
    page.wait_for_url("**da-chot=2")
    page.get_by_text("Khác với bản trước").click()
    shoot(page, tmp_path, "again")
