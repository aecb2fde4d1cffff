"""The link to central over MQTT 5: births, lines, health, acknowledgements."""

import logging
from collections.abc import Callable
from typing import Any

import paho.mqtt.client as mqtt
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from contract import messages, topics
from contract.links import BrokerConfig
from contract.messages import Ack, Death, MessageUnreadable
from gateway.link.mqtt_connection import GOODBYE_S, MqttConnection
from gateway.link.transport import AckHeard, Connected, Lost, NobodyListens, TransportEvent

log = logging.getLogger(__name__)

CONNECTIONS_A_START = 1 << 20
"""``bd`` = starts of the program x this + connections since: it grows with each connection for ever."""
_NO_MATCHING_SUBSCRIBERS = 16


class MqttTransport(MqttConnection):
    """A gateway's connection to one broker, its client id the gateway's. ``starts`` is how often the program has
    started."""

    def __init__(self, gateway: str, broker: BrokerConfig, starts: int) -> None:
        super().__init__(gateway, broker)
        self._gateway = gateway
        self._bd = starts * CONNECTIONS_A_START
        self._heard: Callable[[TransportEvent], None] = lambda event: None

    def start(self, heard: Callable[[TransportEvent], None]) -> None:
        """Begin to connect; goes on for ever, with 1 to 30 s between attempts."""
        self._heard = heard
        self.begin()

    def publish_events(self, stream: str, first: int, payload: bytes) -> None:
        """Send lines with their place, so that even unreadable ones have one."""
        properties = Properties(PacketTypes.PUBLISH)  # type: ignore[no-untyped-call]
        properties.UserProperty = [(topics.PROPERTY_STREAM, stream), (topics.PROPERTY_FIRST, str(first))]
        self._send(topics.events(self._gateway), payload, 1, properties=properties)

    def publish_status(self, payload: bytes) -> None:
        """Send a birth, retained."""
        self._send(topics.status(self._gateway), payload, 1, retain=True)

    def publish_health(self, payload: bytes) -> None:
        """Send health; lost when nobody is there."""
        self._send(topics.health(self._gateway), payload, 0)

    def _say_goodbye(self, client: mqtt.Client) -> None:
        goodbye = client.publish(topics.status(self._gateway), self._death(), qos=1, retain=True)
        try:
            goodbye.wait_for_publish(GOODBYE_S)
            was_heard = goodbye.is_published()
        except (RuntimeError, ValueError):
            # The connection went in this moment.
            was_heard = False
        if was_heard:
            client.disconnect()
        else:
            # It may never have left; then the broker must speak the Will.
            client.disconnect(ReasonCode(PacketTypes.DISCONNECT, "Disconnect with will message"))

    def _death(self) -> bytes:
        return messages.encode(Death(self._bd))

    def _prepare(self, client: mqtt.Client) -> None:
        self._bd += 1
        client.will_set(topics.status(self._gateway), self._death(), qos=1, retain=True)

    def _connected(self, client: mqtt.Client) -> None:
        client.subscribe(topics.all_acks(self._gateway), qos=1)
        self._heard(Connected(self._bd))

    def _lost(self) -> None:
        self._heard(Lost())

    def _on_publish(self, client: mqtt.Client, userdata: Any, mid: int, reason: Any, properties: Any) -> None:
        if reason.value == _NO_MATCHING_SUBSCRIBERS and mid not in self._of_guests:
            self._heard(NobodyListens())
        else:
            super()._on_publish(client, userdata, mid, reason, properties)

    def _on_message(self, client: mqtt.Client, userdata: Any, message: mqtt.MQTTMessage) -> None:
        super()._on_message(client, userdata, message)
        topic = topics.parse(message.topic)
        if topic is None or topic.kind != "ack" or topic.gateway != self._gateway or topic.stream is None:
            return
        try:
            ack = messages.decode(bytes(message.payload), Ack)
        except MessageUnreadable as error:
            log.warning("an acknowledgement could not be read: %s", error)
            return
        self._heard(AckHeard(topic.stream, ack))
