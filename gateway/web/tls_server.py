"""Serves a Flask application over TLS with cheroot on threads of its own; waitress has no TLS."""

import contextlib
import logging
import socket
import ssl
import threading
from typing import Any

from cheroot.ssl.builtin import BuiltinSSLAdapter
from cheroot.wsgi import Server
from flask import Flask

from gateway.web.app import STREAMS
from gateway.web.server import THREADS
from gateway.web.threads import Threads

log = logging.getLogger(__name__)

BACKLOG = 64


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
        """Listen and serve. Raises OSError when the address is taken, or the certificate cannot be used."""
        adapter = _LateHandshake(*self._files)
        adapter.context.minimum_version = ssl.TLSVersion.TLSv1_2
        server = _LoggingServer((self.host, self.port), self._app, request_queue_size=BACKLOG)
        server.requests = _Workers(server)
        server.ssl_adapter = adapter
        # prepare() listens, so a taken port is known here and not on the thread.
        server.prepare()
        self.port = server.bind_addr[1]
        self._server = server
        self._thread = threading.Thread(target=server.serve, name="web-tls", daemon=True)
        self._thread.start()

    def stop(self, timeout_s: float = 5.0) -> None:
        """End the streams and close every socket."""
        if self._thread is None:
            return
        self._app.extensions[STREAMS].stop()
        self._server.stop()
        self._thread.join(timeout_s)
        self._thread = None


class _LateHandshake(BuiltinSSLAdapter):
    """Shakes hands on the thread that serves the connection.

    The original does it on the thread that accepts: one peer that connects and says nothing keeps every other out
    for ten seconds.
    """

    def wrap(self, sock: Any) -> tuple[Any, dict[str, str]]:
        """The socket and what the application learns about it."""
        wrapped = self.context.wrap_socket(sock, server_side=True, do_handshake_on_connect=False)
        return wrapped, {"wsgi.url_scheme": "https", "HTTPS": "on"}


class _Workers:
    """What cheroot asks of its workers, on threads that are made when they are needed."""

    min = 1

    def __init__(self, server: Server) -> None:
        self._server = server
        self._threads = Threads("web-tls", THREADS)
        self._open: set[Any] = set()

    def start(self) -> None:
        """Threads begin with the first connection."""

    def put(self, connection: Any) -> None:
        """A connection has something to say."""
        self._threads.add(lambda: self._serve(connection))

    def stop(self, timeout: float = 5) -> None:
        """End; who waits for the rest of a request hears that there is none."""
        for connection in list(self._open):
            with contextlib.suppress(OSError):
                connection.socket.shutdown(socket.SHUT_RD)
        self._threads.stop(timeout)

    def _serve(self, connection: Any) -> None:
        self._open.add(connection)
        stays = False
        try:
            stays = connection.communicate()
        except ConnectionError as error:
            log.info("a browser at %s hung up: %s", connection.remote_addr, error)
        finally:
            self._open.discard(connection)
            if stays:
                self._server.put_conn(connection)
            else:
                connection.close()


class _LoggingServer(Server):
    def error_log(self, msg: str = "", level: int = logging.INFO, traceback: bool = False) -> None:
        """A browser that does not trust the certificate hangs up in the middle: worth a line, not an alarm."""
        log.log(min(level, logging.WARNING), "%s", msg, exc_info=traceback)
