"""``quayso central``: ingest and pages until it is told to stop, systemd kept informed."""

import argparse
import logging
import signal
import sys
import threading
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from central.backup.making import store_file
from central.commands.people import first_link_lines
from central.config import CentralConfig, load_config
from central.notify import notify
from central.store.copying import DamagedStore
from central.store.in_use import using
from central.wiring import Central
from contract.toml import ConfigRefused

log = logging.getLogger(__name__)

WATCH_EVERY_S = 2.0


def run(argv: list[str]) -> int:
    """Run ``quayso central --config FILE``; returns the exit status (0 stopped, 1 could not start, 2 refused)."""
    parser = argparse.ArgumentParser(prog="quayso central", description="Chạy máy chủ trung tâm / run central.")
    parser.add_argument("--config", required=True, type=Path, metavar="central.toml")
    arguments = parser.parse_args(argv)
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)
    try:
        config = load_config(arguments.config)
    except ConfigRefused as error:
        print(error, file=sys.stderr)
        return 2
    except OSError as error:
        print(f"Không đọc được {arguments.config} / cannot read it: {error.strerror}", file=sys.stderr)
        return 2
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    try:
        with using(store_file(config)):
            return _run(Central(config), config, stopping)
    except OSError as error:
        print(f"Không dùng được kho dữ liệu / the store cannot be used: {error}", file=sys.stderr)
        return 1


def _run(central: Central, config: CentralConfig, stopping: threading.Event) -> int:
    try:
        central.start()
    except OSError as error:
        where = f"{config.web.host}:{config.web.port}"
        print(
            f"Không mở được {where}: {error.strerror}. Chọn cổng khác ở [web] port.\n"
            f"Cannot listen on {where}: {error.strerror}. Choose another [web] port.",
            file=sys.stderr,
        )
        return 1
    except (SQLAlchemyError, DamagedStore) as error:
        print(
            f"Không dùng được kho dữ liệu {config.database.url}: {error}\nThe store cannot be used: {error}",
            file=sys.stderr,
        )
        return 1
    try:
        _watch(central, config, stopping)
    finally:
        central.stop()
    return 0


def _watch(central: Central, config: CentralConfig, stopping: threading.Event) -> None:
    """Feed the watchdog only while the writer turns; a lost broker is no reason to restart."""
    notify("READY=1")
    if central.first_link:
        print("\n".join(first_link_lines(config, central.first_link)), flush=True)
    scheme = "https" if config.web.cert else "http"
    log.info("central listens on %s://%s:%d", scheme, config.web.host, config.web.port)
    before = -1
    while not stopping.wait(WATCH_EVERY_S):
        turns = central.writer.turns if central.writer else 0
        if turns != before:
            notify("WATCHDOG=1")
        before = turns
    notify("STOPPING=1")
