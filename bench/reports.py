"""Every report for a month, over a store of one million events and (--large) of ten million: years of one centre.

Both stores hold the same last months, so what is asked is the same; each round opens the file anew, with no page of it
in the program's memory, rounds of all sizes alternate, and the best of each counts: other work only slows one down.
Beside it the main figures of the same report by GROUP BY over the raw lines, in SQLite over the store itself and in
DuckDB over a copy; they must be the report's. A peer answers with those of one month alone; the report brings all its
groups, the month before, the same month of the year before, findings and proofs. Reports made of imports or of other
reports have no peer. `QUAYSO_BENCH_STORES` names a folder in which stores are kept and found again: the large one takes
ten minutes and 7 GB."""

import importlib.util
import os
import sys
import tempfile
import time
from pathlib import Path

from sqlalchemy import Engine

from bench.common import Figure
from bench.reports_peers import PEERS, RawDuckdb, RawSqlite
from bench.reports_store import CONFIG, MONTH, SITE, make_store
from central.reports.making import make_report
from central.reports.model import Report
from central.reports.registry import REPORTS
from central.store.engine import open_engine

SIZES = (1_000_000,)
LARGE = 10_000_000
ROUNDS = 15
AIM_MS, AIM_RATIO = 300, 1.2


def main(large: bool = False) -> list[Figure]:
    """Each report at each size, then beside its peers."""
    sizes = (*SIZES, LARGE) if large else SIZES
    with tempfile.TemporaryDirectory(prefix="quayso-bench-") as made:
        folder = Path(os.environ.get("QUAYSO_BENCH_STORES") or made)
        stores = [_store(folder, size) for size in sizes]
        largest = open_engine(f"sqlite:///{stores[-1]}")
        reports = {key: _report(largest, key)[1] for key in REPORTS}
        took_ms = _in_turns([open_engine(f"sqlite:///{store}") for store in stores])
        beside = _beside(stores[-1], Path(made), reports)
        figures = []
        for key in REPORTS:
            figures += _figures(key, sizes, took_ms[key], beside.get(key, []))
        return figures


def _store(folder: Path, size: int) -> Path:
    """A store of that size, made where there is none."""
    path, part = folder / f"reports-{size}.db", folder / f"reports-{size}.part.db"
    if not path.exists():
        for old in folder.glob(f"{part.name}*"):
            old.unlink()
        make_store(part, size)
        part.rename(path)
    return path


def _report(engine: Engine, key: str) -> tuple[float, Report]:
    """Milliseconds of one report over a file that is opened for it. The statements are compiled already, as they are
    in a program that runs."""
    engine.dispose()
    began_s = time.perf_counter()
    made = make_report(engine, CONFIG, key, SITE, MONTH)
    return (time.perf_counter() - began_s) * 1000, made


def _in_turns(engines: list[Engine]) -> dict[str, list[float]]:
    """The best round of each report over each store."""
    took: dict[str, list[list[float]]] = {key: [[] for _ in engines] for key in REPORTS}
    for _ in range(ROUNDS):
        for key in REPORTS:
            for place, engine in enumerate(engines):
                took[key][place].append(_report(engine, key)[0])
    for engine in engines:
        engine.dispose()
    return {key: [min(times) for times in of] for key, of in took.items()}


def _beside(store: Path, folder: Path, reports: dict[str, Report]) -> dict[str, list[tuple[str, float]]]:
    """What the peers need for the same, checked against the report."""
    found: dict[str, list[tuple[str, float]]] = {}
    peers: list[RawSqlite | RawDuckdb] = [RawSqlite(store)]
    if importlib.util.find_spec("duckdb"):
        peers.append(RawDuckdb(store, folder))
    else:
        print("not beside DuckDB: its package is not installed here (pip install duckdb)", file=sys.stderr)
    for peer in peers:
        for key, asked in PEERS.items():
            took_ms = []
            for _ in range(3):
                one_ms, rows = peer.ask(key)
                took_ms.append(one_ms)
                if rows != asked.same(reports[key]):
                    raise AssertionError(f"{peer.name}, {key}: other figures than the report's")
            found.setdefault(key, []).append((peer.name, min(took_ms)))
        peer.close()
    return found


def _figures(key: str, sizes: tuple[int, ...], took_ms: list[float], beside: list[tuple[str, float]]) -> list[Figure]:
    """The largest store, beside the smaller one and the peers."""
    name = f"{key}, a month of {sizes[-1]:,} events".replace(",", " ").replace("  ", ", ", 1)
    figures = [Figure(name, took_ms[-1], "ms", aim=f"≤ {AIM_MS} ms")]
    if len(sizes) > 1:
        smaller = f"{sizes[0]:,} events".replace(",", " ")
        figures = [Figure(name, took_ms[-1], "ms", smaller, took_ms[0], f"≤ {AIM_MS} ms, ratio ≤ {AIM_RATIO}")]
    return figures + [Figure(name, took_ms[-1], "ms", peer, peer_ms) for peer, peer_ms in beside]
