"""The public page in a real telephone-sized browser: nothing cut or small, axe clean, no tap lost without reception."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import expect

from central.web.server import WebServer
from contract.events import ServiceFinished, ServiceStarted, TicketCalled
from contract.hall import CounterNow

pytestmark = pytest.mark.slow

SIZES = {"390": (390, 844), "320": (320, 640)}
TARGETS = "button, a, label:has(input)"
KEEP = os.environ.get("QUAYSO_PICTURES")
"""A folder: pictures of every screen are kept there for people to look at."""


@pytest.fixture
def server(app):
    """The pages under waitress."""
    server = WebServer(app, "127.0.0.1", 0)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def open_page(browser, server):
    """Call it with an address: its page on a telephone; nothing may stand in the console but what a test expects."""
    opened = []

    def show(url, size="390", **more):
        width, height = SIZES[size]
        context = browser.new_context(
            viewport={"width": width, "height": height}, locale="vi-VN", has_touch=True, **more
        )
        page = context.new_page()
        page.said = []
        page.on("pageerror", lambda error: page.said.append(str(error)))
        page.on("console", lambda message: page.said.append(message.text) if message.type == "error" else None)
        page.goto(f"http://127.0.0.1:{server.port}{url}")
        opened.append((context, page))
        return page

    yield show
    expected = ("ERR_INTERNET_DISCONNECTED", "ERR_FAILED", "status of 4")
    faults = [line for _, page in opened for line in page.said if not any(one in line for one in expected)]
    for context, _ in opened:
        context.close()
    assert faults == []


@pytest.fixture
def judge():
    """Call it with a page and a name: nothing is cut, wide or small, axe finds nothing at all."""
    from axe_playwright_python.sync_playwright import Axe

    def judge(page, name):
        if KEEP:
            page.screenshot(path=Path(KEEP) / f"{name}.png", full_page=True)
        assert page.evaluate("document.scrollingElement.scrollWidth - innerWidth") <= 0, name
        small = page.evaluate(
            """(targets) => [...document.querySelectorAll(targets)].filter((e) => e.checkVisibility())
                .map((e) => [e.textContent.trim() || e.tagName, e.getBoundingClientRect()])
                .filter(([text, box]) => box.height < 44)
                .map(([text, box]) => `${text}: ${box.height}`)""",
            TARGETS,
        )
        assert small == [], name
        faults = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
        assert [f"{fault['id']}: {[node['html'][:120] for node in fault['nodes']]}" for fault in faults] == [], name

    return judge


@pytest.mark.parametrize("size", SIZES)
def test_every_stage_fits(centre, open_page, judge, size):
    """Waiting, called, served, rated low with its reasons, feedback, its answer, nothing known: all readable."""
    for number in range(3):
        centre.ticket(f"A10{number}")
    ticket = centre.ticket("A105")
    centre.say(estimates={"ho-tich": (4, 1500)})
    page = open_page(centre.url(ticket), size)
    expect(page.locator("[data-part=main]")).to_have_text("Còn 3 người phía trước")
    judge(page, f"waiting-{size}")
    centre.tell(TicketCalled(ticket, "12", "cb-02", 1, False))
    page.click('[data-do="again"]')
    expect(page.locator("[data-part=main]")).to_have_text("Xin mời đến quầy số 12")
    judge(page, f"called-{size}")
    centre.tell(ServiceStarted(ticket, "12", "cb-02"), ServiceFinished(ticket, "12", "cb-02", ()))
    page.click('[data-do="again"]')
    expect(page.get_by_role("heading", name="Ông/Bà có hài lòng")).to_be_visible()
    heights = [box.bounding_box() for box in page.locator(".follow-levels button").all()]
    assert len({(box["width"], box["height"]) for box in heights}) == 1 and len(heights) == 3
    judge(page, f"rate-{size}")
    page.get_by_role("button", name="Không hài lòng").click()
    expect(page.get_by_role("heading", name="Điều gì khiến")).to_be_visible()
    page.get_by_label("Chờ lâu tại Trung tâm").check()
    judge(page, f"why-{size}")
    page.get_by_role("button", name="Xong").click()
    expect(page.locator(".follow-thanks")).to_be_visible()
    judge(page, f"thanks-{size}")
    page.get_by_role("link", name="Góp ý").click()
    judge(page, f"feedback-{size}")
    page.get_by_label("Tố cáo").check()
    expect(page.get_by_text("Tố cáo có trình tự riêng")).to_be_visible()
    expect(page.locator("textarea")).to_be_hidden()
    judge(page, f"elsewhere-{size}")
    page.get_by_label("Chỗ ngồi, máy móc, vệ sinh").check()
    page.fill("textarea", "Ghế ngồi bị gãy, xin sửa giúp. <b>Cảm ơn</b>")
    page.get_by_role("button", name="Gửi góp ý").click()
    expect(page.get_by_text("Góp ý đã gửi")).to_be_visible()
    judge(page, f"left-{size}")
    page.goto(page.url.partition("/t/")[0] + "/t/khong-dung")
    expect(page.get_by_text("Không mở được số này")).to_be_visible()
    judge(page, f"unknown-{size}")
    kinds = [type(one).__name__ for one in centre.stored("rating.given", "rating.reasoned", "feedback.left")]
    assert kinds == ["RatingGiven", "RatingReasoned", "FeedbackLeft"]


@pytest.mark.parametrize("lang", ["en", "km"])
def test_other_languages_fit(centre, open_page, judge, lang):
    """The longest words too, at the narrowest."""
    ticket = centre.ticket("A105")
    centre.say()
    page = open_page(f"{centre.url(ticket)}?lang={lang}", "320")
    judge(page, f"waiting-{lang}")
    centre.serve(ticket, "12")
    page.goto(page.url)
    judge(page, f"rate-{lang}")
    page.goto(f"{page.url.partition('?')[0]}/gop-y")
    judge(page, f"feedback-{lang}")


def test_a_tap_without_reception_arrives_once_there_is_some(centre, open_page, wait_until):
    """The phone says that it keeps it, even when the page is closed meanwhile; it is stored once."""
    ticket = centre.ticket()
    centre.serve(ticket)
    page = open_page(centre.url(ticket))
    page.wait_for_selector("#follow[data-kept]")
    page.context.set_offline(True)
    page.get_by_role("button", name="Không hài lòng").click()
    expect(page.locator("[data-part=why]")).to_be_visible()
    page.get_by_role("button", name="Xong").click()
    expect(page.locator("[data-part=said]")).to_contain_text("Đã giữ lựa chọn trong điện thoại")
    assert centre.stored("rating.given") == []
    page.goto(page.url)
    expect(page.locator(".follow-thanks")).to_be_visible()
    page.context.set_offline(False)
    wait_until(lambda: centre.stored("rating.given"), 20)
    expect(page.locator("[data-part=said]")).to_have_text("")
    page.goto(page.url)
    expect(page.locator(".follow-thanks")).to_be_visible()
    (given,) = centre.stored("rating.given")
    assert given.level == "dissatisfied"


def test_without_reception_the_page_opens_and_says_how_old_it_is(centre, open_page):
    """From what the phone kept; it never looks live."""
    ticket = centre.ticket()
    centre.say()
    page = open_page(centre.url(ticket))
    page.wait_for_selector("#follow[data-kept]")
    page.clock.install()
    page.context.set_offline(True)
    page.goto(page.url)
    page.clock.run_for(130_000)
    expect(page.locator(".follow-number")).to_have_text("A105")
    expect(page.locator("[data-part=then]")).to_contain_text("Điện thoại đang mất kết nối")
    expect(page.locator("[data-part=age]")).to_contain_text("Cập nhật cách đây 2 phút")
    assert "is-old" in page.locator("#follow").get_attribute("class")


def test_a_choice_may_be_changed_for_ten_seconds(centre, open_page, wait_until):
    """By one more tap; afterwards the key is gone, and the thanks are the same."""
    ticket = centre.ticket()
    centre.serve(ticket)
    page = open_page(centre.url(ticket))
    page.get_by_role("button", name="Rất hài lòng").click()
    page.get_by_role("button", name="Chọn lại mức").click()
    page.get_by_role("button", name="Hài lòng", exact=True).click()
    wait_until(lambda: len(centre.stored("rating.given", "rating.changed")) == 2, 10)
    expect(page.locator(".follow-thanks")).to_have_text("Xin cảm ơn ông/bà.")
    expect(page.get_by_role("button", name="Chọn lại mức")).to_be_hidden(timeout=12_000)


def test_several_tickets_in_one_phone(centre, open_page):
    """Each page names the others with what they say now."""
    first, second = centre.ticket("A105"), centre.ticket("B017", "dat-dai")
    centre.say({"7": CounterNow("called", "B017", second, "cb-07")})
    page = open_page(centre.url(second))
    page.goto(page.url.partition("/t/")[0] + centre.url(first))
    others = page.locator("[data-part=others] li")
    expect(others).to_have_count(1)
    expect(others).to_contain_text("B017")
    expect(others).to_contain_text("Xin mời đến quầy số 7")
    others.locator("a").click()
    expect(page.locator(".follow-number")).to_have_text("B017")


def test_without_script(centre, open_page):
    """Rating, reasons and feedback by forms alone."""
    ticket = centre.ticket()
    centre.serve(ticket)
    page = open_page(centre.url(ticket), java_script_enabled=False)
    page.get_by_role("button", name="Không hài lòng").click()
    page.get_by_label("Thái độ phục vụ").check()
    page.get_by_role("button", name="Xong").click()
    expect(page.locator(".follow-thanks")).to_be_visible()
    page.get_by_role("link", name="Góp ý").click()
    page.get_by_label("Khiếu nại").check()
    expect(page.get_by_text("Khiếu nại có trình tự riêng")).to_be_visible()
    kinds = [type(one).__name__ for one in centre.stored("rating.given", "rating.reasoned")]
    assert kinds == ["RatingGiven", "RatingReasoned"]


def test_what_was_written_is_not_lost(centre, open_page):
    """The page was closed before it was sent: the words are there again, under the same id."""
    ticket = centre.ticket()
    centre.serve(ticket)
    page = open_page(f"{centre.url(ticket)}/gop-y")
    page.get_by_label("Chờ đợi, gọi số").check()
    page.fill("textarea", "Chờ lâu mà không rõ vì sao.")
    note = page.locator("[name=note]").input_value()
    page.goto(page.url)
    expect(page.locator("textarea")).to_have_value("Chờ lâu mà không rõ vì sao.")
    expect(page.get_by_label("Chờ đợi, gọi số")).to_be_checked()
    assert page.locator("[name=note]").input_value() == note
