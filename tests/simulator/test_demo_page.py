"""The page of `quayso demo` as a newcomer meets it in a real browser: a visit, faults, cuts, every screen."""

from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

MEASURE = (Path(__file__).parent.parent / "kiosk_ui" / "preview" / "measure.js").read_text("utf-8")
ALL_PROVEN = ".event:not([data-state=proven])"


@pytest.fixture(scope="module")
def demo(tmp_path_factory, open_demo):
    """One demo for the tests that leave it as they found it."""
    return open_demo(tmp_path_factory.mktemp("demo"))


def test_a_newcomers_first_minute(demo, open_page):
    """Number, paper, call, board, voice, service, rating, report: each step shows where it must."""
    office = open_page(demo)
    before = office.counted
    papers = office.paper
    office.page.click(".take[data-service=ho-tich]")
    office.wait_paper(papers)
    office.page.wait_for_function("() => document.querySelector('#paper img').naturalWidth === 576")
    office.key("1", "call_next")
    number = office.sign("1", "called")
    office.see(f'#sign-main .sign-lit[aria-label="Bảng LED khu vực chờ: số {number}, quầy 1"]')
    office.see('#voice[data-on=true]:has-text("đến quầy số một")')
    office.start("1")
    office.rest("1")
    office.rate("1", "good")
    office.wait_counted(before + 1)
    office.finish("1")
    office.see(f'.event:has-text("Quầy 1 xong số {number}")[data-state=proven]')


@pytest.mark.parametrize("counter", ["1", "3"])
def test_a_click_becomes_a_row_of_the_report(demo, open_page, counter):
    """A click presses a pin or a serial box: the lamp lights, the event is proven, the report counts it."""
    office = open_page(demo)
    before = office.counted
    fair = int(office.page.inner_text("#live-total td:nth-of-type(2)"))
    office.serve(counter)
    office.rate(counter, "fair")
    office.see(f'#counter-{counter} .device-words:text-is("Đã ghi. Xin cảm ơn ông/bà.")')
    office.see(f'.event:has-text("Đánh giá tại quầy {counter}")[data-state=proven]')
    office.wait_counted(before + 1)
    assert int(office.page.inner_text("#live-total td:nth-of-type(2)")) == fair + 1
    assert office.page.locator("#live-rows tr.is-new").count() == 1
    office.see(f"#counter-{counter} .lamp[data-on=false]")
    office.finish(counter)


def test_the_keyboard_is_enough(demo, open_page):
    """Ticket buttons, keys and faces are reached with the tab key, and space presses them."""
    office = open_page(demo)
    before = office.counted
    office.page.focus(".take[data-service=ho-tich]")
    office.page.keyboard.press("Tab")
    assert office.page.evaluate("document.activeElement.dataset.service") == "xay-dung"
    office.page.keyboard.press("Space")
    office.see('.take[data-service=xay-dung] .take-waiting:has-text("người chờ")')
    office.page.focus("#counter-2 .key[data-key=call_next]")
    office.page.keyboard.press("Space")
    office.sign("2", "called")
    office.page.keyboard.press("Tab")
    office.page.keyboard.press("Space")
    office.sign("2", "serving")
    office.rest("2")
    office.page.focus("#counter-2 .key[data-key=miss]")
    office.page.keyboard.press("Tab")
    assert office.page.evaluate("document.activeElement.dataset.level") == "good"
    office.page.keyboard.press("Space")
    office.see("#counter-2 .lamp[data-on=true]")
    office.wait_counted(before + 1)
    office.finish("2")


def test_a_press_without_a_visit_says_why_it_stands_apart(demo, open_page):
    """Without an officer, and with one but nobody served, a press is kept apart and the card says so; control: the
    same press counts in a visit, and the badge opens and closes the counter."""
    office = open_page(demo)
    before = office.counted
    office.rate("4", "good")
    office.see('#counter-4 .device-words:text-is("Đã ghi, để riêng: không gắn với lượt phục vụ.")')
    office.see('#live-apart:has-text("không gắn với lượt phục vụ 1")')
    assert office.counted == before
    office.page.click("#counter-4 .badge-link")
    assert office.page.is_disabled("#badges [data-officer=cb-01]")
    assert office.page.is_hidden("#badges-out")
    office.page.click("#badges [data-officer=cb-04]")
    office.see('#counter-4 .officer-name:text-is("Phạm Ngọc Hạ")')
    office.see("#counter-4[data-state=ready]")
    office.see('#counter-4 .device-words:text-is("Chưa phục vụ ai: lượt bấm sẽ để riêng.")')
    office.serve("4")
    office.page.click("#counter-4 .press[data-level=good]")
    office.wait_counted(before + 1)
    office.finish("4")
    office.page.click("#counter-4 .badge-link")
    office.page.click("#badges-out")
    office.see("#counter-4[data-state=closed]")


def test_a_key_that_makes_no_sense_is_refused_with_a_sentence(demo, open_page):
    """The keypad can only blink; the page says why, and nothing changed."""
    office = open_page(demo)
    office.key("4", "call_next")
    office.see('#notice:has-text("Chưa có cán bộ ở quầy này")')
    office.key("1", "start")
    office.see('#notice:has-text("Chưa gọi số nào")')
    office.key("1", "call_next")
    office.see('#notice:has-text("Không còn ai chờ việc của quầy này")')
    assert office.page.get_attribute("#sign-1", "data-state") == "free"


