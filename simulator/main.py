"""`quayso demo`: a whole office on this machine, or a published table pressed through one."""

import argparse
import logging
import os
import signal
import sys
import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TypeVar

from gateway.journal.errors import JournalFull
from simulator.broker import BrokerFailed, BrokerMissing
from simulator.child_process import ChildFailed
from simulator.demo import USUAL_PORT, Demo, DemoAsked
from simulator.office import FolderBusy, ImportFailed
from simulator.replay.command import ReplayAsked, replay
from simulator.replay.player import ReplayStuck
from simulator.sample import sample_plan
from simulator.terminal import Terminal

DONE, FINDINGS, WRONG_INPUT, PART_MISSING = 0, 1, 2, 3
BROKERS = ("mosquitto", "iotcore")
N = TypeVar("N", int, float)


def run(argv: list[str]) -> int:
    """Run ``quayso demo``; the exit status.

    0 stopped, or every row of a replay is equal; 1 something failed or differs; 2 wrong words or input;
    3 a broker is missing; 130 a replay was interrupted.
    """
    try:
        asked = _parser().parse_args(argv)
    except SystemExit as ended:
        return DONE if ended.code in (0, None) else WRONG_INPUT
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    # A demo is cut and joined on purpose; what the page shows need not stand on the terminal as well.
    for noisy in ("gateway.link", "gateway.serial_line"):
        logging.getLogger(noisy).setLevel(logging.CRITICAL)
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopping.set())
    terminal = Terminal()
    return _saying_why(lambda: _replay(asked, terminal, stopping) if asked.replay else _demo(asked, terminal, stopping))


def _demo(asked: argparse.Namespace, terminal: Terminal, stopping: threading.Event) -> int:
    data = asked.data or default_folder()
    demo = Demo(
        sample_plan(),
        DemoAsked(data, asked.host, asked.port, asked.visitors, asked.speed, asked.seconds, asked.broker),
        terminal,
    )
    terminal.say("Quầy Số: văn phòng ảo đang mở cửa · a virtual office is opening")
    demo.start()
    try:
        demo.run(stopping)
    finally:
        terminal.say("Đang đóng cửa · closing")
        demo.stop()
    return DONE


def _replay(asked: argparse.Namespace, terminal: Terminal, stopping: threading.Event) -> int:
    return replay(ReplayAsked(asked.replay, asked.data, asked.first, asked.last, asked.broker), terminal, stopping)


def _saying_why(act: Callable[[], int]) -> int:
    """Run it; a failure that a person can do something about is a sentence, not a traceback."""
    try:
        return act()
    except BrokerMissing as error:
        print(error, file=sys.stderr)
        return PART_MISSING
    except FolderBusy as error:
        print(error, file=sys.stderr)
        return WRONG_INPUT
    except (BrokerFailed, ChildFailed, ImportFailed, ReplayStuck, JournalFull, OSError) as error:
        print(f"Văn phòng ảo không chạy được · the virtual office cannot run: {error}", file=sys.stderr)
        return FINDINGS


def _whole_path(word: str) -> Path:
    """Children run in folders of their own: a path must mean the same in all of them."""
    return Path(word).absolute()


def default_folder() -> Path:
    """Where the demo keeps its data unless told otherwise, as the XDG base directories say."""
    home = os.environ.get("XDG_DATA_HOME")
    return (Path(home) if home and Path(home).is_absolute() else Path.home() / ".local" / "share") / "quayso" / "demo"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="quayso demo",
        description="Một trung tâm ảo trên máy này: nút bấm, gateway, MQTT, trung tâm, báo cáo · "
        "a whole office on this machine",
    )
    parser.add_argument("--host", default="127.0.0.1", help="địa chỉ của trang · address of the page")
    parser.add_argument("--port", type=_port, help=f"cổng của trang · port of the page (usual: {USUAL_PORT})")
    parser.add_argument(
        "--data", type=_whole_path, metavar="DIR", help="thư mục dữ liệu · data folder, kept for the next time"
    )
    parser.add_argument("--visitors", type=_count, default=0, metavar="N", help="số khách một ngày · visitors a day")
    parser.add_argument(
        "--speed", type=_positive, default=1.0, metavar="X", help="khách nhanh gấp mấy lần · how fast visitors are"
    )
    parser.add_argument("--seconds", type=_positive, metavar="S", help="tự dừng sau S giây · stop by itself")
    parser.add_argument(
        "--replay", type=Path, metavar="FILE.csv",
        help="bấm lại một bảng đã công bố rồi đối chiếu · press a published table and compare",
    )  # fmt: skip
    parser.add_argument("--from", dest="first", type=_day, metavar="YYYY-MM-DD", help="kỳ của bảng · its period")
    parser.add_argument("--to", dest="last", type=_day, metavar="YYYY-MM-DD")
    parser.add_argument("--broker", choices=BROKERS, help="môi giới MQTT · which broker (else what is installed)")
    return parser


def _port(text: str) -> int:
    return _number(text, int, lambda number: 0 <= number <= 65535, "0–65535")


def _count(text: str) -> int:
    return _number(text, int, lambda number: 0 <= number <= 5000, "0–5000")


def _positive(text: str) -> float:
    return _number(text, float, lambda number: 0 < number < 1e9, "> 0")


def _number(text: str, kind: Callable[[str], N], is_allowed: Callable[[N], bool], allowed: str) -> N:
    number: N | None
    try:
        number = kind(text)
    except ValueError:
        number = None
    if number is None or not is_allowed(number):
        raise argparse.ArgumentTypeError(f"“{text}” không dùng được / is not usable: {allowed}")
    return number


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}” không phải là ngày / is not a day: YYYY-MM-DD") from None
