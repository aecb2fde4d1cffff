"""``quayso gateway``: runs one gateway until it is told to stop, and keeps systemd informed."""

import argparse
import importlib.metadata
import logging
import signal
import sys
import threading
from pathlib import Path

from contract.toml import ConfigRefused
from gateway.config import load_configuration
from gateway.journal.errors import JournalFull
from gateway.notify import Notifier
from gateway.wiring import Gateway

log = logging.getLogger(__name__)

WATCH_EVERY_S = 2.0


def run(argv: list[str]) -> int:
    """Run ``quayso gateway --config FILE``; returns the exit status (0 stopped, 2 refused, 1 no journal)."""
    parser = argparse.ArgumentParser(prog="quayso gateway", description="Chạy một gateway / run one gateway.")
    parser.add_argument("--config", required=True, type=Path, metavar="gateway.toml")
    arguments = parser.parse_args(argv)
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    try:
        configuration = load_configuration(arguments.config)
    except ConfigRefused as error:
        print(error, file=sys.stderr)
        return 2
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    gateway = Gateway(configuration, importlib.metadata.version("quayso"))
    try:
        gateway.start()
    except JournalFull as error:
        print(
            f"Không ghi được nhật ký sự kiện: {error}. Kiểm tra thẻ nhớ còn chỗ và ghi được.\n"
            f"The journal cannot be written: {error}. See that the card has room and is writable.",
            file=sys.stderr,
        )
        return 1
    try:
        _watch(gateway, stopping)
    finally:
        gateway.stop()
    return 0


def _watch(gateway: Gateway, stopping: threading.Event) -> None:
    """Feed the watchdog only while worker and link both turn; a lost broker is no reason to restart."""
    notifier = Notifier()
    notifier.ready()
    log.info("gateway %s is ready", gateway.config.gateway)
    before = (-1, -1)
    while not stopping.wait(WATCH_EVERY_S):
        now = gateway.progress()
        if now[0] != before[0] and now[1] != before[1]:
            notifier.watchdog()
        before = now
    notifier.stopping()
