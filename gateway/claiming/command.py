"""``quayso gateway claim``: makes this box a gateway, once, at its first boot; tries until that has worked."""

import argparse
import logging
import queue
import signal
import sys
import threading
from pathlib import Path

from gateway.claiming.asking import ask
from gateway.claiming.becoming import Box, Local, become
from gateway.claiming.code_page import CodePage
from gateway.claiming.forgetting import PLACES
from gateway.claiming.words import ClaimProblem

DONE, FAILED = 0, 1
LOOK_AGAIN_S = 1.0


def run(argv: list[str]) -> int:
    """Claim; the exit status: 0 it is a gateway, 1 it is not, 2 wrong usage."""
    arguments = _parser().parse_args(argv)
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    local = Local(arguments.data_dir, arguments.socket, arguments.clock)
    copies = tuple(arguments.copies) if arguments.copies else PLACES
    box = Box(arguments.folder, ask, local, copies)
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    return _Attempts(box, arguments.once, stopping).run(arguments.code, arguments.page)


class _Attempts:
    """Tries, says why not, waits, tries again; a typed code comes from the command or from the page."""

    def __init__(self, box: Box, once: bool, stopping: threading.Event) -> None:
        self._box = box
        self._once = once
        self._stopping = stopping
        self._said = ""

    def run(self, typed: str | None, page_port: int | None) -> int:
        page = None if page_port is None or self._box.is_gateway else CodePage("0.0.0.0", page_port, lambda: self._said)
        try:
            if page is not None:
                page.start()
            return self._try_on(typed, page)
        except OSError as error:
            print(f"không mở được cổng {page_port}: {error} / the port cannot be opened", file=sys.stderr)
            return FAILED
        finally:
            if page is not None:
                page.stop()

    def _try_on(self, typed: str | None, page: CodePage | None) -> int:
        while not self._stopping.is_set():
            try:
                answer = become(self._box, typed)
            except ClaimProblem as problem:
                self._say(problem)
                if self._once or (problem.wait_s is None and page is None):
                    return FAILED
                typed = self._wait(page, problem.wait_s)
                continue
            name = answer.gateway if answer else "đã nhận từ trước"
            print(f"Máy này là {name}. · This box is {answer.gateway if answer else 'a gateway already'}.", flush=True)
            return DONE
        return FAILED

    def _say(self, problem: ClaimProblem) -> None:
        if str(problem) != self._said:
            self._said = str(problem)
            print(self._said, file=sys.stderr, flush=True)

    def _wait(self, page: CodePage | None, wait_s: float | None) -> str | None:
        """Until it is time to try again, or somebody typed a code."""
        waited_s = 0.0
        while not self._stopping.is_set() and (wait_s is None or waited_s < wait_s):
            if page is not None:
                try:
                    return page.codes.get(timeout=LOOK_AGAIN_S)
                except queue.Empty:
                    pass
            else:
                self._stopping.wait(LOOK_AGAIN_S)
            waited_s += LOOK_AGAIN_S
        return None


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="quayso gateway claim",
        description="Nhận máy ở lần bật đầu tiên: tạo khóa, xin chứng chỉ, ghi cấu hình. / Make this box a gateway.",
    )
    add = parser.add_argument
    add("--folder", type=Path, default=Path("/etc/quayso"), help="nơi ghi cấu hình / where settings go")
    add("--code", help="mã gõ tay; không có thì lấy trong claim.toml / a typed code, else that of claim.toml")
    add("--once", action="store_true", help="chỉ thử một lần / try once")
    add("--page", type=int, metavar="PORT", help="mở trang gõ mã / serve the page to type a code")
    add("--data-dir", help="nơi giữ nhật ký / where the journal lives")
    add("--socket", help="socket của quayso gateway ctl / its control socket")
    add("--clock", choices=("kernel", "trusted"), help="máy ảo: trusted / virtual machines: trusted")
    add("--copies", type=Path, action="append", help="nơi khác còn giữ mã / where else the card holds the code")
    return parser
