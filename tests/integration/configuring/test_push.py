"""Settings of a real central over a real mosquitto to a real gateway process: taken, refused, the last good kept."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import msgspec
import paho.mqtt.client as mqtt
import pytest
from paho.mqtt.enums import CallbackAPIVersion

from central.config import CentralConfig, CentralSite, DatabaseConfig, WebConfig
from central.imports.file_import import SourceFile, import_file
from central.imports.registry import IMPORTS
from central.settings_push.draft import Draft, save_draft
from central.settings_push.versions import push
from central.settings_push.writing import site_of_day
from central.store.engine import open_engine, writing
from central.wiring import Central
from contract import messages, topics
from contract.configuration import fingerprint
from contract.links import BrokerConfig
from contract.messages import ConfigApplied, ConfigPushed
from gateway.config import load_site
from simulator.broker import MosquittoBroker, find_mosquitto

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(find_mosquitto() is None, reason="mosquitto is not installed"),
]

SITE_TOML = """site = "trung-tam"
name = "Tên lúc lắp máy"
[[ratings]]
valid_from = 2020-01-01
scale = "4-level"
mode = "free"
[[counters]]
id = "3"
"""
GATEWAY_TOML = """gateway = "q-01"
site = "trung-tam"
data_dir = "data"
[central]
port = {port}
[clock]
source = "trusted"
[control]
socket = "c.sock"
[[panels]]
driver = "dummy"
name = "p3"
counter = "3"
buttons = [{{level = "good"}}, {{level = "fair"}}, {{level = "average"}}, {{level = "poor"}}]
"""
DAY = date(2026, 11, 23)
PATIENCE_S = 40.0


class Office:
    """A broker, a central and a gateway."""

    def __init__(self, folder: Path, wait: Callable[..., None]) -> None:
        self.folder, self.wait = folder, wait
        self.broker = MosquittoBroker(folder / "broker")
        self.broker.start()
        url = f"sqlite:///{folder / 'central.db'}"
        sites = {"trung-tam": CentralSite(name="Trung tâm", ratings="free")}
        broker = BrokerConfig(port=self.broker.port)
        self.config = CentralConfig(WebConfig(port=0), broker, DatabaseConfig(url), sites=sites)
        self.central = Central(self.config)
        self.central.start()
        self.engine = open_engine(url)
        import_file(self.engine, IMPORTS["counters"], "trung-tam", SourceFile("quay.csv", b"code,name\n3,Quay ba\n"))
        (folder / "site.toml").write_text(SITE_TOML, "utf-8")
        (folder / "gateway.toml").write_text(GATEWAY_TOML.format(port=self.broker.port), "utf-8")
        self.child: subprocess.Popen[bytes] | None = None

    def run(self) -> None:
        """Start the gateway."""
        command = [sys.executable, "-P", "-m", "quayso", "gateway", "--config", str(self.folder / "gateway.toml")]
        environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[3])}
        with (self.folder / "log").open("ab") as log:
            self.child = subprocess.Popen(command, stdout=log, stderr=log, cwd=self.folder, env=environment)

    def push(self, notice: str) -> int:
        """Save a notice and send what the centre is; its version."""
        with writing(self.engine) as connection:
            save_draft(connection, "trung-tam", Draft(notice=notice), "it")
            made = site_of_day(connection, self.config, "trung-tam", DAY)
            return push(connection, made, {"q-01": ("counter",)}, "it").id

    def applied(self) -> ConfigApplied | None:
        """What the gateway said last."""
        return next((one.config_applied for one in self.central._view() if one.gateway == "q-01"), None)

    def starts(self) -> int:
        """How often a gateway was ready."""
        return (self.folder / "log").read_text("utf-8").count("gateway q-01 is ready")

    def close(self) -> None:
        """End everything."""
        if self.child is not None and self.child.poll() is None:
            self.child.send_signal(signal.SIGTERM)
            self.child.wait(20)
        self.central.stop()
        self.engine.dispose()
        self.broker.stop()


@pytest.fixture
def office(tmp_path, wait_until):
    """An office in which nothing was pushed yet."""
    made = Office(tmp_path, wait_until)
    yield made
    made.close()


def test_taken_refused_and_kept(office, tmp_path):
    """A sound configuration is taken with a new start in the same process; a broken one is refused with its field, and
    the last good one outlives it and the gateway's end; a broker that forgot everything is told again."""
    version = office.push("Nghỉ chiều thứ Sáu")
    office.run()
    office.wait(lambda: office.applied() == ConfigApplied(version, True), PATIENCE_S, "the first configuration")
    child = office.child
    assert child is not None and child.poll() is None and office.starts() == 2
    kept = tmp_path / "data" / "configuration" / "site.toml"
    assert load_site(kept).notice == "Nghỉ chiều thứ Sáu"
    assert load_site(tmp_path / "site.toml").name == "Tên lúc lắp máy"

    values = json.loads(msgspec.json.encode(load_site(kept))) | {"counters": [{"id": "4"}]}
    publisher = mqtt.Client(CallbackAPIVersion.VERSION2, protocol=mqtt.MQTTv5)
    publisher.connect("127.0.0.1", office.broker.port)
    publisher.loop_start()
    broken = messages.encode(ConfigPushed(version + 1, fingerprint(values, {}), values, {}))
    publisher.publish(topics.config("q-01"), broken, qos=1, retain=True).wait_for_publish(5)
    publisher.disconnect()
    publisher.loop_stop()
    office.wait(lambda: getattr(office.applied(), "version", 0) == version + 1, PATIENCE_S, "the refusal")
    said = office.applied()
    assert not said.ok and "panels[1].counter" in said.error
    assert load_site(kept).notice == "Nghỉ chiều thứ Sáu" and office.starts() == 2

    later = office.push("Làm việc cả ngày")
    office.wait(lambda: office.applied() == ConfigApplied(later, True), PATIENCE_S, "the next good one")
    assert load_site(kept).notice == "Làm việc cả ngày" and office.starts() == 3
    child.send_signal(signal.SIGTERM)
    assert child.wait(20) == 0
    office.run()
    office.wait(lambda: office.starts() == 4, PATIENCE_S, "a start of its own")
    assert load_site(kept).notice == "Làm việc cả ngày"
