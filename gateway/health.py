"""Facts about the machine: temperature, throttling, free disk, memory. None is "not known", never "fine"."""

import os
from dataclasses import dataclass
from pathlib import Path

THERMAL_FILE = "class/thermal/thermal_zone0/temp"
THROTTLED_FILES = "devices/platform/soc*/soc*firmware/get_throttled"
VOLTAGE_NAMES = "class/hwmon/hwmon*/name"
THROTTLED_BITS = 0xF000F
"""Firmware of the Pi: bits 0-3 now, 16-19 since boot: under-voltage, frequency capped, throttled, hot.
A dip of the supply lasts milliseconds, so what happened since boot counts too."""


@dataclass(frozen=True, slots=True)
class MachineHealth:
    """What could be found out at a moment."""

    temperature_c: float | None
    throttled: bool | None
    disk_free_bytes: int | None
    rss_bytes: int | None


def machine_facts(data_dir: Path, sys: Path = Path("/sys"), proc: Path = Path("/proc")) -> MachineHealth:
    """Look at the machine now; reads a few small files and never raises for one that is not there."""
    return MachineHealth(_temperature_c(sys), _throttled(sys), _disk_free_bytes(data_dir), _rss_bytes(proc))


def _temperature_c(sys: Path) -> float | None:
    text = _text(sys / THERMAL_FILE)
    try:
        return None if text is None else int(text) / 1000
    except ValueError:
        return None


def _throttled(sys: Path) -> bool | None:
    """From the firmware's own word; else from the kernel's alarm, which knows only that something is wrong."""
    for file in sys.glob(THROTTLED_FILES):
        text = _text(file)
        try:
            return None if text is None else bool(int(text, 16) & THROTTLED_BITS)
        except ValueError:
            return None
    for file in sys.glob(VOLTAGE_NAMES):
        if _text(file) == "rpi_volt" and _text(file.with_name("in0_lcrit_alarm")) == "1":
            return True
    return None


def _disk_free_bytes(folder: Path) -> int | None:
    try:
        room = os.statvfs(folder)
    except OSError:
        return None
    return room.f_bavail * room.f_frsize


def _rss_bytes(proc: Path) -> int | None:
    fields = (_text(proc / "self" / "statm") or "").split()
    if len(fields) < 2 or not fields[1].isdigit():
        return None
    return int(fields[1]) * os.sysconf("SC_PAGE_SIZE")


def _text(file: Path) -> str | None:
    try:
        return file.read_text(encoding="ascii", errors="replace").strip()
    except OSError:
        return None
