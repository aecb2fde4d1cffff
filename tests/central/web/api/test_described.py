"""Schemathesis asks the served interface everything that its own description allows, and much that it does not."""

import os
import subprocess
import sys

import pytest

from central.web.api import door
from central.web.app import create_app
from central.web.server import WebServer

pytestmark = pytest.mark.slow

SETTINGS = """
[checks.positive_data_acceptance]
# Two days may each be right and be no period together (422), or one of which nothing is stored (404).
expected-statuses = ["2xx", "404", "422"]
"""


@pytest.fixture
def address(services, bac_kan_store, monkeypatch):
    """The real application over a real store under the real server; nobody asks too often here."""
    monkeypatch.setattr(door, "ASKED", door.Rate(1_000_000, 1_000.0))
    monkeypatch.setattr(door, "WRONG", door.Rate(1_000_000, 1_000.0))
    server = WebServer(create_app(services), "127.0.0.1", 0)
    server.start()
    yield f"http://127.0.0.1:{server.port}"
    server.stop()


def found_by_schemathesis(address, word, folder):
    """Run it as a person would; its status and what it printed."""
    settings = folder / "schemathesis.toml"
    settings.write_text(SETTINGS, "utf-8")
    command = [
        sys.executable, "-m", "schemathesis.cli", "--config-file", str(settings), "run",
        f"{address}/api/v1/openapi.json", "--url", f"{address}/api/v1",
        "--header", f"Authorization: Bearer {word}", "--checks", "all", "--max-examples", "40",
        "--seed", "20261121", "--generation-database", "none", "--workers", "1", "--no-color",
    ]  # fmt: skip
    environment = {**os.environ, "PYTHONWARNINGS": "ignore"}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=500)
    return done.returncode, done.stdout + done.stderr


def test_schemathesis_finds_nothing(address, new_token, tmp_path):
    """No failure, no answer that is not described, no way around the token."""
    word = new_token("reports", "officers", "gateways")
    status, said = found_by_schemathesis(address, word, tmp_path)
    assert status == 0, said
    assert "No issues found" in said or "no failures" in said.lower() or "passed" in said.lower()
