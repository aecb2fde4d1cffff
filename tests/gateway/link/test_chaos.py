"""Whatever happens in whatever order, what was confirmed ends at central once: seeded, on one thread, no waiting."""

import os
import random
import shutil
from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from contract.events import RatingGiven
from contract.ids import new_id
from contract.lines import line_hash, read_data, read_line
from contract.messages import Health
from gateway.clock import ManualClock
from gateway.journal.carving import carve
from gateway.journal.drafts import Draft
from gateway.journal.errors import JournalCorrupt, JournalFull
from gateway.journal.journal import Journal
from gateway.journal.keeper import Keeper
from gateway.journal.lines_table import Head
from gateway.journal.orders import JournalOrder, NoteAcked
from gateway.journal.salvage import unread
from gateway.journal.schema import migrate
from gateway.link.link import Identity, Link, Wake
from gateway.link.transport import Connected, Lost, NobodyListens

FAST_SEEDS = range(1)
SLOW_SEEDS = range(int(os.environ.get("QUAYSO_CHAOS_SEEDS", "16")))
STEPS = 150


class Chaos:
    """One gateway, a broker that is two queues, and a central; each step is one small thing that may happen."""

    def __init__(self, folder: Path, template: Path, central: Any, seed: int) -> None:
        self.dice = random.Random(seed)
        random.seed(seed)  # the jitter of the link
        self.folder = folder
        self.template = template
        self.central = central
        self.central.heard = self.answer
        self.clock = ManualClock(datetime(2026, 11, 23, 8, 0, tzinfo=timezone(timedelta(hours=7))))
        self.to_central: deque[Callable[[], None]] = deque()
        self.to_gateway: deque[Any] = deque()
        self.orders: deque[JournalOrder] = deque()
        self.connections = self.lives = 0
        self.copies: list[Path] = []
        self.backups: list[Any] = []
        self.confirmed: list[str] = []
        self.excused: set[str] = set()
        self.proven: set[str] = set()
        self.damaged: set[tuple[str, int]] = set()
        self.written: dict[tuple[str, int], str] = {}
        self.rolled_back = self.broke = False
        self.open(folder / "life-0")

    # What a gateway is made of

    def open(self, home: Path) -> None:
        """Start over the files in ``home``."""
        self.home = home
        self.journal = Journal(
            home / "journal.db", "q-01", "trung-tam", self.clock.now, 60 * 4096,
            migrate=lambda path: Path(shutil.copy(self.template, path)) and None,
        )  # fmt: skip
        opened = self.journal.open()
        # A cut here is a copy of the files as the system sees them; what reaches the card is the rig's business.
        self.journal._open.execute("PRAGMA synchronous=OFF")
        self.broke = self.broke or opened.set_aside is not None
        self.keeper = Keeper(self.journal, self.clock.now, lambda: self.link.streams_changed())
        identity = Identity("trung-tam", "0.1", "boot", ("counter",), 1)
        self.link = Link(self, self.journal, identity, self.orders.append, self.health, self.clock.monotonic_s)
        self.keeper.take_over(opened)
        self.to_central.clear()
        self.to_gateway.clear()
        self.orders.clear()
        self.connected = False

    def health(self) -> Health:
        """The least there is."""
        return Health(1, "synced", (), ())

    # The transport that the link sees

    def publish_events(self, stream: str, first: int, payload: bytes) -> None:
        """Towards central, if there is a connection."""
        self.note_written(payload)
        if self.connected:
            self.to_central.append(lambda: self.arrive(stream, first, payload))

    def publish_status(self, payload: bytes) -> None:
        """A birth; the broker keeps it."""
        if self.connected:
            self.to_central.append(lambda: self.central.publish_status(payload))

    def publish_health(self, payload: bytes) -> None:
        """Nobody cares here."""

    def answer(self, event: Any) -> None:
        """Central's word on its way to the gateway."""
        if self.connected:
            self.to_gateway.append(event)

    def arrive(self, stream: str, first: int, payload: bytes) -> None:
        """Lines reach central."""
        self.central.publish_events(stream, first, payload)
        self.proven |= {rating for raw in payload.split(b"\n") if (rating := rating_in(raw))}

    # Steps

    def press(self) -> None:
        """Up to 40 ratings, each confirmed when append returns."""
        drafts = []
        for _ in range(self.dice.choice((1, 1, 3, 40))):
            self.clock.advance(4)
            data = RatingGiven(new_id(), None, "3", "cb-01", "4-level", "good", "panel", "accepted")
            drafts.append(Draft(data, self.clock.now()))
        try:
            self.journal.append(drafts)
        except JournalFull:
            self.forget(self.journal.make_room)
        except JournalCorrupt as error:
            self.break_down(str(error))
        else:
            self.confirmed += [str(draft.data.rating) for draft in drafts]  # type: ignore[attr-defined]
            self.link.grown()

    def link_turn(self) -> None:
        """The link takes what it heard."""
        for _ in range(self.dice.randrange(1, 6)):
            self.link._events.put(Wake())
            self.link._turn()

    def worker_turn(self) -> None:
        """The worker carries out some of what the link asked for."""
        for _ in range(self.dice.randrange(1, 4)):
            if self.orders:
                self.keeper.carry_out(self.orders.popleft())

    def deliver(self) -> None:
        """Some messages arrive, on both ways."""
        for _ in range(self.dice.randrange(1, 12)):
            if self.to_central:
                self.to_central.popleft()()
            if self.to_gateway:
                self.link._events.put(self.to_gateway.popleft())

    def connect(self) -> None:
        """A connection begins, perhaps in the place of another."""
        self.to_central.clear()
        self.to_gateway.clear()
        self.connections += 1
        self.connected = True
        self.link._events.put(Connected(self.connections))

    def lose(self) -> None:
        """The line goes, with everything that was on it."""
        self.to_central.clear()
        self.to_gateway.clear()
        self.connected = False
        self.link._events.put(Lost())

    def nobody(self) -> None:
        """The broker has no subscriber."""
        self.link._events.put(NobodyListens())

    def drop_one(self) -> None:
        """A broker with a full queue drops what it said it had."""
        if self.to_central and self.to_central[0].__name__ == "<lambda>":
            self.to_central.popleft()

    def wait(self) -> None:
        """Time passes."""
        self.clock.advance(self.dice.choice((1, 11, 40, 400, 4000)))

    def days_pass(self) -> None:
        """Old acknowledged lines are forgotten."""
        self.clock.advance(86400 * self.dice.randrange(1, 9))
        self.forget(lambda: self.keeper.prune((self.clock.now().at.date() - timedelta(days=7)).isoformat()))

    def restart_central(self) -> None:
        """A new session."""
        self.central.restart()

    def back_up_central(self) -> None:
        """A copy of what central holds."""
        held = {stream: dict(lines) for stream, lines in self.central.streams.items()}
        self.backups.append((held, dict(self.central.lost)))

    def restore_central(self) -> None:
        """Central goes back to a copy, or to nothing. What no gateway holds any more is lost with that."""
        held, lost = self.dice.choice([*self.backups, ({}, {})])
        self.excused |= set(self.central.ratings()) - self.in_journal()
        self.central.streams = {stream: dict(lines) for stream, lines in held.items()}
        self.central.lost = dict(lost)
        self.central.restart()

    def crash(self) -> None:
        """The power goes: the gateway begins anew over the files as they are on disk."""
        home = self.copy_files()
        self.journal.close()
        self.open(home)

    def keep_copy(self) -> None:
        """Somebody copies the card."""
        self.copies = [self.copy_files()]

    def roll_back(self) -> None:
        """Somebody puts the copy in. What stood only on the newer card is gone with it."""
        if not self.copies:
            return
        only_here = self.in_journal() - set(self.central.ratings())
        self.lives += 1
        self.rolled_back = True
        home = Path(shutil.copytree(self.copies.pop(), self.folder / f"life-{self.lives}-back"))
        self.journal.close()
        self.open(home)
        self.excused |= only_here - self.in_journal()

    def flip(self) -> None:
        """A bit of a row flips, or a row vanishes."""
        held = self.journal.held()[-1]
        if held.last < held.oldest + 3:
            return
        seq = self.dice.randrange(held.oldest + 1, held.last)
        self.excuse(held.stream, seq)
        if self.dice.random() < 0.3:
            self.journal._open.execute("DELETE FROM lines WHERE seq = ?", (seq,))
        else:
            self.journal._open.execute(
                "UPDATE lines SET line = CAST(replace(line, 'cb-01', 'cb-02') AS BLOB) WHERE seq = ?", (seq,)
            )

    def break_down(self, why: str = "a page is gone") -> None:
        """The file proves corrupt: it is set aside, everything sound in it is still sent."""
        before = self.in_journal()
        self.keeper.start_over(why)
        assert self.in_journal() == before
        self.broke = True

    def forget(self, forgetting: Callable[[], object]) -> None:
        """Only what central once proved to hold may go; a central restored since then may lack it."""
        before = self.in_journal()
        forgetting()
        gone = before - self.in_journal()
        assert gone <= self.proven
        self.excused |= gone - set(self.central.ratings())

    # What is known

    def copy_files(self) -> Path:
        """The files of the journal as a power cut would leave them: copied while it is open."""
        self.lives += 1
        home = self.folder / f"life-{self.lives}"
        home.mkdir()
        for file in self.home.iterdir():
            if not file.name.endswith(("-shm", ".lock")):
                shutil.copy(file, home / file.name)
        return home

    def in_journal(self) -> set[str]:
        """Ratings that could still be sent."""
        found = set()
        for held in self.journal.held():
            seq = held.oldest
            while seq <= held.last:
                rows, unreadable = self.journal.read(held.stream, seq, 1000)
                found |= {rating for row in rows if (rating := rating_in(row.line))}
                seq += len(rows) + len(unreadable)
        for aside in unread(self.journal.path):
            found |= {rating for _, row in carve(aside) if (rating := rating_in(row.line))}
        return found

    def excuse(self, stream: str, seq: int) -> None:
        """This row is about to be damaged."""
        self.damaged.add((stream, seq))
        for row in self.journal.read(stream, seq, 1)[0]:
            if rating := rating_in(row.line):
                self.excused.add(rating)

    def note_written(self, payload: bytes) -> None:
        """No number of a stream is ever given to other bytes, but by a card that was put back."""
        for raw in payload.split(b"\n"):
            line = read_line(raw)
            before = self.written.setdefault((line.stream, line.seq), line_hash(raw))
            if line.type == "store.hole":
                assert (line.stream, line.seq) in self.damaged or self.broke, f"a hole at {line.seq} for nothing"
            elif not self.rolled_back:
                assert before == line_hash(raw), f"line {line.seq} has two forms"

    def settle(self) -> None:
        """Everything works again for long enough."""
        self.connect()
        for _ in range(400):
            for step in (self.link_turn, self.worker_turn, self.deliver, self.deliver):
                step()
            if self.is_settled():
                return
            self.clock.advance(7)
            self.keeper.prune("2026-01-01")
        raise AssertionError(f"not settled: {self.journal.held()}, {self.link._windows}")

    def is_settled(self) -> bool:
        """Everything here is acknowledged, and nothing is under way."""
        quiet = not (self.to_central or self.to_gateway or self.orders or unread(self.journal.path))
        return quiet and all(
            self.central.complete(held.stream) >= held.last and self.journal.acked(held.stream) >= held.last
            for held in self.journal.held()
        )


