"""The pages of a gateway as one thing to start and stop: the application and its one or two listeners."""

import contextlib
import logging
from collections.abc import Collection
from typing import TYPE_CHECKING

from flask import Flask

from contract.messages import Role
from gateway.config.pages import WebConfig
from gateway.web.app import make_app
from gateway.web.parts import PageParts
from gateway.web.registry import pages_for
from gateway.web.server import WebServer

if TYPE_CHECKING:
    from gateway.web.tls_server import TlsServer

log = logging.getLogger(__name__)


class WebService:
    """``[web]``: the plain listener, and the TLS one where there is a certificate."""

    def __init__(self, config: WebConfig, parts: PageParts, roles: Collection[Role]) -> None:
        has_tls = config.cert is not None and config.key is not None
        app = make_app(parts, pages_for(roles), config.tls_port if has_tls else None)
        self.app = app
        self.plain = WebServer(app, config.host, config.port)
        self.tls = _tls_server(app, config)
        self._undo = contextlib.ExitStack()

    def start(self) -> None:
        """Listen. Raises OSError when the plain address is taken; a certificate that is of no use is only logged,
        because kiosks and boards need none."""
        self._undo.callback(self.plain.stop)
        self.plain.start()
        if self.tls is None:
            return
        try:
            self.tls.start()
        except OSError as error:
            log.error("no pages over TLS on port %s, desks open on this machine only: %s", self.tls.port, error)
        else:
            self._undo.callback(self.tls.stop)

    def stop(self) -> None:
        """Close everything. Safe when not started."""
        self._undo.close()


def _tls_server(app: Flask, config: WebConfig) -> "TlsServer | None":
    """The listener over TLS, where there is a certificate; only then is it worth its memory."""
    if config.cert is None or config.key is None:
        return None
    from gateway.web.tls_server import TlsServer

    return TlsServer(app, config.host, config.tls_port, config.cert, config.key)
