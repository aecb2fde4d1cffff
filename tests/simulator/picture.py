"""Takes the pictures of docs/pictures/ that show screens: `python tests/simulator/picture.py [FOLDER]`.

Not a test: it opens a demo, lets people come, and looks at each screen in Debian's Chromium.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
PIN = "2468"
RATINGS_AT_LEAST = 12
FAST = ("--visitors", "150", "--speed", "60")


def main() -> None:
    """Open, let people come, take every picture, close."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else PICTURES
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data, sync_playwright() as tool:
        browser = tool.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        _with_demo(data, FAST, lambda url: _office(browser, url, folder))
        # The day goes on where it was, without new visitors: screens stand still for their pictures.
        _with_demo(data, (), lambda url: _screens(browser, url, folder))
        browser.close()


def _with_demo(data, words, look) -> None:
    command = [sys.executable, "-P", "-m", "quayso", "demo", "--data", f"{data}/data", "--port", "0", *words]
    demo = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        look(next(found.group(1) for line in demo.stdout if (found := re.search(r"page +(http://\S+)", line))))
    finally:
        demo.terminate()
        demo.wait(10)


def _open(browser: Browser, url: str, width: int, height: int) -> Page:
    context = browser.new_context(viewport={"width": width, "height": height}, locale="vi-VN", reduced_motion="reduce")
    page = context.new_page()
    page.set_default_timeout(120_000)
    page.goto(url)
    return page


def _office(browser: Browser, url: str, folder: Path) -> None:
    page = _open(browser, url, 1366, 768)
    page.wait_for_selector("#page-state[data-state=ok]")
    page.mouse.move(683, 5)
    while _counted(page) < RATINGS_AT_LEAST:
        page.wait_for_timeout(500)
    page.wait_for_selector(".counter:has(.lamp[data-on=true]) .device-words:has-text('Đã ghi. Xin cảm ơn')")
    page.screenshot(path=folder / "virtual-office.png")


def _counted(page: Page) -> int:
    total = page.query_selector("#live-total td:last-child")
    return int(total.inner_text()) if total else 0


def _screens(browser: Browser, url: str, folder: Path) -> None:
    office = _open(browser, url, 1366, 768)
    office.wait_for_selector(".area[data-ready=true]")
    office.wait_for_selector("#counter-3:not([data-state=closed])")
    halls = office.get_attribute('.area a[href$="/take"]', "href").removesuffix("/take")
    _move_on(office)
    _kiosk(browser, f"{halls}/take", folder)
    _ticket(office, folder)
    _phone(browser, office.get_attribute("#ticket-phone", "href"), folder)
    _boards(browser, office, halls, folder)
    _desk(browser, f"{halls}/desk/2", folder)
    _guide(browser, f"{halls}/guide", folder)
    _rate(browser, f"{halls}/rate/1", folder)


def _move_on(office: Page) -> None:
    """Let each counter serve somebody, whatever it was doing when the day was stopped."""
    for counter in ("1", "2", "3"):
        for before, key, after in (("free", "call_next", "called"), ("called", "start", "serving")):
            if office.get_attribute(f"#sign-{counter}", "data-state") == before:
                office.click(f"#counter-{counter} .key[data-key={key}]")
                office.wait_for_selector(f"#sign-{counter}[data-state={after}]")


def _kiosk(browser: Browser, url: str, folder: Path) -> None:
    page = _open(browser, url, 1080, 1920)
    page.wait_for_selector("text=Nộp hồ sơ")
    page.wait_for_timeout(800)
    page.screenshot(path=folder / "take.png")
    page.click("text=Nộp hồ sơ")
    page.wait_for_selector("text=Khai sinh, kết hôn, khai tử")
    page.wait_for_timeout(500)
    page.screenshot(path=folder / "take-service.png")


def _ticket(office: Page, folder: Path) -> None:
    known = office.get_attribute("#paper img", "src")
    office.click(".take[data-service=ho-tich]")
    office.wait_for_function("known => document.querySelector('#paper img').getAttribute('src') !== known", arg=known)
    office.wait_for_timeout(500)
    shown = office.request.get(office.url.rstrip("/") + office.get_attribute("#paper img", "src"))
    (folder / "ticket.png").write_bytes(shown.body())


def _phone(browser: Browser, url: str, folder: Path) -> None:
    page = _open(browser, url, 390, 700)
    page.wait_for_timeout(1500)
    page.screenshot(path=folder / "phone.png")


def _boards(browser: Browser, office: Page, halls: str, folder: Path) -> None:
    board, over = _open(browser, f"{halls}/board", 1920, 1080), _open(browser, f"{halls}/board/3", 1280, 720)
    board.wait_for_timeout(1500)
    office.click("#counter-3 .key[data-key=finish_and_next]")
    office.wait_for_selector("#sign-3[data-state=called]")
    board.wait_for_timeout(2500)
    board.screenshot(path=folder / "board.png")
    over.screenshot(path=folder / "board-counter.png")
    office.click("#counter-3 .key[data-key=start]")


def _desk(browser: Browser, url: str, folder: Path) -> None:
    page = _open(browser, url, 1366, 768)
    page.wait_for_selector("text=Xong và gọi tiếp")
    page.wait_for_timeout(1000)
    page.screenshot(path=folder / "desk.png")


def _guide(browser: Browser, url: str, folder: Path) -> None:
    page = _open(browser, url, 1366, 768)
    page.click("text=Vũ Khánh Linh")
    page.fill("input[type=password]", PIN)
    page.keyboard.press("Enter")
    page.wait_for_timeout(2000)
    page.screenshot(path=folder / "guide.png")


def _rate(browser: Browser, url: str, folder: Path) -> None:
    page = _open(browser, url, 800, 480)
    page.wait_for_timeout(1500)
    page.screenshot(path=folder / "rate.png")


if __name__ == "__main__":
    main()
