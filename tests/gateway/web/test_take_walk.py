"""A visitor at the kiosk, in a real browser: by keyboard, twice, too late, idle, with a bad line, without paper."""

import dataclasses
import threading

import msgspec
import pytest

from contract.hall import HallAnswer, HallError

pytestmark = pytest.mark.slow

TICKET = "3f2504e0-4f89-41d3-9a0c-0305e82c3301"


@pytest.fixture
def hall(hall):
    """A hall that gives A101, A102 … to orders it has not seen, and the same again to those it has."""
    given, lock = {}, threading.Lock()

    def give(asked):
        with lock:
            number = given.setdefault(asked.request, f"A{101 + len(given)}")
        result = {
            "ticket": TICKET, "number": number, "service": asked.args["service"], "at": "2026-03-02T08:15:00+07:00",
            "priority": asked.args["priority"], "ahead": 0, "estimate_s": None,
        }  # fmt: skip
        return HallAnswer(asked.request, ok=True, result=result)

    hall.answer = give
    return hall


@pytest.fixture
def printing():
    """How the paper is doing; tests change it."""
    return {"state": "sent"}


@pytest.fixture
def parts(parts, printing):
    """A gateway that knows how its paper is doing."""
    return dataclasses.replace(parts, printing=lambda ticket: printing["state"])


@pytest.fixture
def kiosk(screen):
    """Call it: the kiosk, paired, on its first screen; `timed` lets the test move the page's clock."""

    def opened(timed=False):
        page = screen(paired=[("take", None)])
        if timed:
            page.clock.install()
        page.goto("/take")
        page.locator(".card-note").first.wait_for()
        return page

    return opened


@pytest.fixture
def judged(no_scroll, no_overlap, serious_faults, tmp_path):
    """Call it with a page and a name: the screen fits and has nothing serious against it."""

    def judge(page, name):
        page.screenshot(path=tmp_path / f"{name}.png")
        no_scroll(page)
        no_overlap(page, least_px=95, gap_px=19)
        assert serious_faults(page) == []

    return judge


def take(page, service="Đất đai"):
    """From the first screen to a number."""
    page.get_by_role("button", name="Nộp hồ sơ").click()
    page.get_by_role("button", name=service).click()


def test_keyboard_only(kiosk, hall):
    """Without a pointer: the focus goes with the screens, and Tab and Enter reach everything."""
    page = kiosk()
    assert page.evaluate("document.activeElement.textContent") == "Ông/Bà đến để làm gì?"
    for key in ("Tab", "Enter"):
        page.keyboard.press(key)
    page.get_by_role("heading", name="Ông/Bà cần làm việc gì?").wait_for()
    assert page.evaluate("document.activeElement.tagName") == "H1"
    for key in ("Tab", "Tab", "Enter"):
        page.keyboard.press(key)
    page.get_by_text("A101").wait_for()
    assert hall.asked[0].args["service"] == "chung-thuc"
    for key in ("Tab", "Tab", "Enter"):
        page.keyboard.press(key)
    page.get_by_role("heading", name="Ông/Bà đến để làm gì?").wait_for()


def test_pressed_twice(kiosk, hall):
    """A quick double press gives one number."""
    page = kiosk()
    page.get_by_role("button", name="Nhận kết quả").dblclick()
    page.get_by_text("A101").wait_for()
    assert {asked.request for asked in hall.asked} == {hall.asked[0].request}
    assert page.locator(".ticket-number").inner_text() == "A101"


def test_a_bad_line(kiosk, hall):
    """An order whose answer was lost is sent again under the same id, and its one number is shown."""
    page = kiosk()
    lost = []

    def lose_first(route):
        if lost:
            route.continue_()
        else:
            lost.append(route.fetch())
            route.abort()

    page.route("**/take/order", lose_first)
    take(page)
    page.get_by_text("A101").wait_for()
    assert len(hall.asked) == 2 and len({asked.request for asked in hall.asked}) == 1
    page.said.clear()


def test_what_was_chosen_is_asked_for(kiosk, hall):
    """Priority, support, several dossiers and the language go with the order, and the number says ƯU TIÊN."""
    page = kiosk()
    page.get_by_role("button", name="Tiếng Khmer").click()
    page.locator(".option").nth(0).click()
    page.locator(".key-first").click()
    page.locator(".option").nth(2).click()
    for _ in range(3):
        page.locator(".step").last.click()
    page.locator(".key-first").click()
    page.locator(".needs .card").nth(1).click()
    page.locator(".ticket-priority").wait_for()
    args = hall.asked[0].args
    assert (args["priority"], args["items"], args["needs"], args["language"]) == (True, 4, ["language:km"], "km")
    assert (args["service"], args["need"]) == ("tra-ket-qua", "collect")


