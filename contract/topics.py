"""The MQTT topics of design §4.1: built and read back in one place."""

from dataclasses import dataclass

from contract.ids import is_stream_id, is_valid_id

ROOT = "quayso/v1"
CENTRAL = f"{ROOT}/central"
ALL_EVENTS = f"{ROOT}/events/+"
ALL_STATUS = f"{ROOT}/status/+"
ALL_HEALTH = f"{ROOT}/health/+"
ALL_CONFIG_APPLIED = f"{ROOT}/config-applied/+"

PROPERTY_STREAM = "stream"
"""MQTT 5 user property of an events message: the stream its lines belong to."""
PROPERTY_FIRST = "first"
"""MQTT 5 user property of an events message: the sequence number of its first line."""

_BY_GATEWAY = ("events", "status", "health", "command", "config", "config-applied")


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic taken apart. ``kind`` is the word after the version; the rest is None where it has none."""

    kind: str
    gateway: str | None = None
    site: str | None = None
    stream: str | None = None


def events(gateway: str) -> str:
    """Where a gateway publishes its event lines."""
    return f"{ROOT}/events/{gateway}"


def ack(gateway: str, stream: str) -> str:
    """Where central says up to which line it holds a stream."""
    return f"{ROOT}/ack/{gateway}/{stream}"


def all_acks(gateway: str) -> str:
    """The filter under which a gateway hears the acknowledgements of all its streams."""
    return f"{ROOT}/ack/{gateway}/+"


def status(gateway: str) -> str:
    """Where a gateway's birth is retained; its Will speaks on the same topic."""
    return f"{ROOT}/status/{gateway}"


def health(gateway: str) -> str:
    """Where a gateway publishes its health, QoS 0."""
    return f"{ROOT}/health/{gateway}"


def command(gateway: str) -> str:
    """Where central orders a gateway."""
    return f"{ROOT}/command/{gateway}"


def config(gateway: str) -> str:
    """Where a gateway's desired configuration is retained."""
    return f"{ROOT}/config/{gateway}"


def config_applied(gateway: str) -> str:
    """Where a gateway says which configuration it runs."""
    return f"{ROOT}/config-applied/{gateway}"


def hall_do(site: str, gateway: str) -> str:
    """Where a gateway asks the hall of its site."""
    return f"{ROOT}/hall/{site}/do/{gateway}"


def hall_done(site: str, gateway: str) -> str:
    """Where the hall answers one gateway."""
    return f"{ROOT}/hall/{site}/done/{gateway}"


def hall_now(site: str) -> str:
    """Where the hall's state is retained."""
    return f"{ROOT}/hall/{site}/now"


def parse(topic: str) -> Topic | None:
    """Take a topic apart; None when it is not one of ours or an id in it is not valid."""
    if topic == CENTRAL:
        return Topic("central")
    match topic.split("/"):
        case ["quayso", "v1", kind, gateway] if kind in _BY_GATEWAY and is_valid_id(gateway):
            return Topic(kind, gateway=gateway)
        case ["quayso", "v1", "ack", gateway, stream] if is_valid_id(gateway) and is_stream_id(stream):
            return Topic("ack", gateway=gateway, stream=stream)
        case ["quayso", "v1", "hall", site, ("do" | "done") as way, gateway] if _are_ids(site, gateway):
            return Topic(f"hall/{way}", gateway=gateway, site=site)
        case ["quayso", "v1", "hall", site, "now"] if is_valid_id(site):
            return Topic("hall/now", site=site)
    return None


def _are_ids(*texts: str) -> bool:
    return all(map(is_valid_id, texts))
