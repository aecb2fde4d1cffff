"""A broker that is one child process on the loopback address: start, stop, and the faults a test inflicts.

Knows nothing of any broker program; `broker.py` has those.
"""

import atexit
import contextlib
import os
import signal
import socket
import subprocess
import time
from abc import ABC, abstractmethod
from pathlib import Path
from typing import Self

HOST = "127.0.0.1"
START_TIMEOUT_S = 10.0
STOP_TIMEOUT_S = 5.0
POLL_S = 0.01


class BrokerFailed(RuntimeError):
    """A broker did not start or died while starting; the text ends with the end of its log."""


class BrokerProcess(ABC):
    """Base of the brokers; a subclass writes `_command`, `_config` and `_is_ready`."""

    name = "broker"
    config_suffix = ".conf"

    def __init__(self, data_dir: Path, *, port: int = 0) -> None:
        self.data_dir = data_dir
        self.host = HOST
        self.port = port
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def config_file(self) -> Path:
        """The configuration it was started with, written anew at each start."""
        return self.data_dir / f"{self.name}{self.config_suffix}"

    @property
    def log_file(self) -> Path:
        """Everything the process wrote, over all its starts."""
        return self.data_dir / f"{self.name}.log"

    @property
    def pid(self) -> int | None:
        """The id of the running process, or None."""
        return self._process.pid if self._process is not None and self._process.poll() is None else None

    def start(self) -> Self:
        """Start the process and return once it listens; a port that was once taken is kept."""
        if self.pid is not None:
            return self
        self.data_dir.mkdir(parents=True, exist_ok=True)
        self._end_leftover()
        attempts = 1 if self.port else 5
        for attempt in range(1, attempts + 1):
            port = self.port or free_port()
            try:
                self._start_on(port)
            except BrokerFailed as error:
                # Another program may take a free port between our look and the broker's.
                if attempt == attempts or "in use" not in str(error):
                    raise
                continue
            self.port = port
            break
        atexit.register(self.stop)
        return self

    def stop(self) -> None:
        """End the process politely (a paused one is woken first), by force after 5 s."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End the process with SIGKILL: it writes nothing and says goodbye to nobody."""
        self._end(signal.SIGKILL)

    def restart(self) -> Self:
        """Stop and start on the same port; what survives is what the broker keeps on disk."""
        self.stop()
        return self.start()

    def pause(self) -> None:
        """SIGSTOP: connections stay open and answer nothing, as with a hung or swapped-out broker."""
        self._signal(signal.SIGSTOP)

    def resume(self) -> None:
        """SIGCONT after `pause()`."""
        self._signal(signal.SIGCONT)

    def reload(self) -> None:
        """SIGHUP: mosquitto reads its access lists and passwords again."""
        self._signal(signal.SIGHUP)

    def log(self) -> str:
        """The log so far."""
        return self.log_file.read_text("utf-8", errors="replace") if self.log_file.exists() else ""

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_exception: object) -> None:
        self.stop()

    @abstractmethod
    def _command(self) -> list[str]:
        """The program and its arguments; may raise when it is not installed."""

    @abstractmethod
    def _config(self, port: int) -> str:
        """The text of the configuration file."""

    @abstractmethod
    def _is_ready(self, port: int, log: str) -> bool:
        """True once it accepts connections; `log` is what it wrote since this start."""

    @property
    def _pid_file(self) -> Path:
        return self.data_dir / f"{self.name}.pid"

    def _start_on(self, port: int) -> None:
        self.config_file.write_text(self._config(port), "utf-8")
        already_logged = len(self.log())
        with self.log_file.open("ab") as log_file:
            # Its own session: Ctrl-C in the terminal reaches the demo, which then stops the broker last.
            # The pipe is never written; its end tells a child that watches it that we are gone.
            self._process = process = subprocess.Popen(
                self._command(),
                stdin=subprocess.PIPE,
                stdout=log_file,
                stderr=log_file,
                cwd=self.data_dir,
                start_new_session=True,
            )
        self._pid_file.write_text(str(process.pid), "ascii")
        deadline_s = time.monotonic() + START_TIMEOUT_S
        while not self._is_ready(port, self.log()[already_logged:]):
            if process.poll() is not None or time.monotonic() > deadline_s:
                self.kill()
                end_of_log = self.log()[already_logged:][-800:]
                raise BrokerFailed(f"{self.name} did not start (status {process.returncode}): {end_of_log}")
            time.sleep(POLL_S)

    def _signal(self, number: signal.Signals) -> None:
        if self._process is None or self._process.poll() is not None:
            raise BrokerFailed(f"{self.name} is not running")
        self._process.send_signal(number)

    def _end(self, number: signal.Signals) -> None:
        process, self._process = self._process, None
        atexit.unregister(self.stop)
        if process is None:
            return
        if process.poll() is None:
            process.send_signal(number)
            process.send_signal(signal.SIGCONT)
            try:
                process.wait(STOP_TIMEOUT_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        if process.stdin is not None:
            process.stdin.close()
        self._pid_file.unlink(missing_ok=True)

    def _end_leftover(self) -> None:
        """End the process of an earlier run that was killed before it could stop its broker."""
        with contextlib.suppress(OSError, ValueError):
            pid = int(self._pid_file.read_text("ascii"))
            # The number may belong to another program by now; ours names our configuration.
            if os.fsencode(self.config_file) in Path(f"/proc/{pid}/cmdline").read_bytes():
                os.kill(pid, signal.SIGKILL)


def free_port() -> int:
    """A TCP port of the loopback address that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])
