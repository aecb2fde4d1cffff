"""How a hall begins: with the rows of its journal, else with its lines, else like one on a new card."""

import logging
from collections.abc import Iterator, Mapping
from typing import Literal

from contract.clock import Stamp
from contract.events import EventData
from contract.lines import read_data, read_line
from contract.site import SiteConfig
from gateway.hall import answers, memory
from gateway.hall.answers import Answers
from gateway.hall.memory import HallMemory
from gateway.hall.role import HallRole
from gateway.hall.standing import Standing
from gateway.journal.journal import Journal
from gateway.queue.evolving import evolve_all
from gateway.queue.state import Instant, QueueState

log = logging.getLogger(__name__)

PREFIX = "hall/"
READ_AT_ONCE = 1000


def make_hall(site: SiteConfig, hall: str, journal: Journal, now: Stamp, *, alone: bool) -> tuple[HallRole, HallMemory]:
    """The role, and its state as the journal remembers it. ``alone``: no other gateway can reach this hall."""
    facts = journal.facts(PREFIX)
    kept = Answers()
    try:
        remembered = memory.load(facts)
        kept = answers.load(facts)
    except ValueError as problem:
        log.error("the rows of the hall cannot be read, its day is made of the journal's lines: %s", problem)
        remembered = _from_lines(journal, site, facts)
    role = HallRole(site, hall, Standing(hall, _known(remembered, facts, now), alone), kept)
    role.queue = remembered.queue
    return role, remembered


def _known(memory_: HallMemory, facts: Mapping[str, bytes], now: Stamp) -> Literal["today", "older", "nothing"]:
    """What the card remembers. A clock that is not right yet cannot say that this is another day."""
    if not facts:
        return "nothing"
    is_today = now.clock != "unset" and memory_.queue.day == now.at.date().isoformat()
    return "today" if is_today else "older"


def _from_lines(journal: Journal, site: SiteConfig, facts: Mapping[str, bytes]) -> HallMemory:
    """The day as the lines tell it; they are the same story. Answers that were given are forgotten."""
    epoch = facts.get(memory.EPOCH, b"0")
    return HallMemory(
        evolve_all(QueueState(), _told(journal), site),
        int(epoch) if epoch.isdigit() else 0,
        broken=tuple(key for key in facts if key != memory.EPOCH),
    )


def _told(journal: Journal) -> Iterator[tuple[EventData, Instant]]:
    """What the lines of the journal's own stream say, with their moments; what cannot be read is passed over."""
    place, last = next((held.oldest for held in journal.held() if held.stream == journal.stream), 1), journal.last()
    while place <= last:
        rows, _ = journal.read(journal.stream, place, READ_AT_ONCE)
        for row in rows:
            try:
                line = read_line(row.line)
                yield read_data(line), Instant(line.at, line.boot, line.up_ms, line.clock != "unset")
            except ValueError as problem:
                log.warning("line %d says nothing to the hall: %s", row.seq, problem)
        place = rows[-1].seq + 1 if rows else place + 1