def rating_in(raw: bytes) -> str | None:
    """The rating's uuid of a line that is one."""
    line = read_line(raw)
    data = read_data(line) if line.type == "rating.given" else None
    return str(data.rating) if isinstance(data, RatingGiven) else None


def broken_links(lines: dict[int, bytes]) -> list[int]:
    """Places whose ``prev`` does not name the line before, where nothing excuses it."""
    broken = []
    for seq, raw in lines.items():
        before = lines.get(seq - 1)
        if before is None or b"store.hole" in before or b"store.hole" in raw:
            continue
        if read_line(raw).prev != line_hash(before):
            broken.append(seq)
    return broken


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty journal file, made once."""
    path = tmp_path_factory.mktemp("template") / "journal.db"
    migrate(path)
    return path


FAULTS: dict[str, tuple[str, ...]] = {
    "the line and central": ("lose", "connect", "nobody", "restart_central", "drop_one"),
    "backups of central": ("lose", "connect", "back_up_central", "restore_central", "days_pass", "restart_central"),
    "power": ("crash", "crash", "connect", "days_pass", "restart_central"),
    "a dying card": ("flip", "flip", "crash", "connect", "break_down", "restore_central"),
    "copies of the card": ("keep_copy", "roll_back", "connect", "crash", "restart_central"),
    "all at once": (
        "lose", "connect", "nobody", "restart_central", "drop_one", "back_up_central", "restore_central",
        "days_pass", "crash", "flip", "break_down", "keep_copy", "roll_back",
    ),
}  # fmt: skip
WORK = ("press",) * 4 + ("link_turn",) * 5 + ("worker_turn",) * 4 + ("deliver",) * 5 + ("wait",) * 2


@pytest.mark.parametrize(
    ("faults", "seeds"),
    [
        *((name, FAST_SEEDS) for name in ("the line and central", "a dying card", "all at once")),
        *(pytest.param(name, SLOW_SEEDS, marks=pytest.mark.slow) for name in FAULTS),
    ],
)
def test_what_was_confirmed_ends_at_central_once(
    faults: str, seeds: range, tmp_path: Path, template: Path, make_central: Any
) -> None:
    """Every confirmed rating is at central, but for rows damaged on purpose and what a restored central and a
    gateway both forgot; no hole for a line that could be read; chains whole; no number given away twice."""
    for seed in seeds:
        live(Chaos(tmp_path / str(seed), template, make_central(), seed), FAULTS[faults])


def live(chaos: Chaos, faults: tuple[str, ...]) -> None:
    """One life of a gateway under one kind of faults, and the judgement at its end."""
    done: list[str] = []
    try:
        chaos.connect()
        for _ in range(STEPS):
            done.append(chaos.dice.choice(WORK if chaos.dice.random() < 0.85 else faults))
            getattr(chaos, done[-1])()
        chaos.settle()
        judge(chaos)
    except BaseException as error:
        error.add_note(f"seed {chaos.folder.name}, after {len(done)} steps: {' '.join(done[-40:])}")
        raise
    finally:
        chaos.journal.close()


def forget_when_sent(chaos: Chaos) -> None:
    """Take sending for receiving, as a gateway does that trusts the broker's receipt."""
    publish = chaos.publish_events

    def publish_and_forget(stream: str, first: int, payload: bytes) -> None:
        publish(stream, first, payload)
        chaos.orders.append(NoteAcked(stream, first + payload.count(b"\n")))

    chaos.publish_events = publish_and_forget  # type: ignore[method-assign]


