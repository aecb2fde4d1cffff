"""What goes to the worker about central's orders. Only data."""

from dataclasses import dataclass, field
from typing import Any, Literal

from contract.messages import Command

OrderEnd = Literal["done", "failed", "expired", "unknown"]


@dataclass(frozen=True, slots=True)
class OrderCame:
    """An order arrived; worthless once the monotonic clock is beyond ``until_s``."""

    command: Command
    until_s: float


@dataclass(frozen=True, slots=True)
class OrderEnded:
    """An order that was begun came to its end."""

    id: str
    state: OrderEnd
    result: Any = field(default=None)


CentralOrder = OrderCame | OrderEnded
