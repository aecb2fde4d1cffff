"""The pages of signing in and of accounts in a real browser: on a desk and on a phone, with a keyboard, with axe."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from central.people.first_start import first_link
from central.people.moments import now_ms
from central.store.engine import writing
from central.store.tables import audit_log
from central.web.server import WebServer
from central.web.session import SESSION_COOKIE

pytestmark = pytest.mark.slow

SIZES = {"desk": (1366, 768), "phone": (390, 844)}
LONG = "Trung tâm Phục vụ hành chính công và Bộ phận Một cửa liên thông xã Nậm Khao Thượng"


@pytest.fixture
def address(app):
    """The pages under waitress on a free port of loopback."""
    server = WebServer(app, "127.0.0.1", 0)
    server.start()
    yield f"http://127.0.0.1:{server.port}"
    server.stop()


@pytest.fixture
def open_page(browser, address):
    """A page of a size, signed in with a cookie or not; consoles must stay silent."""
    opened, said = [], []

    def open_page(size, cookie=""):
        width, height = SIZES[size]
        context = browser.new_context(viewport={"width": width, "height": height}, locale="vi-VN")
        if cookie:
            context.add_cookies([{"name": SESSION_COOKIE, "value": cookie, "url": address}])
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        opened.append(context)
        return page

    yield open_page
    for context in opened:
        context.close()
    # A page answered with 401, 400 or 403 is a message of Chromium's own, not of the page.
    assert [words for words in said if "status of 4" not in words] == []


@pytest.fixture
def people(admit, engine):
    """A few accounts with long names and rights, and lines of the log; returns an administrator's cookie."""
    admit(
        "agency", site="mau", detail=f"Sở {LONG}", code="so-nong-nghiep.moi-truong", name="Nguyễn Thị Hồng Hạnh Nguyên"
    )
    admit("head", "reporter", site="bac-kan", code="lanh-dao", name="Hà Văn Tư")
    admit(code="moi", name="Chưa Có Quyền")
    with writing(engine) as connection:
        for n, act in enumerate(("look", "sign-in", "right-given", "account-blocked", "sign-in-refused")):
            what = (
                f"officer-ratings 2026-11-{n + 1:02d}–2026-11-30 trang"
                if act == "look"
                else "so-nong-nghiep.moi-truong"
            )
            values = {"person": "lanh-dao", "act": act, "what": what, "site": "mau", "address": "192.0.2.17"}
            connection.execute(audit_log.insert().values(at_ms=now_ms() - n * 3_600_000, **values))
    return admit("admin", code="sep", name="Lò Thị Mai")


def assert_fits(page, folder, name):
    """Nothing sticks out sideways, axe has nothing to say, and a picture is left for people to look at."""
    page.evaluate("document.fonts.ready")
    page.screenshot(path=folder / f"{name}.png", full_page=True)
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{name}: {wide} px too wide"
    found = Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []


@pytest.mark.parametrize("size", SIZES)
def test_pages_fit_and_are_accessible(open_page, address, people, tmp_path, size):
    """Every page of accounts on a desk and on a phone."""
    page = open_page(size, people)
    for path in ("tai-khoan", "tai-khoan/so-nong-nghiep.moi-truong", "phien-lam-viec", "nhat-ky", "toi"):
        page.goto(f"{address}/{path}")
        assert_fits(page, tmp_path, f"{size}-{path.replace('/', '-')}")
    page.goto(f"{address}/tai-khoan/moi")
    page.get_by_role("button", name="Tạo liên kết đặt mật khẩu").click()
    assert_fits(page, tmp_path, f"{size}-link")
    page.goto(f"{address}/reports/satisfaction")
    assert_fits(page, tmp_path, f"{size}-refused")
    page.goto(f"{address}/")
    assert_fits(page, tmp_path, f"{size}-index")
    stranger = open_page(size)
    stranger.goto(f"{address}/tai-khoan")
    stranger.get_by_label("Tên đăng nhập").fill("sep")
    stranger.get_by_label("Mật khẩu").fill("không phải thế")
    stranger.keyboard.press("Enter")
    stranger.get_by_role("alert").wait_for()
    assert_fits(stranger, tmp_path, f"{size}-sign-in")
    stranger.goto(f"{address}/lien-ket/khong-co")
    assert_fits(stranger, tmp_path, f"{size}-gone")


def test_from_the_first_start_to_the_first_report(open_page, address, engine, tmp_path):
    """The printed link, a password, an account for a reporter, his own password, his report, and out again."""
    with writing(engine) as connection:
        path = first_link(connection, now_ms())
    admin = open_page("desk")
    admin.goto(f"{address}{path}")
    assert_fits(admin, tmp_path, "first")
    choose(admin)
    admin.get_by_role("link", name="Tài khoản", exact=True).click()
    admin.get_by_label("Họ và tên").fill("Lò Thị Mai")
    admin.get_by_label("Tên đăng nhập").fill("mai")
    admin.get_by_label("Vai trò").select_option("reporter")
    admin.get_by_role("button", name="Thêm tài khoản").click()
    admin.get_by_role("button", name="Tạo liên kết đặt mật khẩu").click()
    link = admin.locator(".code-line code").inner_text()
    reporter = open_page("phone")
    reporter.goto(link)
    choose(reporter)
    reporter.get_by_role("main").get_by_role("link", name="Đánh giá theo cán bộ").first.click()
    assert "officer-ratings" in reporter.url
    reporter.get_by_role("button", name="Đăng xuất").click()
    reporter.get_by_role("heading", name="Đăng nhập").wait_for()
    admin.get_by_role("link", name="Nhật ký").click()
    assert "mai: Lập báo cáo" in admin.inner_text("main")


def choose(page):
    """Type a password twice and send it."""
    page.get_by_label("Mật khẩu mới", exact=True).fill("mười bốn con trâu")
    page.get_by_label("Nhập lại").fill("mười bốn con trâu")
    page.get_by_role("button", name="Đặt mật khẩu và đăng nhập").click()
    page.wait_for_url("**/")


def test_markup_in_names_does_not_run(open_page, address, admit):
    """Names made of markup stand on every page as text; nothing of them runs."""
    evil = "<script>alert(1)</script><img src=x onerror=alert(2)>"
    page = open_page("desk", admit("admin", code="sep", name=evil))
    page.on("dialog", lambda dialog: pytest.fail(f"ran: {dialog.message}"))
    for path in ("tai-khoan", "tai-khoan/sep", "phien-lam-viec", "toi", "nhat-ky"):
        page.goto(f"{address}/{path}")
        assert evil in page.inner_text("body")
