"""``quayso gateway``: runs one gateway until it is told to stop, and keeps systemd informed."""

import argparse
import logging
import signal
import sys
import threading
import time
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from contract.toml import ConfigRefused
from gateway.configuring.runs import Runs
from gateway.control.server import SocketTaken
from gateway.journal.errors import JournalError, JournalInUse
from gateway.notify import Notifier
from gateway.watch import Watch
from gateway.wiring import Gateway, Parts

log = logging.getLogger(__name__)


def run(argv: list[str]) -> int:
    """Run ``quayso gateway --config FILE``.

    Returns the exit status: 0 stopped, 2 settings refused, 1 no journal, no port, or another gateway runs already.
    """
    parser = argparse.ArgumentParser(prog="quayso gateway", description="Chạy một gateway / run one gateway.")
    parser.add_argument("--config", required=True, type=Path, metavar="gateway.toml")
    arguments = parser.parse_args(argv)
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    ending, awake = threading.Event(), threading.Event()

    def end() -> None:
        ending.set()
        awake.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: end())
    notifier = Notifier()
    try:
        runs = Runs(arguments.config, awake.set)
        while True:
            awake.clear()
            if ending.is_set():
                notifier.stopping()
                return 0
            status = _run_once(runs, notifier, end, awake)
            if status is not None:
                return status
    except ConfigRefused as error:
        print(error, file=sys.stderr)
        return 2


def _run_once(runs: Runs, notifier: Notifier, end: Callable[[], None], awake: threading.Event) -> int | None:
    """One gateway from start to stop; None where another one may follow, or the end was asked for."""
    gateway = Gateway(runs.load(), _version(), Parts(transport=runs.transport))
    gateway.central_side.on_restart = end
    try:
        gateway.start()
    except (JournalError, OSError) as error:
        if runs.may_go_back(error):
            return None
        print(_why_not(error), file=sys.stderr)
        return 1
    try:
        runs.began(gateway)
        _watch(gateway, notifier, awake)
    finally:
        runs.ended()
        gateway.stop()
    return None


def _watch(gateway: Gateway, notifier: Notifier, awake: threading.Event) -> None:
    """Feed the watchdog only while worker and link both turn; a lost broker is no reason to restart."""
    watch = Watch(notifier.watchdog_s)
    notifier.ready()
    log.info("gateway %s is ready", gateway.config.gateway)
    while not awake.wait(watch.every_s):
        if watch.is_well(gateway.progress(), time.monotonic()):
            notifier.watchdog()


def _why_not(error: Exception) -> str:
    if isinstance(error, JournalInUse | SocketTaken):
        return (
            f"Một gateway khác đang chạy với cùng cấu hình này: {error}. Dừng nó trước.\n"
            f"Another gateway runs with these settings: {error}. Stop it first."
        )
    if not isinstance(error, JournalError):
        return (
            f"Không mở được cổng của các trang web hoặc một thiết bị: {error}. Xem mục [web] của gateway.toml.\n"
            f"A port of the pages or a device cannot be opened: {error}. See [web] in gateway.toml."
        )
    return (
        f"Không ghi được nhật ký sự kiện: {error}. Kiểm tra thẻ nhớ còn chỗ và ghi được.\n"
        f"The journal cannot be written: {error}. See that the card has room and is writable."
    )


def _version() -> str:
    try:
        return version("quayso")
    except PackageNotFoundError:
        # Run from a tree that is not installed.
        return "0"
