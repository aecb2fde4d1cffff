"""Tells systemd how the gateway is: ready, alive, stopping, and one line of status. Nothing without systemd.

The protocol is one datagram to the socket in NOTIFY_SOCKET (sd_notify(3)); a lost one does no harm.
"""

import logging
import os
import socket
from collections.abc import Mapping

log = logging.getLogger(__name__)


class Notifier:
    """Speaks to the socket systemd named in the environment; where it named none, every call does nothing."""

    def __init__(self, environment: Mapping[str, str] | None = None) -> None:
        """``environment`` is the process's own when None: NOTIFY_SOCKET, WATCHDOG_USEC, WATCHDOG_PID."""
        variables = os.environ if environment is None else environment
        self._address = variables.get("NOTIFY_SOCKET") or None
        microseconds = variables.get("WATCHDOG_USEC", "")
        for_us = variables.get("WATCHDOG_PID", str(os.getpid())) == str(os.getpid())
        self.watchdog_s = int(microseconds) / 1e6 if microseconds.isdigit() and for_us else None
        """After how long a silence systemd restarts the program; None when it does not."""

    def ready(self) -> None:
        """The gateway works."""
        self._send("READY=1")

    def watchdog(self) -> None:
        """The gateway made progress; to be said at least every half of ``watchdog_s``."""
        self._send("WATCHDOG=1")

    def status(self, text: str) -> None:
        """One line for `systemctl status`."""
        self._send("STATUS=" + " ".join(text.split()))

    def stopping(self) -> None:
        """The gateway begins to stop."""
        self._send("STOPPING=1")

    def _send(self, message: str) -> None:
        if self._address is None:
            return
        # A leading @ stands for the zero byte of an abstract socket.
        address = "\0" + self._address[1:] if self._address.startswith("@") else self._address
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as to_systemd:
                to_systemd.setblocking(False)
                to_systemd.sendto(message.encode(), address)
        except OSError as error:
            log.warning("systemd could not be told %s: %s", message.partition("=")[0], error)
