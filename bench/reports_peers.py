"""The main figures of each report by GROUP BY over the raw lines: in SQLite, and in DuckDB over the same columns.

A query says ``J(key)`` for a key of the line's ``data`` and ``FIRST_DAY``, ``LAST_DAY`` for the days. What it finds
must be what the report says, else its time means nothing.
"""

import csv
import re
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.reports_store import MONTH
from central.reports.model import Report

Found = Counter[tuple[str, ...]]
"""Counts by their keys."""

_COUNTED = """
WITH given AS (
  SELECT J(officer) AS officer, J(level) AS level, J(counter) AS counter, J(channel) AS channel, day,
    J(reasons) AS reasons, row_number() OVER (PARTITION BY J(ticket) ORDER BY time_ms, stream_id, seq) AS nth
  FROM events
  WHERE type = 'rating.given' AND day BETWEEN 'FIRST_DAY' AND 'LAST_DAY' AND J(verdict) = 'accepted')
"""
_VISITS = """
WITH said AS (
  SELECT J(ticket) AS ticket, type, time_ms, J(service) AS service, J(counter) AS counter
  FROM events
  WHERE day BETWEEN 'FIRST_DAY' AND 'LAST_DAY' AND (type LIKE 'ticket.%' OR type LIKE 'service.%')),
visit AS (
  SELECT ticket, max(CASE type WHEN 'ticket.issued' THEN service END) AS service,
    max(CASE type WHEN 'ticket.called' THEN counter END) AS counter,
    min(CASE type WHEN 'ticket.called' THEN time_ms END) - min(CASE type WHEN 'ticket.issued' THEN time_ms END)
      AS wait_ms,
    max(CASE type WHEN 'service.finished' THEN 1 ELSE 0 END) AS served
  FROM said GROUP BY ticket)
"""


@dataclass(frozen=True)
class Peer:
    """A query whose rows are keys and a count, and where the report has the same."""

    query: str
    same: Callable[[Report], Found]


def _cells(report: Report, kind: str) -> Iterator[dict[str, Any]]:
    keys = [column.key for column in report.columns]
    for row in report.rows:
        if row.kind == kind:
            yield dict(zip(keys, row.cells, strict=True))


def _levels(report: Report, kind: str, key: str) -> Found:
    levels = [level.code for level in report.site.scale.levels]
    found: Found = Counter()
    for cells in _cells(report, kind):
        found.update({(str(cells[key]), level): int(cells[level]) for level in levels if cells[level]})
    return found


def _reasons(report: Report) -> Found:
    return Counter({(cells["code"],): int(cells["count"]) for cells in _cells(report, "total_reason")})


def _visits(report: Report) -> Found:
    return Counter({(cells["code"],): int(cells["wait_within_15"]) for cells in _cells(report, "service")})


def _sittings(report: Report) -> Found:
    return Counter({(c["officer_code"], c["counter"]): int(c["sign_ins"]) for c in _cells(report, "officer")})


def _topics(report: Report) -> Found:
    counts = {(cells["code"],): int(cells["received"]) for cells in _cells(report, "topic")}
    return Counter({key: n for key, n in counts.items() if n})


PEERS: dict[str, Peer] = {
    "officer-ratings": Peer(
        _COUNTED + "SELECT officer, level, count(*) FROM given WHERE nth = 1 GROUP BY officer, level",
        lambda report: _levels(report, "officer", "officer_code"),
    ),
    "satisfaction": Peer(
        _COUNTED + "SELECT counter, level, count(*) FROM given WHERE nth = 1 GROUP BY counter, level",
        lambda report: _levels(report, "counter", "code"),
    ),
    "dissatisfaction": Peer(
        _COUNTED + "SELECT reasons, count(*) FROM given WHERE nth = 1 AND level = 'dissatisfied' GROUP BY reasons",
        _reasons,
    ),
    "throughput": Peer(
        _VISITS + "SELECT service, count(*) FROM visit WHERE served = 1 AND wait_ms < 900500 GROUP BY service",
        _visits,
    ),
    "presence": Peer(
        "SELECT J(officer), J(counter), count(*) FROM events WHERE type = 'officer.signed_in' "
        "AND day BETWEEN 'FIRST_DAY' AND 'LAST_DAY' GROUP BY J(officer), J(counter)",
        _sittings,
    ),
    "feedback": Peer(
        "SELECT J(topic), count(DISTINCT J(note)) FROM events WHERE type = 'feedback.left' "
        "AND day BETWEEN 'FIRST_DAY' AND 'LAST_DAY' GROUP BY J(topic)",
        _topics,
    ),
}
"""By the key of their report; the other reports are made of these, or of imported tables."""


def _query(key: str, json: str) -> str:
    text = PEERS[key].query.replace("FIRST_DAY", MONTH.first.isoformat()).replace("LAST_DAY", MONTH.last.isoformat())
    return re.sub(r"J\((\w+)\)", lambda found: json.format(found[1]), text)


def _found(rows: list[tuple[Any, ...]]) -> Found:
    """Rows as counts; a list of reasons is its one code, or nothing."""
    found: Found = Counter()
    for *keys, n in rows:
        found[tuple(str(key).strip('[]"') for key in keys)] += int(n)
    return found


class RawSqlite:
    """The lines of a store, asked by sqlite3."""

    name = "SQLite, GROUP BY over raw events"

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path)
        self._connection.execute("PRAGMA cache_size=-65536")

    def ask(self, key: str) -> tuple[float, Found]:
        """Milliseconds, and what was found."""
        query = _query(key, "json_extract(CAST(line AS TEXT), '$.data.{}')")
        began_s = time.perf_counter()
        rows = self._connection.execute(query).fetchall()
        return (time.perf_counter() - began_s) * 1000, _found(rows)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()


class RawDuckdb:
    """The lines of a store copied into DuckDB, which keeps columns and skips blocks of other days."""

    name = "DuckDB, GROUP BY over raw events"

    def __init__(self, path: Path, folder: Path) -> None:
        import duckdb

        file = folder / "lines.csv"
        with sqlite3.connect(path) as source, file.open("w", newline="", encoding="utf-8") as out:
            rows = source.execute("SELECT stream_id, seq, type, time_ms, day, CAST(line AS TEXT) FROM events")
            csv.writer(out).writerows(rows)
        self._connection = duckdb.connect(str(folder / "lines.duckdb"))
        columns = "stream_id BIGINT, seq BIGINT, type VARCHAR, time_ms BIGINT, day VARCHAR, line VARCHAR"
        self._connection.execute(f"CREATE TABLE events ({columns})")
        self._connection.execute(f"COPY events FROM '{file}' (FORMAT csv, HEADER false)")
        file.unlink()

    def ask(self, key: str) -> tuple[float, Found]:
        """Milliseconds, and what was found."""
        query = _query(key, "json_extract_string(line, '$.data.{}')")
        began_s = time.perf_counter()
        rows = self._connection.execute(query).fetchall()
        return (time.perf_counter() - began_s) * 1000, _found(rows)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()
