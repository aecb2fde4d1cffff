"""Bytes to a printer and back: over anything that is a file descriptor, never blocking longer than told.

It knows no command of any printer. Used by one thread alone; only wake() may be called from others.
"""

import errno
import os
import select
import time
from abc import ABC, abstractmethod

READ_BYTES = 256

NO_PORT, NO_PERMISSION, BUSY, UNPLUGGED = "no_port", "no_permission", "port_busy", "unplugged"
UNREACHABLE, STALLED = "unreachable", "stalled"
WIRE_FAULTS = (NO_PORT, NO_PERMISSION, BUSY, UNPLUGGED, UNREACHABLE)


class WireGone(OSError):
    """The printer cannot be reached: a cable pulled, a port not there. ``code`` is a fault's short code, ``sent``
    how many bytes had gone out."""

    def __init__(self, code: str, detail: object = "") -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.sent = 0


class WireStalled(TimeoutError):
    """The printer takes no more bytes; ``sent`` were taken."""

    def __init__(self, sent: int) -> None:
        super().__init__(f"the printer takes no more bytes after {sent}")
        self.sent = sent


class Wire(ABC):
    """A line to one printer: opened again and again as it comes and goes."""

    def __init__(self) -> None:
        self.was_open = False

    @property
    @abstractmethod
    def is_open(self) -> bool:
        """Whether there is a line now, as far as anybody has noticed."""

    @abstractmethod
    def open(self) -> None:
        """Must: open the line. Raises WireGone."""

    @abstractmethod
    def close(self) -> None:
        """Must: give the line back. Safe when it is not open; raises nothing."""

    @abstractmethod
    def send(self, data: bytes, stall_s: float) -> None:
        """Must: hand all bytes over. Raises WireStalled when none are taken for ``stall_s``, and WireGone."""

    @abstractmethod
    def receive(self, timeout_s: float) -> bytes:
        """Must: what came, or nothing when nothing comes in time. Raises WireGone."""

    @abstractmethod
    def rest(self, wake_fd: int, timeout_s: float) -> bool:
        """Must: wait for a wake-up, a byte or the time; True when bytes came. Raises WireGone when the line went."""


class FdWire(Wire):
    """A line that is a file descriptor. A subclass says how it is opened and closed; the rest is the same for all."""

    def __init__(self) -> None:
        super().__init__()
        self._fd = -1

    @property
    def is_open(self) -> bool:
        """Whether there is a file descriptor."""
        return self._fd >= 0

    def open(self) -> None:
        """Open it; every trouble gets a short code."""
        try:
            self._fd = self._open()
        except OSError as error:
            self._shut()
            raise WireGone(self._code(error), error) from error
        os.set_blocking(self._fd, False)
        self.was_open = True

    def close(self) -> None:
        """Close it."""
        self._fd = -1
        self._shut()

    @abstractmethod
    def _open(self) -> int:
        """Must: open and return the file descriptor, or raise OSError."""

    @abstractmethod
    def _shut(self) -> None:
        """Must: close what _open() opened, however far it came. Raises nothing."""

    def send(self, data: bytes, stall_s: float) -> None:
        """Write as the other end takes it."""
        view, sent = memoryview(data), 0
        try:
            while sent < len(view):
                if not self._ready(select.POLLOUT, stall_s):
                    raise WireStalled(sent)
                sent += self._write(view[sent:])
        except WireGone as gone:
            gone.sent = sent
            raise

    def receive(self, timeout_s: float) -> bytes:
        """Read once."""
        if not self._ready(select.POLLIN, timeout_s):
            return b""
        try:
            data = os.read(self._fd, READ_BYTES)
        except BlockingIOError:
            return b""
        except OSError as error:
            raise self._lost(error) from error
        if not data and self._ends_at_nothing():
            raise self._lost("the other end hung up")
        return data

    def rest(self, wake_fd: int, timeout_s: float) -> bool:
        """Wait on both file descriptors; on the wake-up alone when there is no line."""
        poll = select.poll()
        poll.register(wake_fd, select.POLLIN)
        if self._fd >= 0:
            poll.register(self._fd, select.POLLIN)
        seen = dict(poll.poll(timeout_s * 1000))
        if seen.get(self._fd, 0) & (select.POLLHUP | select.POLLERR | select.POLLNVAL):
            raise self._lost("hung up")
        return self._fd in seen

    def _write(self, view: memoryview) -> int:
        try:
            return os.write(self._fd, view)
        except BlockingIOError:
            return 0
        except OSError as error:
            raise self._lost(error) from error

    def _ready(self, event: int, timeout_s: float) -> bool:
        if self._fd < 0:
            raise WireGone(UNPLUGGED, "not open")
        poll = select.poll()
        poll.register(self._fd, event)
        deadline = time.monotonic() + timeout_s
        left_s = timeout_s
        while True:
            seen = poll.poll(max(0.0, left_s) * 1000)
            if seen:
                happened = seen[0][1]
                if happened & (select.POLLERR | select.POLLNVAL) or (
                    happened & select.POLLHUP and not happened & event
                ):
                    raise self._lost("hung up")
                return True
            left_s = deadline - time.monotonic()
            if left_s <= 0:
                return False

    def _ends_at_nothing(self) -> bool:
        """Whether reading nothing means the end; printers on USB may answer with nothing."""
        return True

    def _lost(self, detail: object) -> WireGone:
        self.close()
        return WireGone(UNPLUGGED, detail)

    def _code(self, error: OSError) -> str:
        if error.errno in (errno.EACCES, errno.EPERM):
            return NO_PERMISSION
        if error.errno in (errno.EBUSY, errno.EAGAIN):
            return BUSY
        return UNPLUGGED if self.was_open else NO_PORT
