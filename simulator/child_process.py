"""A program of this product as a child process: started, stopped, killed and paused by demo, tests and benches.

Knows nothing of what the program does; `central_process.py` and `gateway_process.py` do.
"""

import atexit
import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Self

STOP_TIMEOUT_S = 5.0
LOG_TAIL_BYTES = 1500


class ChildFailed(RuntimeError):
    """A child process did not come up or is not there; the text ends with the end of its log."""


class ChildProcess:
    """One child, started as often as wanted. Its output goes to ``<name>.log`` and ``<name>.out`` in ``folder``.

    It has a session of its own: Ctrl-C in the terminal reaches the parent alone, which stops its children
    in the right order. A leftover of a parent that was killed is ended by the next start.
    """

    def __init__(self, name: str, folder: Path, command: Sequence[str], mark: str) -> None:
        """``mark`` is a word of the command line that no other program's has, such as a settings file's path."""
        self.name = name
        self.folder = folder
        self.command = list(command)
        self._mark = mark
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.RLock()

    @property
    def log_file(self) -> Path:
        """What the child wrote on standard error, over all its starts."""
        return self.folder / f"{self.name}.log"

    @property
    def out_file(self) -> Path:
        """What the child wrote on standard output, over all its starts. A kill of either side loses nothing."""
        return self.folder / f"{self.name}.out"

    @property
    def pid(self) -> int | None:
        """The id of the running process, or None."""
        process = self._process
        return process.pid if process is not None and process.poll() is None else None

    @property
    def exit_status(self) -> int | None:
        """How the last run ended by itself; None while it runs, or when it was ended by us."""
        process = self._process
        return None if process is None else process.poll()

    def start(self) -> Self:
        """Start it; does nothing while it runs."""
        with self._lock:
            if self.pid is not None:
                return self
            self.folder.mkdir(parents=True, exist_ok=True)
            self._end_leftover()
            self._forget()
            with self.log_file.open("ab") as log, self.out_file.open("ab") as out:
                # The end of the pipe tells a child that reads its standard input that the parent is gone.
                self._process = subprocess.Popen(
                    self.command,
                    stdin=subprocess.PIPE,
                    stdout=out,
                    stderr=log,
                    start_new_session=True,
                )
            self._pid_file.write_text(str(self._process.pid), "ascii")
            atexit.register(self.kill)
            return self

    def say(self, line: str) -> None:
        """Write a line to the child's standard input. Raises ChildFailed when it has gone."""
        try:
            stdin = self._stdin()
            stdin.write(line.encode() + b"\n")
            stdin.flush()
        except OSError:
            raise ChildFailed(self.tell("không nghe nữa · does not listen any more")) from None

    def stop(self) -> int | None:
        """End it politely (a paused one is woken first), by force after 5 s. Returns its exit status."""
        return self._end(signal.SIGTERM)

    def kill(self) -> int | None:
        """SIGKILL: it writes nothing and says goodbye to nobody."""
        return self._end(signal.SIGKILL)

    def pause(self) -> None:
        """SIGSTOP: it stands still with all its connections open."""
        self._signal(signal.SIGSTOP)

    def resume(self) -> None:
        """SIGCONT after `pause()`."""
        self._signal(signal.SIGCONT)

    def log_tail(self) -> str:
        """The end of its log."""
        if not self.log_file.exists():
            return ""
        return self.log_file.read_bytes()[-LOG_TAIL_BYTES:].decode("utf-8", "replace")

    def tell(self, what: str) -> str:
        """A sentence about this child with the end of its log behind it."""
        return f"{self.name}: {what}\n{self.log_tail()}".rstrip()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_exception: object) -> None:
        self.stop()

    @property
    def _pid_file(self) -> Path:
        return self.folder / f"{self.name}.pid"

    def _stdin(self) -> IO[bytes]:
        process = self._process
        if process is None or process.stdin is None:
            raise BrokenPipeError
        return process.stdin

    def _signal(self, number: signal.Signals) -> None:
        with self._lock:
            if self._process is None or self._process.poll() is not None:
                raise ChildFailed(self.tell("không chạy · is not running"))
            self._process.send_signal(number)

    def _end(self, number: signal.Signals) -> int | None:
        with self._lock:
            process = self._process
            if process is None:
                return None
            if process.poll() is None:
                process.send_signal(number)
                process.send_signal(signal.SIGCONT)
                try:
                    process.wait(STOP_TIMEOUT_S)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()
            self._forget()
            return process.returncode

    def _forget(self) -> None:
        process, self._process = self._process, None
        atexit.unregister(self.kill)
        if process is not None and process.stdin is not None:
            # What it did not read any more is of no interest.
            with contextlib.suppress(OSError):
                process.stdin.close()
        self._pid_file.unlink(missing_ok=True)

    def _end_leftover(self) -> None:
        """End the process of an earlier run whose parent was killed."""
        with contextlib.suppress(OSError, ValueError):
            pid = int(self._pid_file.read_text("ascii"))
            # The number may belong to another program by now; ours names our mark.
            if os.fsencode(self._mark) in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0"):
                os.kill(pid, signal.SIGKILL)


def quayso_command(*words: str) -> list[str]:
    """The command line of `quayso`, run by this interpreter from this installation."""
    return [sys.executable, "-P", "-m", "quayso", *words]
