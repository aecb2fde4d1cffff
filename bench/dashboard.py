"""The dashboard with forty counters at work and twenty browsers on it, half on the centre's page, half on that of ten.

A process of central's with a year of ten centres behind it (about 400 000 visits), halls that speak every two seconds,
and visits three times as often as on a busy morning. Nineteen browsers are HTTP clients on the stream; one is a real
Chromium, which also loads both pages again and again while the others listen. The share of a core is that of central's
process; beside it the same without browsers.
"""

import http.client
import json
import subprocess
import sys
import tempfile
import threading
import time
from typing import Any

import psutil

from bench.common import Figure, percentile

BROWSERS, LOADS, WATCH_S, WARM_S = 20, 7, 30.0, 15.0
CENTRE, ALL = "/bang-theo-doi?site=tinh", "/bang-theo-doi"
STREAMS = {CENTRE: "/bang-theo-doi/dong?site=tinh", ALL: "/bang-theo-doi/dong"}
CHROMIUM = "/usr/bin/chromium"
PAINT = """() => new Promise((told) => new PerformanceObserver((list) => {
    const paint = list.getEntriesByName("first-contentful-paint")[0];
    if (paint) told(paint.startTime);
}).observe({ type: "paint", buffered: true }))"""


class NothingPainted(RuntimeError):
    """A page that came to nothing."""


class Listener:
    """A browser's stream: counts what arrives, and comes back when it ends."""

    def __init__(self, port: int, cookie: str, path: str) -> None:
        self._port, self._cookie, self._path = port, cookie, path
        self.messages = 0
        self.stopping = False
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        while not self.stopping:
            line = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
            line.request("GET", self._path, headers={"Cookie": f"quayso_session={self._cookie}"})
            answer = line.getresponse()
            while said := answer.readline():
                self.messages += said.startswith(b"event: parts")
                if self.stopping:
                    break
            line.close()


def main() -> list[Figure]:
    """Milliseconds to the first paint, and shares of a core."""
    with tempfile.TemporaryDirectory() as name:
        command = [sys.executable, "-P", "-m", "bench.dashboard_centre", name]
        central = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        try:
            assert central.stdout is not None
            told = json.loads(central.stdout.readline())
            return _measured(psutil.Process(central.pid), told["port"], told["cookie"])
        finally:
            central.communicate(timeout=60)


def _measured(central: psutil.Process, port: int, cookie: str) -> list[Figure]:
    time.sleep(WARM_S)
    alone = _share(central)
    paths = [STREAMS[CENTRE], STREAMS[ALL]]
    listeners = [Listener(port, cookie, paths[n % 2]) for n in range(BROWSERS - 1)]
    time.sleep(2.0)
    with_browsers = _with_a_page(central, port, cookie)
    painted = {path: _paints(port, cookie, path) for path in (CENTRE, ALL)}
    streams, heard = len(listeners), min(one.messages for one in listeners)
    for one in listeners:
        one.stopping = True
    if heard == 0:
        raise NothingPainted("a browser heard nothing")
    memory = central.memory_info().rss / 1e6
    figures = [
        Figure(
            f"central's share of a core, {BROWSERS} browsers", with_browsers, "%", "without any", alone, "under 10 %"
        ),
        Figure("its memory", memory, "MB", f"{streams} streams, each heard at least {heard} changes"),
    ]
    for path, what in ((CENTRE, "a centre of 40 counters"), (ALL, "ten centres")):
        worst = f"worst of {LOADS}: {max(painted[path]):.0f} ms"
        figures.append(
            Figure(f"first paint, {what}, p50", percentile(painted[path], 0.5), "ms", worst, None, "< 1 000")
        )
    return figures


def _share(central: psutil.Process) -> float:
    """Percent of a core over a while."""
    before, began_s = central.cpu_times(), time.monotonic()
    time.sleep(WATCH_S)
    after = central.cpu_times()
    return 100 * (after.user + after.system - before.user - before.system) / (time.monotonic() - began_s)


def _with_a_page(central: psutil.Process, port: int, cookie: str) -> float:
    """The share while a real browser looks on as well."""

    def look(page: Any) -> float:
        page.goto(f"http://127.0.0.1:{port}{CENTRE}")
        return _share(central)

    return float(_in_browser(port, cookie, look))


def _paints(port: int, cookie: str, path: str) -> list[float]:
    """Milliseconds to the first paint of each load; the first one fills the browser's cache and is counted too."""

    def load(page: Any) -> list[float]:
        taken = []
        for _ in range(LOADS):
            page.goto(f"http://127.0.0.1:{port}{path}")
            taken.append(float(page.evaluate(PAINT)))
        return taken

    return list(_in_browser(port, cookie, load))


def _in_browser(port: int, cookie: str, work: Any) -> Any:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as tool:
        browser = tool.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="vi-VN")
        context.add_cookies([{"name": "quayso_session", "value": cookie, "url": f"http://127.0.0.1:{port}"}])
        try:
            return work(context.new_page())
        finally:
            browser.close()


if __name__ == "__main__":
    for figure in main():
        print(figure.row())
