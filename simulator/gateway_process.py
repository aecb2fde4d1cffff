"""A gateway as a child process that a test may kill or pause, and which presses its lamp confirmed before that."""

import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from simulator.child_process import ChildFailed, ChildProcess

READY_TIMEOUT_S = 20.0


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A press that the lamp confirmed: the panel, the how-manieth of it in that run, and its rating's uuid."""

    panel: str
    nth: int
    rating: str


class GatewayProcess(ChildProcess):
    """The real Gateway with dummy panels that press themselves (`simulator/pressing_gateway.py`).

    ``config_file`` is a `gateway.toml` with dummy panels, best one for each counter. ``rate`` is presses a
    second over all panels; the same panel is not pressed again before ``gap_s`` and its confirmation, so
    ``rate * gap_s`` panels are needed (3 s is the rule for a repeat). 0: only what press() asks for.
    """

    def __init__(
        self, config_file: Path, folder: Path, *, rate: float = 0.0, seed: int = 1, gap_s: float = 4.0
    ) -> None:
        command = [
            sys.executable, "-P", "-m", "simulator.pressing_gateway",
            "--config", str(config_file), "--rate", str(rate), "--seed", str(seed), "--gap", str(gap_s),
        ]  # fmt: skip
        super().__init__(config_file.parent.name or "gateway", folder, command, str(config_file))

    def start(self) -> Self:
        """Start it, and return once its devices work and everybody is signed in. Raises ChildFailed."""
        if self.pid is not None:
            return self
        ready_before = self._lines("ready")
        super().start()
        deadline_s = time.monotonic() + READY_TIMEOUT_S
        pause = threading.Event()
        while self._lines("ready") == ready_before:
            if self.pid is None or time.monotonic() > deadline_s:
                status = self.kill()
                raise ChildFailed(self.tell(f"không khởi động được · did not start (status {status})"))
            pause.wait(0.01)
        return self

    def press(self, panel: str, level: str) -> None:
        """Ask for one press; whether it was confirmed is told by confirmed()."""
        self.say(f"press {panel} {level}")

    def set_rate(self, rate: float) -> None:
        """Press ``rate`` times a second from now on; 0 stops."""
        self.say(f"rate {rate}")

    def confirmed(self) -> list[Confirmed]:
        """Every press that the lamp confirmed, over all starts, in the order of confirmation."""
        found = []
        for line in self._text().splitlines(keepends=True):
            words = line.split()
            if words[:1] == ["confirmed"] and line.endswith("\n"):
                found.append(Confirmed(words[1], int(words[2]), words[3]))
        return found

    def refused(self) -> int:
        """How many presses the gateway refused, visibly."""
        return self._lines("refused")

    def _lines(self, word: str) -> int:
        return sum(line.split(" ", 1)[0] == word for line in self._text().splitlines())

    def _text(self) -> str:
        return self.out_file.read_text("utf-8") if self.out_file.exists() else ""
