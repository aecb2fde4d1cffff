"""`quayso demo --replay FILE.csv`: makes the office of a table, presses it, and holds the report against it."""

import shutil
import subprocess
import sys
import tempfile
import threading
import uuid
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from gateway.clock import ManualClock
from kiosk_ui.words import count_text, date_text
from simulator.child_process import quayso_command
from simulator.office import Office
from simulator.replay.comparison import Comparison, compare
from simulator.replay.office_of_table import SITE, TIMEZONE, office_of
from simulator.replay.player import Player
from simulator.replay.schedule import schedule
from simulator.replay.table import Table, TableRefused, read_table
from simulator.terminal import Terminal

DONE, FINDINGS, WRONG_INPUT, INTERRUPTED = 0, 1, 2, 130
MOST_DIFFERENCES = 50
SHIPPED = Path(__file__).resolve().parent.parent / "data"
REPORT_TIMEOUT_S = 60.0


@dataclass(frozen=True, slots=True)
class ReplayAsked:
    """What the command line asks for. ``data`` None: a folder of its own, gone afterwards when all is equal."""

    file: Path
    data: Path | None = None
    first: date | None = None
    last: date | None = None
    broker: str | None = None


def replay(asked: ReplayAsked, terminal: Terminal, stopping: threading.Event) -> int:
    """Replay a table; the exit status: 0 all equal, 1 not (rows named), 2 refused, 130 interrupted.

    Raises what Office.start() raises, and ReplayStuck.
    """
    try:
        table = read_table(find_table(asked.file), asked.first, asked.last)
        actions = list(schedule(table, ZoneInfo(TIMEZONE)))
        plan = office_of(table)
    except TableRefused as refused:
        print(refused, file=sys.stderr)
        return WRONG_INPUT
    if asked.data is not None and asked.data.exists() and any(asked.data.iterdir()):
        print(
            f"{asked.data} không trống; phát lại cần một thư mục mới để số liệu không lẫn với lần khác.\n"
            f"{asked.data} is not empty; a replay needs a new folder, so that its figures mix with no others.",
            file=sys.stderr,
        )
        return WRONG_INPUT
    root = asked.data or Path(tempfile.mkdtemp(prefix="quayso-replay-"))
    _announce(terminal, table, len(plan.stations), len(plan.counters), root)
    clock = ManualClock(
        datetime.combine(table.first, time(6), ZoneInfo(TIMEZONE)), boot=f"replay-{uuid.uuid4().hex[:12]}"
    )
    office = Office(
        plan, root, broker=asked.broker, clock=clock, valid_from=table.first,
        say=lambda what: terminal.say(f"  … {what}"),
    )  # fmt: skip
    office.start()
    try:
        player = Player(office, clock, lambda player: _show(terminal, table, player))
        player.stopping = stopping
        player.play(actions)
        player.wait_acknowledged()
        if stopping.is_set():
            return INTERRUPTED
        _show(terminal, table, player)
        report = _report(office, table)
    finally:
        office.stop()
    comparison = compare(table, report.read_text("utf-8"))
    _conclude(terminal, table, comparison)
    if asked.data is None and comparison.equal:
        shutil.rmtree(root)
    else:
        terminal.say(f"Dữ liệu và báo cáo · data and report: {root}")
    return DONE if comparison.equal else FINDINGS


def find_table(file: Path) -> Path:
    """The file, or the one of that name that ships with the program."""
    shipped = SHIPPED / file.name
    return shipped if not file.exists() and file.name == str(file) and shipped.exists() else file


def _announce(terminal: Terminal, table: Table, stations: int, counters: int, root: Path) -> None:
    terminal.say(
        f"Phát lại · replay: {table.file}, {date_text(table.first)}–{date_text(table.last)}, {table.scale.title}\n"
        f"  {count_text(table.presses)} lượt bấm, {len(table.rows)} cán bộ, {counters} quầy, {stations} gateway · "
        f"{table.presses} presses, {len(table.rows)} officers\n"
        f"  {root}"
    )


def _show(terminal: Terminal, table: Table, player: Player) -> None:
    last, acked = player.lines()
    terminal.bar(
        player.confirmed,
        table.presses,
        f"{player.day} · đèn xác nhận {count_text(player.confirmed)}/{count_text(table.presses)} · "
        f"trung tâm đã nhận {count_text(acked)}/{count_text(last)} dòng",
    )


def _report(office: Office, table: Table) -> Path:
    """Let the real command write the report beside the data."""
    output = office.folder.root / f"officer-ratings_{table.first:%Y%m%d}-{table.last:%Y%m%d}.csv"
    command = quayso_command(
        "report", "officer-ratings", "--config", str(office.folder.central_toml), "--site", SITE,
        "--from", table.first.isoformat(), "--to", table.last.isoformat(), "--format", "csv", "--output", str(output),
    )  # fmt: skip
    subprocess.run(command, check=True, timeout=REPORT_TIMEOUT_S)
    return output


def _conclude(terminal: Terminal, table: Table, comparison: Comparison) -> None:
    totals = " · ".join(f"{level.title} {count_text(comparison.totals[level.code])}" for level in table.scale.levels)
    terminal.say(f"{comparison.equal_rows}/{comparison.rows} hàng bằng nhau · rows equal")
    terminal.say(f"Tổng cộng · totals: {totals}")
    if table.skipped:
        numbers = ", ".join(map(str, table.skipped))
        terminal.say(f"Số thứ tự trong bảng nhảy qua {numbers} · the published numbering skips {numbers}")
    for difference in comparison.differences[:MOST_DIFFERENCES]:
        terminal.say(f"  khác · differs: {difference}")
    rest = len(comparison.differences) - MOST_DIFFERENCES
    if rest > 0:
        terminal.say(f"  … {rest} nữa · more")
