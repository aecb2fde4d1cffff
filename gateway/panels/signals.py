"""What a panel shows and sounds: pure patterns of lamp, tone and fault lamp over time.

There is one confirmation, and nobody can tell it which level was pressed: it is the same for every
level, so that neither the officer nor the next in line learns anything from it (design §1.4).
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Lights:
    """What is on at a moment."""

    lamp: bool = False
    tone: bool = False
    fault_lamp: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """``lights`` until ``until_s`` after the beginning of the signal."""

    until_s: float
    lights: Lights


Signal = tuple[Step, ...]

CONFIRM: Signal = (Step(0.12, Lights(lamp=True, tone=True)), Step(0.8, Lights(lamp=True)))
"""The press is on disk: lamp for 0.8 s, one short tone."""

REFUSE: Signal = (
    Step(0.1, Lights(tone=True, fault_lamp=True)),
    Step(0.25, Lights()),
    Step(0.35, Lights(tone=True, fault_lamp=True)),
    Step(0.5, Lights()),
    Step(1.5, Lights(fault_lamp=True)),
)
"""The press could not be stored: two tones and the fault lamp; the lamp of confirmation stays dark."""


class SignalPlayer:
    """Tells what must be on now. Times are seconds of one monotonic clock."""

    def __init__(self) -> None:
        self._signal: Signal = ()
        self._began_s = 0.0
        self.fault_lamp = False

    def play(self, signal: Signal, at_s: float) -> None:
        """Begin a signal; one that still runs is cut off."""
        self._signal, self._began_s = signal, at_s

    def lights(self, at_s: float) -> Lights:
        """What must be on. The steady fault lamp is added to any signal."""
        step = self._step(at_s)
        shown = step.lights if step else Lights()
        return Lights(shown.lamp, shown.tone, shown.fault_lamp or self.fault_lamp)

    def due_s(self, at_s: float) -> float | None:
        """Seconds until the lights change by themselves; None when they do not."""
        step = self._step(at_s)
        return self._began_s + step.until_s - at_s if step else None

    def _step(self, at_s: float) -> Step | None:
        return next((step for step in self._signal if at_s - self._began_s < step.until_s), None)
