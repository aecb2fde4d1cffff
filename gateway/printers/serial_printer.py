"""An ESC/POS printer on a serial line, or on a USB line that looks like one."""

import termios

import serial

from gateway.config.printers import SerialPrinterConfig
from gateway.printers.base import Surroundings
from gateway.printers.escpos_printer import EscposPrinter
from gateway.printers.ticket_run import Timing
from gateway.printers.wire import FdWire


class SerialWire(FdWire):
    """A port opened by pyserial, which sets its speed; bytes go through the file descriptor."""

    def __init__(self, port: str, baud: int, flow: str) -> None:
        super().__init__()
        self._settings = {"port": port, "baudrate": baud, "rtscts": flow == "rtscts", "xonxoff": flow == "xonxoff"}
        self._serial: serial.Serial | None = None

    def _open(self) -> int:
        try:
            self._serial = serial.Serial(timeout=0, write_timeout=0, exclusive=True, **self._settings)  # type: ignore[arg-type]
        except termios.error as error:
            raise OSError(*error.args) from error
        fd: int = self._serial.fileno()
        return fd

    def _shut(self) -> None:
        if self._serial is None:
            return
        try:
            # Closing a port waits for bytes that nobody takes; they are lost either way.
            self._serial.reset_output_buffer()
        except (OSError, termios.error):
            pass  # The cable is gone already.
        self._serial.close()
        self._serial = None


class SerialPrinter(EscposPrinter):
    """A printer at a port."""

    def __init__(self, config: SerialPrinterConfig, around: Surroundings, timing: Timing | None = None) -> None:
        super().__init__(config, SerialWire(config.port, config.baud, config.flow), around, timing)