def take_numbers_again(chaos: Chaos) -> None:
    """Begin a new stream under the old id after each power cut."""
    opened = chaos.open

    def open_and_reuse(home: Path) -> None:
        opened(home)
        stream, last = chaos.journal.stream, chaos.journal.last()
        if chaos.lives and last:
            chaos.journal._open.execute("DELETE FROM lines WHERE seq = ?", (last,))
            row = chaos.journal._open.execute("SELECT hash FROM lines ORDER BY seq DESC LIMIT 1").fetchone()
            chaos.journal._head = Head(last - 1, row[0].hex() if row else "0" * 32)
            assert chaos.journal.stream == stream

    chaos.open = open_and_reuse  # type: ignore[method-assign]


@pytest.mark.parametrize(
    ("fault", "faults"),
    [(forget_when_sent, ("lose", "connect", "days_pass")), (take_numbers_again, ("crash", "crash", "connect"))],
)
def test_control_a_gateway_that_errs_is_found_out(
    fault: Callable[[Chaos], None], faults: tuple[str, ...], tmp_path: Path, template: Path, make_central: Any
) -> None:
    """The same lives with a fault put in on purpose must not all pass."""
    for seed in range(4):
        chaos = Chaos(tmp_path / str(seed), template, make_central(), seed)
        fault(chaos)
        try:
            live(chaos, faults)
        except AssertionError:
            return
    pytest.fail("four lives with a fault were judged sound")


def judge(chaos: Chaos) -> None:
    """The promise, over everything that central holds in the end."""
    at_central = chaos.central.ratings()
    if chaos.rolled_back:
        # Over a gap that the broker tore, a card put back can contradict what stands behind it: central keeps
        # both lines and raises an alarm.
        chaos.excused |= {rating for raw in chaos.central.conflicts if (rating := rating_in(raw))}
    missing = set(chaos.confirmed) - set(at_central) - chaos.excused
    assert not missing, f"{len(missing)} of {len(chaos.confirmed)} confirmed ratings are nowhere"
    assert set(at_central) <= set(chaos.confirmed) | chaos.excused
    if not (chaos.rolled_back or chaos.damaged or chaos.broke):
        assert chaos.central.conflicts == []
        assert len(at_central) == len(set(at_central))
    for lines in chaos.central.streams.values():
        if not chaos.rolled_back:
            assert broken_links(lines) == []
