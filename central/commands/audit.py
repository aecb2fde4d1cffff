"""``quayso audit``: proves every figure from the stored bytes and names what does not hold."""

import argparse
import time
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import DatabaseError, OperationalError

from central.audit.counts import Counts
from central.audit.findings import Finding
from central.audit.proof import prove
from central.commands.opening import DONE, FINDINGS, read_settings, saying_why, store_of
from central.commands.ticker import Ticker
from central.config import CentralConfig
from central.store.engine import reading


def run(argv: list[str]) -> int:
    """Prove everything; the exit status: 0 all holds, 1 something does not, 2 settings refused, 3 no store."""
    parser = argparse.ArgumentParser(
        prog="quayso audit",
        description="Chứng minh mọi con số từ nội dung đã lưu; mỗi điều sai một dòng: gateway, luồng, số thứ tự. / "
        "Prove every figure from the stored bytes; a line for each finding: gateway, stream, seq.",
    )
    parser.add_argument("--config", required=True, type=Path, metavar="central.toml")
    arguments = parser.parse_args(argv)
    with saying_why("audit"):
        config = read_settings(arguments.config)
        with store_of(config, make=False) as engine:
            return _audit(engine, config)


def _audit(engine: Engine, config: CentralConfig) -> int:
    begun_s, counts, wrong = time.monotonic(), Counts(), 0
    for finding in _findings(engine, config, counts):
        print(finding, flush=True)
        wrong += finding.is_wrong
    seconds = time.monotonic() - begun_s
    print(
        f"{wrong} điều sai; {counts.streams} luồng, {counts.lines} dòng, {counts.ratings} đánh giá, {seconds:.1f} s / "
        f"{wrong} findings; {counts.streams} streams, {counts.lines} lines, {counts.ratings} ratings"
    )
    return FINDINGS if wrong else DONE


def _findings(engine: Engine, config: CentralConfig, counts: Counts) -> Iterator[Finding]:
    """Everything found, up to the place where the store itself cannot be read any more."""
    try:
        with reading(engine) as connection:
            yield from prove(connection, config, counts, Ticker())
    except OperationalError:
        raise
    except DatabaseError as error:
        yield Finding(
            "store", f"tệp kho dữ liệu bị hỏng: {error.orig}", f"the file of the store is damaged: {error.orig}"
        )
