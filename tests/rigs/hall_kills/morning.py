"""A busy morning around one hall process: kiosks with the real kiosk role and printers, desks that call and finish."""

import itertools
import queue
import random
import subprocess
import sys
import threading
import time
from collections import Counter as Count
from datetime import date, timedelta, timezone
from pathlib import Path
from typing import Any
from uuid import UUID

from contract.events import TicketCalled, TicketIssued, TicketPrinted, TicketPrintFailed
from contract.hall import HallAnswer, HallState
from contract.lines import read_data, read_line
from contract.links import BrokerConfig
from contract.services import Service
from contract.site import Counter, Officer, RatingRules, SiteConfig
from gateway.clock import SystemClock, read_boot_id
from gateway.effects import AnswerHall, Effect, Print, Tell
from gateway.hall import memory
from gateway.hall_commands import HallHeard, PrintEnded, PrintTicket
from gateway.hall_feed import HallFeed
from gateway.inbox import Inbox
from gateway.journal.journal import Journal
from gateway.journal.keeper import Keeper
from gateway.kiosk.printing import Printing
from gateway.kiosk.role import KioskRole
from gateway.kiosk.state import load
from gateway.kiosk.talking import Talk
from gateway.kiosk.window import TicketWindow
from gateway.link.hall_link import HallLink
from gateway.link.mqtt_connection import MqttConnection
from gateway.queue.evolving import replay
from gateway.roles import RoleSet
from gateway.worker import Worker

ROOT = Path(__file__).resolve().parents[3]
SERVICES = ("ho-tich", "dat-dai")
SITE = SiteConfig(
    "trung-tam", "Trung tâm", (RatingRules("4-level", "per-ticket", date(2020, 1, 1)),),
    counters=tuple(Counter(str(n)) for n in range(1, 9)),
    officers=tuple(Officer(f"cb-{n:02d}", f"Cán bộ {n}") for n in range(1, 9)),
    services=(Service("ho-tich", "Hộ tịch", "A", digits=4), Service("dat-dai", "Đất đai", "B", digits=4)),
)  # fmt: skip
SITE_TOML = """site = "trung-tam"
name = "Trung tâm"
ratings = [{ scale = "4-level", mode = "per-ticket", valid_from = 2020-01-01 }]
services = [{ code = "ho-tich", name = "Hộ tịch", prefix = "A", digits = 4 },
            { code = "dat-dai", name = "Đất đai", prefix = "B", digits = 4 }]
""" + "".join(f'[[counters]]\nid = "{n}"\n' for n in range(1, 9)) + "".join(
    f'[[officers]]\ncode = "cb-{n:02d}"\nname = "Cán bộ {n}"\n' for n in range(1, 9)
)  # fmt: skip


def system_clock() -> SystemClock:
    """This machine's clock, believed."""
    return SystemClock(timezone(timedelta(hours=7)), read_boot_id(), "trusted")


class Gateway:
    """Another gateway of the site: a connection and the hall behind it."""

    def __init__(self, port: int, gateway: str) -> None:
        self.gateway, self.clock = gateway, system_clock()
        self.feed = HallFeed(self.clock.monotonic_s)
        self.connection = MqttConnection(f"{gateway}-hall", BrokerConfig(port=port))
        self.link = HallLink("trung-tam", gateway, self.connection.publish, self.feed, self.clock.monotonic_s)
        self.connection.host(self.link)
        self.stopping = threading.Event()

    def begin(self) -> None:
        """Connect."""
        self.link.start()
        self.connection.begin()

    def end(self) -> None:
        """Disconnect."""
        self.stopping.set()
        self.link.stop()
        self.connection.stop()


