"""Serves a Flask application over TLS with cheroot; waitress has no TLS. Handshakes keep nobody else waiting."""

import logging
import ssl
import threading
from typing import Any

from cheroot.ssl.builtin import BuiltinSSLAdapter
from cheroot.wsgi import Server
from flask import Flask

from central.web.dashboard.streams import MOST_STREAMS

log = logging.getLogger(__name__)

THREADS = 24 + MOST_STREAMS
WAITING = 128
IDLE_S = 15


class TlsServer:
    """Pages on one address over TLS 1.2 or newer. Port 0 takes a free one; ``port`` tells which."""

    def __init__(self, app: Flask, host: str, port: int, cert: str, key: str) -> None:
        self._app = app
        self.host = host
        self.port = port
        self._files = (cert, key)
        self._server: Any = None
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Listen and serve. Raises OSError when the address is taken or the certificate cannot be used."""
        door = _Door(*self._files)
        door.context.minimum_version = ssl.TLSVersion.TLSv1_2
        server = _Quiet(
            (self.host, self.port), self._app, numthreads=THREADS, request_queue_size=WAITING, timeout=IDLE_S
        )
        server.ssl_adapter = door
        # Listens here, so that a taken port is known now and not on the thread.
        server.prepare()
        self.port = server.bind_addr[1]
        self._server = server
        self._thread = threading.Thread(target=server.serve, name="web", daemon=True)
        self._thread.start()

    def stop(self, timeout_s: float = 5.0) -> None:
        """Close every socket."""
        if self._thread is None:
            return
        self._server.stop()
        self._thread.join(timeout_s)
        self._thread = None


class _Door(BuiltinSSLAdapter):
    """Leaves the handshake to the thread that serves: on the one that accepts, a silent peer would keep all out."""

    def wrap(self, sock: Any) -> tuple[Any, dict[str, str]]:
        """The socket, and what the application learns of it."""
        secured = self.context.wrap_socket(sock, server_side=True, do_handshake_on_connect=False)
        return secured, {"wsgi.url_scheme": "https", "HTTPS": "on"}


class _Quiet(Server):
    def error_log(self, msg: str = "", level: int = logging.INFO, traceback: bool = False) -> None:
        """Who does not trust the certificate hangs up in the middle: worth a line, no alarm."""
        log.log(min(level, logging.WARNING), "%s", msg, exc_info=traceback)
