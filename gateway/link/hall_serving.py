"""The hall's side of the centre's broker: requests go to the worker, answers and the state go out.

It decides nothing; whether a request is too late or not this hall's business the hall role says.
"""

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable
from uuid import UUID

import msgspec
import paho.mqtt.client as mqtt
from paho.mqtt.subscribeoptions import SubscribeOptions

from contract import messages, topics
from contract.hall import REQUEST_EXPIRY_S, HallAnswer, HallError, HallRequest, HallState
from contract.messages import MessageUnreadable
from gateway.hall_commands import HallAsked, HallBeside, HallReached
from gateway.hall_feed import HallFeed
from gateway.link.hall_words import Seen, read_seen
from gateway.link.mqtt_connection import Publish

log = logging.getLogger(__name__)

MOST_SHOWN = 256
SLACK_S = 3.0
"""How much longer than a request may live the hall's own word may have been under way to whoever asks."""


class _Id(msgspec.Struct, frozen=True):
    id: UUID


class HallServer:
    """Speaks for the hall of a site, as a guest of one connection. ``feed`` takes what other halls say."""

    def __init__(
        self,
        site: str,
        publish: Publish,
        post: Callable[[HallAsked | HallBeside | HallReached], None],
        monotonic_s: Callable[[], float],
        feed: HallFeed,
    ) -> None:
        self._site = site
        self._publish = publish
        self._post = post
        self._now_s = monotonic_s
        self._feed = feed
        self._shown_s: OrderedDict[tuple[int, int], float] = OrderedDict()
        self._lock = threading.Lock()
        self._is_listening = False

    def connected(self, client: mqtt.Client) -> None:
        """Hear requests, and other halls: not the own words."""
        client.subscribe(topics.hall_do(self._site, "+"), qos=1)
        client.subscribe(topics.hall_now(self._site), options=SubscribeOptions(qos=1, noLocal=True))
        self._is_listening = True
        self._post(HallReached())

    def lost(self) -> None:
        """Gateways repeat what they asked; the state is shown again on the next connection."""
        self._is_listening = False

    def show(self, state: HallState) -> None:
        """Publish the state, retained; never before the subscription: what the broker kept would be gone unheard."""
        if not self._is_listening:
            return
        with self._lock:
            self._shown_s[state.epoch, state.rev] = self._now_s()
            self._shown_s.move_to_end((state.epoch, state.rev))
            while len(self._shown_s) > MOST_SHOWN:
                self._shown_s.popitem(last=False)
        self._publish(topics.hall_now(self._site), messages.encode(state), 1, retain=True)

    def message(self, message: mqtt.MQTTMessage) -> None:
        """A request, or another hall's state."""
        topic = topics.parse(message.topic)
        if topic is None or topic.site != self._site:
            return
        if topic.kind == "hall/do" and topic.gateway is not None and not message.retain:
            self._asked(topic.gateway, message)
        elif topic.kind == "hall/now":
            self._heard(message)

    def _heard(self, message: mqtt.MQTTMessage) -> None:
        try:
            state = messages.decode(bytes(message.payload), HallState)
        except MessageUnreadable as error:
            log.warning("another hall's state could not be read: %s", error)
            return
        self._feed.take(state, message.retain)
        self._post(HallBeside(state, not message.retain))

    def _asked(self, gateway: str, message: mqtt.MQTTMessage) -> None:
        try:
            request = messages.decode(bytes(message.payload), HallRequest)
        except MessageUnreadable as error:
            self._refuse(gateway, bytes(message.payload), error)
            return
        age_s = self._age_s(message)
        self._post(HallAsked(gateway, request, self._now_s() - age_s, lambda answer: self._answer(gateway, answer)))

    def _age_s(self, message: mqtt.MQTTMessage) -> float:
        """How old a request is: by what the broker left of its time, and by the newest state its sender had seen.

        The second tells also how long it lay between broker and hall, which nobody counts.
        """
        left_s = getattr(message.properties, "MessageExpiryInterval", 0)
        age_s = max(0.0, REQUEST_EXPIRY_S - left_s)
        seen = read_seen(getattr(message.properties, "UserProperty", ()))
        bound_s = self._most_s(seen) if seen is not None else None
        return age_s if bound_s is None else max(age_s, bound_s - SLACK_S)

    def _most_s(self, seen: Seen) -> float | None:
        with self._lock:
            shown_s = self._shown_s.get((seen.epoch, seen.rev))
        return None if shown_s is None else self._now_s() - shown_s - seen.age_ms / 1000

    def _answer(self, gateway: str, answer: HallAnswer) -> None:
        self._publish(topics.hall_done(self._site, gateway), messages.encode(answer), 1)

    def _refuse(self, gateway: str, payload: bytes, error: MessageUnreadable) -> None:
        """Whoever asked nonsense under an id that can be read hears so; the rest only stands in the log."""
        log.warning("a request of %s could not be read: %s", gateway, error)
        try:
            wanted = messages.decode(payload, _Id)
        except MessageUnreadable:
            return
        sentence = "Yêu cầu không đọc được; không thực hiện."
        self._answer(gateway, HallAnswer(wanted.id, False, error=HallError("malformed", sentence)))
