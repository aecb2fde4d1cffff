"""What ingest takes in and gives back; plain values, no MQTT in them."""

from dataclasses import dataclass

from contract.messages import Ack, Birth


@dataclass(frozen=True, slots=True)
class Arrival:
    """A payload of an events topic.

    ``gateway`` is the one of the topic; ``stream`` and ``first`` are the message's user properties, None
    when missing or no such thing. ``size`` and ``digest`` are given when ``payload`` holds only the
    beginning of what arrived.
    """

    gateway: str
    payload: bytes
    stream: str | None = None
    first: int | None = None
    size: int | None = None
    digest: bytes | None = None


@dataclass(frozen=True, slots=True)
class BirthSeen:
    """A birth on a gateway's status topic."""

    gateway: str
    birth: Birth


@dataclass(frozen=True, slots=True)
class AckDue:
    """An acknowledgement to be published, after the commit that it speaks of."""

    gateway: str
    stream: str
    ack: Ack