class Kiosk(Gateway):
    """A kiosk with a journal, a printer in software and citizens who never stop coming. A restart is a new object on
    the same folder; what was handed to the printer before it comes out all the same."""

    def __init__(self, folder: Path, port: int, gateway: str, papers: list[PrintTicket], seed: int) -> None:
        super().__init__(port, gateway)
        folder.mkdir(exist_ok=True)
        self.papers, self.taken, self.refused = papers, list[HallAnswer](), 0
        self._chance = random.Random(f"{seed}{gateway}")
        self.inbox: Inbox[Any] = Inbox()
        self.journal = Journal(folder / "journal.db", gateway, "trung-tam", self.clock.now)
        keeper = Keeper(self.journal, self.clock.now, lambda: None)
        keeper.take_over(self.journal.open())
        self.journal._open.execute("PRAGMA synchronous=OFF")
        role = KioskRole(SITE, Printing("may-in", self.inbox.post), Talk(SITE, self.link, self.inbox.post, 20))
        roles = RoleSet([role], lambda states: False)
        self.worker = Worker(
            self.inbox, keeper, roles, roles.together([load(self.journal.facts("kiosk/"))]), self.clock,
            self._show, lambda: None, lambda on: None,
        )  # fmt: skip
        self.window = TicketWindow(self.link, self.inbox.post, self.feed)
        self.feed.listen(lambda state: self.inbox.post(HallHeard(state, self.feed.look().is_live)))
        self._citizens = threading.Thread(target=self._come, daemon=True)

    def begin(self) -> None:
        """Open the door."""
        super().begin()
        self.worker.start("0", "boot")
        self._citizens.start()

    def end(self) -> None:
        """Close it."""
        super().end()
        self._citizens.join(10)
        self.worker.stop()
        self.journal.close()

    def close_door(self) -> None:
        """No citizen comes any more; who is inside gets a number."""
        self.stopping.set()
        self._citizens.join(20)

    def untold(self) -> int:
        """Tickets that the hall does not know of yet."""
        state: Any = self.worker.state
        return sum(1 for given in state.states[0].away.values() if not given.is_reported)

    def _show(self, effect: Effect) -> None:
        match effect:
            case Print(order):
                self.papers.append(order)
                self.inbox.post(PrintEnded("may-in", order.ticket, order.attempt, "sent"))
                if self._chance.random() < 0.9:
                    self.inbox.post(PrintEnded("may-in", order.ticket, order.attempt, "printed"))
            case AnswerHall(reply, answer):
                reply(answer)
            case Tell(told):
                told()

    def _come(self) -> None:
        while not self.stopping.is_set():
            answers: queue.SimpleQueue[HallAnswer] = queue.SimpleQueue()
            self.window.ask("take_ticket", {"service": self._chance.choice(SERVICES)}, answers.put)
            try:
                answer = answers.get(timeout=15)
            except queue.Empty:
                continue
            if answer.ok:
                self.taken.append(answer)
                if self._chance.random() < 0.05:
                    self._reprint(answer.result or {})
            else:
                self.refused += 1
            self.stopping.wait(self._chance.uniform(0.0, 0.05))

    def _reprint(self, taken: dict[str, Any]) -> None:
        order = PrintTicket(
            UUID(taken["ticket"]), taken["number"], taken["service"], False, 0, None, self.clock.now(), attempt=2
        )
        self.inbox.post(order)


class Desk(Gateway):
    """An officer who signs in, calls, starts and finishes without a rest."""

    def __init__(self, port: int, number: int, seed: int) -> None:
        super().__init__(port, f"desk-{number:02d}")
        self.counter, self.officer = str(number), f"cb-{number:02d}"
        self.called: list[str] = []
        self.codes: Count[str] = Count()
        self._chance = random.Random(f"{seed}desk{number}")
        self._work = threading.Thread(target=self._serve, daemon=True)

    def begin(self) -> None:
        """Sit down."""
        super().begin()
        self._work.start()

    def end(self) -> None:
        """Stand up."""
        super().end()
        self._work.join(15)

    def _ask(self, do: Any) -> HallAnswer:
        answers: queue.SimpleQueue[HallAnswer] = queue.SimpleQueue()
        self.link.ask(do, {"counter": self.counter}, answers.put, officer=self.officer)
        answer = answers.get(timeout=15)
        self.codes["ok" if answer.ok or answer.error is None else answer.error.code] += 1
        return answer

    def _serve(self) -> None:
        for verb in itertools.cycle(("call_next", "start", "finish")):
            if self.stopping.is_set():
                return
            answer = self._ask(verb)
            if answer.ok and verb == "call_next":
                self.called.append((answer.result or {})["ticket"])
            if answer.error is not None and answer.error.code == "not_signed_in":
                self._ask("sign_in")
            if answer.error is not None and answer.error.code == "hall_away":
                self.stopping.wait(0.1)


