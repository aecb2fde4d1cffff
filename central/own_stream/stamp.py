"""Central's clock as its lines tell it. A server's clock is believed: nothing here asks whether it is right."""

import functools
import time
import uuid
from datetime import datetime, tzinfo
from pathlib import Path

from contract.clock import Stamp

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


def server_now(zone: tzinfo) -> Stamp:
    """The present moment in ``zone``."""
    up_ms = time.clock_gettime_ns(time.CLOCK_BOOTTIME) // 1_000_000
    return Stamp(datetime.now(zone), "synced", _boot(), up_ms)


@functools.cache
def _boot() -> str:
    """The kernel's id of this boot; where there is none, one for each process: anchors of two are never mixed up."""
    try:
        return _BOOT_ID.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return str(uuid.uuid4())
