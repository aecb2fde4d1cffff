"""A child program: the real Gateway, whose dummy panels are pressed by itself; run by `gateway_process.py`.

It presses like many hands and never like a machine that ignores the lamp: a panel is pressed again only
after its confirmation. On standard output, one line each, written before the next order is taken:

    ready <gateway> <stream>
    confirmed <panel> <n> <rating>    the lamp of the panel's n-th press of this run; the rating's uuid
    refused <panel> <n>

On standard input: `rate <presses a second>`, `press <panel> <level>`; its end stops the program.
"""

import argparse
import importlib.metadata
import logging
import os
import random
import signal
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from contract.events import RatingGiven
from contract.lines import LineUnreadable, MeaningUnknown, read_data, read_line
from gateway.commands import AskStatus, ControlAnswer, SignIn
from gateway.config import DummyPanelConfig, load_configuration
from gateway.panels.base import Surroundings
from gateway.panels.dummy_panel import DummyPanel
from gateway.wiring import Gateway

MOST_ROWS = 1000
ANSWER_TIMEOUT_S = 10.0


class Witness:
    """Finds the rating behind a confirmation in the journal: what the lamp said is proved by the disk."""

    def __init__(self, gateway: Gateway) -> None:
        """Starts behind the newest line: what an earlier run wrote it also had to confirm."""
        self._gateway = gateway
        self._stream = gateway.journal.stream
        self._next = gateway.journal.last() + 1
        self._newest: dict[str, str] = {}

    def rating_of(self, counter: str) -> str:
        """The uuid of the newest rating of a counter. On the worker's thread, right after the commit."""
        journal = self._gateway.journal
        if journal.stream != self._stream:
            self._stream, self._next = journal.stream, 1
        while self._next <= journal.last():
            rows, unreadable = journal.read(self._stream, self._next, MOST_ROWS)
            for row in rows:
                self._take(row.line)
            self._next = (rows[-1].seq if rows else max(unreadable, default=journal.last())) + 1
        return self._newest.pop(counter)

    def _take(self, raw: bytes) -> None:
        try:
            data = read_data(read_line(raw))
        except (LineUnreadable, MeaningUnknown):
            return
        if isinstance(data, RatingGiven):
            self._newest[data.counter] = str(data.rating)


class WitnessedPanel(DummyPanel):
    """A dummy panel that says each of its signals aloud, and knows when it may be pressed again."""

    def __init__(self, config: DummyPanelConfig, around: Surroundings, say: Callable[[str], None], witness: Witness):
        super().__init__(config, around)
        self._say = say
        self._witness = witness
        self._shown_times = 0
        self.waits = False
        self.pressed_s = float("-inf")

    def press(self, level: str) -> None:
        """Press once; nothing more until a lamp answered."""
        self.waits = True
        self.pressed_s = time.monotonic()
        super().press(level)

    def confirm(self) -> None:
        """The lamp: the press is on disk."""
        super().confirm()
        self._report("confirmed", f" {self._witness.rating_of(self.counter)}")

    def refuse(self) -> None:
        """The other lamp: nothing was stored."""
        super().refuse()
        self._report("refused", "")

    def _report(self, word: str, more: str) -> None:
        self._shown_times += 1
        self._say(f"{word} {self.name} {self._shown_times}{more}")
        self.waits = False


class Presser:
    """Presses panels at a rate, levels and order by a seeded dice."""

    def __init__(self, panels: Sequence[WitnessedPanel], rate: float, gap_s: float, seed: int) -> None:
        self._panels = panels
        self._gap_s = gap_s
        self._dice = random.Random(seed)
        self._stopping = threading.Event()
        self._changed = threading.Event()
        self.rate = rate

    def run(self) -> None:
        """Press until stop()."""
        due_s = time.monotonic()
        turn = 0
        while not self._stopping.is_set():
            rate = self.rate
            if rate <= 0:
                self._changed.wait()
                self._changed.clear()
                due_s = time.monotonic()
                continue
            self._stopping.wait(max(due_s - time.monotonic(), 0))
            # After a pause the presses it cost are not made up for.
            due_s = max(due_s + 1 / rate, time.monotonic() - 1)
            turn = self._press_next(turn)

    def set_rate(self, rate: float) -> None:
        """From now on ``rate`` presses a second."""
        self.rate = rate
        self._changed.set()

    def stop(self) -> None:
        """End run()."""
        self._stopping.set()
        self._changed.set()

    def _press_next(self, turn: int) -> int:
        now_s = time.monotonic()
        for place in range(turn, turn + len(self._panels)):
            panel = self._panels[place % len(self._panels)]
            if not panel.waits and now_s - panel.pressed_s >= self._gap_s:
                panel.press(self._dice.choice(panel.codes))
                return place + 1
        return turn


