"""The `quayso` command: finds the part that a word names and hands it the rest of the line.

It loads a part only when that part is asked for, so that a counter needs nothing of central.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import cast

DONE = 0
FINDINGS = 1
WRONG_INPUT = 2
PART_MISSING = 3
INTERRUPTED = 130

OWN_PACKAGES = ("quayso", "quayso_check", "contract", "gateway", "central", "simulator", "kiosk_ui")

Run = Callable[[list[str]], int]


@dataclass(frozen=True)
class Command:
    """One word of the command line, and the function `run(argv) -> exit status` behind it."""

    word: str
    target: str
    extra: str
    help: str


COMMANDS = (
    Command(
        "demo", "simulator.main:run", "demo", "một trung tâm ảo trên máy này · a whole office on this machine"
    ),
    Command(
        "gateway", "gateway.main:run", "gateway", "tiến trình của một Raspberry Pi · the process of one Pi"
    ),
    Command(
        "gateway ctl",
        "gateway.control.ctl:run",
        "gateway",
        "điều khiển gateway đang chạy · talk to a running one",
    ),
    Command("central", "central.main:run", "central", "dịch vụ trung tâm · the central service"),
    Command("report", "central.commands.report:run", "central", "xuất một báo cáo · write one report"),
    Command(
        "import", "central.commands.import_:run", "central", "nạp danh mục, bảng số · load lists and tables"
    ),
    Command("audit", "central.commands.audit:run", "central", "chứng minh mọi con số · prove every figure"),
    Command(
        "rebuild",
        "central.commands.rebuild:run",
        "central",
        "tính lại từ sự kiện · recompute from the events",
    ),
    Command("check", "quayso_check:run", "demo", "kiểm tra một tệp cấu hình · check a settings file"),
)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status: 0 done, 1 findings, 2 wrong input, 3 a part is missing."""
    arguments = _parser().parse_args(argv)
    command, rest = _find(arguments.command, arguments.arguments)
    try:
        return _load(command.target)(rest)
    except ModuleNotFoundError as error:
        if _is_own(error.name):
            raise
        return _say_what_to_install(command, error)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of our output has gone (`quayso report … | head`); Python must not try to flush again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE


def _parser() -> argparse.ArgumentParser:
    width = max(len(command.word) for command in COMMANDS)
    parser = argparse.ArgumentParser(
        prog="quayso",
        description="Quầy Số: hàng chờ, đánh giá và số liệu của trung tâm một cửa · "
        "queue, ratings and figures of a one-stop centre",
        epilog="\n".join(
            ["lệnh · commands:"]
            + [f"  {command.word:<{width}}  {command.help}" for command in COMMANDS]
            + ["", "quayso LỆNH --help nói tiếp · says the rest"]
        ),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"quayso {_version()}")
    words = [command.word for command in COMMANDS if " " not in command.word]
    parser.add_argument("command", choices=words, metavar="LỆNH")
    parser.add_argument("arguments", nargs=argparse.REMAINDER, metavar="…")
    return parser


def _find(word: str, rest: list[str]) -> tuple[Command, list[str]]:
    """The command for `word`; a second word counts where the two together name one."""
    by_word = {command.word: command for command in COMMANDS}
    if rest and (pair := by_word.get(f"{word} {rest[0]}")):
        return pair, rest[1:]
    return by_word[word], rest


def _load(target: str) -> Run:
    module_name, _, function_name = target.partition(":")
    return cast(Run, getattr(importlib.import_module(module_name), function_name))


def _is_own(module_name: str | None) -> bool:
    return module_name is not None and module_name.partition(".")[0] in OWN_PACKAGES


def _say_what_to_install(command: Command, error: ModuleNotFoundError) -> int:
    print(
        f'quayso {command.word}: thiếu {error.name}. Hãy cài: pip install "quayso[{command.extra}]"\n'
        f'quayso {command.word}: {error.name} is missing. Install it: pip install "quayso[{command.extra}]"',
        file=sys.stderr,
    )
    return PART_MISSING


def _version() -> str:
    try:
        return version("quayso")
    except PackageNotFoundError:
        return "(chưa cài · not installed)"


if __name__ == "__main__":
    sys.exit(main())
