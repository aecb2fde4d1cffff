"""Payloads of the events topic: up to 100 lines and 64 KiB, separated by newlines (design §4.2)."""

from collections.abc import Iterable, Sequence

MAX_SEGMENTS = 100
MAX_PAYLOAD_BYTES = 64 * 1024


class PayloadTooLarge(ValueError):
    """A payload over the limits, which no sound writer makes."""


def split(payload: bytes) -> list[bytes]:
    """The segments of a payload in order, empty ones left out.

    Raises PayloadTooLarge before anything is copied when it is over 64 KiB, and for over 100 segments.
    """
    if len(payload) > MAX_PAYLOAD_BYTES:
        raise PayloadTooLarge(f"{len(payload)} bytes, {MAX_PAYLOAD_BYTES} are allowed")
    segments = [segment for segment in payload.split(b"\n") if segment.strip()]
    if len(segments) > MAX_SEGMENTS:
        raise PayloadTooLarge(f"{len(segments)} lines, {MAX_SEGMENTS} are allowed")
    return segments


def take(groups: Iterable[Sequence[bytes]]) -> tuple[bytes, int]:
    """Join as many groups as fit into one payload; a group is an event line with its notes behind it.

    Returns the payload and the number of groups in it, at least 1 when there are any. An event line
    with one note always fits; raises PayloadTooLarge for a first group that could never be sent.
    """
    segments: list[bytes] = []
    size = -1  # the last segment has no newline behind it
    taken = 0
    for group in groups:
        grown = size + sum(len(segment) + 1 for segment in group)
        if grown > MAX_PAYLOAD_BYTES or len(segments) + len(group) > MAX_SEGMENTS:
            if not taken:
                raise PayloadTooLarge(f"one group of {len(group)} lines and {grown} bytes")
            break
        segments.extend(group)
        size = grown
        taken += 1
    return b"\n".join(segments), taken
