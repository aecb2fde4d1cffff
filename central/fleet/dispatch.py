"""Brings orders to gateways and hears how they ended, on a thread of its own; alarms about who should not be there.

An order's row is the truth: what this thread knows besides it may be lost at any time.
"""

import json
import logging
import queue
import threading
from collections.abc import Callable
from typing import Protocol

from sqlalchemy import Connection, Engine

from central.fleet.order_store import change_order, open_orders, order_of, words_since
from central.fleet.orders import Order, after_time, after_word, is_due
from central.fleet.returned import returned
from central.presence import GatewayPresence
from central.provisioning import alarms
from central.provisioning.devices import devices_of
from central.store.engine import reading, writing
from contract import messages, topics
from contract.messages import Command

log = logging.getLogger(__name__)

EVERY_S = 1.0
STOP_S = 5.0
RETURNED = "retired_returned"
"""A finding: a retired gateway was heard again."""


class Say(Protocol):
    """How an order leaves: `central.ingest.mqtt_link.MqttLink.say`."""

    def __call__(
        self, topic: str, payload: bytes, *, expires_s: int | None, on_taken: Callable[[bool], None]
    ) -> bool: ...


class Dispatch:
    """Sends what is due, moves states on. ``retire`` takes a gateway's rights, once it has sent everything."""

    def __init__(
        self,
        engine: Engine,
        say: Say,
        presence: Callable[[], tuple[GatewayPresence, ...]],
        retire: Callable[[str], object],
        now_ms: Callable[[], int],
        every_s: float = EVERY_S,
    ) -> None:
        self._engine, self._say, self._presence, self._retire = engine, say, presence, retire
        self._now_ms, self._every_s = now_ms, every_s
        self._heard_until = 0
        self._taken: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._alarmed: set[str] = set()
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin."""
        self._stopping.clear()
        self._thread = threading.Thread(target=self._run, name="orders", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End; open orders stay open."""
        self._stopping.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join(STOP_S)
            self._thread = None

    def turn(self) -> None:
        """Hear, move on, send. Raises sqlalchemy.exc.SQLAlchemyError."""
        now_ms, presence = self._now_ms(), self._presence()
        ended = self._hear(now_ms)
        for gateway in ended:
            self._retire(gateway)
        self._note_taken(now_ms)
        online = {one.gateway for one in presence if one.state == "online"}
        with reading(self._engine) as connection:
            waiting = open_orders(connection)
        self._expire(waiting, now_ms)
        for order in waiting:
            if is_due(order, now_ms, order.gateway in online):
                self._send(order, now_ms)
        self._alarm(presence, now_ms)

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self.turn()
            except Exception:
                # The edge of this thread: a locked store must not end the orders.
                log.exception("the orders stumbled; they go on")
            self._wake.wait(self._every_s)
            self._wake.clear()

    def _hear(self, now_ms: int) -> list[str]:
        """Take what gateways told of their orders; the gateways that may be retired now."""
        with reading(self._engine) as connection:
            told = list(words_since(connection, self._heard_until))
        if not told:
            return []
        retired = []
        with writing(self._engine) as connection:
            for _, gateway, word in told:
                order = order_of(connection, word.id)
                if order is None or order.gateway != gateway:
                    continue
                state = after_word(order, word.state)
                if state != order.state:
                    change_order(connection, order.id, state=state, ended_ms=now_ms, result=json.dumps(word.result))
                    if order.op == "retire" and state == "done":
                        retired.append(gateway)
        self._heard_until = told[-1][0]
        return retired

    def _note_taken(self, now_ms: int) -> None:
        """Those that the broker took for a gateway that listens."""
        taken = []
        while not self._taken.empty():
            taken.append(self._taken.get_nowait())
        if not taken:
            return
        with writing(self._engine) as connection:
            for known in (order_of(connection, one) for one in taken):
                if known is not None and known.is_open:
                    change_order(connection, known.id, state="sent", sent_ms=now_ms)

    def _expire(self, waiting: list[Order], now_ms: int) -> None:
        over = [(one, after_time(one, now_ms)) for one in waiting if after_time(one, now_ms) != one.state]
        if not over:
            return
        with writing(self._engine) as connection:
            for order, state in over:
                self._end(connection, order, state, now_ms)

    def _end(self, connection: Connection, order: Order, state: str, now_ms: int) -> None:
        """Unless the gateway's own word came in this very moment."""
        known = order_of(connection, order.id)
        if known is not None and known.state == order.state:
            change_order(connection, order.id, state=state, ended_ms=now_ms)

    def _send(self, order: Order, now_ms: int) -> None:
        left_s = order.left_s(now_ms)
        command = messages.encode(Command(order.id, order.op, dict(order.args), left_s))

        def taken(is_heard: bool) -> None:
            if is_heard:
                self._taken.put(order.id)
                self._wake.set()

        self._say(topics.command(order.gateway), command, expires_s=left_s, on_taken=taken)

    def _alarm(self, presence: tuple[GatewayPresence, ...], now_ms: int) -> None:
        """Once for each time that a retired gateway comes back."""
        with reading(self._engine) as connection:
            back = returned(devices_of(connection), presence, now_ms)
        new = [one for one in back if one.gateway not in self._alarmed]
        self._alarmed = {one.gateway for one in back}
        if not new:
            return
        with writing(self._engine) as connection:
            for one in new:
                alarms.alarm(connection, RETURNED, one.gateway, "a retired gateway was heard again", now_ms)
