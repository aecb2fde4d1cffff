"""The state of a hall over a real broker: retained it is stale, live it is live, garbage changes nothing."""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import paho.mqtt.client as mqtt
import pytest
from paho.mqtt.enums import CallbackAPIVersion

from central.halls import Halls
from central.ingest.heard import Heard
from central.ingest.mqtt_link import MqttLink
from central.presence import Presence
from contract import messages, topics
from contract.hall import HallState
from contract.links import BrokerConfig
from simulator.broker import MosquittoBroker, find_mosquitto

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(find_mosquitto() is None, reason="mosquitto is not installed"),
]
AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def said(rev: int) -> bytes:
    """What a hall says."""
    return messages.encode(HallState("hall-01", 1, rev, AT.date(), AT, True, {}, {}, ()))


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[MosquittoBroker]:
    """A broker of the test's own."""
    with MosquittoBroker(tmp_path / "mosquitto") as own:
        yield own


@pytest.fixture
def hall(broker: MosquittoBroker) -> Iterator[mqtt.Client]:
    """The hall of ``mau``."""
    client = mqtt.Client(CallbackAPIVersion.VERSION2, client_id="hall-01", protocol=mqtt.MQTTv5)
    client.connect("127.0.0.1", broker.port)
    client.loop_start()
    yield client
    client.disconnect()
    client.loop_stop()


def test_central_hears_halls(broker: MosquittoBroker, hall: mqtt.Client, wait_until: Callable[..., None]) -> None:
    """What was retained before central came is known and stale; the next word is live; garbage is passed over."""
    hall.publish(topics.hall_now("mau"), said(1), qos=1, retain=True).wait_for_publish(5)
    halls = Halls(time.monotonic)
    heard = Heard(Presence(), halls=halls)
    link = MqttLink(BrokerConfig(port=broker.port), "session", lambda delivery: True, heard)
    link.start()
    try:
        wait_until(lambda: halls.look("mau"))
        first = halls.look("mau")
        assert first is not None and (first.state.rev, first.is_live) == (1, False)
        hall.publish(topics.hall_now("mau"), b"\xff{", qos=1)
        hall.publish(topics.hall_now("Không phải mã"), said(9), qos=1)
        hall.publish(topics.hall_now("mau"), said(2), qos=1, retain=True)
        wait_until(lambda: (now := halls.look("mau")) is not None and now.is_live)
        second = halls.look("mau")
        assert second is not None and second.state.rev == 2
    finally:
        link.stop()
