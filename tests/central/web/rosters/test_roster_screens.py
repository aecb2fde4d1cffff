"""Rosters, PINs, settings and tokens in a real browser: on a desk and on a phone, with axe, with hostile names."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from central.web.server import WebServer
from central.web.session import SESSION_COOKIE

pytestmark = pytest.mark.slow

SIZES = {"desk": (1366, 768), "phone": (390, 844)}
XSS = "<img src=x onerror=alert(1)><script>alert(2)</script>"
PAGES = {
    "services": "/phan-cong?site=mau&muc=services",
    "officers": "/phan-cong?site=mau&muc=officers",
    "counters": "/phan-cong?site=mau&muc=counters",
    "seats": "/phan-cong?site=mau&muc=seats",
    "absences": "/phan-cong?site=mau&muc=absences",
    "pins": "/ma-pin?site=mau",
    "settings": "/cau-hinh?site=mau",
    "tokens": "/ma-truy-cap",
}


@pytest.fixture
def address(app):
    """The pages under waitress on a free port of loopback."""
    server = WebServer(app, "127.0.0.1", 0)
    server.start()
    yield f"http://127.0.0.1:{server.port}"
    server.stop()


@pytest.fixture
def open_page(browser, address, staff_cookie):
    """A page of a size, signed in as somebody with every role; the console must stay silent."""
    opened, said = [], []

    def open_page(size):
        width, height = SIZES[size]
        context = browser.new_context(
            viewport={"width": width, "height": height}, locale="vi-VN", reduced_motion="reduce"
        )
        context.add_cookies([{"name": SESSION_COOKIE, "value": staff_cookie, "url": address}])
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("dialog", lambda dialog: said.append(dialog.message))
        opened.append(context)
        return page

    yield open_page
    for context in opened:
        context.close()
    assert [words for words in said if "status of 4" not in words] == []


@pytest.fixture
def centre(load, client):
    """A centre as one is: long names, a hostile one, people with plans."""
    load("agencies", "name\nSở Tư pháp\nSở Tài nguyên và Môi trường", site="mau")
    load(
        "services",
        "code,name,prefix,agency,valid_from,valid_to\n"
        "ho-tich,Chứng thực; hộ tịch; quốc tịch; lý lịch tư pháp,A,Sở Tư pháp,2026-01-01,\n"
        f'dat-dai,"{XSS}",C,Sở Tài nguyên và Môi trường,,\ncu,Việc cũ,E,Sở Tư pháp,,2025-12-31',
        site="mau",
    )
    officers = "\n".join(f"cb-{n:02},Nguyễn Thị Hồng Hạnh {n},Sở Tư pháp,civil_servant" for n in range(1, 7))
    load("officers", f'code,name,agency,employment\n{officers}\ncb-xx,"{XSS}",,postal', site="mau")
    load("counters", "code,name,services\n1,Tư pháp,ho-tich\n2,Đất đai,dat-dai|ho-tich\n3,,", site="mau")
    plan = {"site": "mau", "officer": "cb-01", "valid_from": "2026-11-01"}
    client.send("/phan-cong/truc", **plan, counter="1", role="principal")
    client.send("/phan-cong/vang", **plan, kind="leave", valid_to="2026-12-31")
    client.send("/cau-hinh", site="mau", languages="vi", notice=XSS)
    client.send("/ma-truy-cap", name="lgsp-tinh", scopes="reports", sites="mau", days="30")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", PAGES)
def test_pages(open_page, address, centre, tmp_path, size, name):
    """Nothing stands out of the screen, nothing runs that was typed, axe finds nothing, opened forms included."""
    page = open_page(size)
    page.goto(address + PAGES[name])
    for summary in page.locator(".roster-change summary").all()[:2]:
        summary.click()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    page.screenshot(path=tmp_path / f"{name}-{size}.png", full_page=True)


def test_a_day_of_it(open_page, address, centre):
    """By hand: a seat planned, a service that changes its agency, settings compared and sent."""
    page = open_page("desk")
    page.goto(address + PAGES["seats"])
    page.get_by_label("Quầy", exact=True).fill("2")
    page.get_by_label("Mã cán bộ").fill("cb-02")
    page.get_by_label("Từ ngày").fill("2026-11-02")
    page.get_by_role("button", name="Ghi").click()
    assert page.get_by_text("Quầy 2 · Nguyễn Thị Hồng Hạnh 2").is_visible()
    page.get_by_role("link", name="Dịch vụ").click()
    row = page.locator(".roster-row").first
    row.locator("summary").click()
    row.get_by_label("Từ ngày").fill("2026-12-01")
    row.get_by_label("Cơ quan").fill("Sở Tài nguyên và Môi trường")
    row.get_by_role("button", name="Đổi từ ngày này").click()
    assert "đến hết 30/11/2026" in page.get_by_role("main").inner_text()
    page.goto(address + PAGES["settings"])
    assert page.get_by_text("counters[2].principal").count() == 1 or page.locator("details").first.click() is None
    page.get_by_role("button", name="Gửi tới các máy").click()
    assert page.get_by_text("Không có gì khác.").is_visible()
