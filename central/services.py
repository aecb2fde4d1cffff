"""What pages and reports are given to work with; knows none of them and starts nothing."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from sqlalchemy import Engine

from central.config import CentralConfig
from central.dashboard.board import Board
from central.dashboard.history import History
from central.halls import Halls
from central.own_stream.own_stream import OwnStream
from central.presence import GatewayPresence


@dataclass(frozen=True, slots=True)
class Services:
    """The running parts of central, as far as a page may see them.

    ``health`` gives facts by name (`store`, `broker`, `ingest`, `writer`): True, False, or None for "not
    known"; it asks the store and may take up to its busy time-out. ``presence`` gives what is known of
    every gateway now. ``own_stream`` takes what central itself decides and is told. ``halls`` knows what
    the hall of each centre says now. ``board`` and ``history`` of the dashboard; None: its pages make their own.
    """

    engine: Engine
    config: CentralConfig
    health: Callable[[], dict[str, bool | None]]
    presence: Callable[[], tuple[GatewayPresence, ...]]
    own_stream: OwnStream
    halls: Halls = field(default_factory=lambda: Halls(time.monotonic))
    board: Board | None = None
    history: History | None = None
