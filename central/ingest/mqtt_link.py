"""Ingest's MQTT client: hears gateways, hands over, speaks acknowledgements. Stores nothing itself.

Its callbacks never raise: an exception would end paho's thread while it still looks connected.
"""

import logging
import threading
from collections.abc import Callable, Iterable
from typing import Any

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from central.ingest.arrivals import AckDue, Arrival, BirthSeen
from central.ingest.delivery import Delivery
from central.ingest.heard import Heard
from central.ingest.receipts import Receipts
from contract import messages, topics
from contract.ids import belongs_to_central
from contract.lines import line_digest
from contract.links import BrokerConfig
from contract.messages import CentralState
from contract.payloads import MAX_PAYLOAD_BYTES

log = logging.getLogger(__name__)

CLIENT_ID = "central-ingest"
KEEPALIVE_S = 20
IN_FLIGHT = 200
"""Payloads the broker may send ahead of the writer (MQTT 5 Receive Maximum)."""
_NO_MATCHING_SUBSCRIBERS = 16
KEPT_OF_TOO_LARGE_BYTES = 8 * 1024
_FILTERS = [
    (name, 1)
    for name in (
        topics.ALL_EVENTS,
        topics.ALL_STATUS,
        topics.ALL_HEALTH,
        topics.ALL_CONFIG_APPLIED,
        topics.hall_now("+"),
    )
]


