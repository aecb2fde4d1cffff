"""What a birth says about streams: ranges that no gateway holds any more are recorded as lost (design §4.3)."""

from central.ingest import evidence as found
from central.ingest.arrivals import BirthSeen
from central.ingest.batch import Batch
from central.ingest.settling import lose
from contract.messages import StreamRange

MAX_STREAMS = 64
"""A gateway has one stream and a few left behind; more are not answered, so that the work stays bounded."""


def take_birth(batch: Batch, seen: BirthSeen) -> list[StreamRange]:
    """Record what is lost; the streams that want an answer. Lines taken so far must be stored."""
    named = list(seen.birth.streams[:MAX_STREAMS])
    for said in named:
        _take_range(batch, seen, said)
    return named


def _take_range(batch: Batch, seen: BirthSeen, said: StreamRange) -> None:
    """Lines before the oldest one the gateway holds, and not stored here, are nowhere."""
    oldest = said.oldest if said.oldest > 0 else said.last + 1
    if oldest > said.last + 1:
        return
    stream = batch.find_stream(seen.gateway, said.stream)
    if stream is None:
        if oldest == 1:
            return
        stream = batch.stream(seen.gateway, said.stream, seen.birth.site)
    if oldest <= stream.complete_seq + 1:
        return
    batch.changed[stream.id] = stream
    for gap in lose(batch.connection, stream, stream.complete_seq + 1, oldest - 1):
        detail = f"the gateway holds nothing before line {oldest}"
        batch.evidence.find(found.LOST, seen.gateway, said.stream, gap.first, detail, gap.last)


def lose_swallowed(batch: Batch) -> None:
    """A line too large to be kept is lost for its stream, which goes on behind it. Other lines must be stored."""
    for gateway, name, seq in batch.swallowed:
        stream = batch.stream(gateway, name, "")
        batch.changed[stream.id] = stream
        for gap in lose(batch.connection, stream, seq, seq):
            batch.evidence.find(found.LOST, gateway, name, gap.first, "the line is too large to be kept", gap.last)
