"""Whom a box tells its code: central with a certificate of the one authority, and nobody else."""

import datetime
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from flask import Flask, Response, request

from central.provisioning.authority import Authority, key_pem, new_authority, new_key, sign
from central.web.tls_server import TlsServer
from contract.claims import ClaimAnswer, ClaimFile, ClaimRefused, ClaimRequest
from gateway.claiming.asking import ask
from gateway.claiming.words import ClaimProblem

pytestmark = pytest.mark.slow

NOW = datetime.datetime.now(datetime.UTC)
REQUEST = ClaimRequest("4K7M-SECRET", "csr")
ANSWER = ClaimAnswer("q-03", "xa-mau", "ca", "g", "s", (), "cert")


class Web:
    """An HTTPS server that answers every request alike and remembers what it was told."""

    def __init__(self, folder: Path, authority: Authority, host: str, status: int, body: bytes, days: int) -> None:
        self.heard: list[bytes] = []
        key = new_key()
        made = sign(authority, "web", key.public_key(), NOW, days, [host])
        (folder / "web.crt").write_text(made.pem, "ascii")
        (folder / "web.key").write_bytes(key_pem(key))
        app = Flask("other")

        @app.post("/<path:_>")
        def claim(_: str) -> Response:
            self.heard.append(request.get_data())
            headers = {"Location": f"https://127.0.0.1:{self.server.port}/elsewhere", "Retry-After": "90"}
            return Response(body, status, headers)

        self.server = TlsServer(app, "127.0.0.1", 0, str(folder / "web.crt"), str(folder / "web.key"))
        self.server.start()

    @property
    def port(self) -> int:
        """Where it listens."""
        return self.server.port


@pytest.fixture(scope="module")
def authority() -> Authority:
    """The one that the claim file names."""
    return new_authority(1, NOW)


@pytest.fixture
def web(tmp_path: Path, authority: Authority) -> Iterator[Callable[..., Web]]:
    """Makes servers."""
    made: list[Web] = []

    def make(by: Authority = authority, host: str = "127.0.0.1", status: int = 200, body: Any = ANSWER, days: int = 9):
        data = body if isinstance(body, bytes) else msgspec.json.encode(body)
        made.append(Web(tmp_path, by, host, status, data, days))
        return made[-1]

    yield make
    for one in made:
        one.server.stop()


def file_for(web: Web, authority: Authority) -> ClaimFile:
    """A claim file that names the server."""
    return ClaimFile(f"https://127.0.0.1:{web.port}", authority.pem)


def test_the_right_central_is_told_and_believed(web: Callable[..., Web], authority: Authority) -> None:
    """A certificate of the named authority for the named host: the code goes there and the answer comes back."""
    right = web()
    assert ask(file_for(right, authority), REQUEST) == ANSWER
    assert b"4K7M-SECRET" in right.heard[0]


@pytest.mark.parametrize("wrong", ["authority", "namesake", "host", "expired"])
def test_nobody_else_learns_the_code(web: Callable[..., Web], authority: Authority, wrong: str) -> None:
    """A foreign authority, one of the same name, another host's or an expired certificate: not one byte is sent."""
    made = {
        "authority": lambda: web(by=new_authority(2, NOW)),
        "namesake": lambda: web(by=new_authority(1, NOW)),
        "host": lambda: web(host="127.0.0.2"),
        "expired": lambda: web(days=-1),
    }[wrong]()
    with pytest.raises(ClaimProblem, match="chứng chỉ") as told:
        ask(file_for(made, authority), REQUEST)
    assert made.heard == [] and told.value.wait_s


@pytest.mark.parametrize(
    ("status", "body", "word"),
    [
        (302, b"", "302"),
        (200, b"rubbish", "không đúng"),
        (200, b"x" * (1024 * 1024 + 2), "too long"),
        (409, ClaimRefused("used", "Đã có máy khác dùng.", "Used."), "Đã có máy khác"),
    ],
)
def test_what_central_says_is_said_on(
    web: Callable[..., Web], authority: Authority, status: int, body: Any, word: str
) -> None:
    """Redirects are not followed, rubbish is not believed, a refusal is shown in central's own words."""
    made = web(status=status, body=body)
    with pytest.raises(ClaimProblem, match=word) as told:
        ask(file_for(made, authority), REQUEST)
    assert len(made.heard) == 1 and "4K7M" not in str(told.value)


def test_central_away_is_tried_again(authority: Authority) -> None:
    """Nobody listens: words about the cable, and another attempt later."""
    with pytest.raises(ClaimProblem, match="Chưa tới được") as told:
        ask(ClaimFile("https://127.0.0.1:9", authority.pem), REQUEST)
    assert told.value.wait_s
