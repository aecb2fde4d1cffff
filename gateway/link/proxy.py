"""A connection through an HTTP proxy that is asked with CONNECT. TLS begins behind it: the proxy passes bytes on."""

import socket
from urllib.parse import urlsplit

MOST_HEAD_BYTES = 8192


class ProxyRefused(ConnectionError):
    """The proxy does not let us through."""


def through_proxy(proxy: str, host: str, port: int, timeout_s: float) -> socket.socket:
    """A socket to a host behind the proxy. Raises OSError."""
    where = urlsplit(proxy)
    opened = socket.create_connection((where.hostname or "", where.port or 3128), timeout=timeout_s)
    try:
        opened.sendall(f"CONNECT {host}:{port} HTTP/1.1\r\nHost: {host}:{port}\r\n\r\n".encode("ascii"))
        status = _head(opened).split(b"\r\n", 1)[0].decode("latin-1")
        if status.split(" ")[1:2] != ["200"]:
            raise ProxyRefused(f"the proxy {where.hostname} says: {status[:100]}")
    except BaseException:
        opened.close()
        raise
    return opened


def _head(opened: socket.socket) -> bytes:
    """Up to the empty line and not one byte further: what follows is TLS."""
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        byte = opened.recv(1)
        if not byte or len(head) > MOST_HEAD_BYTES:
            raise ProxyRefused("the proxy ended the connection")
        head += byte
    return head
