"""Buttons, lamp, tone and fault lamp on GPIO pins, through gpiozero. Bounce is taken out by debounce.py."""

import logging
import threading

from gpiozero import DigitalOutputDevice, InputDevice

from gateway.config import GpioPanelConfig
from gateway.config.ticket_buttons import GpioTicketPanelConfig
from gateway.panels.base import Panel, Surroundings
from gateway.panels.debounce import Contact, Happening
from gateway.panels.pins import machine_pins, pin_errors
from gateway.panels.signals import CONFIRM, REFUSE, Lights, Signal, SignalPlayer

log = logging.getLogger(__name__)

NO_PINS, EDGE_ERROR, LIGHT_ERROR = "no_pins", "edge_error", "light_error"
FINE_S, COARSE_S = 0.02, 0.25
"""How long the panel's thread rests at most while something is due, and while a button is down."""


class GpioPanel(Panel):
    """A panel wired to the Pi. gpiozero calls back on its own thread; one thread more tends lights and time."""

    def __init__(self, config: GpioPanelConfig | GpioTicketPanelConfig, around: Surroundings) -> None:
        super().__init__(config.name, config.counter, around)
        self.debounce_s = config.debounce_ms / 1000
        self._config = config
        self._buttons: list[_Button] = []
        self._outputs: dict[str, DigitalOutputDevice] = {}
        self._player = SignalPlayer()
        self._shown = Lights()
        self._fault_ordered = False
        self._contacts_lock = threading.RLock()
        self._lights_lock = threading.Lock()
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Take the pins and listen. Pins that cannot be had are a fault, said in the log with its reason."""
        try:
            self._open()
        except pin_errors() as error:
            self._close()
            self._voice.fault(NO_PINS)
            log.error("panel %s cannot have its pins: %s", self.name, error)
            return
        self._voice.renewed(works=True)
        self._stopping.clear()
        self._thread = threading.Thread(target=self._run, name=f"panel-{self.name}", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Listen no more, put the lights out, give the pins back."""
        for button in self._buttons:
            button.unhook()
        self._stopping.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        self._close()

    def confirm(self) -> None:
        """Lamp and short tone."""
        self._play(CONFIRM)

    def refuse(self) -> None:
        """Fault lamp and two tones."""
        self._play(REFUSE)

    def fault(self, on: bool) -> None:
        """Steady fault lamp; it also stays on while a button is stuck."""
        self._fault_ordered = on
        self._wake.set()

    def poll(self) -> None:
        """Look at every contact now."""
        with self._contacts_lock:
            now_s = self._around.clock.monotonic_s()
            for button in self._buttons:
                self._tell(button.code, button.contact.poll(now_s))
                if button.contact.down:
                    self._tell(button.code, button.compare(now_s))

    def on_edge(self, button: "_Button", down: bool) -> None:
        """A pin changed. On gpiozero's thread, which no exception may reach."""
        self._voice.guard(EDGE_ERROR, lambda: self._take_edge(button, down))

    def _take_edge(self, button: "_Button", down: bool) -> None:
        with self._contacts_lock:
            self._tell(button.code, button.contact.edge(down, self._around.clock.monotonic_s()))
        self._wake.set()

    def _open(self) -> None:
        pins = self._around.pin_factory or machine_pins(self._around.scratch_dir)
        pull_up = self._config.pull == "up"
        now_s = self._around.clock.monotonic_s()
        for wired in self._config.buttons:
            device = InputDevice(wired.pin, pull_up=pull_up, pin_factory=pins)
            self._buttons.append(_Button(self, wired.code, device, pull_up, now_s))
        wanted = {
            "lamp": self._config.lamp_pin,
            "tone": self._config.tone_pin,
            "fault_lamp": self._config.fault_lamp_pin,
        }
        for name, pin in wanted.items():
            if pin is not None:
                self._outputs[name] = DigitalOutputDevice(pin, pin_factory=pins)
        for button in self._buttons:
            button.hook()

    def _close(self) -> None:
        for device in (*self._outputs.values(), *(button.device for button in self._buttons)):
            try:
                if isinstance(device, DigitalOutputDevice):
                    device.off()
                device.close()
            except pin_errors() as error:
                log.warning("panel %s: a pin could not be given back: %s", self.name, error)
        self._outputs.clear()
        self._buttons.clear()
        self._shown, self._player = Lights(), SignalPlayer()

    def _play(self, signal: Signal) -> None:
        with self._lights_lock:
            self._player.play(signal, self._around.pace_s())
        self._wake.set()

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._voice.guard(LIGHT_ERROR, self._turn)
            self._wake.wait(self._rest_s())
            self._wake.clear()

    def _turn(self) -> None:
        self.poll()
        self._show()

    def _show(self) -> None:
        stuck = any(button.contact.faulty for button in self._buttons)
        with self._lights_lock:
            self._player.fault_lamp = self._fault_ordered or stuck
            lights = self._player.lights(self._around.pace_s())
        if lights != self._shown:
            for name, output in self._outputs.items():
                output.value = getattr(lights, name)
            self._shown = lights

    def _rest_s(self) -> float | None:
        """How long nothing can happen without a call; a clock moved by hand is looked at every FINE_S."""
        with self._contacts_lock:
            now_s = self._around.clock.monotonic_s()
            waits = [button.contact.due_s(now_s) for button in self._buttons]
            any_down = any(button.contact.down for button in self._buttons)
        with self._lights_lock:
            waits.append(self._player.due_s(self._around.pace_s()))
        due_s = [wait for wait in waits if wait is not None]
        if due_s:
            return min(max(min(due_s), 0.001), FINE_S)
        return COARSE_S if any_down else None


class _Button:
    """One button: its code, its pin and its contact. gpiozero keeps only a weak reference to changed()."""

    def __init__(self, panel: GpioPanel, code: str, device: InputDevice, pull_up: bool, now_s: float) -> None:
        self.code = code
        self.device = device
        self.contact = Contact(panel.debounce_s, now_s, down=bool(device.is_active))
        self._panel = panel
        self._pull_up = pull_up
        self._doubted = False

    def hook(self) -> None:
        self.device.pin.when_changed = self.changed

    def unhook(self) -> None:
        self.device.pin.when_changed = None

    def changed(self, _ticks: object, state: object) -> None:
        self._doubted = False
        self._panel.on_edge(self, down=bool(state) != self._pull_up)

    def compare(self, now_s: float) -> list[Happening]:
        """Believe the pin when it twice, with no edge between, is not as its edges said: one was lost."""
        if bool(self.device.is_active) == self.contact.down:
            self._doubted = False
        elif self._doubted:
            self._doubted = False
            return self.contact.edge(not self.contact.down, now_s)
        else:
            self._doubted = True
        return []
