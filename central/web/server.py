"""Serves a Flask application with waitress on a thread of its own, and stops it without a trace."""

import threading
from typing import Any, Protocol

from flask import Flask
from waitress import wasyncore
from waitress.server import create_server
from waitress.trigger import trigger

from central.config import WebConfig
from central.web.dashboard.streams import MOST_STREAMS

THREADS = 16 + MOST_STREAMS
"""A stream of the dashboard holds one for as long as it is open."""
CONNECTIONS = 500


class Serving(Protocol):
    """A server of pages; ``port`` tells which one it took."""

    port: int

    def start(self) -> None:
        """Listen and serve. Raises OSError."""
        ...

    def stop(self, timeout_s: float = 5.0) -> None:
        """Close every socket."""
        ...


def server_for(app: Flask, web: WebConfig) -> Serving:
    """The server that the settings ask for: with a certificate it speaks TLS and nothing else."""
    if web.cert is None or web.key is None:
        return WebServer(app, web.host, web.port, web.proxy)
    from central.web.tls_server import TlsServer

    return TlsServer(app, web.host, web.port, web.cert, web.key)


class WebServer:
    """Pages on one address. Port 0 takes a free one; ``port`` tells which.

    ``proxy``: the address of a reverse proxy whose word about the asker's address and TLS is taken.
    """

    def __init__(self, app: Flask, host: str, port: int, proxy: str | None = None) -> None:
        self._app = app
        self.host = host
        self.port = port
        self._proxy = proxy
        self._sockets: dict[int, Any] = {}
        self._server: Any = None
        self._stop: Any = None
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Listen and serve. Raises OSError when the address is taken."""
        names = {"x-forwarded-for", "x-forwarded-proto"}
        trusted = {"trusted_proxy": self._proxy, "trusted_proxy_headers": names} if self._proxy else {}
        self._server = create_server(
            self._app,
            map=self._sockets,
            host=self.host,
            port=self.port,
            threads=THREADS,
            connection_limit=CONNECTIONS,
            # select() ends the process beyond 1024 file descriptors.
            asyncore_use_poll=True,
            ident=None,
            # What a stranger says about himself in such headers is thrown away.
            clear_untrusted_proxy_headers=True,
            **trusted,
        )
        self.port = getattr(self._server, "effective_port", self.port)
        self._stop = trigger(self._sockets)
        self._thread = threading.Thread(target=self._server.run, name="web", daemon=True)
        self._thread.start()

    def stop(self, timeout_s: float = 5.0) -> None:
        """Close every socket; requests under way have a second to end."""
        if self._thread is None:
            return
        self._server.task_dispatcher.shutdown(timeout=1)
        # On the loop's own thread: a socket closed under its poll() would end it with an error.
        self._stop.pull_trigger(lambda: wasyncore.close_all(self._sockets, ignore_all=True))
        self._thread.join(timeout_s)
        self._thread = None
