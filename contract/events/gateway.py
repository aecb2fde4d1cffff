"""Events about a gateway itself: its start, clock, devices, commands and journal."""

from typing import Any, ClassVar, Literal

from contract.events.base import EventData
from contract.fields import Count, Seq, SignedMillis, Token
from contract.ids import StreamId


class GatewayStarted(EventData, frozen=True, omit_defaults=True):
    """A gateway's program started; first line of each run."""

    TYPE: ClassVar[str] = "gateway.started"
    version: Token
    reason: Token


class ClockSynced(EventData, frozen=True, omit_defaults=True):
    """The clock became right in this boot; ``at`` of the line is the time after the step."""

    TYPE: ClassVar[str] = "clock.synced"
    step_ms: SignedMillis


class DeviceChanged(EventData, frozen=True, omit_defaults=True):
    """A device works, is faulty, or nobody knows; ``fault`` names the fault."""

    TYPE: ClassVar[str] = "device.changed"
    device: Token
    kind: Token
    state: Literal["ok", "fault", "unknown"]
    fault: Token | None = None


class CommandDone(EventData, frozen=True, omit_defaults=True):
    """How an order from central ended on the gateway."""

    TYPE: ClassVar[str] = "command.done"
    id: Token
    state: Literal["done", "failed", "expired", "unknown"]
    result: Any = None


class StoreReset(EventData, frozen=True, omit_defaults=True):
    """This stream continues another that proved to be an old copy, a clone or lost (design §4.3)."""

    TYPE: ClassVar[str] = "store.reset"
    old_stream: StreamId | None
    last_acked: Seq | None


class StoreLost(EventData, frozen=True, omit_defaults=True):
    """``n`` rows of a journal set aside could not be read any more."""

    TYPE: ClassVar[str] = "store.lost"
    n: Count


class StoreHole(EventData, frozen=True, omit_defaults=True):
    """This one row of the journal could not be read any more; the line keeps its place in the stream."""

    TYPE: ClassVar[str] = "store.hole"