class MqttLink:
    """Central's link to its broker. ``deliver`` takes a Delivery at once or says False when it has no room."""

    def __init__(self, broker: BrokerConfig, session: str, deliver: Callable[[Delivery], bool], heard: Heard) -> None:
        self._broker = broker
        self._session = session
        self._deliver = deliver
        self._heard = heard
        self._client: mqtt.Client | None = None
        self._receipts = Receipts(lambda mid, qos: None)
        self._is_stopping = False
        self._saying: dict[int, Callable[[bool], None]] = {}
        self._saying_lock = threading.Lock()
        self.is_subscribed = False
        self.dropped = 0
        self.connections = 0
        """How often the broker took us: what was sent before may be sent again."""

    @property
    def is_connected(self) -> bool:
        """Whether the broker has us."""
        return self._client is not None and self._client.is_connected()

    def start(self) -> None:
        """Begin to connect and go on for ever, with 1 to 10 s between attempts."""
        client = mqtt.Client(CallbackAPIVersion.VERSION2, client_id=CLIENT_ID, protocol=mqtt.MQTTv5, manual_ack=True)
        if self._broker.username is not None:
            client.username_pw_set(self._broker.username, self._broker.password)
        if self._broker.ca is not None:
            client.tls_set(self._broker.ca, self._broker.cert, self._broker.key)
        client.reconnect_delay_set(1, 10)
        client.max_inflight_messages_set(1000)
        client.will_set(topics.CENTRAL, messages.encode(CentralState(False)), qos=1, retain=True)
        client.on_connect = self._on_connect
        client.on_disconnect = self._on_disconnect
        client.on_subscribe = self._on_subscribe
        client.on_message = self._on_message
        client.on_publish = self._on_publish
        client.connect_async(
            self._broker.host, self._broker.port, KEEPALIVE_S, clean_start=True, properties=_connect_properties()
        )
        self._client, self._is_stopping = client, False
        # paho's own thread: only with it does every packet leave from one thread, whoever publishes.
        client.loop_start()

    def stop(self) -> None:
        """Say goodbye and disconnect."""
        if self._client is None:
            return
        connected, self._is_stopping = self.is_connected, True
        if connected:
            self._client.publish(topics.CENTRAL, messages.encode(CentralState(False)), qos=1, retain=True)
        self._client.disconnect()
        if connected:
            # Without a connection its end would wait out the pause between two attempts.
            self._client.loop_stop()
        self._client = None

    def acknowledge(self, due: Iterable[AckDue]) -> None:
        """Publish acknowledgements; one that is lost is asked for again by its gateway."""
        client = self._client
        if client is None:
            return
        for one in due:
            client.publish(topics.ack(one.gateway, one.stream), messages.encode(one.ack), qos=1)

    def say(
        self,
        topic: str,
        payload: bytes,
        *,
        retain: bool = False,
        expires_s: int | None = None,
        on_taken: Callable[[bool], None] = lambda heard: None,
    ) -> bool:
        """Publish with QoS 1; False when there is no connection now. From any thread, never blocks.

        ``on_taken`` hears from the broker, on paho's thread, whether somebody listens; nothing when the
        connection goes before.
        """
        client = self._client
        if client is None or not client.is_connected():
            return False
        properties = Properties(PacketTypes.PUBLISH)  # type: ignore[no-untyped-call]
        if expires_s is not None:
            properties.MessageExpiryInterval = expires_s
        with self._saying_lock:
            sent = client.publish(topic, payload, qos=1, retain=retain, properties=properties)
            if sent.rc == mqtt.MQTT_ERR_SUCCESS:
                self._saying[sent.mid] = on_taken
        return sent.rc == mqtt.MQTT_ERR_SUCCESS

    def _on_publish(self, client: mqtt.Client, userdata: Any, mid: int, reason: Any, properties: Any) -> None:
        with self._saying_lock:
            on_taken = self._saying.pop(mid, None)
        if on_taken is None:
            return
        try:
            on_taken(not reason.is_failure and reason.value != _NO_MATCHING_SUBSCRIBERS)
        except Exception:
            # The edge of paho's thread.
            log.exception("what the broker said of message %d could not be taken", mid)

    def publish_retained(self, topic: str, payload: bytes) -> bool:
        """Leave a message at the broker; False when there is no connection now. From any thread."""
        client = self._client
        if client is None or not client.is_connected():
            return False
        return client.publish(topic, payload, qos=1, retain=True).rc == mqtt.MQTT_ERR_SUCCESS

    def _on_connect(self, client: mqtt.Client, userdata: Any, flags: Any, reason: Any, properties: Any) -> None:
        if reason.is_failure:
            log.warning("the broker refuses central: %s", reason)
            return
        self._receipts.close()
        self._receipts = Receipts(client.ack)
        client.subscribe(_FILTERS)
        self.connections += 1
        online = messages.encode(CentralState(True, self._session))
        client.publish(topics.CENTRAL, online, qos=1, retain=True)

    def _on_disconnect(self, client: mqtt.Client, userdata: Any, flags: Any, reason: Any, properties: Any) -> None:
        self.is_subscribed = False
        self._receipts.close()
        with self._saying_lock:
            self._saying.clear()
        if not self._is_stopping:
            log.warning("the broker is gone (%s); trying again", reason)

    def _on_subscribe(self, client: mqtt.Client, userdata: Any, mid: int, reasons: Any, properties: Any) -> None:
        refused = [reason for reason in reasons if reason.is_failure]
        if refused:
            log.error("the broker does not let central listen: %s", refused[0])
        self.is_subscribed = not refused

    def _on_message(self, client: mqtt.Client, userdata: Any, message: mqtt.MQTTMessage) -> None:
        done = self._receipts.take(message.mid, message.qos)
        try:
            item = self._take(message)
            is_waiting = item is not None and self._deliver(Delivery(item, done))
            self.dropped += item is not None and not is_waiting
        except Exception:
            # The edge of paho's thread. The gateway sends again what was not acknowledged.
            log.exception("a message on %s could not be taken", message.topic)
            is_waiting = False
        if not is_waiting:
            done()

    def _take(self, message: mqtt.MQTTMessage) -> Arrival | BirthSeen | None:
        """Events and births are for the writer; everything else only says that somebody is there."""
        topic = topics.parse(message.topic)
        if topic is not None and topic.kind == "hall/now" and topic.site is not None:
            self._heard.hall(topic.site, bytes(message.payload), retained=message.retain)
            return None
        if topic is None or topic.gateway is None:
            return None
        if belongs_to_central(topic.gateway):
            log.warning("somebody speaks as %s on %s; central alone writes its own stream", topic.gateway, topic.kind)
            return None
        payload = bytes(message.payload)
        if topic.kind == "events":
            self._heard.events(topic.gateway)
            return _arrival(topic.gateway, payload, message)
        birth = self._heard.beside(topic.kind, topic.gateway, payload, retained=message.retain)
        return BirthSeen(topic.gateway, birth) if birth else None


def _arrival(gateway: str, payload: bytes, message: mqtt.MQTTMessage) -> Arrival:
    said = dict(getattr(message.properties, "UserProperty", None) or ())
    stream, first = said.get(topics.PROPERTY_STREAM), said.get(topics.PROPERTY_FIRST, "")
    number = int(first) if first.isascii() and first.isdigit() and len(first) <= 16 else None
    if len(payload) > MAX_PAYLOAD_BYTES:
        # One line alone has a place although it is far too long; many lines have none that could be told.
        number = None if b"\n" in payload.strip() else number
        return Arrival(gateway, payload[:KEPT_OF_TOO_LARGE_BYTES], stream, number, len(payload), line_digest(payload))
    return Arrival(gateway, payload, stream, number)


def _connect_properties() -> Properties:
    properties = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]
    properties.SessionExpiryInterval = 0
    properties.ReceiveMaximum = IN_FLIGHT
    return properties
