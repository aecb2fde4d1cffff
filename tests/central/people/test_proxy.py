"""Behind a reverse proxy: whose word is taken about who asks and over what, on a real socket."""

import http.client

import pytest
from flask import Flask, request

from central.web.server import WebServer


@pytest.fixture
def ask():
    """Call it with the trusted proxy, or None: what a page learns of a request with such headers."""
    servers = []

    def ask(proxy):
        app = Flask("echo")
        app.add_url_rule("/", "echo", lambda: f"{request.remote_addr} {request.is_secure}")
        server = WebServer(app, "127.0.0.1", 0, proxy)
        server.start()
        servers.append(server)
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=5)
        connection.request("GET", "/", headers={"X-Forwarded-For": "192.0.2.7", "X-Forwarded-Proto": "https"})
        said = connection.getresponse().read().decode()
        connection.close()
        return said

    yield ask
    for server in servers:
        server.stop()


def test_only_the_named_proxy_is_believed(ask):
    """A stranger who says he is somebody else, over TLS, is taken for who he is; the proxy's word counts."""
    assert ask(None) == "127.0.0.1 False"
    assert ask("192.0.2.1") == "127.0.0.1 False"
    assert ask("127.0.0.1") == "192.0.2.7 True"
