"""What is asked before any page looks: own origin, TLS where it is demanded; headers and errors of all pages."""

import pytest
from flask import Blueprint

from gateway.web.app import make_app
from gateway.web.asking import read_body
from gateway.web.registry import PageModule


def desk_pages(parts):
    """A page that demands TLS."""
    pages = Blueprint("desk", __name__)
    pages.add_url_rule("/desk/<counter>", "page", lambda counter: f"Quầy {counter}")
    pages.add_url_rule("/desk/boom", "boom", lambda: 1 / 0)
    pages.add_url_rule("/desk/<counter>/order", "order", lambda counter: read_body(dict), methods=["POST"])
    return pages


@pytest.fixture
def app(parts):
    """One page, over TLS alone."""
    return make_app(parts, [PageModule("desk", desk_pages, tls_only=True)], tls_port=8443)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "http://elsewhere.example"},
        {"Origin": "null"},
        {"Origin": "https://localhost"},
        {"Origin": "http://localhost", "Sec-Fetch-Site": "cross-site"},
        {"Origin": "http://localhost", "Sec-Fetch-Site": "same-site"},
    ],
)
def test_orders_of_foreign_pages(client, headers):
    """An order that does not come from a page of this address is refused, whatever else it has."""
    answer = client.post("/desk/3/order", json={}, headers=headers)
    assert answer.status_code == 403
    assert answer.json["error"]["code"] == "foreign_page"


def test_orders_of_own_pages(client):
    """The control of the above: the same order from a page of this address is taken."""
    headers = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
    assert client.post("/desk/3/order", json={"ok": True}, headers=headers).json == {"ok": True}


def test_tls_pages_from_elsewhere(client):
    """From another machine over the plain listener a TLS page is a sentence with the right address."""
    answer = client.get("/desk/3?x=1", environ_base={"REMOTE_ADDR": "192.168.1.20"}, headers={"Host": "q-01.lan:8080"})
    assert answer.status_code == 403
    assert "https://q-01.lan:8443/desk/3?x=1" in answer.text
    assert "kết nối mã hóa" in answer.text


@pytest.mark.parametrize("address", ["127.0.0.1", "127.3.2.1", "::1", "::ffff:127.0.0.1"])
def test_tls_pages_from_this_machine(client, address):
    """A browser on this very machine needs no TLS."""
    assert client.get("/desk/3", environ_base={"REMOTE_ADDR": address}).text == "Quầy 3"


def test_tls_pages_over_tls(client):
    """Over TLS the page opens from anywhere."""
    answer = client.get("/desk/3", base_url="https://q-01.lan:8443", environ_base={"REMOTE_ADDR": "192.168.1.20"})
    assert answer.text == "Quầy 3"


@pytest.mark.parametrize(("path", "status"), [("/nothing", 404), ("/desk/boom", 500), ("/assets/../app.py", 404)])
def test_errors_are_pages(client, path, status, caplog):
    """Every error is a Vietnamese page with the headers of all pages and no word about the inside."""
    answer = client.get(path)
    assert answer.status_code == status
    assert '<html lang="vi"' in answer.text
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "ZeroDivision" not in answer.text
    assert "Traceback" not in answer.text


def test_errors_of_orders_are_json(client):
    """An order that fails gets JSON with a code and a Vietnamese sentence."""
    answer = client.post("/nothing", headers={"Origin": "http://localhost"})
    assert answer.status_code == 404
    assert answer.json["error"]["code"] == "not_found"
    assert answer.json["error"]["message"].startswith("Không có trang này.")


def test_large_orders(client):
    """A body beyond the limit is refused unread."""
    body = b'{"x":"' + b"x" * 100_000 + b'"}'
    headers = {"Origin": "http://localhost", "Content-Type": "application/json"}
    answer = client.post("/desk/3/order", data=body, headers=headers)
    assert (answer.status_code, answer.json["error"]["code"]) == (413, "too_large")


@pytest.mark.parametrize(
    ("body", "type_"), [(b"{", "application/json"), (b"[]", "application/json"), (b"{}", "text/plain")]
)
def test_broken_orders(client, body, type_):
    """A body that is no order is refused with a sentence."""
    headers = {"Origin": "http://localhost", "Content-Type": type_}
    answer = client.post("/desk/3/order", data=body, headers=headers)
    assert answer.status_code in (400, 415)
    assert answer.json["error"]["code"] == "malformed"


def test_healthz(client, clock):
    """Fine while the hall is heard, 503 as soon as it is not."""
    assert (client.get("/healthz").status_code, client.get("/healthz").json["ok"]) == (200, True)
    clock.advance(30)
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json["parts"]) == (503, {"web": True, "hall": False})
