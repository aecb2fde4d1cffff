"""Central's pages in a real browser, served as in production: what is read, clicked and downloaded."""

import json
from pathlib import Path

import pytest

from central.web.app import create_app
from central.web.server import WebServer
from central.web.session import SESSION_COOKIE

pytestmark = pytest.mark.slow

WATCH = """
window.violations = [];
document.addEventListener("securitypolicyviolation", e => {
    window.violations.push(e.violatedDirective + " " + e.blockedURI);
});
"""


@pytest.fixture
def address(services):
    """The pages under waitress on a free port of loopback."""
    server = WebServer(create_app(services), "127.0.0.1", 0)
    server.start()
    yield f"http://127.0.0.1:{server.port}"
    server.stop()


@pytest.fixture
def page(browser, address, staff_cookie):
    """A page whose console must stay silent and whose policy must never have to forbid anything."""
    context = browser.new_context(viewport={"width": 1366, "height": 900}, locale="vi-VN")
    context.add_cookies([{"name": SESSION_COOKIE, "value": staff_cookie, "url": address}])
    page = context.new_page()
    page.add_init_script(WATCH)
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    yield page
    violations = page.evaluate("window.violations")
    context.close()
    # A page answered with 400 is a message of Chromium's own, not of the page.
    assert [words for words in said if "status of 400" not in words] == []
    assert violations == []


def test_from_the_first_page_to_the_table(page, address, bac_kan_store, tmp_path):
    """From the first page to the report, to the half-year by its preset, and the totals are the published ones."""
    page.goto(address)
    page.get_by_role("main").get_by_role("link", name="Đánh giá theo cán bộ").first.click()
    page.get_by_role("link", name="6 tháng").click()
    total = page.locator("tbody.rows-total tr")
    assert total.locator("th").inner_text().startswith("Tổng cộng")
    assert [cell.inner_text() for cell in total.locator("td.cell-count").all()][-5:] == [
        "1.736",
        "4",
        "2",
        "0",
        "1.742",
    ]
    assert "99,89" in total.inner_text()
    assert page.locator("svg.chart").first.is_visible()
    page.evaluate("document.fonts.ready")
    assert page.evaluate("document.fonts.check('16px \"Be Vietnam Pro\"')")
    page.screenshot(path=tmp_path / "report.png", full_page=True)


def test_choosing_a_period(page, address, bac_kan_store):
    """The form asks for two days and gets the report of those."""
    page.goto(f"{address}/reports/officer-ratings?site=bac-kan")
    page.get_by_label("Từ ngày").fill("2021-01-01")
    page.get_by_label("Đến hết ngày").fill("2021-03-31")
    page.get_by_role("button", name="Xem").click()
    page.wait_for_url("**from=2021-01-01&to=2021-03-31*")
    assert "31/03/2021" in page.locator(".head-facts").inner_text()


def test_a_download(page, address, bac_kan_store):
    """A click on CSV hands over the file under a name that says what it is."""
    page.goto(f"{address}/reports/officer-ratings?site=bac-kan&from=2021-01-01&to=2021-06-14")
    with page.expect_download() as started:
        page.get_by_role("link", name="CSV").click()
    assert started.value.suggested_filename == "officer-ratings_bac-kan_2021-01-01_2021-06-14.csv"
    assert "Hồ Thị Lan" in Path(started.value.path()).read_text(encoding="utf-8-sig")


def test_hostile_names_do_not_run(page, address, load, rate):
    """Names made of markup stand on the page as text; nothing of them runs."""
    load("officers", 'code,name,agency\ncb-01,<script>alert(1)</script>,"""><img src=x onerror=alert(2)>"\n')
    rate("cb-01", "2021-03-01", {"good": 12})
    page.on("dialog", lambda dialog: pytest.fail(f"ran: {dialog.message}"))
    page.goto(f"{address}/reports/officer-ratings?site=bac-kan&from=2021-03-01&to=2021-03-31")
    assert page.locator("tbody.rows-main th").first.inner_text().startswith("<script>alert(1)</script>")


def test_an_error_page(page, address, tmp_path):
    """A wrong period leads to a page that says so and leads back."""
    answer = page.goto(f"{address}/reports/officer-ratings?from=2021-02-30&to=2021-03-01")
    assert answer.status == 400
    page.screenshot(path=tmp_path / "error.png")
    page.get_by_role("main").get_by_role("link").click()
    assert page.url == f"{address}/"
    page.wait_for_load_state()


def test_the_live_report_is_polled(page, address, bac_kan_store, rate):
    """A page that asks again with the tag it got is told of a change, and of nothing else."""
    page.goto(address)
    ask = f"""async tag => {{
        const answer = await fetch("{address}/reports/officer-ratings.json?site=bac-kan&from=2021-01-01&to=2021-06-14",
            {{cache: "no-store", headers: tag ? {{"If-None-Match": tag}} : {{}}}});
        return JSON.stringify([answer.status, answer.headers.get("ETag"), await answer.text()]);
    }}"""
    status, tag, body = json.loads(page.evaluate(ask, None))
    assert (status, json.loads(body)["figures"]["ratings"]["value"]) == (200, 1742)
    assert json.loads(page.evaluate(ask, tag))[0] == 304
    rate("cb-1", "2021-03-01", {"poor": 1})
    status, _, body = json.loads(page.evaluate(ask, tag))
    assert (status, json.loads(body)["figures"]["ratings"]["value"]) == (200, 1743)
