"""Serves the page of the virtual office under waitress, on threads of its own."""

import contextlib
import socket
import threading

from flask import Flask
from waitress.server import create_server

from simulator.web.feed import MOST_PAGES

THREADS = MOST_PAGES + 8
"""An open page keeps a thread for its stream; the rest answer everything else."""


class PageServer:
    """The server of one application. ``port`` 0, or one that is taken while it is not insisted on: a free one."""

    def __init__(self, app: Flask, host: str, port: int, insist: bool) -> None:
        self._app = app
        self.host = host
        self.port = port
        self._insist = insist
        self._server: object = None
        self._thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        """The address for a browser on this machine."""
        host = "127.0.0.1" if self.host in ("", "0.0.0.0", "::") else self.host
        return f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"

    def start(self) -> None:
        """Listen. Raises OSError when the port that is insisted on cannot be had."""
        try:
            self._listen(self.port)
        except OSError:
            if self._insist:
                raise
            self._listen(0)
        self._thread = threading.Thread(target=self._server.run, name="page", daemon=True)  # type: ignore[attr-defined]
        self._thread.start()

    def stop(self) -> None:
        """Listen no more; streams must have been ended before."""
        if self._server is not None:
            self._server.task_dispatcher.shutdown(timeout=1)  # type: ignore[attr-defined]
            self._server.close()  # type: ignore[attr-defined]
            self._server = None

    def _listen(self, port: int) -> None:
        family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
        listener = socket.socket(family, socket.SOCK_STREAM)
        try:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((self.host, port))
            self._server = create_server(
                self._app,
                sockets=[listener],
                threads=THREADS,
                connection_limit=200,
                # select() ends the process beyond 1024 file descriptors.
                asyncore_use_poll=True,
                ident=None,
            )
        except OSError:
            with contextlib.suppress(OSError):
                listener.close()
            raise
        self.port = listener.getsockname()[1]
