"""What the link needs of an MQTT client, and what it hears from one."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from contract.messages import Ack


@dataclass(frozen=True, slots=True)
class Connected:
    """The broker took us; ``bd`` is the number of this connection, as its Will carries it."""

    bd: int


@dataclass(frozen=True, slots=True)
class Lost:
    """The connection is gone; the client tries again by itself."""


@dataclass(frozen=True, slots=True)
class AckHeard:
    """Central acknowledged a stream."""

    stream: str
    ack: Ack


@dataclass(frozen=True, slots=True)
class NobodyListens:
    """The broker took a payload that nobody subscribes to."""


TransportEvent = Connected | Lost | AckHeard | NobodyListens


class Transport(Protocol):
    """An MQTT client for one gateway. Callbacks come on its own thread and never block."""

    def start(self, heard: Callable[[TransportEvent], None]) -> None:
        """Begin to connect and go on for ever; returns at once."""
        ...

    def stop(self) -> None:
        """Say goodbye and disconnect."""
        ...

    def publish_events(self, stream: str, first: int, payload: bytes) -> None:
        """Send lines of a stream, QoS 1."""
        ...

    def publish_status(self, payload: bytes) -> None:
        """Send a birth, retained, QoS 1."""
        ...

    def publish_health(self, payload: bytes) -> None:
        """Send health, QoS 0."""
        ...
