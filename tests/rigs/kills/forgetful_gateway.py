"""The control: a gateway that takes the broker's receipt for central's, as if PUBACK meant "stored".

It must lose ratings in the same run that loses none otherwise; if it does not, the rig proves nothing.
"""

import sys
from typing import Any

from contract import messages, topics
from contract.messages import Ack, Birth
from gateway.link.mqtt_transport import MqttTransport
from gateway.link.transport import AckHeard
from gateway.wiring import Gateway
from simulator import pressing_gateway

_under_way: dict[int, tuple[str, int]] = {}
_gateway: list[Gateway] = []
_original_start = Gateway.start


def _start(self: Gateway) -> None:
    _gateway.append(self)
    _original_start(self)


def _publish_events(self: MqttTransport, stream: str, first: int, payload: bytes) -> None:
    if self._client is not None:
        last = first + len([part for part in payload.split(b"\n") if part.startswith(b'{"v"')]) - 1
        sent = self._client.publish(topics.events(self._gateway), payload, qos=1)
        _under_way[sent.mid] = (stream, last)


def _on_publish(self: MqttTransport, client: Any, userdata: Any, mid: int, reason: Any, properties: Any) -> None:
    if mid in _under_way and not reason.is_failure:
        _say_acked(self, *_under_way.pop(mid))


def _publish_status(self: MqttTransport, payload: bytes) -> None:
    for held in messages.decode(payload, Birth).streams:
        _say_acked(self, held.stream, _gateway[0].journal.acked(held.stream))


def _say_acked(transport: MqttTransport, stream: str, seq: int) -> None:
    head = _gateway[0].journal.hash_at(stream, seq) if seq else None
    transport._heard(AckHeard(stream, Ack(seq, head or "0" * 32, "puback")))


def _on_message(self: MqttTransport, client: Any, userdata: Any, message: Any) -> None:
    """Central's word is not listened to."""


Gateway.start = _start  # type: ignore[method-assign]
MqttTransport.publish_events = _publish_events  # type: ignore[method-assign]
MqttTransport.publish_status = _publish_status  # type: ignore[method-assign]
MqttTransport._on_publish = _on_publish  # type: ignore[method-assign]
MqttTransport._on_message = _on_message  # type: ignore[method-assign]

if __name__ == "__main__":
    sys.exit(pressing_gateway.main())
