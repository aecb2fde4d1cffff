"""Hears central's orders over the connection to central. Whether and when they are done is for the worker."""

import logging
from collections.abc import Callable

import paho.mqtt.client as mqtt

from contract import messages, topics
from contract.messages import Command, MessageUnreadable
from gateway.commands_from_central.said import OrderCame

log = logging.getLogger(__name__)


class OrderEars:
    """A guest of the connection. An order without expiry, or one that the broker kept, does nothing."""

    def __init__(self, gateway: str, post: Callable[[OrderCame], None], monotonic_s: Callable[[], float]) -> None:
        self._topic = topics.command(gateway)
        self._post = post
        self._now_s = monotonic_s

    def connected(self, client: mqtt.Client) -> None:
        """Listen to orders."""
        client.subscribe(self._topic, qos=1)

    def lost(self) -> None:
        """Nothing is kept: central sends an order again under its id."""

    def message(self, message: mqtt.MQTTMessage) -> None:
        """Hand an order to the worker."""
        if message.topic != self._topic:
            return
        left_s = getattr(message.properties, "MessageExpiryInterval", None)
        if message.retain or left_s is None:
            log.warning("an order that does not expire, or was kept by the broker, is not done")
            return
        try:
            command = messages.decode(bytes(message.payload), Command)
        except MessageUnreadable as error:
            log.warning("an order could not be read: %s", error)
            return
        self._post(OrderCame(command, self._now_s() + min(left_s, command.expires_s)))
