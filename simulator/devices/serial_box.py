"""A button box on a serial cable that speaks the protocol of `gateway/box_protocol.py` as its firmware would."""

import threading
import time
from collections.abc import Callable
from pathlib import Path

from gateway.config import SerialPanelConfig
from simulator.devices.base import Eye, Shown, SimulatedPanel
from simulator.devices.cable import Cable

TICK_S = 0.02


class SerialBox(SimulatedPanel):
    """The box at the far end of the cable; without power from the cable its lights are out."""

    can_unplug = True

    def __init__(self, config: SerialPanelConfig, eye: Eye, pace_s: Callable[[], float] = time.monotonic) -> None:
        super().__init__(config.counter, tuple(button.level for button in config.buttons), eye)
        self._cable = Cable(Path(config.port))
        self._key_of: dict[str, str] = {button.level: button.key for button in config.buttons}
        self._pace_s = pace_s
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._until_s = {"lamp": 0.0, "tone": 0.0, "blink": 0.0}
        self._fault = False
        self._tones = self._confirmed = 0
        self._seen = Shown()

    @property
    def plugged(self) -> bool:
        """Whether its cable is in."""
        return self._cable.plugged

    def start(self) -> None:
        """Plug it in and switch it on."""
        self.plug()
        self._stopping.clear()
        self._thread = threading.Thread(target=self._run, name=f"box-{self.counter}", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Switch it off."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        self.unplug()

    def plug(self) -> None:
        """Put the cable in; the box greets."""
        self._cable.plug()
        self._cable.send("#hop-nut 1")
        self._eye.changed()

    def unplug(self) -> None:
        """Pull the cable: the gateway meets a hang-up, lights go out."""
        self._cable.unplug()
        self._until_s = dict.fromkeys(self._until_s, 0.0)
        self._fault = False
        self._down.clear()
        self._eye.changed()

    def shown(self) -> Shown:
        """What the box's own lamps show; it times them itself."""
        now_s = self._pace_s()
        blinks = now_s < self._until_s["blink"]
        lit = int(now_s * 4) % 2 == 0
        return Shown(
            lamp=now_s < self._until_s["lamp"],
            tone=now_s < self._until_s["tone"],
            fault_lamp=self._fault or (blinks and lit),
            tones=self._tones,
            confirmed=self._confirmed,
        )

    def _contact(self, level: str, closed: bool) -> None:
        self._cable.send(f"{'D' if closed else 'U'}{self._key_of[level]}")

    def _run(self) -> None:
        part = b""
        while not self._stopping.is_set():
            data = self._cable.read(TICK_S)
            if not data:
                self._stopping.wait(TICK_S)
            *lines, part = (part + data).split(b"\n")
            for line in lines:
                self._obey(line.decode("ascii", "replace").strip())
            seen = self.shown()
            if seen != self._seen:
                self._seen = seen
                self._eye.changed()

    def _obey(self, line: str) -> None:
        now_s = self._pace_s()
        word, number = line[:1], line[1:]
        millis = int(number) if number.isdecimal() else 0
        match word:
            case "?":
                self._cable.send("!hop-nut 1")
            case "L":
                self._until_s["lamp"] = now_s + millis / 1000
                self._confirmed += 1
            case "T":
                self._until_s["tone"] = now_s + millis / 1000
                self._tones += 1
            case "B":
                self._until_s["blink"] = now_s + millis / 1000
            case "F":
                self._fault = millis == 1