class Morning:
    """The hall's process and everybody around it. ``wrong``: what was found while it ran."""

    def __init__(self, folder: Path, port: int, kiosks: int, desks: int, forgetful: bool, seed: int) -> None:
        self.folder, self._port, self._seed = folder, port, seed
        (folder / "site.toml").write_text(SITE_TOML, "utf-8")
        script = Path(__file__).with_name("hall_process.py")
        self._command = [sys.executable, str(script), str(folder), str(port), *(["--forgetful"] if forgetful else [])]
        self.wrong: list[str] = []
        self.papers: list[PrintTicket] = []
        self.kiosks = [self._kiosk(n) for n in range(1, kiosks + 1)]
        self.past: list[Kiosk] = []
        self.desks = [Desk(port, n, seed) for n in range(1, desks + 1)]
        self.kills = self.away = 0
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Begin; returns when the hall gives numbers."""
        self._start_hall()
        for one in (*self.kiosks, *self.desks):
            one.begin()
        ready, states = threading.Event(), self.kiosks[0].feed

        def heard(state: HallState) -> None:
            if state.rev > 0:
                ready.set()

        end = states.listen(heard)
        known = states.look().state
        if not (known is not None and known.rev > 0) and not ready.wait(40):
            raise TimeoutError("the hall does not begin to work")
        end()

    def kill_hall(self, down_s: float = 0.0) -> None:
        """SIGKILL, then look at what it left, then start it again; after a while kiosks give numbers of their own."""
        self._end_hall()
        threading.Event().wait(down_s)
        self.kills += 1
        lines, rows = self.hall_files()
        if replay(lines, SITE) != rows:
            self.wrong.append(f"kill {self.kills}: the rows are not what the lines say")
        self._start_hall()

    def wait_for_hall(self) -> None:
        """Wait until the hall's process says that it serves."""
        if self._process is not None and self._process.stdout is not None:
            self._process.stdout.readline()

    def wait_for_reports(self, timeout_s: float = 30.0) -> None:
        """Let the last citizens go, and wait until the hall knows what the kiosks gave by themselves; a loss shows when
        the day is judged."""
        for kiosk in self.kiosks:
            # A program that ends in the middle of a request gives a number of its own, and tells of it when it is back.
            kiosk.close_door()
        pause, end_s = threading.Event(), time.monotonic() + timeout_s
        while time.monotonic() < end_s and any(kiosk.untold() for kiosk in self.kiosks):
            pause.wait(0.2)

    def hall_files(self) -> tuple[list[bytes], Any]:
        """The lines of the dead hall and the state of its rows."""
        clock = system_clock()
        journal = Journal(self.folder / "hall-01" / "journal.db", "hall-01", "trung-tam", clock.now)
        journal.open()
        try:
            lines = [row.line for row in journal.read(journal.stream, 1, 1_000_000)[0]]
            return lines, memory.load(journal.facts("hall/")).queue
        finally:
            journal.close()

    def restart_kiosk(self, number: int) -> None:
        """End a kiosk's program and start it again on its folder."""
        old = self.kiosks[number]
        old.end()
        self.past.append(old)
        self.kiosks[number] = self._kiosk(number + 1)
        self.kiosks[number].begin()

    def stop(self) -> None:
        """End everything."""
        for one in (*self.desks, *self.kiosks):
            one.end()
        self._end_hall()

    def figures(self) -> str:
        """What happened, in one line."""
        taken = sum(len(kiosk.taken) for kiosk in (*self.kiosks, *self.past))
        called = sum(len(desk.called) for desk in self.desks)
        return (
            f"{self.kills} kills, {taken} tickets ({self.away} while the hall was away), {called} calls, "
            f"{len(self.papers)} papers"
        )

    def _kiosk(self, number: int) -> Kiosk:
        return Kiosk(self.folder / f"kiosk-{number}", self._port, f"kiosk-{number}", self.papers, self._seed)

    def _start_hall(self) -> None:
        with (self.folder / "hall.log").open("ab") as log:
            self._process = subprocess.Popen(
                self._command, stdout=subprocess.PIPE, stderr=log, cwd=ROOT, env={"PYTHONPATH": str(ROOT), "PATH": ""}
            )

    def _end_hall(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            if self._process.stdout is not None:
                self._process.stdout.close()
            self._process = None


def judge(morning: Morning) -> list[str]:
    """What is wrong at the end, in sentences."""
    wrong = list(morning.wrong)
    taken = [answer.result or {} for kiosk in (*morning.kiosks, *morning.past) for answer in kiosk.taken]
    tickets = {one["ticket"]: one["number"] for one in taken}
    doubled = [number for number, times in Count(tickets.values()).items() if times > 1]
    if doubled:
        wrong.append(f"{len(doubled)} numbers were given twice: {doubled[:5]}")
    lines, _ = morning.hall_files()
    hall = [read_data(read_line(raw)) for raw in lines]
    issued = [fact.number for fact in hall if isinstance(fact, TicketIssued)]
    if len(issued) != len(set(issued)):
        wrong.append("the hall wrote a number twice")
    calls = {str(fact.ticket) for fact in hall if isinstance(fact, TicketCalled)}
    if lost := [ticket for desk in morning.desks for ticket in desk.called if ticket not in calls]:
        wrong.append(f"{len(lost)} calls that a desk was told of are in no line")
    twice = [ticket for ticket, times in Count(t for desk in morning.desks for t in desk.called).items() if times > 1]
    if twice:
        wrong.append(f"{len(twice)} tickets were called to two desks")
    first = Count(order.ticket for order in morning.papers if order.attempt == 1)
    if unmarked := [ticket for ticket, times in first.items() if times > 1]:
        wrong.append(f"{len(unmarked)} tickets came out twice without IN LẠI")
    papers = {(order.number, order.ticket) for order in morning.papers}
    if both := [number for number, times in Count(number for number, _ in papers).items() if times > 1]:
        wrong.append(f"{len(both)} numbers came out twice, for different tickets: {both[:5]}")
    wrong += _kiosk_faults(morning, set(tickets))
    return wrong


def _kiosk_faults(morning: Morning, tickets: set[str]) -> list[str]:
    """Prints that a kiosk's lines claim without the printer's word, and tickets that no journal holds."""
    wrong, written, claimed = [], set[str](), Count[tuple[str, int]]()
    for number in range(1, len(morning.kiosks) + 1):
        clock = system_clock()
        home = morning.folder / f"kiosk-{number}" / "journal.db"
        journal = Journal(home, f"kiosk-{number}", "trung-tam", clock.now)
        journal.open()
        for row in journal.read(journal.stream, 1, 1_000_000)[0]:
            fact = read_data(read_line(row.line))
            if isinstance(fact, TicketIssued):
                written.add(str(fact.ticket))
                morning.away += 1
            elif isinstance(fact, TicketPrinted | TicketPrintFailed):
                claimed[str(fact.ticket), fact.attempt] += 1
        journal.close()
    lines, _ = morning.hall_files()
    facts = [read_data(read_line(raw)) for raw in lines]
    known = {str(fact.ticket) for fact in facts if isinstance(fact, TicketIssued)}
    if untold := written - known:
        wrong.append(f"{len(untold)} tickets of kiosks never reached the hall")
    written |= known
    if missing := tickets - written:
        wrong.append(f"{len(missing)} tickets that citizens hold are in no journal")
    papers = {(str(order.ticket), order.attempt) for order in morning.papers}
    if strange := set(claimed) - papers:
        wrong.append(f"{len(strange)} prints are claimed that never were")
    return wrong
