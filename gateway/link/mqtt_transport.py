"""MQTT 5 through paho: one client whose id is the gateway's, clean start, nothing kept at the broker.

Its callbacks only hand over: an exception in one would end paho's thread while it still looks connected.
"""

import logging
import threading
from collections.abc import Callable
from typing import Any

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from contract import messages, topics
from contract.links import BrokerConfig
from contract.messages import Ack, Death, MessageUnreadable
from gateway.link.transport import AckHeard, Connected, Lost, NobodyListens, TransportEvent

log = logging.getLogger(__name__)

KEEPALIVE_S = 30
CONNECTIONS_A_START = 1 << 20
"""``bd`` = starts of the program x this + connections since: it grows with each connection for ever."""
_NO_MATCHING_SUBSCRIBERS = 16


class MqttTransport:
    """A gateway's connection to one broker. ``starts`` is how often the program has started."""

    def __init__(self, gateway: str, broker: BrokerConfig, starts: int) -> None:
        self._gateway = gateway
        self._broker = broker
        self._bd = starts * CONNECTIONS_A_START
        self._client: mqtt.Client | None = None
        self._thread: threading.Thread | None = None
        self._heard: Callable[[TransportEvent], None] = lambda event: None

    def start(self, heard: Callable[[TransportEvent], None]) -> None:
        """Begin to connect; goes on for ever, with 1 to 30 s between attempts."""
        self._heard = heard
        client = mqtt.Client(
            CallbackAPIVersion.VERSION2,
            client_id=self._gateway,
            protocol=mqtt.MQTTv5,
            reconnect_on_failure=True,
        )
        if self._broker.username is not None:
            client.username_pw_set(self._broker.username, self._broker.password)
        if self._broker.ca is not None:
            client.tls_set(self._broker.ca, self._broker.cert, self._broker.key)
        client.reconnect_delay_set(1, 30)
        client.on_pre_connect = self._before_connecting
        client.on_connect = self._on_connect
        client.on_disconnect = self._on_disconnect
        client.on_publish = self._on_publish
        client.on_message = self._on_message
        client.connect_async(self._broker.host, self._broker.port, KEEPALIVE_S, clean_start=True)
        self._client = client
        # Not loop_start(): its stop waits out the pause between two attempts to connect.
        self._thread = threading.Thread(
            target=client.loop_forever, kwargs={"retry_first_connection": True}, name="mqtt", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """Say that this gateway goes, then disconnect."""
        if self._client is None:
            return
        if self._client.is_connected():
            goodbye = self._client.publish(
                topics.status(self._gateway), messages.encode(Death(self._bd)), qos=1, retain=True
            )
            try:
                goodbye.wait_for_publish(1.0)
            except (RuntimeError, ValueError):
                # The connection went in this moment: the broker speaks the Will instead.
                log.debug("goodbye was not heard")
        connected = self._client.is_connected()
        self._client.disconnect()
        if connected and self._thread is not None:
            self._thread.join(2.0)
        self._client = None

    def publish_events(self, stream: str, first: int, payload: bytes) -> None:
        """Send lines with their place, so that even unreadable ones have one."""
        properties = Properties(PacketTypes.PUBLISH)  # type: ignore[no-untyped-call]
        properties.UserProperty = [(topics.PROPERTY_STREAM, stream), (topics.PROPERTY_FIRST, str(first))]
        self._publish(topics.events(self._gateway), payload, 1, properties=properties)

    def publish_status(self, payload: bytes) -> None:
        """Send a birth, retained."""
        self._publish(topics.status(self._gateway), payload, 1, retain=True)

    def publish_health(self, payload: bytes) -> None:
        """Send health; lost when nobody is there."""
        self._publish(topics.health(self._gateway), payload, 0)

    def _publish(
        self, topic: str, payload: bytes, qos: int, retain: bool = False, properties: Properties | None = None
    ) -> None:
        if self._client is not None:
            self._client.publish(topic, payload, qos=qos, retain=retain, properties=properties)

    def _before_connecting(self, client: mqtt.Client, userdata: Any) -> None:
        self._bd += 1
        client.will_set(topics.status(self._gateway), messages.encode(Death(self._bd)), qos=1, retain=True)

    def _on_connect(self, client: mqtt.Client, userdata: Any, flags: Any, reason: Any, properties: Any) -> None:
        if reason.is_failure:
            log.warning("the broker refuses %s: %s", self._gateway, reason)
            return
        client.subscribe(topics.all_acks(self._gateway), qos=1)
        self._heard(Connected(self._bd))

    def _on_disconnect(self, client: mqtt.Client, userdata: Any, flags: Any, reason: Any, properties: Any) -> None:
        self._heard(Lost())

    def _on_publish(self, client: mqtt.Client, userdata: Any, mid: int, reason: Any, properties: Any) -> None:
        if reason.value == _NO_MATCHING_SUBSCRIBERS:
            self._heard(NobodyListens())
        elif reason.is_failure:
            log.error("the broker does not take what %s sends: %s", self._gateway, reason)

    def _on_message(self, client: mqtt.Client, userdata: Any, message: mqtt.MQTTMessage) -> None:
        topic = topics.parse(message.topic)
        if topic is None or topic.kind != "ack" or topic.gateway != self._gateway or topic.stream is None:
            return
        try:
            ack = messages.decode(bytes(message.payload), Ack)
        except MessageUnreadable as error:
            log.warning("an acknowledgement could not be read: %s", error)
            return
        self._heard(AckHeard(topic.stream, ack))
