"""MQTT 5 through paho: one client whose id is the gateway's, clean start, nothing kept at the broker.

Each connection is a client of its own: what an earlier one still had to send must not come behind the new
birth. Callbacks only hand over; what goes wrong in one ends neither paho's thread nor the connection.
"""

import logging
import random
import threading
from collections.abc import Callable
from typing import Any

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from contract import messages, topics
from contract.links import BrokerConfig
from contract.messages import Ack, Death, MessageUnreadable
from gateway.link.transport import AckHeard, Connected, Lost, NobodyListens, TransportEvent

log = logging.getLogger(__name__)

KEEPALIVE_S = 30
SHORTEST_PAUSE_S, LONGEST_PAUSE_S = 1.0, 30.0
GOODBYE_S = 1.0
CONNECTIONS_A_START = 1 << 20
"""``bd`` = starts of the program x this + connections since: it grows with each connection for ever."""
_NO_MATCHING_SUBSCRIBERS = 16


class _Client(mqtt.Client):
    """One connection on paho's own thread: with a thread of ours around its loop, two would write to the socket
    at once and mix their packets."""

    def __init__(self, gateway: str) -> None:
        super().__init__(
            CallbackAPIVersion.VERSION2, client_id=gateway, protocol=mqtt.MQTTv5, reconnect_on_failure=False
        )
        self.ended = threading.Event()

    def loop_forever(self, timeout: float = 1.0, retry_first_connection: bool = False) -> MQTTErrorCode:
        """Run until the connection ends, and say so, however it ends."""
        try:
            return super().loop_forever(timeout, retry_first_connection)
        except Exception:
            # The edge of paho's thread: a packet that makes paho fail costs this connection, not the link.
            log.exception("the MQTT client failed; it connects again")
            return MQTTErrorCode.MQTT_ERR_UNKNOWN
        finally:
            self.ended.set()


class MqttTransport:
    """A gateway's connection to one broker. ``starts`` is how often the program has started."""

    def __init__(self, gateway: str, broker: BrokerConfig, starts: int) -> None:
        self._gateway = gateway
        self._broker = broker
        self._bd = starts * CONNECTIONS_A_START
        self._client: mqtt.Client | None = None
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="mqtt", daemon=True)
        self._heard: Callable[[TransportEvent], None] = lambda event: None
        self._was_connected = False
        self._trouble = ""

    def start(self, heard: Callable[[TransportEvent], None]) -> None:
        """Begin to connect; goes on for ever, with 1 to 30 s between attempts."""
        self._heard = heard
        self._thread.start()

    def stop(self) -> None:
        """Say that this gateway goes, then disconnect. An attempt to connect is not waited for."""
        self._stopping.set()
        client = self._client
        if client is not None and client.is_connected():
            self._say_goodbye(client)
            self._thread.join(GOODBYE_S)

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
        client = self._client
        if client is not None:
            client.publish(topic, payload, qos=qos, retain=retain, properties=properties)

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

    def _run(self) -> None:
        pause_s = SHORTEST_PAUSE_S
        while not self._stopping.is_set():
            self._was_connected = False
            try:
                self._connect_once()
            except Exception as error:
                # The edge of this thread: a certificate that is missing, a name that is not known: the next
                # attempt may find it mended.
                self._say_once(f"no connection to {self._broker}: {type(error).__name__}: {error}")
            if self._was_connected:
                pause_s = SHORTEST_PAUSE_S
                self._heard(Lost())
            self._stopping.wait(pause_s * random.uniform(0.8, 1.2))
            pause_s = min(pause_s * 2, LONGEST_PAUSE_S)

    def _connect_once(self) -> None:
        """One connection from its beginning to its end."""
        self._bd += 1
        client = self._make_client()
        client.connect(self._broker.host, self._broker.port, KEEPALIVE_S, clean_start=True)
        client.loop_start()
        try:
            if self._stopping.is_set():
                client.disconnect()
            client.ended.wait()
        finally:
            self._client = None
            client.loop_stop()
            if (open_socket := client.socket()) is not None:
                open_socket.close()

    def _say_once(self, trouble: str) -> None:
        """A broker that is away for a week must not fill the log."""
        if trouble != self._trouble:
            self._trouble = trouble
            log.warning("%s", trouble)

    def _make_client(self) -> _Client:
        client = _Client(self._gateway)
        if self._broker.username is not None:
            client.username_pw_set(self._broker.username, self._broker.password)
        if self._broker.ca is not None:
            client.tls_set(self._broker.ca, self._broker.cert, self._broker.key)
        client.will_set(topics.status(self._gateway), self._death(), qos=1, retain=True)
        client.on_connect = _safely(self._on_connect)
        client.on_subscribe = _safely(self._on_subscribe)
        client.on_disconnect = _safely(self._on_disconnect)
        client.on_publish = _safely(self._on_publish)
        client.on_message = _safely(self._on_message)
        return client

    def _on_connect(self, client: mqtt.Client, userdata: Any, flags: Any, reason: Any, properties: Any) -> None:
        if reason.is_failure:
            self._say_once(f"the broker {self._broker} refuses {self._gateway}: {reason}")
            return
        log.info("connected to %s", self._broker)
        self._client, self._was_connected, self._trouble = client, True, ""
        client.subscribe(topics.all_acks(self._gateway), qos=1)
        self._heard(Connected(self._bd))

    def _on_subscribe(self, client: mqtt.Client, userdata: Any, mid: int, reasons: Any, properties: Any) -> None:
        if any(reason.is_failure for reason in reasons):
            log.error("the broker does not let %s hear acknowledgements: %s", self._gateway, reasons)

    def _on_disconnect(self, client: mqtt.Client, userdata: Any, flags: Any, reason: Any, properties: Any) -> None:
        if self._was_connected and not self._stopping.is_set():
            log.warning("the connection to %s ended: %s", self._broker, reason)

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


def _safely(callback: Callable[..., None]) -> Callable[..., None]:
    """The edge of paho's thread: an exception would end it, while the client still says that it is connected."""

    def call(*arguments: Any) -> None:
        try:
            callback(*arguments)
        except Exception:
            log.exception("%s failed; the connection goes on", callback.__name__)

    return call
