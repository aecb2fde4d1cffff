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
from pathlib import Path
from typing import Any, cast

DONE = 0
FINDINGS = 1
WRONG_INPUT = 2
PART_MISSING = 3
INTERRUPTED = 130

OWN_PACKAGES = ("quayso", "contract", "gateway", "central", "simulator", "kiosk_ui")


@dataclass(frozen=True)
class Command:
    """One word of the command line, and the function `run(argv) -> exit status` behind it."""

    word: str
    target: str
    extra: str
    help: str


COMMANDS = (
    Command("demo", "simulator.main:run", "demo", "một trung tâm ảo trên máy này · a whole office on this machine"),
    Command("gateway", "gateway.main:run", "gateway", "tiến trình của một Raspberry Pi · the process of one Pi"),
    Command(
        "gateway ctl",
        "gateway.control.ctl:run",
        "gateway",
        "điều khiển gateway đang chạy · talk to a running one",
    ),
    Command("gateway claim", "gateway.claiming.command:run", "gateway", "nhận máy lần đầu · the first boot"),
    Command("gateway pin", "gateway.officers.pin_command:run", "gateway", "dòng pin cho site.toml · a PIN's hash"),
    Command("central", "central.main:run", "central", "dịch vụ trung tâm · the central service"),
    Command("report", "central.commands.report:run", "central", "xuất một báo cáo · write one report"),
    Command("import", "central.commands.import_:run", "central", "nạp danh mục, bảng số · load lists and tables"),
    Command("audit", "central.commands.audit:run", "central", "chứng minh mọi con số · prove every figure"),
    Command(
        "rebuild",
        "central.commands.rebuild:run",
        "central",
        "tính lại từ sự kiện · recompute from the events",
    ),
    Command("backup", "central.commands.backup:run", "central", "sao lưu trung tâm · back central up"),
    Command("restore", "central.commands.restore:run", "central", "khôi phục từ bản sao · restore a backup"),
    Command("export", "central.commands.export:run", "central", "gói kiểm chứng cho bên ngoài · a proof for outsiders"),
    Command("people", "central.commands.people:run", "central", "tài khoản của trung tâm · central's accounts"),
    Command("purge", "central.commands.purge:run", "central", "xóa dữ liệu quá hạn · drop what is past its limit"),
    Command("close", "central.commands.close:run", "central", "chốt số liệu một kỳ · close a period"),
    Command(
        "provision",
        "central.commands.provision:run",
        "central",
        "cấp máy mới, chứng chỉ, máy chủ MQTT · new boxes, certificates, broker",
    ),
    Command("check", "quayso:check", "central", "kiểm tra một tệp cấu hình · check a settings file"),
)

# What `check` reads each kind of file with, and words that only this kind has at its top.
SETTINGS = {
    "central": ("central.config:load_config", {"web", "broker", "database", "documents", "retention", "sites"}),
    "gateway": ("gateway.config:load_configuration", {"gateway", "site_file", "data_dir", "panels", "badges"}),
    "site": ("gateway.config:load_site", {"counters", "officers", "agencies", "ratings"}),
}
# What is no fault and may still trouble people: printed, and the file is sound all the same.
HINTS = {"gateway": "gateway.config:gateway_hints", "site": "gateway.config:site_hints"}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status: 0 done, 1 findings, 2 wrong input, 3 a part is missing."""
    arguments = _parser().parse_args(argv)
    command, rest = _find(arguments.command, arguments.arguments)
    try:
        status: int = _load(command.target)(rest)
        return status
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


def check(argv: list[str]) -> int:
    """Read one settings file as its part would, start nothing, and say what is wrong with it and where."""
    parser = argparse.ArgumentParser(
        prog="quayso check",
        description="Kiểm tra central.toml, gateway.toml (cùng site.toml của nó) hoặc site.toml · "
        "check central.toml, gateway.toml (with its site.toml) or site.toml",
    )
    parser.add_argument("file", type=Path, metavar="FILE.toml")
    file: Path = parser.parse_args(argv).file
    from contract.toml import ConfigRefused

    try:
        kind = _kind_of(file)
        if kind is None:
            print(
                f"{file}: không rõ loại; hãy đặt tên là central.toml, gateway.toml hoặc site.toml\n"
                f"{file}: of no known kind; name it central.toml, gateway.toml or site.toml",
                file=sys.stderr,
            )
            return WRONG_INPUT
        _load(SETTINGS[kind][0])(file)
        for hint in _load(HINTS[kind])(file) if kind in HINTS else ():
            print(f"lưu ý · note: {hint}")
    except ConfigRefused as refused:
        print(refused, file=sys.stderr)
        return WRONG_INPUT
    except (OSError, UnicodeDecodeError) as error:
        print(f"{file}: không đọc được · cannot be read: {error}", file=sys.stderr)
        return WRONG_INPUT
    print(f"{file}: đúng · sound ({kind})")
    return DONE


def _kind_of(file: Path) -> str | None:
    """The kind of a settings file by the one kind its name holds, else by the words at its top."""
    from contract.toml import TomlText

    named = [kind for kind in SETTINGS if kind in file.name]
    if len(named) == 1:
        return named[0]
    words = set(TomlText(file.read_text(encoding="utf-8"), file.name).values)
    likely = max(SETTINGS, key=lambda kind: len(SETTINGS[kind][1] & words))
    return likely if SETTINGS[likely][1] & words else None


class _ShowVersion(argparse.Action):
    """Looks the version up only when it is asked for: that reads the installed packages."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        try:
            print(f"quayso {version('quayso')}")
        except PackageNotFoundError:
            print("quayso (chưa cài · not installed)")
        parser.exit(DONE)


def _parser() -> argparse.ArgumentParser:
    width = max(len(command.word) for command in COMMANDS)
    parser = argparse.ArgumentParser(
        prog="quayso",
        usage="quayso [--help] [--version] LỆNH …",
        description="Quầy Số: hàng chờ, đánh giá và số liệu của trung tâm một cửa · "
        "queue, ratings and figures of a one-stop centre",
        epilog="\n".join(
            ["lệnh · commands:"]
            + [f"  {command.word:<{width}}  {command.help}" for command in COMMANDS]
            + ["", "quayso LỆNH --help nói tiếp · says the rest"]
        ),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action=_ShowVersion, nargs=0, help="phiên bản · the version, and end")
    words = [command.word for command in COMMANDS if " " not in command.word]
    parser.add_argument("command", choices=words, metavar="LỆNH", help=argparse.SUPPRESS)
    parser.add_argument("arguments", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    return parser


def _find(word: str, rest: list[str]) -> tuple[Command, list[str]]:
    """The command for `word`; a second word counts where the two together name one."""
    by_word = {command.word: command for command in COMMANDS}
    if rest and (pair := by_word.get(f"{word} {rest[0]}")):
        return pair, rest[1:]
    return by_word[word], rest


def _load(target: str) -> Callable[..., Any]:
    """The function that `module:function` names."""
    module_name, _, function_name = target.partition(":")
    return cast(Callable[..., Any], getattr(importlib.import_module(module_name), function_name))


def _is_own(module_name: str | None) -> bool:
    return module_name is not None and module_name.partition(".")[0] in OWN_PACKAGES


def _say_what_to_install(command: Command, error: ModuleNotFoundError) -> int:
    print(
        f'quayso {command.word}: thiếu {error.name}. Hãy cài: pip install "quayso[{command.extra}]"\n'
        f'quayso {command.word}: {error.name} is missing. Install it: pip install "quayso[{command.extra}]"',
        file=sys.stderr,
    )
    return PART_MISSING


if __name__ == "__main__":
    sys.exit(main())
