"""Hears what central wishes this gateway to run, tries it, waits for a moment between visits, and answers.

It never changes settings under a running gateway: it puts the file in place and asks for a new start.
"""

import logging
import queue
import threading
import time
from collections.abc import Callable
from pathlib import Path

import paho.mqtt.client as mqtt

from contract import messages, topics
from contract.messages import ConfigApplied, ConfigPushed, MessageUnreadable
from gateway.configuring.kept import Kept
from gateway.configuring.trying import NotUsable, tried
from gateway.link.mqtt_connection import Publish

log = logging.getLogger(__name__)

LOOK_EVERY_S = 1.0
CALM_LOOKS = 3
"""So many looks in a row must find nobody in the middle of anything."""


class Receiver:
    """One run of a gateway. Its MQTT side is called on paho's thread and only hands over."""

    def __init__(
        self,
        gateway: str,
        config_file: Path,
        kept: Kept,
        is_safe: Callable[[float], bool],
        restart: Callable[[], None],
        look_every_s: float = LOOK_EVERY_S,
    ) -> None:
        self._gateway = gateway
        self._config_file = config_file
        self._kept = kept
        self._is_safe = is_safe
        self._restart = restart
        self._look_every_s = look_every_s
        self._publish: Publish | None = None
        self._inbox: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="configuring", daemon=True)
        self._waiting: tuple[str, ConfigPushed, float] | None = None
        self._calm = 0

    def speak_over(self, publish: Publish) -> None:
        """How answers leave; before the connection starts."""
        self._publish = publish

    def start(self) -> None:
        """Begin to take configurations."""
        self._thread.start()

    def stop(self) -> None:
        """Take none any more; what was tried and not put in place comes again with the next connection."""
        self._inbox.put(None)
        if self._thread.is_alive():
            self._thread.join()

    def connected(self, client: mqtt.Client) -> None:
        """The broker took us."""
        client.subscribe(topics.config(self._gateway), qos=1)

    def lost(self) -> None:
        """The connection is gone; nothing has to be done."""

    def message(self, message: mqtt.MQTTMessage) -> None:
        """A message came, perhaps for others."""
        if message.topic == topics.config(self._gateway):
            self._inbox.put(bytes(message.payload))

    def _run(self) -> None:
        while True:
            try:
                payload = self._inbox.get(timeout=self._look_every_s if self._waiting else None)
            except queue.Empty:
                payload = b""
            if payload is None:
                return
            try:
                if payload:
                    self._take(payload)
                if self._waiting:
                    self._look(*self._waiting)
            except Exception:
                # The edge of this thread: the gateway goes on with what it has.
                log.exception("a configuration could not be taken")

    def _take(self, payload: bytes) -> None:
        try:
            message = messages.decode(payload, ConfigPushed)
        except MessageUnreadable as error:
            log.warning("a configuration cannot be read: %s", error)
            return
        running, refused = self._kept.running, self._kept.refused
        if running is not None and running.is_that(message):
            self._waiting = None
            self._answer(message.version, None)
        elif running is not None and running.sha256 == message.sha256:
            # The same content under a new number.
            self._waiting = None
            self._kept.settle(message)
            self._answer(message.version, None)
        elif refused is not None and refused.is_that(message):
            self._answer(message.version, refused.error)
        else:
            self._try(message)

    def _try(self, message: ConfigPushed) -> None:
        self._waiting = None
        try:
            text = tried(message, self._config_file, self._kept.folder)
        except NotUsable as error:
            self._kept.refuse(message, str(error))
            self._answer(message.version, str(error))
        except OSError as error:
            # The card may have room again when it comes the next time.
            self._answer(message.version, f"không ghi được / cannot write: {error.strerror}")
        else:
            self._calm, self._waiting = 0, (text, message, time.monotonic())

    def _look(self, text: str, message: ConfigPushed, since_s: float) -> None:
        self._calm = self._calm + 1 if self._is_safe(time.monotonic() - since_s) else 0
        if self._calm < CALM_LOOKS:
            return
        self._waiting = None
        try:
            self._kept.install(text, message)
        except OSError as error:
            self._answer(message.version, f"không ghi được / cannot write: {error.strerror}")
            return
        log.info("configuration %d is in place, starting again with it", message.version)
        self._restart()

    def _answer(self, version: int, error: str | None) -> None:
        if error is not None:
            log.error("configuration %d is not used: %s", version, error)
        if self._publish is not None:
            said = messages.encode(ConfigApplied(version, error is None, error))
            self._publish(topics.config_applied(self._gateway), said, 1, retain=True)
