"""An ESC/POS printer on the network, port 9100 or another."""

import socket

from gateway.config.printers import NetworkPrinterConfig
from gateway.printers.base import Surroundings
from gateway.printers.escpos_printer import EscposPrinter
from gateway.printers.ticket_run import Timing
from gateway.printers.wire import UNREACHABLE, FdWire

CONNECT_S = 2.0
DEAD_AFTER_MS = 10_000


class NetworkWire(FdWire):
    """One TCP connection, held open: a printer that is switched off is noticed before a ticket is sent."""

    def __init__(self, host: str, port: int) -> None:
        super().__init__()
        self._address = host, port
        self._socket: socket.socket | None = None

    def _open(self) -> int:
        self._socket = socket.create_connection(self._address, timeout=CONNECT_S)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, DEAD_AFTER_MS)
        return self._socket.fileno()

    def _shut(self) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def _code(self, error: OSError) -> str:
        return UNREACHABLE


class NetworkPrinter(EscposPrinter):
    """A printer at a host and port."""

    def __init__(self, config: NetworkPrinterConfig, around: Surroundings, timing: Timing | None = None) -> None:
        super().__init__(config, NetworkWire(config.host, config.port), around, timing)
