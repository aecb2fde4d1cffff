"""The desk in a real browser at 1366 x 768: a whole visit by keyboard, scanner, stale tab, nothing cut or hidden."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.slow
CONTROLS = "button:not(.desk-row), label, input:not([type=radio])"
"""Lines of a list end in an ellipsis where they are long; their whole text is in their title."""
SIZE = (1366, 768)
PIN = "4071"


@pytest.fixture
def page(screen, quiet):
    """The desk of counter 2 on a paired screen."""
    opened = screen(*SIZE, paired=[("desk", "2")])
    opened.goto("/desk/2")
    yield opened
    quiet(opened)


@pytest.fixture
def quiet():
    """Refusals are answers with a status of their own, which the browser notes; nothing else may be said."""

    def forget(page):
        page.said[:] = [line for line in page.said if "the server responded with a status of 4" not in line]

    return forget


def state(page, wanted):
    """Wait until the desk is in a state."""
    page.wait_for_selector(f'body[data-state="{wanted}"]')


def sign_in(page, number="2"):
    """Choose the officer by number in the list, type the PIN; keys alone."""
    state(page, "closed")
    page.keyboard.type(number)
    page.keyboard.press("Enter")
    page.keyboard.type(PIN)
    page.keyboard.press("Enter")


def key(page, name):
    """Press a key as soon as the desk takes one: it has answered the last, and rested after the last change."""
    page.wait_for_selector("body:not(.is-busy):not(.is-resting)")
    page.keyboard.press(name)


def main_key(page):
    """Press Enter once the desk takes it."""
    key(page, "Enter")


def test_a_whole_visit_by_keyboard_alone(page, take, hall, no_scroll, no_overlap, serious_faults):
    """Sign in, call, start, another outcome, a dossier code, finish and call the next, pause, leave: keys alone, and
    in each state nothing scrolls, is covered, cut or small, and axe finds nothing serious."""
    for number in range(30):
        take("ho-tich" if number % 3 else "chung-thuc", priority=number == 0, items=12 if number == 0 else None)

    def look(wanted):
        state(page, wanted)
        no_scroll(page)
        no_overlap(page, CONTROLS, least_px=36)
        assert serious_faults(page) == []

    look("closed")
    sign_in(page)
    look("free")
    main_key(page)
    look("called")
    assert page.inner_text("#number") == "A001"
    key(page, "F3")
    look("serving")
    key(page, "k")
    page.wait_for_selector("#ask-outcomes[open]")
    assert serious_faults(page) == []
    page.keyboard.press("2")
    page.keyboard.press("Enter")
    expect(page.locator("#outcomes")).to_have_text("Yêu cầu bổ sung, hoàn thiện × 12")
    key(page, "m")
    expect(page.locator("#note")).to_be_focused()
    page.keyboard.type("H25-260302-0007")
    page.keyboard.press("Enter")
    assert page.inner_text("#number") == "A001"
    main_key(page)
    expect(page.locator("#number")).not_to_have_text("A001")
    state(page, "called")
    first = next(ticket for ticket in hall.queue().tickets.values() if ticket.number == "A001")
    assert first.state == "finished"
    key(page, "F8")
    page.wait_for_selector("#ask-park[open]")
    page.keyboard.press("1")
    state(page, "free")
    key(page, "F10")
    page.wait_for_selector("#ask-pause[open]")
    page.keyboard.press("2")
    look("paused")
    main_key(page)
    state(page, "free")
    key(page, "o")
    page.wait_for_selector("#ask-more[open]")
    page.keyboard.press("1")
    state(page, "closed")


def scan(page, code):
    """Type as a scanner does: all at once, with Enter at the end."""
    page.evaluate(
        """(code) => {
            for (const key of [...code, "Enter"]) {
                const name = /[a-z]/i.test(key) && key.length === 1 ? `Key${key.toUpperCase()}` : key;
                document.activeElement.dispatchEvent(
                    new KeyboardEvent("keydown", { key, code: name, bubbles: true, cancelable: true }));
            }
        }""",
        code,
    )


def test_a_scanner_fills_the_dossier_code_and_presses_no_key(page, take, hall):
    """Letters and Enter of a scanned code neither open a dialog nor finish the visit."""
    take(), take()
    sign_in(page)
    state(page, "free")
    main_key(page)
    state(page, "called")
    main_key(page)
    state(page, "serving")
    scan(page, "HCTK.25-260302-0007")
    expect(page.locator("#note")).to_have_value("HCTK.25-260302-0007")
    expect(page.locator("#said")).to_contain_text("Đã nhận mã hồ sơ")
    # A letter that stands alone waits 100 ms before it is a key: had one been, its dialog would be open by now.
    page.evaluate("() => new Promise((done) => setTimeout(done, 300))")
    assert page.query_selector("dialog[open]") is None
    assert page.get_attribute("body", "data-state") == "serving"
    main_key(page)
    state(page, "called")


IN_A_HURRY = """() => {
    const look = new MutationObserver(() => {
        if (document.body.dataset.state !== "called") return;
        look.disconnect();
        document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", code: "Enter", bubbles: true }));
        window.pressedAgain = true;
    });
    look.observe(document.body, { attributes: true });
}"""
"""Enter once more in the very moment in which the desk shows that somebody is called."""


def test_a_held_enter_calls_one_citizen(page, take, hall):
    """Enter held down, or pressed twice in a hurry, does one thing."""
    take(), take()
    sign_in(page)
    state(page, "free")
    page.evaluate(IN_A_HURRY)
    page.wait_for_selector("body:not(.is-busy):not(.is-resting)")
    page.keyboard.down("Enter")
    for _ in range(4):
        page.keyboard.down("Enter")
    page.keyboard.up("Enter")
    state(page, "called")
    page.wait_for_function("window.pressedAgain")
    page.wait_for_selector("body:not(.is-busy):not(.is-resting)")
    assert page.get_attribute("body", "data-state") == "called"
    assert [ticket.state for ticket in hall.queue().tickets.values()].count("called") == 1
    main_key(page)
    state(page, "serving")


def test_a_stale_tab_is_told_and_shows_the_truth(page, take, hall, parts):
    """A tab whose news were held up is told that it is old, changes nothing and then shows what is there."""
    take(), take()
    sign_in(page, "1")
    state(page, "free")
    main_key(page)
    state(page, "called")
    old = page.inner_text("#number")
    page.route("**/now", lambda route: route.abort())
    called = str(hall.queue().counters["2"].ticket)
    assert hall.ask("finish_and_next", {"counter": "2", "ticket": called}, officer="cb-01").ok
    key(page, "F3")
    expect(page.locator("#said")).to_contain_text("đã cũ")
    page.unroute("**/now")
    parts.feed.nudge()
    expect(page.locator("#number")).not_to_have_text(old)
    assert page.get_attribute("body", "data-state") == "called"
    page.said.clear()


def test_nothing_that_the_desk_ever_receives_tells_of_a_rating(page, take, hall):
    """Through a whole visit with an open window no answer to the desk names a rating, but the common state of the
    hall, which says whether a window is open and never what or whether anybody pressed."""
    heard = []
    page.on("response", lambda answer: heard.append(answer) if "/desk/" in answer.url else None)
    take()
    sign_in(page)
    state(page, "free")
    main_key(page)
    state(page, "called")
    main_key(page)
    state(page, "serving")
    key(page, "F4")
    expect(page.locator("#said")).to_have_text("Đã mời đánh giá.")
    texts = [answer.text() for answer in heard if answer.request.method == "GET"]
    assert len(texts) >= 3
    for text in texts:
        assert not any(word in text for word in ("rating", "rated", '"level"', "hài lòng"))
    shown = page.inner_text("body").replace("Mời đánh giá", "").replace("Đã mời đánh giá", "")
    assert "đánh giá" not in shown and "hài lòng" not in shown


def test_a_hall_that_is_away_is_said(page, hall, clock, take):
    """When the hall is not heard any more the desk says that its figures may be old."""
    take()
    sign_in(page)
    state(page, "free")
    assert page.is_hidden("#away")
    hall._worker.stop()
    clock.advance(60)
    page.wait_for_selector("#away:not([hidden])", timeout=30000)
    assert "có thể đã cũ" in page.inner_text("#away")


def test_a_chosen_number(page, take, hall):
    """A number is found by typing it and called with Enter; one that is missed is there too."""
    for _ in range(12):
        take()
    sign_in(page)
    state(page, "free")
    key(page, "c")
    page.wait_for_selector("#ask-choose[open]")
    page.keyboard.type("a009")
    expect(page.locator("#choose-list li")).to_have_count(1)
    page.keyboard.press("Enter")
    state(page, "called")
    assert page.inner_text("#number") == "A009"


def test_guessed_pins_are_slowed_down_in_words(page):
    """After a few wrong PINs the screen says how long to wait."""
    state(page, "closed")
    page.keyboard.type("2")
    page.keyboard.press("Enter")
    for _ in range(6):
        page.fill("#pin", "0000")
        with page.expect_response("**/sign-in"):
            page.press("#pin", "Enter")
    expect(page.locator("#door-said")).to_contain_text("Xin chờ")
    assert page.input_value("#pin") == ""
