"""What people do at a counter: press a button as a finger does, hold a badge, ask the gateway by its socket."""

import socket
import threading
from pathlib import Path

from gateway.commands import ControlAnswer
from gateway.config import ControlConfig
from gateway.control import words
from simulator.devices.base import SimulatedPanel, Unplugged

PRESS_S = 0.15
"""How long a finger stays on a button."""
ANSWER_TIMEOUT_S = 5.0


class Fingers:
    """Presses that end by themselves, at most one at a time on a button. stop() lifts every finger."""

    def __init__(self, press_s: float = PRESS_S) -> None:
        self._press_s = press_s
        self._lock = threading.Lock()
        self._pressing: dict[tuple[str, str], threading.Timer] = {}

    def press(self, panel: SimulatedPanel, level: str) -> bool:
        """Push a button now and let it go a little later; False when somebody is still on it.

        Raises ValueError for a level without a button and Unplugged without a cable.
        """
        key = (panel.counter, level)
        with self._lock:
            if key in self._pressing:
                return False
            panel.push(level)
            timer = threading.Timer(self._press_s, self._lift, (panel, level))
            timer.daemon = True
            self._pressing[key] = timer
            timer.start()
        return True

    def stop(self) -> None:
        """Wait for the presses that are under way to end."""
        with self._lock:
            timers = list(self._pressing.values())
        for timer in timers:
            timer.join()

    def _lift(self, panel: SimulatedPanel, level: str) -> None:
        try:
            panel.let_go(level)
        except Unplugged:
            # The cable went out under the finger; the box has forgotten the press.
            return
        finally:
            with self._lock:
                self._pressing.pop((panel.counter, level), None)


def ask_gateway(config: ControlConfig, request: words.ControlRequest) -> ControlAnswer:
    """Give an order through the control socket, as `quayso gateway ctl` does. Raises OSError when nobody answers."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        line.settimeout(ANSWER_TIMEOUT_S)
        line.connect(str(Path(config.socket)))
        line.sendall(words.write_line(request))
        with line.makefile("rb") as answers:
            answer = answers.readline(words.MOST_ANSWER_BYTES)
    if not answer:
        raise ConnectionError("the gateway hung up")
    return words.read_answer(answer)
