"""What is known about the devices of a gateway: a panel is as good as its worst button."""

from dataclasses import dataclass, field

from contract.events import DeviceChanged as DeviceChangedFact
from gateway.commands import Command, DeviceChanged, PanelFreed, PanelStuck


@dataclass(slots=True)
class _Device:
    kind: str
    state: str = "unknown"
    fault: str | None = None
    stuck: dict[str, str] = field(default_factory=dict)

    def fact(self, name: str) -> DeviceChangedFact:
        fault, state = self.fault, self.state
        if fault is None and self.stuck:
            button, how = next(iter(self.stuck.items()))
            fault, state = f"{how}:{button}", "fault"
        return DeviceChangedFact(name, self.kind, state, fault)  # type: ignore[arg-type]


class Devices:
    """The last word about each device that has spoken."""

    def __init__(self) -> None:
        self._devices: dict[str, _Device] = {}

    def take(self, command: Command) -> DeviceChangedFact | None:
        """Take a device's report; the fact to store when it changes what is known, else None.

        Raises TypeError for a command that is no device report.
        """
        match command:
            case PanelStuck():
                name, device = command.panel, self._device(command.panel, "panel")
                before = device.fact(name)
                device.stuck[command.button] = command.why
            case PanelFreed():
                name, device = command.panel, self._device(command.panel, "panel")
                before = device.fact(name)
                device.stuck.pop(command.button, None)
            case DeviceChanged():
                known = command.device in self._devices
                name, device = command.device, self._device(command.device, command.kind)
                before = device.fact(name) if known else None  # type: ignore[assignment]
                device.state, device.fault = command.state, command.fault
            case _:
                raise TypeError(f"no rule for {type(command).__name__}")
        after = device.fact(name)
        return None if after == before else after

    def all(self) -> list[DeviceChangedFact]:
        """What is known of each device."""
        return [device.fact(name) for name, device in self._devices.items()]

    def _device(self, name: str, kind: str) -> _Device:
        return self._devices.setdefault(name, _Device(kind))
