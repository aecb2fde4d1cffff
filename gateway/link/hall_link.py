"""How a gateway asks the hall of its centre over MQTT and hears its state.

A request is repeated under its id until it is answered or expires; then the hall is away. Nothing is kept.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import paho.mqtt.client as mqtt
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.subscribeoptions import SubscribeOptions

from contract import messages, topics
from contract.hall import REQUEST_EXPIRY_S, HallAnswer, HallError, HallRequest, HallState, Verb
from contract.ids import new_id
from contract.messages import MessageUnreadable
from gateway.hall_client import OnAnswer
from gateway.hall_feed import HallFeed
from gateway.link.hall_words import Seen, write_seen
from gateway.link.mqtt_connection import Publish

log = logging.getLogger(__name__)

REPEAT_S = 1.0
TURN_S = 0.25
AWAY = "Chưa liên lạc được với máy giữ hàng đợi. Xin thử lại sau ít phút hoặc hỏi quầy hướng dẫn."
NOT_YET = frozenset(("recovering", "not_the_hall"))
"""Words of a hall that may work a moment later, or beside another that works: until the request expires, another
answer may come."""


@dataclass(slots=True)
class _Pending:
    """A request that waits for its answer."""

    request: HallRequest
    asked_s: float
    sent_s: float
    on_answer: list[OnAnswer]
    last: HallAnswer | None = field(default=None)


class HallLink:
    """The hall as seen from another gateway: a `gateway.hall_client.HallClient`, and a guest of one connection.

    ``feed`` is told what the hall says.
    """

    def __init__(
        self, site: str, gateway: str, publish: Publish, feed: HallFeed, monotonic_s: Callable[[], float]
    ) -> None:
        self._site = site
        self._gateway = gateway
        self._publish = publish
        self._feed = feed
        self._now_s = monotonic_s
        self._lock = threading.Lock()
        self._pending: dict[UUID, _Pending] = {}
        self._is_connected = False
        self._seen: tuple[int, int, float] | None = None
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="hall link", daemon=True)

    def start(self) -> None:
        """Begin to repeat what is not answered; the connection is started by who owns it."""
        self._thread.start()

    def stop(self) -> None:
        """Answer what still waits with ``hall_away``, and end."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(5.0)
        for pending in self._take_out(lambda pending: True):
            _tell(pending.on_answer, pending.last or away(pending.request.id))

    def ask(
        self,
        do: Verb,
        args: dict[str, Any],
        on_answer: OnAnswer,
        *,
        officer: str | None = None,
        request: UUID | None = None,
    ) -> None:
        """Send a request; returns at once. Without a connection the hall is away at once."""
        asked, now_s = HallRequest(request or new_id(), do, args, officer), self._now_s()
        with self._lock:
            waiting = self._pending.get(asked.id)
            if waiting is not None:
                waiting.on_answer.append(on_answer)
                return
            pending = _Pending(asked, now_s, now_s, [on_answer])
            is_sent = self._is_connected and not self._stopping.is_set()
            if is_sent:
                self._pending[asked.id] = pending
        if is_sent:
            self._send(pending, now_s)
        else:
            _tell(pending.on_answer, away(asked.id))

    def connected(self, client: mqtt.Client) -> None:
        """Hear answers and the state."""
        client.subscribe(topics.hall_done(self._site, self._gateway), qos=1)
        client.subscribe(topics.hall_now(self._site), options=SubscribeOptions(qos=1))
        self._is_connected = True

    def lost(self) -> None:
        """What waits is repeated on the next connection, or expires."""
        self._is_connected = False

    def message(self, message: mqtt.MQTTMessage) -> None:
        """An answer, or the state of the hall."""
        topic = topics.parse(message.topic)
        if topic is None or topic.site != self._site:
            return
        try:
            if topic.kind == "hall/done" and topic.gateway == self._gateway:
                self._answered(messages.decode(bytes(message.payload), HallAnswer))
            elif topic.kind == "hall/now":
                self._heard(messages.decode(bytes(message.payload), HallState), message.retain)
        except MessageUnreadable as error:
            log.warning("what the hall says could not be read: %s", error)

    def _heard(self, state: HallState, retained: bool) -> None:
        if self._feed.take(state, retained) and not retained:
            self._seen = (state.epoch, state.rev, self._now_s())

    def _answered(self, answer: HallAnswer) -> None:
        with self._lock:
            pending = self._pending.get(answer.id)
            if pending is None:
                return
            if answer.error is not None and answer.error.code in NOT_YET:
                pending.last = answer
                return
            del self._pending[answer.id]
        _tell(pending.on_answer, answer)

    def _run(self) -> None:
        while not self._stopping.wait(TURN_S):
            try:
                self._turn(self._now_s())
            except Exception:
                # The edge of this thread: requests must go on being repeated and ended.
                log.exception("the hall link stumbled; it goes on")

    def _turn(self, now_s: float) -> None:
        for pending in self._take_out(lambda pending: now_s - pending.asked_s >= REQUEST_EXPIRY_S):
            _tell(pending.on_answer, pending.last or away(pending.request.id))
        with self._lock:
            due = [pending for pending in self._pending.values() if now_s - pending.sent_s >= REPEAT_S]
        for pending in due:
            pending.sent_s = now_s
            self._send(pending, now_s)

    def _take_out(self, is_meant: Callable[[_Pending], bool]) -> list[_Pending]:
        with self._lock:
            out = [pending for pending in self._pending.values() if is_meant(pending)]
            for pending in out:
                del self._pending[pending.request.id]
        return out

    def _send(self, pending: _Pending, now_s: float) -> None:
        """With what is left of its time; the broker counts whole seconds and drops it at zero."""
        left_s = int(REQUEST_EXPIRY_S - (now_s - pending.asked_s))
        if left_s < 1:
            return
        properties = Properties(PacketTypes.PUBLISH)  # type: ignore[no-untyped-call]
        properties.MessageExpiryInterval = left_s
        if self._seen is not None:
            epoch, rev, heard_s = self._seen
            properties.UserProperty = [write_seen(Seen(epoch, rev, max(0, round((now_s - heard_s) * 1000))))]
        payload = messages.encode(pending.request)
        self._publish(topics.hall_do(self._site, self._gateway), payload, 1, properties=properties)


def away(request: UUID) -> HallAnswer:
    """What whoever asks hears when the hall does not answer."""
    return HallAnswer(request, False, error=HallError("hall_away", AWAY))


def _tell(listeners: list[OnAnswer], answer: HallAnswer) -> None:
    for listener in listeners:
        try:
            listener(answer)
        except Exception:
            # The edge of paho's thread and of ours: one listener's fault is not the others'.
            log.exception("an answer of the hall could not be taken")
