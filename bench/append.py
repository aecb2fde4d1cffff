"""Durable appends per second at the gateway, beside bare sqlite3 with the same pragmas, rows and bursts."""

import sqlite3
import tempfile
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path

from bench.common import Figure, interleaved
from contract.events import RatingGiven
from contract.ids import new_id
from gateway.clock import ManualClock
from gateway.journal.drafts import Draft
from gateway.journal.journal import Journal

EVENTS = 2000


def main() -> list[Figure]:
    """Single commits, and bursts of ten that share one."""
    with tempfile.TemporaryDirectory() as folder:
        return [_figure(Path(folder), burst) for burst in (1, 10)]


def _figure(folder: Path, burst: int) -> Figure:
    ours, raw = interleaved(5, _journal(folder / f"ours-{burst}.db", burst), _bare(folder / f"raw-{burst}.db", burst))
    name = f"durable appends at the gateway, {burst} event{'s' if burst > 1 else ''} a commit"
    return Figure(name, ours, "events/s", "bare sqlite3, same pragmas and rows", raw)


def _journal(path: Path, burst: int) -> Callable[[], int]:
    clock = ManualClock(datetime(2026, 11, 23, 8, 0, tzinfo=timezone(timedelta(hours=7))))
    journal = Journal(path, "q-01", "trung-tam", clock.now)
    journal.open()

    def work() -> int:
        for _ in range(EVENTS // burst):
            journal.append([_press(clock) for _ in range(burst)])
        return EVENTS

    return work


def _press(clock: ManualClock) -> Draft:
    data = RatingGiven(new_id(), None, "3", "cb-01", "4-level", "good", "panel", "accepted")
    return Draft(data, clock.now())


def _bare(path: Path, burst: int) -> Callable[[], int]:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute(
        "CREATE TABLE lines (seq INTEGER PRIMARY KEY AUTOINCREMENT, hash BLOB NOT NULL, line BLOB NOT NULL, note BLOB)"
    )
    line, digest, seq = b"x" * 430, b"y" * 16, 0

    def work() -> int:
        nonlocal seq
        for _ in range(EVENTS // burst):
            connection.execute("BEGIN IMMEDIATE")
            rows = [(seq + n, digest, line, None) for n in range(1, burst + 1)]
            connection.executemany("INSERT INTO lines (seq, hash, line, note) VALUES (?, ?, ?, ?)", rows)
            connection.execute("COMMIT")
            seq += burst
        return EVENTS

    return work


if __name__ == "__main__":
    for figure in main():
        print(figure.row())
