"""From an officer's key to every board: forty counters, LED boards and hall pages on two other gateways.

Real processes: hall, a gateway with the forty desks, two with boards (an LED board for each counter and one for the
waiting area, pages that listen to /events), mosquitto between them. Each desk calls every few seconds, dozens of times
as often as people do. A call counts once for each board that has to show it; one that never came fails the run.
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import msgspec

from bench.common import Figure, free_port, percentile
from bench.hall_office import COUNTERS, Office
from gateway.config.pages import WebConfig

CALLS_EACH, PAUSE_S, PAGES_EACH, DISPLAYS = 8, 4.0, 10, 2
AIM = "p99 < 150"


class CallLost(RuntimeError):
    """A board never showed a call."""


def main(calls_each: int = CALLS_EACH) -> list[Figure]:
    """Milliseconds from the key to LED boards and to pages."""
    with tempfile.TemporaryDirectory() as name:
        called, boards, pages = _morning(Path(name), calls_each)
    led_ms = _led(called, boards)
    page_ms = [1000 * (_when(page, n, c) - asked) for page in pages for asked, _, n, c in called]
    answers_ms = [1000 * (answered - asked) for asked, answered, *_ in called]
    rate = len(called) / (max(asked for asked, *_ in called) - min(asked for asked, *_ in called))
    seen = f"{len(called)} calls, {rate:.1f}/s"
    answer_ms = percentile(answers_ms, 0.5)
    figures = [Figure("key → answer at the desk, p50", answer_ms, "ms", "p99", percentile(answers_ms, 0.99))]
    for what, waits_ms in ((f"{len(boards)} LED boards", led_ms), (f"{len(pages)} pages", page_ms)):
        p50, p99, worst = percentile(waits_ms, 0.5), percentile(waits_ms, 0.99), f"worst {max(waits_ms):.0f} ms"
        figures.append(Figure(f"key → {what}, p50 ({seen})", p50, "ms", "the desk's own answer, p50", answer_ms))
        figures.append(Figure(f"key → {what}, p99", p99, "ms", worst, None, AIM))
    return figures


def _morning(folder: Path, calls_each: int) -> tuple[list[Any], dict[str, dict[str, float]], list[dict[str, float]]]:
    """The calls, when each LED board showed them, when each page heard of them."""
    office = Office(folder)
    try:
        office.gateway("hall-01", ("hall",))
        desks = office.gateway("desks", ("kiosk", "counter"))
        ports = [free_port() for _ in range(DISPLAYS)]
        each = COUNTERS // DISPLAYS
        displays = [
            office.gateway(
                f"boards-{n}", ("display",), boards=(None, *(str(n * each + place) for place in range(1, each + 1))),
                web=WebConfig(port=port),
            )
            for n, port in enumerate(ports)
        ]  # fmt: skip
        desks.ask(f"take 8 {COUNTERS * (calls_each + 2)} 0 0")
        file = folder / "pages.json"
        command = [sys.executable, "-P", "-m", "bench.page_listeners", str(file), str(PAGES_EACH), *map(str, ports)]
        listeners = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        try:
            assert listeners.stdout is not None
            listeners.stdout.readline()
            time.sleep(1.0)
            called = desks.ask(f"desks 1 {COUNTERS} {calls_each} {PAUSE_S}")["called"]
            time.sleep(1.0)
        finally:
            listeners.communicate(timeout=60)
        shown = {
            f"{n} {board}": calls
            for n, display in enumerate(displays)
            for board, calls in display.ask("watch")["calls"].items()
        }
    finally:
        office.close()
    return called, shown, msgspec.json.decode(file.read_bytes(), type=list[dict[str, float]])


def _led(called: list[Any], boards: dict[str, dict[str, float]]) -> list[float]:
    """A counter's own board shows each call; the waiting area's the newest, so not each of those that come at once."""
    each, waits_ms = COUNTERS // DISPLAYS, []
    for asked, _, number, counter in called:
        place = int(counter) - 1
        own = boards[f"{place // each} bang-{place % each + 1}"]
        waits_ms.append(1000 * (_when(own, number, counter) - asked))
        for n in range(DISPLAYS):
            area = boards[f"{n} bang-0"].get(f"{number} {counter}")
            waits_ms += [] if area is None else [1000 * (area - asked)]
    return waits_ms


def _when(shown: dict[str, float], number: str, counter: str) -> float:
    at_s = shown.get(f"{number} {counter}")
    if at_s is None:
        raise CallLost(f"{number} at counter {counter} was never shown")
    return at_s


if __name__ == "__main__":
    for figure in main(3):
        print(figure.row())
