"""From a finger to central's commit: press → committed and acknowledged, with 1 and with 50 gateways.

The end is measured at the gateway, when central's word that the line is committed arrives: an upper bound of the
commit itself. Real mosquitto, central as a process of its own, real gateways with dummy panels.
"""

import random
import tempfile
import threading
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from bench.common import Figure, percentile
from contract.links import BrokerConfig
from contract.site import Counter, RatingRules, SiteConfig
from gateway.config import Configuration, DummyPanelConfig, GatewayConfig
from gateway.config.gateway_toml import ClockConfig, ControlConfig
from gateway.config.panels import DummyButton
from gateway.journal.schema import migrate
from gateway.link.mqtt_transport import MqttTransport
from gateway.link.transport import AckHeard, TransportEvent
from gateway.panels.dummy_panel import DummyPanel
from gateway.wiring import Gateway, Parts
from simulator.broker import MosquittoBroker
from simulator.child_process import ChildProcess, quayso_command

PRESSES = {1: 200, 50: 16}
PAUSE_S = {1: (0.02, 0.2), 50: (1.0, 3.0)}
SITE = SiteConfig("trung-tam", "Trung tâm", (RatingRules("4-level", "free", date(2020, 1, 1)),), (Counter("3"),))


class Stopwatch(MqttTransport):
    """The real transport; remembers when central's acknowledgement of each place came."""

    def __init__(self, gateway: str, broker: BrokerConfig, starts: int) -> None:
        super().__init__(gateway, broker, starts)
        self.acked = threading.Condition()
        self.seq = 0
        self.at_s = 0.0

    def start(self, heard: Callable[[TransportEvent], None]) -> None:
        """Listen in on what the link hears."""

        def listen(event: TransportEvent) -> None:
            if isinstance(event, AckHeard):
                with self.acked:
                    self.seq, self.at_s = event.ack.seq, time.perf_counter()
                    self.acked.notify_all()
            heard(event)

        super().start(listen)

    def wait(self, seq: int) -> float:
        """When everything up to ``seq`` was acknowledged."""
        with self.acked:
            if not self.acked.wait_for(lambda: self.seq >= seq, timeout=60):
                raise TimeoutError(f"line {seq} was not acknowledged")
            return self.at_s


def main() -> list[Figure]:
    """p50 and p99 for one gateway and for fifty."""
    figures = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        broker = MosquittoBroker(folder / "broker").start()
        central = _central(folder, broker.port).start()
        try:
            for count in (1, 50):
                spent_ms = measure(folder / str(count), broker.port, count)
                what = f"press → committed at central, {count} gateway{'s' if count > 1 else ''}"
                p50, p99 = percentile(spent_ms, 0.5), percentile(spent_ms, 0.99)
                aim = "p99 < 100 ms"
                figures.append(Figure(f"{what}, p50", p50, "ms", f"{len(spent_ms)} presses", None, ""))
                figures.append(Figure(f"{what}, p99", p99, "ms", f"worst {max(spent_ms):.0f} ms", None, aim))
        finally:
            central.stop()
            broker.stop()
    return figures


def measure(folder: Path, port: int, count: int) -> list[float]:
    """Milliseconds of each press, over ``count`` gateways that press at a human rhythm."""
    made = [_gateway(folder, port, number) for number in range(count)]
    spent_ms: list[float] = []
    threads = [
        threading.Thread(target=_press, args=(gateway, watch, count, random.Random(number), spent_ms))
        for number, (gateway, watch) in enumerate(made)
    ]
    for gateway, watch in made:
        gateway.start()
        watch().wait(gateway.journal.last())
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for gateway, _ in made:
        gateway.stop()
    return spent_ms


def _press(
    gateway: Gateway, watch: Callable[[], Stopwatch], count: int, chance: random.Random, spent_ms: list[float]
) -> None:
    panel = gateway.panels["p3"]
    assert isinstance(panel, DummyPanel)
    for _ in range(PRESSES[count]):
        time.sleep(chance.uniform(*PAUSE_S[count]))
        seq = gateway.journal.last() + 1
        began_s = time.perf_counter()
        panel.press("good")
        spent_ms.append(1000 * (watch().wait(seq) - began_s))


def _gateway(folder: Path, port: int, number: int) -> tuple[Gateway, Callable[[], Stopwatch]]:
    home = folder / str(number)
    config = GatewayConfig(
        gateway=f"q-{number:02d}-{folder.name}",
        site="trung-tam",
        data_dir=str(home),
        control=ControlConfig(socket=str(home / "c.sock")),
        clock=ClockConfig("trusted"),
        central=BrokerConfig(port=port),
        panels=(
            DummyPanelConfig("p3", "3", tuple(DummyButton(level) for level in ("good", "fair", "average", "poor"))),
        ),
    )
    watches: list[Stopwatch] = []

    def transport(gateway: str, broker: BrokerConfig, starts: int) -> Stopwatch:
        watches.append(Stopwatch(gateway, broker, starts))
        return watches[0]

    gateway = Gateway(Configuration(config, SITE), "0", Parts(transport=transport, migrate=migrate))
    return gateway, lambda: watches[0]


def _central(folder: Path, port: int) -> ChildProcess:
    file = folder / "central.toml"
    file.write_text(
        f'[web]\nport = 18099\n[broker]\nport = {port}\n[database]\nurl = "sqlite:///central.db"\n'
        '[sites.trung-tam]\nname = "Trung tâm"\nscale = "4-level"\nratings = "free"\n'
    )
    return ChildProcess("central", folder / "logs", quayso_command("central", "--config", str(file)), str(file))


if __name__ == "__main__":
    for figure in main():
        print(figure.row())
