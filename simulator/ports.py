"""Ports for the parts of an office that stay theirs while they are stopped and started again."""

import random
import socket
from pathlib import Path

from simulator.broker_process import HOST, free_port

EPHEMERAL_RANGE = Path("/proc/sys/net/ipv4/ip_local_port_range")
LOWEST = 10_240
ATTEMPTS = 200


def quiet_port() -> int:
    """A free loopback port below those that the system gives to connections.

    While broker or central is stopped, clients try again and again: on a port of the system's own range
    one of these attempts would sooner or later take the very port, or meet itself on it.
    """
    highest = _first_ephemeral() - 1
    for _ in range(ATTEMPTS if highest > LOWEST else 0):
        port = random.randint(LOWEST, highest)
        if _is_free(port):
            return port
    return free_port()


def _first_ephemeral() -> int:
    try:
        return int(EPHEMERAL_RANGE.read_text("ascii").split()[0])
    except (OSError, ValueError, IndexError):
        return 32_768


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True
