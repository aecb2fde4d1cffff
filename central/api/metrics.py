"""Measures of the server and its gateways in Prometheus' text format 0.0.4; nothing about persons.

Written here: gauges alone, forty lines, and no registry that outlives a request as prometheus_client has one.
What is not known has no line: absence is alarmed on, a wrong zero is not.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from central.api.answers import waiting_lines
from central.api.tokens import Token
from central.presence import GatewayPresence
from central.services import Services

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_STATES = ("online", "offline", "silent", "unknown")
_ESCAPES = str.maketrans({"\\": r"\\", '"': r"\"", "\n": r"\n"})


@dataclass(slots=True)
class Gauge:
    """One measure: its help text, and its samples by their labels."""

    name: str
    help: str
    samples: list[tuple[dict[str, str], float]] = field(default_factory=list)

    def add(self, value: float | None, **labels: str) -> None:
        """Add a sample; None is "not known" and leaves no line."""
        if value is not None:
            self.samples.append((labels, float(value)))

    def lines(self) -> Iterator[str]:
        """As the format wants it; nothing without samples."""
        if not self.samples:
            return
        yield f"# HELP {self.name} {self.help}"
        yield f"# TYPE {self.name} gauge"
        for labels, value in self.samples:
            said = ",".join(f'{name}="{text.translate(_ESCAPES)}"' for name, text in labels.items())
            yield f"{self.name}{{{said}}} {value:g}" if said else f"{self.name} {value:g}"


def metrics_text(services: Services, token: Token, version: str) -> str:
    """Every measure that this token may see."""
    gauges = [*_server(services, version), *_gateways(services, token), *_halls(services, token)]
    return "".join(f"{line}\n" for gauge in gauges for line in gauge.lines())


def _server(services: Services, version: str) -> Iterable[Gauge]:
    about = Gauge("quayso_info", "Which version runs.")
    about.add(1, version=version)
    parts = Gauge("quayso_part_up", "1 where a part of central works, 0 where it does not.")
    for part, is_well in services.health().items():
        parts.add(is_well, part=part)
    return about, parts


def _gateways(services: Services, token: Token) -> Iterable[Gauge]:
    states = Gauge("quayso_gateway_state", "1 for the state that a gateway is in.")
    heard = Gauge("quayso_gateway_heard_seconds", "Seconds since a gateway was heard live.")
    waiting = Gauge("quayso_gateway_waiting_lines", "Lines that a gateway holds and central does not.")
    faults = Gauge("quayso_gateway_device_faults", "Devices of a gateway that report a fault.")
    config = Gauge("quayso_gateway_config_version", "The settings that a gateway runs.")
    disk = Gauge("quayso_gateway_disk_free_bytes", "Room on the card of a gateway.")
    for one in services.presence():
        site = one.birth.site if one.birth else ""
        if not token.may_see(site):
            continue
        labels = {"gateway": one.gateway, "site": site}
        for state in _STATES:
            states.add(one.state == state, **labels, state=state)
        heard.add(one.heard_s_ago, **labels)
        waiting.add(waiting_lines(one), **labels)
        faults.add(_faults(one), **labels)
        config.add(one.config_applied.version if one.config_applied and one.config_applied.ok else None, **labels)
        disk.add(one.health.disk_free_bytes if one.health else None, **labels)
    return states, heard, waiting, faults, config, disk


def _halls(services: Services, token: Token) -> Iterable[Gauge]:
    waiting = Gauge("quayso_hall_waiting", "People who wait in a centre now.")
    counters = Gauge("quayso_hall_open_counters", "Counters of a centre that are open now.")
    for site in services.config.sites:
        now = services.halls.look(site) if token.may_see(site) else None
        if now is None or not now.is_live:
            continue
        waiting.add(sum(one.waiting for one in now.state.services.values()), site=site)
        counters.add(sum(one.state != "closed" for one in now.state.counters.values()), site=site)
    return waiting, counters


def _faults(one: GatewayPresence) -> int | None:
    if one.health is None:
        return None
    return sum(device.state == "fault" for device in one.health.devices)
