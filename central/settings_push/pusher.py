"""Keeps what gateways shall run retained at the broker: looks at the store, sends what this connection has not sent.

A thread of its own: the store is never asked on the MQTT client's thread. Sending again does no harm.
"""

import logging
import threading
from typing import Protocol

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from central.settings_push.versions import Wish, message_of, wishes
from central.store.engine import reading
from contract import messages, topics
from contract.toml import ConfigRefused

log = logging.getLogger(__name__)

EVERY_S = 5.0


class Sender(Protocol):
    """The link to the broker."""

    @property
    def connections(self) -> int:
        """How often it connected; 0 before the first time."""
        ...

    def publish_retained(self, topic: str, payload: bytes) -> bool:
        """Send; False when there is no connection now."""
        ...


class Pusher:
    """Sends wishes. ``wake`` makes it look at once."""

    def __init__(self, engine: Engine, link: Sender, every_s: float = EVERY_S) -> None:
        self._engine = engine
        self._link = link
        self._every_s = every_s
        self._due = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="settings-push", daemon=True)
        self._connection = 0
        self._sent: dict[str, Wish] = {}

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> None:
        """Stop looking; what is retained stays."""
        self._stopping.set()
        self._due.set()
        self._thread.join()

    def wake(self) -> None:
        """Something was pushed."""
        self._due.set()

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self.look()
            except (SQLAlchemyError, ConfigRefused):
                # The edge of this thread: the store may be busy or restored; the next look tries again.
                log.exception("settings could not be sent to gateways")
            self._due.wait(self._every_s)
            self._due.clear()

    def look(self) -> None:
        """Send every wish that this connection has not sent, and take back those that are none any more."""
        connection = self._link.connections
        if connection != self._connection:
            self._connection, self._sent = connection, {}
        if connection == 0:
            return
        with reading(self._engine) as store:
            wanted = {wish.gateway: wish for wish in wishes(store)}
            due = {one: message_of(store, wish) for one, wish in wanted.items() if self._sent.get(one) != wish}
        for gateway, message in due.items():
            if self._link.publish_retained(topics.config(gateway), messages.encode(message)):
                self._sent[gateway] = wanted[gateway]
        for gateway in self._sent.keys() - wanted.keys():
            if self._link.publish_retained(topics.config(gateway), b""):
                del self._sent[gateway]
