"""The kiosk in a real browser: every screen fits, is reachable by keyboard, and has nothing serious against it."""

import pytest

from contract.hall import HallAnswer

pytestmark = pytest.mark.slow

TICKET = {
    "ticket": "3f2504e0-4f89-41d3-9a0c-0305e82c3301", "number": "A105", "service": "ho-tich", "priority": False,
    "ahead": 9, "estimate_s": 720, "at": "2026-03-02T08:15:00+07:00",
}  # fmt: skip


@pytest.fixture
def hall(hall):
    """A hall that gives A105 to whoever asks."""
    hall.answer = lambda asked: HallAnswer(
        asked.request, ok=True, result={**TICKET, "priority": asked.args["priority"]}
    )
    return hall


@pytest.fixture
def kiosk(screen):
    """Call it with a size: the kiosk, paired, on its first screen."""

    def opened(width=1080, height=1920, **more):
        page = screen(width, height, paired=[("take", None)], **more)
        page.goto("/take")
        page.locator(".needs .card").first.wait_for()
        page.locator(".card-note").first.wait_for()
        page.evaluate("document.fonts.ready")
        return page

    return opened


@pytest.fixture
def judged(no_scroll, no_overlap, serious_faults, tmp_path):
    """Call it with a page and a name: the screen fits, its targets are large and apart, axe-core finds nothing."""

    def judge(page, name, axe=True, scrolls=False):
        page.screenshot(path=tmp_path / f"{name}.png")
        if not scrolls:
            no_scroll(page)
            no_overlap(page, least_px=95, gap_px=19)
        assert not axe or serious_faults(page) == []
        assert page.evaluate(SMALL_TYPE) == []

    return judge


SMALL_TYPE = """() => [...document.querySelectorAll("body *")].filter((e) =>
    e.checkVisibility() && !e.classList.contains("unseen") && !e.closest("noscript")
    && [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim())
    && parseFloat(getComputedStyle(e).fontSize) < 28).map((e) => e.outerHTML.slice(0, 80))"""


def walk(page, judge, name):
    """Through every screen that a visitor can reach, each one judged."""
    judge(page, f"{name}-need")
    page.locator(".option").nth(0).click()
    judge(page, f"{name}-priority")
    page.locator(".key-first").click()
    page.locator(".option").nth(1).click()
    page.locator(".supports .card").nth(0).click()
    judge(page, f"{name}-support")
    page.locator(".key-first").click()
    page.locator(".option").nth(2).click()
    page.locator(".step").last.click()
    judge(page, f"{name}-items")
    page.locator(".key-first").click()
    judge(page, f"{name}-chosen", axe=False)
    page.locator(".needs .card").first.click()
    page.locator(".service").first.wait_for()
    judge(page, f"{name}-service")
    page.locator(".service").first.click()
    page.locator(".ticket-number").wait_for()
    judge(page, f"{name}-ticket")


def test_upright(kiosk, judged):
    """At 1080 by 1920 every screen fits without scrolling, nothing overlaps, axe-core finds nothing serious."""
    walk(kiosk(), judged, "upright")


def test_lying(kiosk, judged):
    """The same on a lying screen of 1920 by 1080."""
    walk(kiosk(1920, 1080), judged, "lying")


@pytest.mark.parametrize("language", ["en", "km"])
def test_languages(kiosk, judged, language):
    """The same in English and Khmer, whose words are longer and taller."""
    page = kiosk()
    page.locator(f".key-tool[lang={language}]").click()
    walk(page, judged, language)


@pytest.mark.parametrize("tool", ["Chữ to hơn", "Tương phản cao"])
def test_tools(kiosk, judged, tool):
    """The same with large type and with high contrast."""
    page = kiosk()
    page.get_by_role("button", name=tool).click()
    walk(page, judged, {"Chữ": "large", "Tương": "contrast"}[tool.split()[0]])


def test_low_reach(kiosk, judged):
    """With low keys everything to touch is in the lower half, on every screen."""
    page = kiosk()
    page.get_by_role("button", name="Nút xuống thấp").click()

    def judged_low(page, name, **more):
        tops = page.evaluate("[...document.querySelectorAll('button')].map((key) => key.getBoundingClientRect().top)")
        assert min(tops) >= 960, name
        judged(page, name, **more)

    walk(page, judged_low, "low")


def test_all_tools_lying(kiosk, judged):
    """Large type on a lying screen."""
    page = kiosk(1920, 1080)
    page.get_by_role("button", name="Chữ to hơn").click()
    walk(page, judged, "lying-large")


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (800, 480), (600, 1024)])
def test_small(kiosk, judged, width, height):
    """On a small screen the page may be longer than the screen, never wider, and type and targets stay large."""
    page = kiosk(width, height)
    judged(page, f"small-{width}", scrolls=True)
    assert page.evaluate("document.scrollingElement.scrollWidth") <= width
    page.locator(".needs .card").first.click()
    page.locator(".service").first.wait_for()
    judged(page, f"small-{width}-service", scrolls=True)
    assert page.evaluate("document.scrollingElement.scrollWidth") <= width
