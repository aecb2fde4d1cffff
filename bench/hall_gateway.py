"""A child program of the benches of the hall: the real Gateway of a settings file, and people in front of it.

On standard input, one order a line; a finished one says ``done <file>`` on standard output, the result is in the file:

    take <file> <clients> <tickets> <least pause s> <most pause s>     citizens before the kiosk
    desks <file> <first counter> <last> <calls each> <pause s>         officers who call, serve and finish
    press <file> <panel> <presses> <pause s>                           fingers on a rating panel
    watch <file>                                                       the calls that boards showed until now
    issued <file>                                                      numbers and leases in the journal, prints
"""

import queue
import random
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import msgspec

from contract.events import NumbersLeased, TicketIssued, TicketPrinted, TicketPrintFailed
from contract.hall import HallAnswer
from contract.lines import read_data, read_line
from gateway.boards.dummy_board import DummyBoard
from gateway.config import load_configuration
from gateway.panels.dummy_panel import DummyPanel
from gateway.wiring import Gateway

ANSWER_S = 60.0
Said = dict[str, Any]


class People:
    """Everybody who uses one gateway at the same time. All times are seconds of the machine's monotonic clock."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway
        self._calls: dict[str, dict[str, float]] = {}
        self._issued: Said = {"issued": [], "leased": [], "printed": 0, "failed": 0}
        self._next = 1
        for board in gateway.devices.boards.values():
            if isinstance(board, DummyBoard):
                self._watch(board)

    def take(self, clients: str, tickets: str, least_s: str, most_s: str) -> Said:
        """Citizens who think, ask, wait for the answer, and begin again; ``stored`` in the order of the answers."""
        stored: list[tuple[float, float, str | None]] = []
        each = int(tickets) // int(clients)

        def citizen(number: int) -> None:
            dice = random.Random(number)
            for n in range(each):
                time.sleep(dice.uniform(float(least_s), float(most_s)))
                service = ("ho-tich", "dat-dai")[n % 2]
                self._window(service, stored)

        _together([lambda number=number: citizen(number) for number in range(int(clients))])  # type: ignore[misc]
        return {"stored": stored}

    def desks(self, first: str, last: str, calls: str, pause_s: str) -> Said:
        """Officers who call the next one; ``called``: asked, answered, which number."""
        called: list[tuple[float, float, str | None, str]] = []

        def officer(number: int) -> None:
            counter, code, dice = str(number), f"cb-{number:02d}", random.Random(number)
            self._ask("sign_in", {"counter": counter}, code)
            for _ in range(int(calls)):
                time.sleep(dice.uniform(0.0, 2 * float(pause_s)))
                began_s = time.monotonic()
                answer = self._ask("call_next", {"counter": counter}, code)
                called.append((began_s, time.monotonic(), _number(answer), counter))
                if answer.ok:
                    time.sleep(dice.uniform(0.5, 1.5) * float(pause_s))
                    self._ask("finish", {"counter": counter}, code)

        _together([lambda number=number: officer(number) for number in range(int(first), int(last) + 1)])  # type: ignore[misc]
        return {"called": called}

    def press(self, panel: str, presses: str, pause_s: str) -> Said:
        """Presses, each until the lamp said what became of it."""
        dummy = self._gateway.panels[panel]
        assert isinstance(dummy, DummyPanel)
        shown = threading.Event()

        def showing(show: Callable[[], None]) -> Callable[[], None]:
            return lambda: (show(), shown.set())[0]  # type: ignore[func-returns-value]

        dummy.confirm, dummy.refuse = showing(dummy.confirm), showing(dummy.refuse)  # type: ignore[method-assign]
        took_s = []
        for n in range(int(presses)):
            time.sleep(float(pause_s) * random.uniform(0.5, 1.5))
            shown.clear()
            began_s = time.monotonic()
            dummy.press(dummy.codes[n % len(dummy.codes)])
            if not shown.wait(ANSWER_S):
                raise TimeoutError("no lamp answered")
            took_s.append(time.monotonic() - began_s)
        return {"took_s": took_s}

    def watch(self) -> Said:
        """When each board first showed each call."""
        return {"calls": self._calls}

    def issued(self) -> Said:
        """What the journal says of numbers and papers; it is read on from where it was read last."""
        journal = self._gateway.journal
        while self._next <= journal.last():
            rows, _ = journal.read(journal.stream, self._next, 2000)
            if not rows:
                break
            for row in rows:
                _note(self._issued, read_data(read_line(row.line)))
            self._next = rows[-1].seq + 1
        return self._issued

    def _watch(self, board: DummyBoard) -> None:
        seen, show = self._calls.setdefault(board.name, {}), board.show

        def showing(content: Any) -> None:
            show(content)
            if content.number is not None:
                seen.setdefault(f"{content.number} {content.counter}", time.monotonic())

        board.show = showing  # type: ignore[method-assign]

    def _window(self, service: str, stored: list[tuple[float, float, str | None]]) -> None:
        hall = self._gateway.hall
        assert hall is not None
        heard, began_s = threading.Event(), time.monotonic()

        def answered(answer: HallAnswer) -> None:
            stored.append((began_s, time.monotonic(), _number(answer)))
            heard.set()

        hall.window.ask("take_ticket", {"service": service}, answered)
        if not heard.wait(ANSWER_S):
            raise TimeoutError("no answer for a citizen")

    def _ask(self, do: Any, args: dict[str, Any], officer: str) -> HallAnswer:
        hall = self._gateway.hall
        assert hall is not None
        answers: queue.SimpleQueue[HallAnswer] = queue.SimpleQueue()
        hall.client.ask(do, args, answers.put, officer=officer)
        return answers.get(timeout=ANSWER_S)


def main(argv: Sequence[str]) -> int:
    """Run until standard input ends."""
    gateway = Gateway(load_configuration(Path(argv[0])), "0")
    gateway.start()
    try:
        people = People(gateway)
        _await_hall(gateway)
        print("ready", flush=True)
        for line in sys.stdin:
            order, file, *words = line.split()
            threading.Thread(target=_do, args=(getattr(people, order), Path(file), words), daemon=True).start()
    finally:
        gateway.stop()
    return 0


def _await_hall(gateway: Gateway) -> None:
    """Until the hall works: one that has just started first listens whether there is another."""
    assert gateway.hall is not None
    feed, deadline_s = gateway.hall.feed, time.monotonic() + ANSWER_S
    while not ((heard := feed.look()).is_live and heard.state is not None and heard.state.open):
        if time.monotonic() > deadline_s:
            raise TimeoutError("no hall works")
        feed.wait(heard.version, 1.0)


def _do(order: Callable[..., Said], file: Path, words: list[str]) -> None:
    file.write_bytes(msgspec.json.encode(order(*words)))
    print(f"done {file}", flush=True)


def _together(works: list[Callable[[], None]]) -> None:
    threads = [threading.Thread(target=work, daemon=True) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _number(answer: HallAnswer) -> str | None:
    """The number of an answer, None when there is nobody to call; else why it was refused, with a mark before it."""
    if answer.error is not None:
        return f"!{answer.error.code}"
    return None if answer.result is None else str(answer.result["number"])


def _note(said: Said, event: Any) -> None:
    match event:
        case TicketIssued():
            said["issued"].append(event.number)
        case NumbersLeased():
            said["leased"].append((event.service, event.first, event.last))
        case TicketPrinted():
            said["printed"] += 1
        case TicketPrintFailed():
            said["failed"] += 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
