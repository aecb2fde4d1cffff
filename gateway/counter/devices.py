"""What is known about the devices of a gateway: a panel is as good as its worst button."""

from dataclasses import dataclass, field

from contract.events import DeviceChanged as DeviceChangedFact
from gateway.commands import DeviceChanged, Order, PanelFreed, PanelStuck


@dataclass(slots=True)
class _Device:
    kind: str
    state: str = "unknown"
    fault: str | None = None
    stuck: dict[str, str] = field(default_factory=dict)

    def fact(self, name: str) -> DeviceChangedFact:
        fault, state = self.fault, self.state
        if fault is None and self.stuck:
            # Never which button: a level that was held could have been somebody's choice.
            fault, state = next(iter(self.stuck.values())), "fault"
        return DeviceChangedFact(name, self.kind, state, fault)  # type: ignore[arg-type]


class Devices:
    """The last word about each device that has spoken, and how much of it is already a fact of the journal.

    What is known stays known when the journal refuses it; ``told`` can be taken back then.
    """

    def __init__(self) -> None:
        self._devices: dict[str, _Device] = {}
        self.told: dict[str, DeviceChangedFact] = {}

    def take(self, command: Order) -> None:
        """Take a device's report. Raises TypeError for a command that is no device report."""
        match command:
            case PanelStuck():
                self._device(command.panel, "panel").stuck[command.button] = command.why
            case PanelFreed():
                self._device(command.panel, "panel").stuck.pop(command.button, None)
            case DeviceChanged():
                device = self._device(command.device, command.kind)
                device.state, device.fault = command.state, command.fault
            case _:
                raise TypeError(f"no rule for {type(command).__name__}")

    def untold(self) -> list[DeviceChangedFact]:
        """What is known and no fact yet; from now on it counts as told."""
        news = [fact for fact in self.all() if self.told.get(fact.device) != fact]
        self.told.update((fact.device, fact) for fact in news)
        return news

    def all(self) -> list[DeviceChangedFact]:
        """What is known of each device; from any thread."""
        return [device.fact(name) for name, device in list(self._devices.items())]

    def _device(self, name: str, kind: str) -> _Device:
        return self._devices.setdefault(name, _Device(kind))
