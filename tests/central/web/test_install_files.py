"""The wheel folder of central: whole files by plain names, nothing beside it, without an account."""

from pathlib import Path

import pytest

from central.web.app import create_app


@pytest.fixture
def client(services):
    """A browser without an account; the folder lies beside the store."""
    folder = Path(services.engine.url.database).parent / "install"
    folder.mkdir(exist_ok=True)
    (folder / "quayso-0.1.0-py3-none-any.whl").write_bytes(b"wheel")
    (folder / "SHA256SUMS").write_text("…  quayso\n", "utf-8")
    (folder / ".secret.whl").write_bytes(b"x")
    return create_app(services).test_client()


def test_a_box_without_an_account_gets_what_it_installs(client):
    """List and files; names that begin with a point are not among them."""
    assert client.get("/cai-dat/").text.split() == ["SHA256SUMS", "quayso-0.1.0-py3-none-any.whl"]
    with client.get("/cai-dat/quayso-0.1.0-py3-none-any.whl") as answer:
        assert answer.data == b"wheel"


@pytest.mark.parametrize(
    "name", ["../central.db", "..%2fcentral.db", "central.db", ".secret.whl", "%2e%2e/central.toml", "a.whl/../x.sh"]
)
def test_nothing_else_is_reached(client, name):
    """No path out of the folder, no other kind of file."""
    assert client.get(f"/cai-dat/{name}").status_code in (302, 404)
    assert b"SQLite" not in client.get(f"/cai-dat/{name}").data
