"""One transaction of ingest: takes payloads and births apart, then writes all that follows from them."""

from sqlalchemy import Connection

from central.ingest import evidence as found
from central.ingest.arrivals import Arrival
from central.ingest.evidence import Evidence, Unreadable
from central.ingest.fast import MARK
from central.ingest.memory import Memory
from central.ingest.streams import Stream, others_with
from central.projections.corrections import touch, write_corrections
from central.projections.groups import judge_touched
from central.projections.ratings import write_rows
from central.projections.registry import gather
from central.projections.retime import move_boot
from central.projections.rollups import Rollups
from central.projections.rows import Gathered, Happened, given_row
from central.projections.touched import Touched
from central.projections.visits import judge_visits, write_told
from central.rules.placing import HOLE
from central.rules.reading import KNOWN, NOT_ALLOWED, UNREADABLE, Read, read_event
from central.store.dialect import insert_many, insert_new
from central.store.tables import events, notes
from central.store.tables.base import DAY_UNKNOWN
from contract.clock import utc_ms
from contract.events import RatingGiven
from contract.ids import is_stream_id
from contract.lines import line_digest, said_place
from contract.notes import NoteUnreadable, is_note, read_note
from contract.payloads import PayloadTooLarge, split

EventRow = tuple[int, int, bytes, bytes, str, str, int | None, str]
"""A row of `events` without its number: stream_id, seq, hash, line, type, state, time_ms, day."""

MAX_SEQ = 2**53 - 1_000

Late = tuple[Stream, int, bytes, Read]
"""A line for a place before the end of its stream: told again, contradicting, or filling a gap."""


