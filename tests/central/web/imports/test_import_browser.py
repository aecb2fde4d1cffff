"""The pages of imports in a real browser: chosen, dropped, asked, stored, readable on a phone, open to everybody."""

import pytest

from central.web.app import create_app
from central.web.server import WebServer
from central.web.session import SESSION_COOKIE

pytestmark = pytest.mark.slow

WATCH = """
window.violations = [];
document.addEventListener("securitypolicyviolation", e => window.violations.push(e.violatedDirective));
"""
WIDE = """[...document.querySelectorAll("main *")]
    .filter(one => one.getBoundingClientRect().right > innerWidth && !one.closest(".table-box"))
    .map(one => one.outerHTML.slice(0, 120))"""
SIZES = {"desktop": {"width": 1366, "height": 768}, "phone": {"width": 390, "height": 844}}


@pytest.fixture
def address(services):
    """The pages under waitress on a free port of loopback."""
    server = WebServer(create_app(services), "127.0.0.1", 0)
    server.start()
    yield f"http://127.0.0.1:{server.port}"
    server.stop()


@pytest.fixture(params=SIZES)
def page(browser, address, staff_cookie, request):
    """A page whose policy must never have to forbid anything."""
    context = browser.new_context(viewport=SIZES[request.param], locale="vi-VN")
    context.add_cookies([{"name": SESSION_COOKIE, "value": f'"{staff_cookie}"', "url": address}])
    page = context.new_page()
    page.add_init_script(WATCH)
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    assert page.evaluate("window.violations") == []
    assert errors == []
    context.close()


@pytest.fixture
def look(page, tmp_path):
    """``look("start")``: keeps a picture, and asks axe-core and the width of the page."""
    from axe_playwright_python.sync_playwright import Axe

    def look(name):
        page.evaluate("document.fonts.ready")
        page.screenshot(path=tmp_path / f"{name}-{page.viewport_size['width']}.png", full_page=True)
        found = [
            f"{one['id']}: {node['html'][:160]}"
            for one in Axe().run(page).response["violations"]
            for node in one["nodes"]
        ]
        assert found == []
        assert page.evaluate(WIDE) == []

    return look


ROWS = [
    ["UBND TỈNH MẪU"], ["SỐ LƯỢT GIAO DỊCH QUA BƯU CHÍNH THÁNG 10 NĂM 2019"], ["Đơn vị tính: lượt"],
    ["STT", "Cơ quan", "Số lượt"], [1, "Sở Xây Dựng", 1.25], [2, "Sở Công thương²", 7], [3, "Ban Quản lý KKT", "12"],
    [None, "Tổng cộng", 1270], [], [None, "NGƯỜI LẬP BIỂU"],
]  # fmt: skip


def test_from_the_file_to_the_history(page, address, look, book, known_agencies):
    """A workbook of a centre: three questions answered, a wrong total seen beside its row, stored, found again."""
    known_agencies("Sở Xây dựng", "Sở Công Thương", "Ban Quản lý khu kinh tế")
    page.goto(f"{address}/imports")
    look("start")
    page.get_by_label("Loại số liệu").select_option("postal")
    page.get_by_label("Chọn tệp").set_input_files(
        {"name": "bưu chính.xlsx", "mimeType": "application/octet-stream", "buffer": book({"Sheet1": ROWS})}
    )
    page.get_by_role("button", name="Xem trước", exact=True).click()
    page.get_by_text("Đúng, là 1.250").is_visible()
    look("asked-number")
    page.get_by_label("Đúng, là 1.250").check()
    page.get_by_role("button", name="Trả lời").click()
    look("asked-period")
    page.get_by_role("button", name="01/10/2019–31/10/2019").click()
    page.get_by_label("“Ban Quản lý KKT” là cơ quan nào?").select_option(value="=Ban Quản lý khu kinh tế")
    look("asked-name")
    page.get_by_role("button", name="Ghi câu trả lời").click()
    assert "cộng các dòng được 1.269" in page.locator(".row-finding").inner_text()
    page.get_by_text("Đã nhận ra gì trong tệp").click()
    look("preview")
    page.get_by_role("button", name="Nạp, kèm 1 điểm cần xem").click()
    page.get_by_role("heading", name="Đã nạp").wait_for()
    look("stored")
    page.get_by_role("link", name="Lịch sử nạp").first.click()
    look("history")


def test_the_published_table(page, address, look, repository):
    """The widest layout, with findings in five rows, stays readable; a file is taken by dropping it, too."""
    path = repository / "tests/central/imports/data/lai_chau_20190903-20200512_dossiers.csv"
    page.goto(f"{address}/imports")
    drop = """([text, name]) => {
        const data = new DataTransfer();
        data.items.add(new File([text], name));
        const field = document.querySelector("input[type=file]");
        field.files = data.files;
    }"""
    page.evaluate(drop, [path.read_text(), path.name])
    page.get_by_role("button", name="Xem trước", exact=True).click()
    page.get_by_text("bằng đúng cột Tạm dừng").first.wait_for()
    look("published")


def test_a_refusal(page, address, look):
    """What cannot be understood is said on the page, with what to do."""
    page.goto(f"{address}/imports")
    page.get_by_label("Chọn tệp").set_input_files(
        {"name": "a_20191001-20191031.csv", "mimeType": "text/csv", "buffer": "Đơn vị,Số\nA,-1\n".encode()}
    )
    page.get_by_role("button", name="Xem trước", exact=True).click()
    page.get_by_role("heading", name="Chưa nạp được tệp này").wait_for()
    look("refused")
