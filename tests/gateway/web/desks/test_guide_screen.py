"""The guide's page in a real browser at 1366 x 768: every task by keyboard, nothing cut, hidden or scrolling."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.slow


def test_every_task_by_keyboard(screen, take, hall, pairing, no_scroll, no_overlap, serious_faults):
    """Sign in, give a number, find one, void it, enter paper numbers, pair a screen; each panel is sound."""
    take(), take()
    page = screen(1366, 768, paired=[("guide", None)])
    page.goto("/guide")
    page.wait_for_selector("#door:visible")
    page.keyboard.type("1")
    page.keyboard.press("Enter")
    page.keyboard.type("4071")
    page.keyboard.press("Enter")

    def look(panel):
        page.wait_for_selector(f'[data-panel="{panel}"]:visible')
        no_scroll(page)
        no_overlap(page, "button:not(.desk-row), label, select", least_px=36)
        assert serious_faults(page) == []

    look("issue")
    page.keyboard.type("khai")
    page.keyboard.press("Enter")
    expect(page.locator("#given")).to_contain_text("A003")
    look("issue")
    page.keyboard.press("Enter")
    expect(page.locator("#said")).to_have_text("Xin chọn dịch vụ.")
    page.keyboard.press("F2")
    page.keyboard.type("a2")
    page.wait_for_selector("#detail:visible")
    assert page.inner_text("#detail-number") == "A002"
    look("find")
    page.keyboard.press("F9")
    page.wait_for_selector("#ask-needs[open]")
    no_scroll(page)
    assert serious_faults(page) == []
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.locator("#find-said")).to_have_text("Đã ghi trợ giúp cho số A002.")
    expect(page.locator("#detail-more")).to_contain_text("Đi xe lăn")
    page.keyboard.press("F8")
    page.wait_for_selector("#ask-void[open]")
    page.keyboard.press("2")
    expect(page.locator("#find-said")).to_have_text("Đã hủy số A002.")
    page.keyboard.press("F3")
    look("paper")
    page.keyboard.press("Tab")
    page.fill('#paper [name="first"]', "10")
    page.fill('#paper [name="last"]', "14")
    page.fill('#paper [name="at"]', "7h40")
    page.fill('#paper [name="until"]', "750")
    look("paper")
    page.keyboard.press("Enter")
    expect(page.locator("#paper-said")).to_have_text("Đã ghi 5 số vào hàng chờ.")
    code, claim = pairing.ask("take", None, "10.0.0.8")
    page.keyboard.press("F4")
    look("screens")
    page.keyboard.type(code.lower())
    page.keyboard.press("Enter")
    expect(page.locator("#screens-said")).to_have_text("Đã ghép máy lấy số.")
    assert pairing.claim(claim)[0] == "paired"
    queue = hall.queue()
    waiting = [queue.tickets[one].number for one in queue.waiting["ho-tich"]]
    assert waiting == ["A010", "A011", "A012", "A013", "A014", "A001", "A003"]


def test_a_call_for_help_is_seen_and_answered(screen, take, parts, no_scroll, no_overlap, serious_faults, tmp_path):
    """It stands over the page and first in the list until the guide presses it; the page still fits."""
    take()
    page = screen(1366, 768, paired=[("guide", None)])
    page.goto("/guide")
    page.wait_for_selector("#door:visible")
    page.keyboard.type("1")
    page.keyboard.press("Enter")
    page.keyboard.type("4071")
    page.keyboard.press("Enter")
    page.wait_for_selector('[data-panel="issue"]:visible')
    parts.helps.call("3", "guard", parts.clock.monotonic_s())
    parts.feed.nudge()
    expect(page.locator("#away")).to_have_text("Quầy 3 gọi bảo vệ")
    page.screenshot(path=tmp_path / "help.png")
    no_scroll(page)
    no_overlap(page, "button:not(.desk-row), label, select", least_px=36)
    assert serious_faults(page) == []
    page.locator("#helped button").first.click()
    expect(page.locator("#away")).to_be_hidden()
    assert parts.helps.open(parts.clock.monotonic_s()) == ()