class Batch:
    """What is taken in one transaction. `write_lines` stores the lines, `write_projections` all made of them."""

    def __init__(self, connection: Connection, memory: Memory, now_ms: int) -> None:
        self.connection = connection
        self.now_ms = now_ms
        self.evidence = Evidence(connection, now_ms)
        self.changed: dict[int, Stream] = {}
        self.late: list[Late] = []
        self.swallowed: list[tuple[str, str, int]] = []
        """Places of lines too large to be kept: gateway, stream, seq."""
        self._memory = memory
        self._known_streams = memory.streams.known
        self._rows: list[EventRow] = []
        self._gathered = Gathered()
        self._notes: list[dict[str, object]] = []

    def take(self, arrival: Arrival) -> None:
        """Take a payload apart: each line to its stream, what cannot be read aside."""
        gateway = arrival.gateway
        try:
            segments = segments_of(arrival)
        except PayloadTooLarge as error:
            self.put_aside(arrival, "payload_too_large", str(error))
            if arrival.size is not None and _has_place(arrival):
                self.swallowed.append((arrival.gateway, arrival.stream or "", arrival.first or 0))
            return
        unplaced = []
        index = 0
        for raw in segments:
            if MARK in raw and self._take_fast(raw, gateway):
                index += 1
            elif is_note(raw):
                self._take_note(gateway, raw)
            else:
                read = read_event(raw, gateway)
                if read.line is None:
                    unplaced.append((index, raw, read))
                else:
                    self.take_line(self.stream(gateway, read.line.stream, read.line.site), read.line.seq, raw, read)
                index += 1
        has_place = bool(unplaced) and _properties_agree(arrival)
        for place, raw, read in unplaced:
            self._take_unreadable(arrival, has_place, place, raw, read)

    def take_line(self, stream: Stream, seq: int, raw: bytes, read: Read) -> None:
        """Take a line at its place: behind the last one now, before it once the rows so far are stored."""
        self.changed[stream.id] = stream
        if seq < stream.next_seq:
            self.late.append((stream, seq, raw, read))
            return
        if seq == stream.next_seq and read.line is not None:
            self._check_chain(stream, seq, read)
        digest = line_digest(raw)
        stream.append(seq, digest, read.type)
        self.add_row(stream, seq, raw, digest, read)

    def add_row(self, stream: Stream, seq: int, raw: bytes, digest: bytes, read: Read) -> None:
        """A new line of a stream, with all that follows from it alone."""
        line, time_ms, day = read.line, None, DAY_UNKNOWN
        if line is not None and read.state != UNREADABLE:
            stream.site = stream.site or line.site
            time_ms = self._memory.boots.time_of(self.connection, stream.id, line)
            day = self._memory.days.day(line.site, time_ms)
            if read.data is not None and not line.test:
                gather(self._gathered, Happened(stream.id, seq, line.site, time_ms, day), read.data)
            if isinstance(read.data, RatingGiven):
                self._memory.fast.learn(line, read.data)
        self._rows.append((stream.id, seq, digest, raw, read.type, read.state, time_ms, day))
        if read.state == UNREADABLE:
            unreadable = Unreadable(raw, digest, len(raw), read.reason, read.detail)
            self.evidence.put_aside(stream.gateway, unreadable, stream.name, seq)
        elif read.state == NOT_ALLOWED:
            self.evidence.find(found.NOT_ALLOWED, stream.gateway, stream.name, seq, read.detail)
        if read.type == HOLE:
            self.evidence.find(
                found.HOLE, stream.gateway, stream.name, seq, "the gateway cannot read this line any more"
            )

    def stream(self, gateway: str, name: str, site: str) -> Stream:
        """The stream of that name of the gateway, made when it is new."""
        book = self._memory.streams
        stream = book.find(self.connection, gateway, name)
        if stream is None:
            others = others_with(self.connection, gateway, name)
            stream = book.make(self.connection, gateway, name, site, self.now_ms)
            if others:
                self.evidence.find(found.FOREIGN_STREAM, gateway, name, 0, f"also a stream of {', '.join(others[:5])}")
        return stream

    def find_stream(self, gateway: str, name: str) -> Stream | None:
        """The stream of that name of the gateway, if there is one."""
        return self._memory.streams.find(self.connection, gateway, name)

    def put_aside(self, arrival: Arrival, reason: str, detail: str) -> None:
        """Keep a whole payload as unreadable."""
        digest = arrival.digest or line_digest(arrival.payload)
        size = len(arrival.payload) if arrival.size is None else arrival.size
        self.evidence.put_aside(arrival.gateway, Unreadable(arrival.payload, digest, size, reason, detail))

    def take_poison(self, arrival: Arrival, detail: str) -> None:
        """Keep a payload of one segment that the program failed on; it fills its place, so that others go on."""
        read = Read(UNREADABLE, reason="exception", detail=detail)
        own = read_event(arrival.payload, arrival.gateway).line
        if own is not None:
            self.take_line(self.stream(arrival.gateway, own.stream, ""), own.seq, arrival.payload, read)
        else:
            self._take_unreadable(arrival, _properties_agree(arrival), 0, arrival.payload, read)

    def write_lines(self) -> None:
        """Store the lines taken so far."""
        insert_many(self.connection, events, self._rows)
        self._rows.clear()

    def write_projections(self) -> None:
        """Store what is made of the lines; every line must be stored before."""
        connection, memory = self.connection, self._memory
        touched, rollups = Touched(), Rollups()
        write_corrections(connection, self._gathered.corrections)
        write_rows(connection, self._gathered, touched, rollups, memory.counts_per_ticket, memory.days)
        write_told(connection, self._gathered, touched)
        for correction in self._gathered.corrections:
            touch(connection, correction, touched, memory.days)
        for boot in memory.boots.write(connection):
            move_boot(connection, boot, memory.days, rollups, touched)
        judge_touched(connection, touched, rollups, memory.counts_per_ticket, memory.days)
        rollups.write(connection)
        judge_visits(connection, touched, memory.calendar)
        if self._notes:
            connection.execute(insert_new(connection, notes), self._notes)
        memory.streams.write(connection, self.changed.values(), self.now_ms)

    def _take_fast(self, raw: bytes, gateway: str) -> bool:
        """Take the common line: a sound `rating.given` right behind the last one of its stream."""
        memory = self._memory
        line = memory.fast.read(raw, gateway)
        if line is None:
            return False
        stream = self._known_streams.get((gateway, line.stream))
        seq, up_ms = line.seq, line.up_ms
        if stream is None or seq != stream.next_seq or line.prev != stream.tail_hex:
            return False
        if line.clock == "synced" and not memory.boots.is_anchored(gateway, line.boot, up_ms):
            return False
        digest = line_digest(raw)
        time_ms = utc_ms(line.at)
        day = memory.days.day(line.site, time_ms)
        self._rows.append((stream.id, seq, digest, raw, "rating.given", KNOWN, time_ms, day))
        self._gathered.given.append(given_row(stream.id, seq, line.site, time_ms, day, line.data))
        stream.append(seq, digest, "rating.given")
        self.changed[stream.id] = stream
        return True

    def _check_chain(self, stream: Stream, seq: int, read: Read) -> None:
        if read.line is not None and stream.tail_hex and read.type != HOLE and read.line.prev != stream.tail_hex:
            self.evidence.find(
                found.CHAIN_BROKEN, stream.gateway, stream.name, seq, f"prev does not name line {seq - 1}"
            )

    def _take_unreadable(self, arrival: Arrival, has_place: bool, index: int, raw: bytes, read: Read) -> None:
        """A line that cannot be read stands where the message's properties say, if they are right; without any, where
        it says itself."""
        own = said_place(raw) if arrival.stream is None and arrival.first is None else None
        if has_place and arrival.stream is not None and arrival.first is not None:
            self.take_line(self.stream(arrival.gateway, arrival.stream, ""), arrival.first + index, raw, read)
        elif own is not None and own.gateway == arrival.gateway:
            self.take_line(self.stream(arrival.gateway, own.stream, ""), own.seq, raw, read)
        else:
            self.put_aside(Arrival(arrival.gateway, raw), read.reason, read.detail)

    def _take_note(self, gateway: str, raw: bytes) -> None:
        try:
            note = read_note(raw)
        except NoteUnreadable as error:
            self.put_aside(Arrival(gateway, raw), "broken_note", str(error))
            return
        self._notes.append(
            {
                "gateway": gateway,
                "note": note.note.bytes,
                "seal": bytes.fromhex(note.seal),
                "salt": note.salt,
                "text": note.text,
                "received_ms": self.now_ms,
            }
        )


def segments_of(arrival: Arrival) -> list[bytes]:
    """The segments of a payload. Raises PayloadTooLarge, also when only its beginning is there."""
    if arrival.size is not None:
        raise PayloadTooLarge(f"{arrival.size} bytes")
    return split(arrival.payload)


def _properties_agree(arrival: Arrival) -> bool:
    """Whether stream and first are what they should be, and every readable line stands where they say."""
    if not _has_place(arrival):
        return False
    lines = [raw for raw in split(arrival.payload) if not is_note(raw)]
    first = arrival.first or 0
    for index, raw in enumerate(lines):
        line = read_event(raw, arrival.gateway).line
        if line is not None and (line.stream, line.seq) != (arrival.stream, first + index):
            return False
    return True


def _has_place(arrival: Arrival) -> bool:
    """Whether the message's properties name a stream and a place in it."""
    if arrival.stream is None or arrival.first is None:
        return False
    return is_stream_id(arrival.stream) and 1 <= arrival.first <= MAX_SEQ
