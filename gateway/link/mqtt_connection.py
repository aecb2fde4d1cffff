"""One MQTT 5 connection that is made again for ever: clean start, nothing kept at the broker.

Each connection is a client of its own: what an earlier one still had to send must not come behind a new birth.
Callbacks only hand over; what goes wrong in one ends neither paho's thread nor the connection.
"""

import logging
import random
import socket
import threading
from collections.abc import Callable
from typing import Any, Protocol

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode
from paho.mqtt.properties import Properties

from contract.links import BrokerConfig, LinkConfig
from gateway.link.proxy import through_proxy

log = logging.getLogger(__name__)

KEEPALIVE_S = 30
SHORTEST_PAUSE_S, LONGEST_PAUSE_S = 1.0, 30.0
LONGEST_TO_HALL_S = 5.0
"""Where the hall is reached over it: few gateways, and a hall on a new card waits for what the kiosks know."""
GOODBYE_S = 1.0


class Publish(Protocol):
    """How a guest sends: False when there is no connection now."""

    def __call__(
        self, topic: str, payload: bytes, qos: int, retain: bool = False, properties: Properties | None = None
    ) -> bool: ...


class Guest(Protocol):
    """Another part that speaks over the same connection; called on paho's thread, must not block."""

    def connected(self, client: mqtt.Client) -> None:
        """The broker took us: subscribe now."""
        ...

    def lost(self) -> None:
        """The connection is gone."""
        ...

    def message(self, message: mqtt.MQTTMessage) -> None:
        """A message came, for this guest or for others."""
        ...


class Client(mqtt.Client):
    """One connection on paho's own thread: with a thread of ours around its loop, two would write to the socket
    at once and mix their packets."""

    def __init__(self, client_id: str, broker: BrokerConfig) -> None:
        super().__init__(
            CallbackAPIVersion.VERSION2,
            client_id=client_id,
            protocol=mqtt.MQTTv5,
            transport="websockets" if isinstance(broker, LinkConfig) and broker.transport == "websocket" else "tcp",
            reconnect_on_failure=False,
        )
        self._way = broker
        self.ended = threading.Event()

    def _create_socket_connection(self) -> socket.socket:
        """Through the office's proxy, where there is one."""
        way = self._way
        if not isinstance(way, LinkConfig) or way.proxy is None:
            return super()._create_socket_connection()
        return through_proxy(way.proxy, way.host, way.port, self._connect_timeout)

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


class MqttConnection:
    """Connects, and connects again. What is said over it is the business of who inherits, and of its guests."""

    def __init__(self, client_id: str, broker: BrokerConfig) -> None:
        self._client_id = client_id
        self._broker = broker
        self._client: mqtt.Client | None = None
        self._guests: list[Guest] = []
        self._of_guests: set[int] = set()
        self._in_haste = False
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"mqtt {client_id}", daemon=True)
        self._was_connected = False
        self._trouble = ""

    def host(self, guest: Guest, in_haste: bool = True) -> None:
        """Let another part speak over this connection; before it starts. ``in_haste``: people wait for it."""
        self._guests.append(guest)
        self._in_haste |= in_haste

    def begin(self) -> None:
        """Begin to connect; goes on for ever, with 1 to 30 s between attempts, 5 s on the way to the hall."""
        self._thread.start()

    def stop(self) -> None:
        """Disconnect. An attempt to connect is not waited for."""
        self._stopping.set()
        client = self._client
        if client is not None and client.is_connected():
            self._say_goodbye(client)
            self._thread.join(GOODBYE_S)

    def publish(
        self, topic: str, payload: bytes, qos: int, retain: bool = False, properties: Properties | None = None
    ) -> bool:
        """Send a guest's message; False when there is no connection now. From any thread."""
        sent = self._send(topic, payload, qos, retain, properties)
        if sent is not None and qos:
            self._of_guests.add(sent.mid)
        return sent is not None

    def _send(
        self, topic: str, payload: bytes, qos: int, retain: bool = False, properties: Properties | None = None
    ) -> mqtt.MQTTMessageInfo | None:
        client = self._client
        return None if client is None else client.publish(topic, payload, qos, retain, properties)

    def _say_goodbye(self, client: mqtt.Client) -> None:
        client.disconnect()

    def _prepare(self, client: mqtt.Client) -> None:
        """Before a connection: its Will, and what else it brings."""

    def _connected(self, client: mqtt.Client) -> None:
        """The broker took us."""

    def _lost(self) -> None:
        """The connection is gone."""

    def _run(self) -> None:
        pause_s = SHORTEST_PAUSE_S
        longest_s = LONGEST_TO_HALL_S if self._in_haste else LONGEST_PAUSE_S
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
                for lost in (self._lost, *(guest.lost for guest in self._guests)):
                    safely(lost)()
            self._stopping.wait(pause_s * random.uniform(0.8, 1.2))
            pause_s = min(pause_s * 2, longest_s)

    def _connect_once(self) -> None:
        """One connection from its beginning to its end."""
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

    def _make_client(self) -> Client:
        client = Client(self._client_id, self._broker)
        if self._broker.username is not None:
            client.username_pw_set(self._broker.username, self._broker.password)
        if self._broker.ca is not None:
            client.tls_set(self._broker.ca, self._broker.cert, self._broker.key)
        self._prepare(client)
        client.on_socket_open = safely(_send_at_once)
        client.on_connect = safely(self._on_connect)
        client.on_subscribe = safely(self._on_subscribe)
        client.on_disconnect = safely(self._on_disconnect)
        client.on_publish = safely(self._on_publish)
        client.on_message = safely(self._on_message)
        return client

    def _on_connect(self, client: mqtt.Client, userdata: Any, flags: Any, reason: Any, properties: Any) -> None:
        if reason.is_failure:
            self._say_once(f"the broker {self._broker} refuses {self._client_id}: {reason}")
            return
        log.info("connected to %s", self._broker)
        self._client, self._was_connected, self._trouble = client, True, ""
        self._of_guests.clear()
        self._connected(client)
        for guest in self._guests:
            safely(guest.connected)(client)

    def _on_subscribe(self, client: mqtt.Client, userdata: Any, mid: int, reasons: Any, properties: Any) -> None:
        if any(reason.is_failure for reason in reasons):
            log.error("the broker does not let %s hear what it needs: %s", self._client_id, reasons)

    def _on_disconnect(self, client: mqtt.Client, userdata: Any, flags: Any, reason: Any, properties: Any) -> None:
        if self._was_connected and not self._stopping.is_set():
            log.warning("the connection to %s ended: %s", self._broker, reason)

    def _on_publish(self, client: mqtt.Client, userdata: Any, mid: int, reason: Any, properties: Any) -> None:
        self._of_guests.discard(mid)
        if reason.is_failure:
            log.error("the broker does not take what %s sends: %s", self._client_id, reason)

    def _on_message(self, client: mqtt.Client, userdata: Any, message: mqtt.MQTTMessage) -> None:
        for guest in self._guests:
            safely(guest.message)(message)


def _send_at_once(client: mqtt.Client, userdata: Any, opened: Any) -> None:
    """Small packets must not wait for the receipt of the one before: a request would take 80 ms instead of 5."""
    opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def safely(callback: Callable[..., None]) -> Callable[..., None]:
    """The edge of paho's thread: an exception would end it, while the client still says that it is connected."""

    def call(*arguments: Any) -> None:
        try:
            callback(*arguments)
        except Exception:
            log.exception("%s failed; the connection goes on", callback.__name__)

    return call
