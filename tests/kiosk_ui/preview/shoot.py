"""Takes pictures of the pages for looking at them: ``python tests/kiosk_ui/preview/shoot.py FOLDER [CASE …]``."""

import sys
import threading
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright
from werkzeug.serving import make_server

sys.path.insert(0, str(Path(__file__).parents[3]))
sys.path.insert(0, str(Path(__file__).parent))
from server import make_app  # noqa: E402

FLAGS = [
    "--lang=vi-VN",
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
SIZES = ((1366, 900), (768, 1024), (390, 844))


def shoot(browser: Browser, base: str, folder: Path, path: str) -> None:
    """Take one page at every size, in full length, and as A4."""
    name = path.strip("/").replace("/", "-")
    for width, height in SIZES:
        page = browser.new_page(viewport={"width": width, "height": height}, locale="vi-VN")
        page.on("console", lambda message: print(name, message.text))
        page.goto(base + path)
        page.evaluate("document.fonts.ready")
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            print(f"{name}: {wide} px wide in {width}")
        page.screenshot(path=str(folder / f"{name}-{width}.png"), full_page=True)
        if width == 1366:
            page.pdf(path=str(folder / f"{name}.pdf"), prefer_css_page_size=True)
        page.close()


def main() -> None:
    """Serve the preview, take the pictures asked for, stop."""
    folder, paths = Path(sys.argv[1]), sys.argv[2:] or ["/report/bac-kan"]
    folder.mkdir(parents=True, exist_ok=True)
    server = make_server("127.0.0.1", 0, make_app(), threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with sync_playwright() as tool:
        browser = tool.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        for path in paths:
            shoot(browser, f"http://127.0.0.1:{server.server_port}", folder, path)
        browser.close()
    server.shutdown()


if __name__ == "__main__":
    main()
