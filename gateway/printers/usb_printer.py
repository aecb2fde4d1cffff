"""An ESC/POS printer on USB, through the kernel's own driver: /dev/usb/lp0, or a name that udev gave it."""

import os

from gateway.config.printers import UsbPrinterConfig
from gateway.printers.base import Surroundings
from gateway.printers.escpos_printer import EscposPrinter
from gateway.printers.ticket_run import Timing
from gateway.printers.wire import FdWire


class UsbWire(FdWire):
    """The character device of one printer. It vanishes with the cable and comes back with it."""

    def __init__(self, device: str) -> None:
        super().__init__()
        self._device = device
        self._own_fd = -1

    def _open(self) -> int:
        self._own_fd = os.open(self._device, os.O_RDWR | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
        return self._own_fd

    def _shut(self) -> None:
        fd, self._own_fd = self._own_fd, -1
        if fd >= 0:
            os.close(fd)

    def _ends_at_nothing(self) -> bool:
        return False


class UsbPrinter(EscposPrinter):
    """A printer behind a device file."""

    def __init__(self, config: UsbPrinterConfig, around: Surroundings, timing: Timing | None = None) -> None:
        super().__init__(config, UsbWire(config.device), around, timing)
