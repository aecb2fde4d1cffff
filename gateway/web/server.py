"""Serves a Flask application with waitress on a thread of its own, and stops it without a trace."""

import threading
from typing import Any

from flask import Flask
from waitress import wasyncore
from waitress.server import create_server
from waitress.trigger import trigger

from gateway.web.app import STREAMS
from gateway.web.events import MOST_STREAMS
from gateway.web.threads import Threads

THREADS = 2 * MOST_STREAMS + 20
"""At most. A stream holds a thread, and once more until the heartbeat after its page went away."""
CONNECTIONS = 500


class Dispatcher:
    """Hands waitress' requests to threads that are made when they are needed."""

    def __init__(self) -> None:
        self.threads = Threads("web", THREADS)

    def add_task(self, task: Any) -> None:
        """A connection has a request."""
        self.threads.add(_Service(task))

    def shutdown(self, cancel_pending: bool = True, timeout: float = 5) -> None:
        """End; what was not begun is called off."""
        for service in self.threads.stop(timeout):
            if cancel_pending and isinstance(service, _Service):
                service.task.cancel()


class _Service:
    def __init__(self, task: Any) -> None:
        self.task = task

    def __call__(self) -> None:
        self.task.service()


class WebServer:
    """Pages on one address. Port 0 takes a free one; ``port`` tells which."""

    def __init__(self, app: Flask, host: str, port: int) -> None:
        self._app = app
        self.host = host
        self.port = port
        self._sockets: dict[int, Any] = {}
        self._server: Any = None
        self._stop: Any = None
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Listen and serve. Raises OSError when the address is taken."""
        self._server = create_server(
            self._app,
            map=self._sockets,
            host=self.host,
            port=self.port,
            _dispatcher=Dispatcher(),
            connection_limit=CONNECTIONS,
            # select() ends the process beyond 1024 file descriptors.
            asyncore_use_poll=True,
            ident=None,
        )
        self.port = getattr(self._server, "effective_port", self.port)
        self._stop = trigger(self._sockets)
        self._thread = threading.Thread(target=self._server.run, name="web", daemon=True)
        self._thread.start()

    def stop(self, timeout_s: float = 5.0) -> None:
        """End the streams and close every socket; requests under way have a second to end."""
        if self._thread is None:
            return
        self._app.extensions[STREAMS].stop()
        self._server.task_dispatcher.shutdown(timeout=1)
        # On the loop's own thread: a socket closed under its poll() would end it with an error.
        self._stop.pull_trigger(lambda: wasyncore.close_all(self._sockets, ignore_all=True))
        self._thread.join(timeout_s)
        self._thread = None
