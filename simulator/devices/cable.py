"""A serial cable of which this program holds the far end: a pty under a fixed name, pulled and put back at will."""

import contextlib
import os
import select
import threading
import tty
from pathlib import Path

READ_BYTES = 256


class Cable:
    """One cable. Its port is a symbolic link, as udev makes one for a real device. Safe from any thread."""

    def __init__(self, port: Path) -> None:
        self.port = port
        self._lock = threading.Lock()
        self._master = -1
        self._slave = -1

    @property
    def plugged(self) -> bool:
        """Whether it is in."""
        return self._master >= 0

    def plug(self) -> None:
        """Put it in: a new pty under the old name."""
        with self._lock:
            if self._master >= 0:
                return
            self._master, self._slave = os.openpty()
            tty.setraw(self._slave)
            os.set_blocking(self._master, False)
            self.port.parent.mkdir(parents=True, exist_ok=True)
            self.port.unlink(missing_ok=True)
            self.port.symlink_to(os.ttyname(self._slave))

    def unplug(self) -> None:
        """Pull it: whoever has the port open meets a hang-up."""
        with self._lock:
            if self._master < 0:
                return
            self.port.unlink(missing_ok=True)
            os.close(self._slave)
            os.close(self._master)
            self._master = self._slave = -1

    def send(self, line: str) -> None:
        """Send a line; without a cable, or when nobody reads for long, it is lost as on a real one."""
        with self._lock:
            if self._master >= 0:
                with contextlib.suppress(BlockingIOError):
                    os.write(self._master, line.encode("ascii") + b"\n")

    def read(self, timeout_s: float) -> bytes:
        """What the other end sent, or nothing after a while."""
        with self._lock:
            if self._master < 0:
                return b""
            watched = os.dup(self._master)
        try:
            # A pty whose other end nobody has open yet is always "readable" with an error.
            select.select([watched], [], [], timeout_s)
            return os.read(watched, READ_BYTES)
        except OSError:
            return b""
        finally:
            os.close(watched)
