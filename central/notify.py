"""Tells systemd that central is ready, alive or stopping; nothing without systemd (sd_notify(3))."""

import os
import socket


def notify(word: str) -> None:
    """Send ``READY=1``, ``WATCHDOG=1`` or ``STOPPING=1``; a datagram that is not taken is lost without harm."""
    address = os.environ.get("NOTIFY_SOCKET")
    if not address:
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as to_systemd:
        to_systemd.setblocking(False)
        try:
            to_systemd.sendto(word.encode(), "\0" + address[1:] if address[0] == "@" else address)
        except OSError:
            # systemd itself restarts us when it misses too many words.
            return