def test_nothing_is_lost_while_the_line_to_central_is_cut(demo, open_page):
    """Central's broker killed: numbers, paper, calls and lamps go on, lines wait; joined again, all is counted."""
    office = open_page(demo)
    before = office.counted
    office.page.click("#switch-broker")
    office.see('.step[data-step="line"][data-state=cut]')
    office.see('#truth:has-text("phòng vẫn làm việc")')
    office.serve("1")
    office.rate("1", "good")
    office.see('.event:has-text("Đánh giá tại quầy 1")[data-state=kept]')
    assert "(chờ gửi " in office.page.inner_text("#journals")
    assert office.counted == before
    office.finish("1")
    office.page.click("#switch-broker")
    office.page.wait_for_selector(ALL_PROVEN, state="detached")
    office.wait_counted(before + 1)
    assert office.page.inner_text("#truth") == ""


def test_what_goes_on_while_the_centres_own_network_is_cut(demo, open_page):
    """Kiosk and paper are with the hall and go on; a keypad says that it waits; joined again, it calls."""
    office = open_page(demo)
    office.page.click("#switch-network")
    office.see('#truth:has-text("Đã cắt mạng nội bộ")')
    papers = office.paper
    office.take("ho-tich")
    office.wait_paper(papers)
    office.key("1", "call_next")
    office.see('#notice:has-text("Mạng nội bộ đang cắt")')
    assert office.page.get_attribute("#sign-1", "data-state") == "free"
    office.page.click("#switch-network")
    office.see("#counter-1 .key[data-key=call_next][data-next=true]")
    office.page.wait_for_function(
        """() => {
          if (document.querySelector("#sign-1").dataset.state === "called") return true;
          document.querySelector("#counter-1 .key[data-key=call_next]").click();
          return false;
        }""",
        polling=1000,
    )
    office.start("1")
    office.finish("1")


def test_the_printer_is_vexed(demo, open_page):
    """Without paper the number is given all the same and the event says that no ticket came out; then it prints."""
    office = open_page(demo)
    office.page.click('[data-fault="paper_out"]')
    office.see('#printer[data-state=fault] .printer-words:has-text("Hết giấy")')
    office.take("ho-tich")
    office.see('.event:has-text("chưa in: hết giấy")')
    papers = office.paper
    office.page.click('[data-fault="paper_out"]')
    office.see("#printer[data-state=ok]")
    office.page.click(".take[data-service=ho-tich]")
    office.wait_paper(papers)
    office.key("1", "call_next")
    office.sign("1", "called")
    office.start("1")
    office.key("1", "finish_and_next")
    office.sign("1", "called")
    office.start("1")
    office.finish("1")


def test_nothing_is_lost_while_central_is_stopped(demo, open_page):
    """Central stopped: the lamp still lights; started again, every line arrives and is counted once."""
    office = open_page(demo)
    before = office.counted
    office.page.click("#switch-central")
    office.see('.step[data-step="central"][data-state=cut]')
    office.serve("2")
    office.rate("2", "good")
    office.finish("2")
    office.page.click("#switch-central")
    office.page.wait_for_selector(ALL_PROVEN, state="detached")
    office.wait_counted(before + 1)


def test_a_cable_is_pulled_and_put_back(demo, open_page):
    """A pulled cable is a fault that the page and the events tell; put back, the box works again."""
    office = open_page(demo)
    before = office.counted
    office.page.click("#counter-3 .cable-link")
    office.see("#counter-3[data-state=fault]")
    office.see('.event:has-text("Hộp nút quầy 3: chưa nối được")')
    assert office.page.is_disabled("#counter-3 .press[data-level=good]")
    office.page.click("#counter-3 .cable-link")
    office.see("#counter-3[data-state=ready]")
    office.serve("3")
    office.page.click("#counter-3 .press[data-level=good]")
    office.wait_counted(before + 1)
    office.finish("3")


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("take", "Ông/Bà đến để làm gì?"),
        ("board", "Nhận kết quả"),
        ("board/2", "Xây dựng"),
        ("desk/1", "Mã PIN"),
        ("guide", "Mã PIN"),
        ("rate/1", "Ông/Bà có hài lòng về sự phục vụ tại quầy này không?"),
    ],
)
def test_every_screen_of_the_hall_opens_by_itself(demo, open_page, path, words):
    """Each link of the page leads to a screen that is paired and shows what it is for."""
    office = open_page(demo)
    address = office.page.get_attribute('.area a[href$="/take"]', "href").removesuffix("take")
    office.page.goto(address + path)
    office.see(f'body:has-text("{words}")')


@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (1366, 768), (768, 1024), (390, 844)])
def test_the_page_fits(demo, open_page, width, height):
    """From a wide screen to a phone nothing overflows or is cut, contrast holds, and a laptop need not scroll."""
    office = open_page(demo, width, height)
    assert office.page.evaluate(MEASURE) == []
    if width > 1000:
        assert office.page.evaluate("document.documentElement.scrollHeight") <= height


def test_the_report_page_opens_without_a_password(demo, open_page):
    """“Mở báo cáo” leads to central's own page, signed in, and from there on through its menu; from another machine
    the same page stands under the office's address, styles included."""
    office = open_page(demo)
    office.page.goto(f"{demo.url}/today")
    assert "Nguyễn Hải An" in office.page.inner_text("main")
    office.page.get_by_role("link", name="Nhật ký").click()
    assert "trai-nghiem" in office.page.inner_text("main")
    office.page.goto(f"{demo.url}/reports/officer-ratings?site=van-phong-ao")
    assert "Nguyễn Hải An" in office.page.inner_text("main")