def main(argv: Sequence[str] | None = None) -> int:
    """Run until standard input ends or a signal comes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--config", required=True, type=Path)
    parser.add_argument("--rate", type=float, default=0.0, help="presses a second over all panels")
    parser.add_argument("--gap", type=float, default=4.0, help="seconds between presses of one panel")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args(argv)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    gateway = Gateway(load_configuration(asked.config), importlib.metadata.version("quayso"))
    gateway.start()
    try:
        panels = _witnessed_panels(gateway)
        _sign_everybody_in(gateway)
        presser = Presser(list(panels.values()), asked.rate, asked.gap, asked.seed)
        threads = [
            threading.Thread(target=presser.run, name="presser", daemon=True),
            threading.Thread(target=_listen, args=(panels, presser), name="listener", daemon=True),
        ]
        signal.signal(signal.SIGTERM, lambda *_: presser.stop())
        _say(f"ready {gateway.config.gateway} {gateway.journal.stream}")
        for thread in threads:
            thread.start()
        threads[0].join()
    finally:
        gateway.stop()
    return 0


def _witnessed_panels(gateway: Gateway) -> dict[str, WitnessedPanel]:
    """Put a witnessed panel in the place of each dummy panel."""
    witness = Witness(gateway)
    around = Surroundings(post=gateway.inbox.post, clock=gateway.clock)
    panels = {}
    for config in gateway.config.panels:
        if isinstance(config, DummyPanelConfig):
            gateway.panels[config.name].stop()
            panels[config.name] = WitnessedPanel(config, around, _say, witness)
            gateway.panels[config.name] = panels[config.name]
            panels[config.name].start()
    return panels


def _sign_everybody_in(gateway: Gateway) -> None:
    """Let the n-th officer of the site file sit at the n-th counter of this gateway's, unless already there."""
    status = _ask(gateway, AskStatus).facts or {}
    seats = status.get("seats", {})
    counters = gateway.config.counters
    for counter, officer in zip(counters, _own_officers(gateway, len(counters)), strict=False):
        if seats.get(counter) != officer:
            answer = _ask(gateway, lambda reply, c=counter, o=officer: SignIn(c, o, reply=reply))
            if not answer.ok:
                raise SystemExit(answer.en)


def _own_officers(gateway: Gateway, wanted: int) -> list[str]:
    """Officers for this gateway: those whose counter number is theirs when the site lists as many as counters."""
    places = {counter.id: place for place, counter in enumerate(gateway.site.counters)}
    officers = [officer.code for officer in gateway.site.officers]
    if not officers:
        return [f"cb-{counter}" for counter in gateway.config.counters]
    return [officers[places[counter] % len(officers)] for counter in gateway.config.counters][:wanted]


def _ask(gateway: Gateway, order: Callable[..., AskStatus | SignIn]) -> ControlAnswer:
    """Give the worker an order and wait for its answer."""
    answers: list[ControlAnswer] = []
    answered = threading.Event()

    def reply(answer: ControlAnswer) -> None:
        answers.append(answer)
        answered.set()

    gateway.inbox.post(order(reply))
    if not answered.wait(ANSWER_TIMEOUT_S):
        raise SystemExit("the worker does not answer")
    return answers[0]


def _listen(panels: dict[str, WitnessedPanel], presser: Presser) -> None:
    """Obey standard input; its end means that the parent is gone."""
    for line in sys.stdin:
        match line.split():
            case ["rate", rate]:
                presser.set_rate(float(rate))
            case ["press", panel, level]:
                panels[panel].press(level)
            case words:
                logging.error("unknown order: %s", words)
    presser.stop()


def _say(line: str) -> None:
    """One write for one line: a kill never leaves half of it."""
    os.write(sys.stdout.fileno(), f"{line}\n".encode())


if __name__ == "__main__":
    sys.exit(main())
