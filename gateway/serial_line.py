"""A serial line with a thread of its own: opened again whenever it goes away, never blocking its owner.

It knows bytes and lines and nothing of buttons or badges. Lines are bounded, what is not a line is counted; a user
that speaks in bytes takes them before they are cut.
"""

import errno
import logging
import os
import select
import termios
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Literal

import serial

from gateway.device_voice import DeviceVoice
from gateway.line_cutter import LineCutter, LineJudge

log = logging.getLogger(__name__)

NO_PORT, NO_PERMISSION, BUSY, UNPLUGGED = "no_port", "no_permission", "port_busy", "unplugged"
PORT_FAULTS = (NO_PORT, NO_PERMISSION, BUSY, UNPLUGGED)
GARBAGE, LINE_ERROR = "garbage", "line_error"

RETRY_FIRST_S, RETRY_LAST_S = 0.5, 5.0
Framing = Literal["8N1", "8E1", "8O1", "7E1"]
"""Data bits, parity, stop bits."""

MOST_UNSENT_BYTES = 256
READ_BYTES = 1024


class LineUser(ABC):
    """Whoever owns a serial line; every call comes on the line's thread."""

    @abstractmethod
    def opened(self) -> None:
        """The port is open, for the first time or again: say by voice.renewed() what is known now."""

    def line(self, text: str) -> bool:
        """A whole line came; False when it means nothing."""
        return False

    def raw(self, data: bytes) -> bool:
        """Bytes came as they are; True when they are taken and must not be cut into lines."""
        return False

    def idle_s(self) -> float | None:
        """Tend to what time alone brings; seconds until it wants to be asked again, None for never."""
        return None