@pytest.mark.parametrize(
    ("state", "words"),
    [("printed", "Mời ông/bà lấy phiếu."), ("failed", "hết giấy"), ("unknown", "không thấy phiếu ra")],
)
def test_paper(kiosk, hall, printing, judged, state, words):
    """The screen says how the paper is doing; without paper the number is valid all the same."""
    printing["state"] = state
    page = kiosk()
    take(page)
    page.get_by_text(words).wait_for()
    judged(page, f"paper-{state}")


def test_paper_nobody_knows_of(kiosk, hall, printing):
    """When nothing is heard of the paper for a while the screen does not go on saying that it is being printed."""
    printing["state"] = None
    page = kiosk(timed=True)
    take(page)
    page.get_by_text("Đang in phiếu").wait_for()
    page.clock.run_for(14_000)
    page.get_by_text("không thấy phiếu ra").wait_for()


def test_a_second_number(kiosk, hall, printing, judged):
    """Whoever stays after a number and orders again is asked; whoever said that they want more is not."""
    printing["state"] = "printed"
    page = kiosk(timed=True)
    take(page)
    page.get_by_text("A101").wait_for()
    page.get_by_role("button", name="Lấy thêm số").click()
    take(page, "Khai sinh")
    page.get_by_text("A102").wait_for()
    page.get_by_text("Mời ông/bà lấy phiếu.").wait_for()
    page.clock.run_for(21_000)
    page.get_by_role("heading", name="Ông/Bà đến để làm gì?").wait_for()
    take(page, "Khai sinh")
    page.get_by_text("Ông/Bà đã có số A102, còn hiệu lực. Có cần thêm số cho việc khác không?").wait_for()
    judged(page, "again")
    assert len(hall.asked) == 2
    page.get_by_role("button", name="Có, lấy thêm số").click()
    page.get_by_text("A103").wait_for()


def test_the_next_visitor_is_asked_nothing(kiosk, hall):
    """After "Xong" the kiosk knows nobody."""
    page = kiosk()
    take(page)
    page.get_by_role("button", name="Xong").click()
    take(page)
    page.get_by_text("A102").wait_for()


def test_idle(kiosk, judged):
    """After 30 s the kiosk asks, 15 s later it is back at the start, in Vietnamese and with nothing chosen."""
    page = kiosk(timed=True)
    page.get_by_role("button", name="English").click()
    page.get_by_role("button", name="High contrast").click()
    page.get_by_role("button", name="Submit").click()
    page.clock.run_for(29_000)
    assert page.locator("#asking").is_hidden()
    page.clock.run_for(2_000)
    page.get_by_role("alertdialog").wait_for()
    page.screenshot()
    assert page.evaluate("document.activeElement.textContent") == "Yes, continue"
    page.keyboard.press("Enter")
    assert page.locator("#asking").is_hidden()
    page.clock.run_for(46_000)
    page.get_by_role("heading", name="Ông/Bà đến để làm gì?").wait_for()
    assert page.locator("#asking").is_hidden()
    assert page.evaluate("document.documentElement.dataset.contrast") == "normal"
    assert page.locator('.option[aria-pressed="true"]').count() == 0


def test_idle_question_look(kiosk, serious_faults, tmp_path):
    """The question covers the screen, takes the focus, and nothing behind it can be reached."""
    page = kiosk(timed=True)
    page.get_by_role("button", name="Nộp hồ sơ").click()
    page.clock.run_for(33_000)
    page.get_by_role("alertdialog").wait_for()
    page.screenshot(path=tmp_path / "idle.png")
    assert serious_faults(page) == []
    for _ in range(4):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('.stage, .tools')") is None


def test_too_late(kiosk, hall, clock, parts, judged):
    """Near the end of the morning the citizen hears that it may not be in time, and may go on."""
    clock.advance(3.05 * 3600)
    parts.feed.take(msgspec.structs.replace(parts.feed.look().state, rev=2))
    page = kiosk()
    take(page, "Chứng thực")
    page.get_by_role("heading", name="Có thể không kịp trong buổi sáng.").wait_for()
    judged(page, "late")
    assert hall.asked == []
    page.get_by_role("button", name="Vẫn lấy số").click()
    page.get_by_text("A101").wait_for()


def test_closed(kiosk, hall, parts, judged):
    """When the hall closes, the screen tells the hours by itself; when it opens, numbers are there again."""
    page = kiosk()
    state = parts.feed.look().state
    parts.feed.take(msgspec.structs.replace(state, rev=2, open=False))
    page.get_by_text("Xin ông/bà quay lại sau hoặc hỏi quầy hướng dẫn.").wait_for()
    assert page.get_by_text("07:30–11:30").is_visible()
    assert page.get_by_text("Thứ Hai đến Thứ Sáu").first.is_visible()
    judged(page, "closed")
    parts.feed.take(msgspec.structs.replace(state, rev=3))
    page.get_by_role("button", name="Nộp hồ sơ").wait_for()


