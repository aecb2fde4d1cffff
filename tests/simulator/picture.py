"""Takes the picture of the virtual office for the README: `python tests/simulator/picture.py [FILE.png]`.

Not a test: it opens a demo, lets visitors press for a while, and looks at the page in Debian's Chromium.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

PICTURE = Path(__file__).parents[2] / "docs" / "pictures" / "virtual-office.png"
RATINGS_AT_LEAST = 24
ONE_LAMP = (
    ".counters:not(:has(#counter-1 .lamp[data-on=true], #counter-3 .lamp[data-on=true])) #counter-2 .lamp[data-on=true]"
)


def main() -> None:
    """Open, wait for enough ratings, press once, take the picture, close."""
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else PICTURE
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        words = ["--data", f"{folder}/data", "--port", "0", "--visitors", "30", "--speed", "30"]
        demo = subprocess.Popen(
            [sys.executable, "-P", "-m", "quayso", "demo", *words], stdout=subprocess.PIPE, text=True
        )
        assert demo.stdout is not None
        url = next(found.group(1) for line in demo.stdout if (found := re.search(r"page +(http://\S+)", line)))
        try:
            with sync_playwright() as tool:
                browser = tool.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
                _take(browser.new_page(viewport={"width": 1366, "height": 768}, locale="vi-VN"), url, target)
                browser.close()
        finally:
            demo.terminate()
            demo.wait(10)


def _take(page: Page, url: str, target: Path) -> None:
    page.goto(url)
    page.wait_for_selector("#page-state[data-state=ok]")
    while _counted(page) < RATINGS_AT_LEAST:
        page.wait_for_timeout(500)
    page.mouse.move(683, 5)
    page.wait_for_selector(ONE_LAMP, timeout=120_000)
    page.screenshot(path=target)


def _counted(page: Page) -> int:
    total = page.query_selector("#live-total td:last-child")
    return int(total.inner_text()) if total else 0


if __name__ == "__main__":
    main()
