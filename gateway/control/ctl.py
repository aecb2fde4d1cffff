"""`quayso gateway ctl`: gives an order to a running gateway through its control socket and says how it ended.

Exit status: 0 done, 1 refused or not known, 2 wrong usage or settings, 3 no gateway there.
"""

import argparse
import json
import socket
import sys
from pathlib import Path

import msgspec

from contract.toml import ConfigRefused
from gateway.commands import ControlAnswer
from gateway.config import DEFAULT_SOCKET, load_gateway
from gateway.control import words
from gateway.control.server import WORKER_TIMEOUT_S

DONE, REFUSED, WRONG_INPUT, NOBODY_THERE = 0, 1, 2, 3
TIMEOUT_S = WORKER_TIMEOUT_S + 5.0


class NobodyThere(OSError):
    """No gateway answers on the socket."""


def run(argv: list[str]) -> int:
    """Run the command; the exit status is in the module's first lines."""
    parser = _parser()
    try:
        asked = parser.parse_args(argv, argparse.Namespace(socket=None, config=None, json=False))
        if asked.socket and asked.config:
            parser.error("--socket, --config: chỉ một trong hai · one of the two")
        path = _socket_path(asked.socket, asked.config)
        request = _request(asked)
    except SystemExit as done:
        return DONE if done.code in (0, None) else WRONG_INPUT
    except (ConfigRefused, words.RequestUnreadable) as error:
        print(f"quayso gateway ctl: {error}", file=sys.stderr)
        return WRONG_INPUT
    try:
        answer = ask(path, request)
    except NobodyThere as error:
        print(
            f"Không có gateway nào trả lời tại {path} ({error}). Gateway đã chạy chưa? Có quyền dùng không?\n"
            f"No gateway answers at {path} ({error}). Is it running, and may you use it?",
            file=sys.stderr,
        )
        return NOBODY_THERE
    _show(answer, as_json=asked.json)
    return DONE if answer.ok else REFUSED


def ask(path: Path, request: words.ControlRequest, timeout_s: float = TIMEOUT_S) -> ControlAnswer:
    """Give one order and wait for its answer. Raises NobodyThere."""
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
            line.settimeout(timeout_s)
            line.connect(str(path))
            line.sendall(words.write_line(request))
            with line.makefile("rb") as answers:
                return words.read_answer(answers.readline(words.MOST_ANSWER_BYTES))
    except OSError as error:
        raise NobodyThere(error.strerror or type(error).__name__) from None
    except msgspec.DecodeError as error:
        raise NobodyThere(f"not a gateway: {error}") from None


def _of_both_sides() -> argparse.ArgumentParser:
    """The words that may stand before the verb or behind it; where they are missing they say nothing."""
    words = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    where = words.add_mutually_exclusive_group()
    where.add_argument("--socket", type=Path, help=f"mặc định · default: {DEFAULT_SOCKET}")
    where.add_argument("--config", type=Path, help="gateway.toml có tên socket · that names the socket")
    said = "in câu trả lời là JSON · print the answer as JSON"
    words.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help=said)
    return words


def _parser() -> argparse.ArgumentParser:
    of_both_sides = _of_both_sides()
    parser = argparse.ArgumentParser(
        prog="quayso gateway ctl",
        description="Ra lệnh cho gateway đang chạy trên máy này · give orders to the gateway on this machine",
        parents=[of_both_sides],
    )
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="LỆNH")

    def verb_of(name: str, said: str) -> argparse.ArgumentParser:
        return verbs.add_parser(name, help=said, parents=[of_both_sides])

    sign_in = verb_of("sign-in", "cán bộ vào quầy · an officer takes a counter")
    sign_in.add_argument("--counter", required=True)
    sign_in.add_argument("--officer", required=True)
    sign_in.add_argument("--role", choices=["principal", "substitute"], default="principal")
    for verb, said in (
        ("sign-out", "cán bộ rời quầy · the officer leaves a counter"),
        ("pause", "quầy tạm nghỉ · a counter rests"),
        ("resume", "quầy phục vụ lại · it serves again"),
    ):
        verb_of(verb, said).add_argument("--counter", required=True)
    pause = verbs.choices["pause"]
    pause.add_argument("--reason", help="mã ngắn · short code: a-z, 0-9, -")
    test_mode = verb_of("test-mode", "tập huấn, không tính số liệu · training, never counted")
    test_mode.add_argument("state", choices=["on", "off"])
    verb_of("status", "trạng thái · the state")
    verb_of("pair", "ghép màn hình đang hiện mã này · pair the screen that shows this code").add_argument("code")
    verb_of("screens", "các màn hình đã ghép · the screens that are paired")
    verb_of("unpair", "bỏ ghép một màn hình · unpair a screen").add_argument("screen")
    return parser


def _socket_path(given: Path | None, config: Path | None) -> Path:
    if config is not None:
        return Path(load_gateway(config).control.socket)
    return given or Path(DEFAULT_SOCKET)


def _request(asked: argparse.Namespace) -> words.ControlRequest:
    """The request behind the words of a command line. Raises RequestUnreadable for a value that cannot be."""
    plain: dict[str, object] = {"do": asked.verb.replace("-", "_")}
    for key in ("counter", "officer", "role", "reason", "code", "screen"):
        if getattr(asked, key, None) is not None:
            plain[key] = getattr(asked, key)
    if asked.verb == "test-mode":
        plain["on"] = asked.state == "on"
    return words.read_request(json.dumps(plain).encode())


def _show(answer: ControlAnswer, as_json: bool) -> None:
    if as_json:
        print(words.write_line(answer).decode(), end="")
        return
    print(f"{answer.vi}\n{answer.en}", file=sys.stdout if answer.ok else sys.stderr)
    if answer.facts is not None:
        print(json.dumps(answer.facts, ensure_ascii=False, indent=2))