def test_one_service_closed(kiosk, hall, judged):
    """A service out of its hours is told with the way back to others."""
    page = kiosk()
    hall.refuse("closed")
    take(page)
    page.get_by_text("Xin ông/bà quay lại sau").wait_for()
    assert page.get_by_text("Đất đai, sổ đỏ").is_visible()
    judged(page, "service-closed")
    page.get_by_role("button", name="Quay lại").click()
    page.get_by_role("button", name="Nộp hồ sơ").wait_for()
    page.said.clear()


def test_errors(kiosk, hall, judged):
    """Whatever goes wrong, the citizen is told what to do, and nothing of the inside."""
    page = kiosk()
    hall.answer = lambda asked: HallAnswer(asked.request, ok=False, error=HallError("limit_reached", "x"))
    take(page)
    page.get_by_text("hôm nay đã phát hết số").wait_for()
    judged(page, "error")
    page.get_by_role("button", name="Về màn hình đầu").click()
    page.get_by_role("button", name="Nộp hồ sơ").wait_for()
    page.said.clear()


def test_a_silent_hall(kiosk, hall, parts, clock):
    """While the hall is not heard no waiting time is claimed, and numbers can still be asked for."""
    page = kiosk()
    assert page.get_by_text("khoảng 10 đến 12 phút").is_visible()
    clock.advance(30)
    page.get_by_text("khoảng 10 đến 12 phút").wait_for(state="detached")
    assert page.locator(".card-note").count() == 0
    take(page)
    page.get_by_text("A101").wait_for()


def test_a_change_under_the_finger(kiosk, hall, parts):
    """A state that comes while a key is held down does not lose the press."""
    page = kiosk()
    page.get_by_role("button", name="Nhận kết quả").hover()
    page.mouse.down()
    parts.feed.take(msgspec.structs.replace(parts.feed.look().state, rev=2))
    page.wait_for_timeout(150)
    page.mouse.up()
    page.get_by_text("A101").wait_for()


def test_help(kiosk, posted):
    """The help button of a kiosk away from the hall, whose call nobody sees there, says where to go."""
    page = kiosk()
    page.get_by_role("button", name="Gọi giúp").click()
    page.get_by_role("button", name="Chưa gọi được. Xin ông/bà đến quầy hướng dẫn.").wait_for()
    assert len(posted) == 1
    page.said.clear()


def test_reading_aloud(kiosk):
    """With "Nghe đọc" the clip of each screen is played."""
    page = kiosk()
    if page.get_by_role("button", name="Nghe đọc").count() == 0:
        pytest.skip("espeak-ng is not installed")
    with page.expect_request("**/speech/vi/say.need.wav"):
        page.get_by_role("button", name="Nghe đọc").click()
    with page.expect_request("**/speech/vi/say.service.wav"):
        page.get_by_role("button", name="Nộp hồ sơ").click()


def test_from_code_to_kiosk(screen, pairing, serious_faults, no_scroll, tmp_path):
    """A new screen shows its code; as soon as it is approved the kiosk opens by itself."""
    page = screen()
    page.goto("/take")
    page.locator(".pair-code").wait_for()
    page.evaluate("document.fonts.ready")
    page.screenshot(path=tmp_path / "pair.png")
    no_scroll(page)
    assert serious_faults(page) == []
    pairing.approve("".join(page.locator(".pair-code").inner_text().split()))
    page.get_by_role("button", name="Nộp hồ sơ").wait_for()
    assert page.url.endswith("/take")


def test_the_judges_see(kiosk, no_scroll, no_overlap, serious_faults):
    """The control: a page that is too long, whose keys overlap and whose words are too pale, is found out each time."""
    page = kiosk()
    page.evaluate("document.querySelector('.needs .card').style.marginBottom = '-40px'")
    with pytest.raises(AssertionError, match="px apart"):
        no_overlap(page)
    page.evaluate("document.querySelector('.tools').style.marginTop = '3000px'")
    with pytest.raises(AssertionError):
        no_scroll(page)
    page.evaluate("document.querySelector('.card-note').style.color = '#ccc'")
    page.evaluate("document.querySelector('.needs .card-title').textContent = ''")
    page.evaluate("document.documentElement.removeAttribute('lang')")
    assert any(fault.startswith(("html-has-lang", "color-contrast")) for fault in serious_faults(page))
