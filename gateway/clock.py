"""The gateway's clock: wall time with what is known about it, and durations from a monotonic clock.

Reads clocks and never sets one. Nothing sleeps by these: timers poll ``monotonic_s``.
"""

import ctypes
import errno
import functools
import logging
import os
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from typing import Literal, Protocol

from contract.clock import ClockState, Stamp

log = logging.getLogger(__name__)

ClockSource = Literal["kernel", "trusted"]
"""``kernel``: the kernel says whether the time is disciplined. ``trusted``: somebody else keeps it."""

BOOT_ID_FILE = Path("/proc/sys/kernel/random/boot_id")

_TIME_ERROR = 5
_STA_UNSYNC = 0x0040


class Clock(Protocol):
    """What the gateway asks of a clock. Safe from any thread."""

    def now(self) -> Stamp:
        """The present moment as this gateway sees it."""
        ...

    def monotonic_s(self) -> float:
        """Seconds that only grow; for durations, never for dates."""
        ...


def read_boot_id(path: Path = BOOT_ID_FILE) -> str:
    """The kernel's random id of this boot. Raises OSError where there is none."""
    return path.read_text(encoding="ascii").strip()


class SyncMarker:
    """A small file that remembers, over restarts of the program, in which boot the clock was last right."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def names(self, boot: str) -> bool:
        """Tell whether the clock has already been right in this boot."""
        try:
            return self._path.read_text(encoding="ascii").strip() == boot
        except (OSError, UnicodeDecodeError):
            return False

    def remember(self, boot: str) -> None:
        """Note that the clock is right in this boot. A file that cannot be written costs only the memory."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._path.write_text(boot, encoding="ascii")
        except OSError as error:
            log.warning("cannot remember that the clock is right in %s: %s", self._path, error.strerror)


class SystemClock:
    """The clock of this machine, in the time zone of the site."""

    def __init__(
        self,
        zone: tzinfo,
        boot: str,
        source: ClockSource = "kernel",
        marker: SyncMarker | None = None,
        disciplined: Callable[[], bool] | None = None,
    ) -> None:
        """``boot`` comes from read_boot_id(); ``disciplined`` replaces the question to the kernel."""
        self._zone = zone
        self._boot = boot
        self._source = source
        self._marker = marker
        self._disciplined = disciplined or kernel_clock_is_disciplined
        self._was_synced: bool | None = None
        self._lock = threading.Lock()

    def now(self) -> Stamp:
        """Wall time, its state, the boot and the time since boot, suspended time included."""
        state = self._state()
        up_ms = time.clock_gettime_ns(time.CLOCK_BOOTTIME) // 1_000_000
        return Stamp(datetime.now(self._zone), state, self._boot, up_ms)

    def monotonic_s(self) -> float:
        """Seconds of CLOCK_MONOTONIC."""
        return time.monotonic()

    def _state(self) -> ClockState:
        if self._source == "trusted":
            return "synced"
        synced = self._disciplined()
        with self._lock:
            if self._was_synced is None:
                self._was_synced = self._marker is not None and self._marker.names(self._boot)
            first_time = synced and not self._was_synced
            self._was_synced = self._was_synced or synced
            was_synced = self._was_synced
        if first_time and self._marker is not None:
            self._marker.remember(self._boot)
        return "synced" if synced else "holdover" if was_synced else "unset"


class ManualClock:
    """A clock that moves only when told: for the simulator, the replay and the tests."""

    def __init__(
        self, at: datetime, boot: str = "manual-boot", up_s: float = 60.0, state: ClockState = "synced"
    ) -> None:
        """``at`` is aware; ``up_s`` seconds have passed since the boot."""
        self._at = at
        self._boot = boot
        self._up_s = up_s
        self._state: ClockState = state
        self._lock = threading.Lock()

    def now(self) -> Stamp:
        """The moment it was moved to."""
        with self._lock:
            return Stamp(self._at, self._state, self._boot, round(self._up_s * 1000))

    def monotonic_s(self) -> float:
        """Seconds since its boot."""
        with self._lock:
            return self._up_s

    def advance(self, seconds: float) -> None:
        """Let time pass. Raises ValueError for less than nothing."""
        if seconds < 0:
            raise ValueError("time does not pass backwards; a wrong wall clock is a step()")
        with self._lock:
            self._at += timedelta(seconds=seconds)
            self._up_s += seconds

    def step(self, seconds: float) -> None:
        """Set the wall clock forward or back, as a time server does; no time passes."""
        with self._lock:
            self._at += timedelta(seconds=seconds)

    def boot_again(self, boot: str | None = None, up_s: float = 20.0) -> None:
        """Let the machine start anew: another boot, ``up_s`` seconds ago. Monotonic time begins again with it."""
        with self._lock:
            self._boot, self._up_s = boot or f"{self._boot}+", up_s

    def set_state(self, state: ClockState) -> None:
        """Let the clock be right, have been right, or never have been."""
        with self._lock:
            self._state = state


class _Timex(ctypes.Structure):
    """``struct timex`` of <sys/timex.h> up to ``status``; the rest is room the kernel fills."""

    _fields_ = (
        ("modes", ctypes.c_uint),
        ("offset", ctypes.c_long),
        ("freq", ctypes.c_long),
        ("maxerror", ctypes.c_long),
        ("esterror", ctypes.c_long),
        ("status", ctypes.c_int),
        ("rest", ctypes.c_long * 32),
    )


def kernel_clock_is_disciplined() -> bool:
    """Ask the kernel (adjtimex, read only) whether a time daemon keeps the clock right now.

    A refusal counts as "no": systemd's ``ProtectClock=`` forbids the question as well as the setting.
    """
    timex = _Timex()
    result = _libc().adjtimex(ctypes.byref(timex))
    if result < 0:
        _warn_refused(ctypes.get_errno())
        return False
    return result != _TIME_ERROR and not timex.status & _STA_UNSYNC


_warned_refused = threading.Event()


@functools.cache
def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _warn_refused(code: int) -> None:
    if not _warned_refused.is_set():
        _warned_refused.set()
        log.warning(
            "the kernel does not say whether the clock is right (%s); times count as not known. "
            'Allow adjtimex in the unit (no ProtectClock=) or set [clock] source = "trusted"',
            errno.errorcode.get(code, os.strerror(code)),
        )
