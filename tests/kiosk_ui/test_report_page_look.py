"""The pages in a real browser: nothing overflows or is cut, the typeface is the right one, contrast holds."""

from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

MEASURE = (Path(__file__).parent / "preview" / "measure.js").read_text("utf-8")
WIDTHS = (360, 390, 768, 1024, 1366, 1920)
PAGES = ("/report/bac-kan", "/report/apart", "/report/five", "/report/three", "/report/zero", "/report/empty",
         "/error", "/index", "/standalone/apart", "/office", "/office-cut")  # fmt: skip
FAMILY = "Be Vietnam Pro"


@pytest.fixture
def open_page(browser, pages_url):
    """Call it with a path and a width to get the page, its typeface loaded; what its console says is a fault."""
    contexts, said = [], []

    def open_at(path: str, width: int, **options):
        context = browser.new_context(viewport={"width": width, "height": 900}, locale="vi-VN", **options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(pages_url + path)
        page.evaluate("document.fonts.ready")
        return page

    yield open_at
    for context in contexts:
        context.close()
    assert said == []


@pytest.mark.parametrize("path", PAGES)
def test_nothing_leaves_its_place(open_page, path):
    """At every width the page does not scroll sideways, no text is cut, contrast is AA, controls have names."""
    page = open_page(path, WIDTHS[0])
    faults = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        faults[width] = page.evaluate(MEASURE)
    assert faults == {width: [] for width in WIDTHS}


@pytest.mark.parametrize(
    ("css", "fault"),
    [
        (".card { width: 2000px }", "px wide"),
        (".muted, .head-facts { color: #b0b0b0 !important }", "contrast"),
        (".tile { height: 20px; overflow: hidden }", "cut off"),
        (".chart text { font-size: 30px !important }", "leaves the chart"),
        (".chart .chart-value { font-size: 30px !important }", "overlap"),
    ],
)
def test_faults_are_seen(open_page, css, fault):
    """The measure finds each kind of fault when a style sheet makes it."""
    page = open_page("/standalone/bac-kan", 1366)
    page.add_style_tag(content=css)
    assert any(fault in found for found in page.evaluate(MEASURE))


@pytest.mark.parametrize("path", ["/report/bac-kan", "/standalone/bac-kan", "/office"])
def test_the_typeface_is_drawn(open_page, path):
    """Headings, table cells and chart labels are really drawn in Be Vietnam Pro, from our own file."""
    page = open_page(path, 1366)
    tool = page.context.new_cdp_session(page)
    tool.send("DOM.enable")
    tool.send("CSS.enable")
    root = tool.send("DOM.getDocument")["root"]["nodeId"]
    for selector in ("h1", "h2", ".cell-count", "tbody th", ".chart-wide text", ".press"):
        node = tool.send("DOM.querySelector", {"nodeId": root, "selector": selector})["nodeId"]
        if node:
            fonts = tool.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
            assert all(font["familyName"].startswith(FAMILY) for font in fonts), selector
            assert all(font["isCustomFont"] for font in fonts), selector


def test_digits_are_equally_wide_in_tables(open_page):
    """In columns of figures every digit takes the same room, in regular and in bold."""
    page = open_page("/report/bac-kan", 1366)
    widths = page.evaluate(
        """() => ["400", "600", "700"].flatMap((weight) => [..."0123456789"].map((digit) => {
          const cell = document.querySelector(".cell-count");
          const probe = document.createElement("span");
          probe.textContent = digit.repeat(20);
          probe.className = "figures";
          cell.append(probe);
          probe.style.setProperty("font-weight", weight);
          const wide = probe.getBoundingClientRect().width;
          probe.remove();
          return wide;
        }))"""
    )
    assert max(widths) - min(widths) < 0.5 and min(widths) > 0


def test_keyboard_focus_is_seen(open_page):
    """Each stop of the Tab key, from the skip link on, shows where it is."""
    page = open_page("/report/bac-kan", 1366)
    stops = []
    for _ in range(14):
        page.keyboard.press("Tab")
        stops.append(
            page.evaluate(
                """() => { const at = document.activeElement, style = getComputedStyle(at);
                return [at.className || at.tagName, style.outlineStyle, parseFloat(style.outlineWidth)] }"""
            )
        )
    assert stops[0][0] == "skip"
    assert [stop for stop in stops if stop[1] == "none" or stop[2] < 2] == []


@pytest.mark.parametrize(
    ("path", "selector"), [("/report/bac-kan", ".button, summary"), ("/office", ".button, .press")]
)
def test_targets_are_large_on_a_phone(open_page, path, selector):
    """Under a finger no control is lower than 44 px."""
    page = open_page(path, 390)
    low = page.evaluate(
        f"""() => [...document.querySelectorAll("{selector}")].filter((e) => e.checkVisibility())
        .map((e) => [e.textContent.trim(), e.getBoundingClientRect().height]).filter(([, high]) => high < 44)"""
    )
    assert low == []


@pytest.mark.parametrize(("button", "sheet"), [(".menu-button", "#menu"), (".filters-button", "#filters")])
def test_sheets_of_a_phone(open_page, button, sheet):
    """On a phone menu and period open by touch, lie inside the screen, and close with Escape; no script runs."""
    page = open_page("/report/bac-kan", 390)
    assert not page.is_visible(sheet)
    page.click(button)
    assert page.is_visible(sheet)
    box = page.locator(sheet).bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= 390 and box["y"] >= 0 and box["y"] + box["height"] <= 900
    assert page.evaluate(MEASURE) == []
    page.keyboard.press("Escape")
    assert not page.is_visible(sheet)


@pytest.mark.parametrize("width", [768, 1366])
def test_period_is_open_on_a_desk(open_page, width):
    """On wider screens the choice of a period stands in the page, without a press."""
    page = open_page("/report/bac-kan", width)
    assert page.is_visible("#f-from") and not page.is_visible(".filters-button")


def test_wide_table_scrolls_in_its_box(open_page):
    """On a phone the table's box scrolls, the name stays in sight, and a hint says so."""
    page = open_page("/report/bac-kan", 390)
    assert page.is_visible(".scroll-hint")
    page.evaluate("document.querySelector('.table-box').scrollLeft = 10000")
    name = page.locator("tbody .cell-name").first.bounding_box()
    share = page.locator("tbody .cell-interval").first.bounding_box()
    assert name["x"] >= 0 and share["x"] + share["width"] <= 390


def test_paper(open_page):
    """On paper navigation and forms are gone, the head of the table repeats, and the proof is printed open."""
    page = open_page("/report/bac-kan", 1366)
    page.emulate_media(media="print")
    for gone in (".bar", "#filters", ".button-row"):
        assert not page.is_visible(gone)
    assert page.evaluate("getComputedStyle(document.querySelector('.table-report thead')).display") == (
        "table-header-group"
    )
    assert page.is_visible(".proof-body")
    pdf = page.pdf(prefer_css_page_size=True)
    assert pdf.count(b"/Type /Page\n") + pdf.count(b"/Type /Page\r") + pdf.count(b"/Type /Page ") == 2


def test_answers_look_alike(open_page):
    """Every answer of a counter has the same size, colour and weight: nothing nudges."""
    page = open_page("/office", 1366)
    looks = page.evaluate(
        """() => [...document.querySelectorAll("#counter-1 .press")].map((press) => {
          const cap = press.querySelector(".press-cap"), box = cap.getBoundingClientRect();
          const style = getComputedStyle(cap), words = getComputedStyle(press);
          return [box.width, box.height, style.backgroundColor, style.borderColor, style.boxShadow, words.color,
                  words.fontSize, words.fontWeight].join(" ");
        })"""
    )
    assert len(looks) == 4 and len(set(looks)) == 1


def test_no_motion_for_who_wants_none(open_page):
    """With reduced motion nothing moves over time."""
    page = open_page("/office", 1366, reduced_motion="reduce")
    times = page.evaluate(
        """() => [...document.querySelectorAll("body *")].map((e) => getComputedStyle(e))
        .filter((s) => s.transitionDuration !== "0s" || s.animationName !== "none").length"""
    )
    assert times == 0
