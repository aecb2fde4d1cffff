"""Ingest's client on a real mosquitto: what it says of connections that end."""

import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from central.ingest.heard import Heard
from central.ingest.mqtt_link import MqttLink
from central.presence import Presence
from contract import topics
from contract.links import BrokerConfig
from simulator.broker import MosquittoBroker, find_mosquitto

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(find_mosquitto() is None, reason="mosquitto is not installed"),
]
Wait = Callable[..., None]


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[MosquittoBroker]:
    """A broker of the test's own."""
    with MosquittoBroker(tmp_path / "mosquitto") as own:
        yield own


@pytest.fixture
def link(broker: MosquittoBroker, wait_until: Wait) -> Iterator[MqttLink]:
    """A link that hears the broker."""
    made = MqttLink(BrokerConfig(port=broker.port), "session", lambda delivery: True, Heard(Presence()))
    made.start()
    wait_until(lambda: made.is_subscribed)
    yield made
    made.stop()


def warnings(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What was warned of, or worse."""
    return [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]


def test_a_clean_stop_is_no_trouble(link: MqttLink, caplog: pytest.LogCaptureFixture) -> None:
    """Central that stops does not say that the broker is gone; started again it is as before."""
    link.stop()
    assert not link.is_subscribed
    assert warnings(caplog) == []


def test_a_broker_that_goes_is_told(
    link: MqttLink, broker: MosquittoBroker, wait_until: Wait, caplog: pytest.LogCaptureFixture
) -> None:
    """The control: whoever looks for the reason of a gap finds it in the log, also after an earlier clean stop."""
    link.stop()
    link.start()
    wait_until(lambda: link.is_subscribed)
    broker.stop()
    wait_until(lambda: not link.is_subscribed)
    wait_until(lambda: warnings(caplog))
    assert "the broker is gone" in warnings(caplog)[0]


def test_nobody_speaks_as_central(broker: MosquittoBroker, wait_until: Wait, caplog: pytest.LogCaptureFixture) -> None:
    """A line on a topic of central's is not handed over, whoever the broker let in; one of a gateway is."""
    taken: list[str] = []
    link = MqttLink(
        BrokerConfig(port=broker.port),
        "session",
        lambda delivery: taken.append(getattr(delivery.item, "gateway", "")) or True,
        Heard(Presence()),
    )
    link.start()
    try:
        wait_until(lambda: link.is_subscribed)
        assert link._client is not None
        for gateway in ("central", "central-2", "q-01"):
            link._client.publish(topics.events(gateway), b"{}", qos=1)
        wait_until(lambda: taken)
    finally:
        link.stop()
    assert taken == ["q-01"]
    assert [words for words in warnings(caplog) if "central-2" in words]
