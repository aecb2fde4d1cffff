"""The pins of this machine, opened once for all panels of the process.

lgpio on a Raspberry Pi. Mock pins only when GPIOZERO_PIN_FACTORY says so: a counter must not believe
that it has buttons when it has none.
"""

import os
import sys
from pathlib import Path
from typing import Any

from gpiozero import Device, GPIOZeroError


class NoPins(OSError):
    """This machine gives no GPIO pins; the text says why."""


def machine_pins(scratch_dir: Path | None) -> Any:
    """gpiozero's pin factory of this process. Raises NoPins.

    lgpio leaves a FIFO in its working directory when it is imported, so it is told one that is writable.
    """
    if Device.pin_factory is not None:
        return Device.pin_factory
    if "GPIOZERO_PIN_FACTORY" not in os.environ:
        Device.pin_factory = _lgpio_pins(scratch_dir)
        return Device.pin_factory
    try:
        Device.ensure_pin_factory()
    except (GPIOZeroError, ImportError, OSError) as error:
        raise NoPins(f"{type(error).__name__}: {error}") from error
    return Device.pin_factory


def pin_errors() -> tuple[type[Exception], ...]:
    """What pins may raise when they are opened or written; lgpio has an error class of its own."""
    own = getattr(sys.modules.get("lgpio"), "error", None)
    return (GPIOZeroError, OSError, *((own,) if own else ()))


def _lgpio_pins(scratch_dir: Path | None) -> Any:
    if scratch_dir is not None:
        scratch_dir.mkdir(parents=True, exist_ok=True)
        os.environ.setdefault("LG_WD", str(scratch_dir))
    try:
        from gpiozero.pins.lgpio import LGPIOFactory
    except (ImportError, AttributeError) as error:
        # lgpio 0.0.0.2 is an empty module: it imports and has nothing in it.
        raise NoPins(f"lgpio is missing or empty ({error})") from error
    try:
        return LGPIOFactory()
    except pin_errors() as error:
        raise NoPins(f"{type(error).__name__}: {error}") from error