class SerialLine:
    """One port. start() and stop() act; send() may be called from any thread and returns at once."""

    def __init__(
        self,
        port: str,
        baud: int,
        user: LineUser,
        voice: DeviceVoice,
        most_line_bytes: int = 64,
        pace_s: Callable[[], float] = time.monotonic,
        retry_s: tuple[float, float] = (RETRY_FIRST_S, RETRY_LAST_S),
        framing: Framing = "8N1",
    ) -> None:
        self._port, self._baud, self._framing = port, baud, framing
        self._user, self._voice = user, voice
        self._pace_s = pace_s
        self._retry_s = retry_s
        self._cutter = LineCutter(most_line_bytes)
        self._judge = LineJudge()
        self._serial: serial.Serial | None = None
        self._unsent = bytearray()
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._wake_r, self._wake_w = -1, -1
        self._thread: threading.Thread | None = None
        self._port_fd = -1
        self._is_open = self._was_open = False

    def start(self) -> None:
        """Begin to open the port; whether that works is told through the voice."""
        self._stopping.clear()
        self._wake_r, self._wake_w = os.pipe()
        os.set_blocking(self._wake_r, False)
        os.set_blocking(self._wake_w, False)
        self._thread = threading.Thread(target=self._run, name=f"serial-{self._port}", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Close the port and end the thread; what was not sent yet gets one last chance."""
        if self._thread is None:
            return
        self._stopping.set()
        self.wake()
        self._thread.join()
        self._thread = None
        with self._lock:
            os.close(self._wake_r)
            os.close(self._wake_w)
            self._wake_r, self._wake_w = -1, -1

    @property
    def is_open(self) -> bool:
        """Whether the port is there at this moment."""
        return self._is_open

    def send(self, text: str) -> None:
        """Send a line as soon as the port takes it. On a port that is away or jammed it is dropped."""
        self.send_bytes(text.encode("ascii") + b"\n")

    def send_bytes(self, data: bytes) -> None:
        """Send bytes as they are, like send()."""
        with self._lock:
            if len(self._unsent) + len(data) <= MOST_UNSENT_BYTES:
                self._unsent += data
        self.wake()

    def wake(self) -> None:
        """Let the thread look around now."""
        with self._lock:
            if self._wake_w < 0:
                return
            try:
                os.write(self._wake_w, b"\0")
            except BlockingIOError:
                return  # A full pipe: it is awake already.

    def _run(self) -> None:
        retry_s = self._retry_s[0]
        while not self._stopping.is_set():
            if not self._open():
                self._rest(retry_s)
                retry_s = min(retry_s * 2, self._retry_s[1])
                continue
            retry_s = self._retry_s[0]
            self._voice.guard(LINE_ERROR, self._user.opened)
            while self._is_open and not self._stopping.is_set():
                if not self._voice.guard(LINE_ERROR, self._turn):
                    self._rest(retry_s)
            self._close()
            self._rest(retry_s)

    def _open(self) -> bool:
        try:
            bits, parity = int(self._framing[0]), self._framing[1]
            self._serial = serial.Serial(
                self._port, self._baud, bits, parity, timeout=0, write_timeout=0, exclusive=True
            )  # fmt: skip
        except (OSError, ValueError, termios.error) as error:
            code = port_fault(error, self._was_open)
            if self._voice.fault(code, instead_of=PORT_FAULTS):
                log.warning("serial port %s cannot be opened (%s): %s", self._port, code, error)
            return False
        self._port_fd = self._serial.fileno()
        self._is_open = self._was_open = True
        self._cutter.reset()
        self._judge = LineJudge()
        with self._lock:
            self._unsent.clear()
        log.info("serial port %s is open at %d baud", self._port, self._baud)
        return True

    def _close(self) -> None:
        if self._serial is None:
            return
        if self._is_open and self._unsent:
            self._flush()
        self._is_open = False
        self._serial.close()
        self._serial = None

    def _turn(self) -> None:
        """Wait for bytes, room for bytes, a wake-up or the user's own hour, and do what is to be done."""
        wait_s = self._user.idle_s()
        with self._lock:
            writers = [self._port_fd] if self._unsent else []
        readable, writable, _ = select.select([self._port_fd, self._wake_r], writers, [], wait_s)
        if self._wake_r in readable:
            os.read(self._wake_r, READ_BYTES)
        if writable:
            self._flush()
        if self._port_fd in readable:
            self._take(self._receive())

    def _receive(self) -> bytes:
        assert self._serial is not None
        try:
            return self._serial.read(READ_BYTES)
        except OSError as error:
            self._lost(error)
            return b""

    def _flush(self) -> None:
        with self._lock:
            try:
                sent = os.write(self._port_fd, self._unsent)
                del self._unsent[:sent]
            except OSError as error:
                self._lost(error)

    def _lost(self, error: OSError) -> None:
        """A cable was pulled out; serial.SerialException is an OSError."""
        self._is_open = False
        self._voice.fault(UNPLUGGED, instead_of=PORT_FAULTS)
        log.warning("serial port %s went away: %s", self._port, error)

    def _take(self, data: bytes) -> None:
        if self._user.raw(data):
            return
        spoilt = self._cutter.spoilt
        lines = self._cutter.feed(data, self._pace_s())
        self._judge.judge(self._cutter.spoilt - spoilt, is_good=False)
        for line in lines:
            self._judge.judge(1, is_good=self._user.line(line.decode("ascii", "replace")))
        if self._judge.wrong:
            self._voice.fault(GARBAGE)
        else:
            self._voice.cleared(GARBAGE)

    def _rest(self, seconds: float) -> None:
        """Wait for a while or until stopped; a wake-up for lights must not hurry a port that is away."""
        deadline = time.monotonic() + seconds
        while not self._stopping.is_set() and (left := deadline - time.monotonic()) > 0:
            if select.select([self._wake_r], [], [], left)[0]:
                os.read(self._wake_r, READ_BYTES)


def port_fault(error: Exception, was_open: bool) -> str:
    """A short code for a port that cannot be opened."""
    code = getattr(error, "errno", None)
    if code in (errno.EACCES, errno.EPERM):
        return NO_PERMISSION
    if code in (errno.EBUSY, errno.EAGAIN):
        return BUSY
    return UNPLUGGED if was_open else NO_PORT
