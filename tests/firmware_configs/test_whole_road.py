"""The real gateway and the real central over the shipped mosquitto files: the rights are enough for them."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from simulator.broker import find_mosquitto
from simulator.broker_process import free_port

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(find_mosquitto() is None, reason="mosquitto is not installed"),
]

GATEWAY_TOML = """gateway = "q-03"
site = "trung-tam"
data_dir = "journal"
[central]
{link}
[hall]
{link}
[control]
socket = "control.sock"
[[panels]]
name = "bang-3"
counter = "3"
driver = "dummy"
buttons = [{{ level = "good" }}, {{ level = "fair" }}, {{ level = "average" }}, {{ level = "poor" }}]
"""
CENTRAL_TOML = """[web]
port = {port}
[broker]
{link}
[database]
url = "sqlite:///central.db"
[sites.trung-tam]
name = "Trung tâm thử"
ratings = "free"
"""


@pytest.fixture
def run(repository: Path, tmp_path: Path) -> Iterator[Callable[..., None]]:
    """Starts `quayso` with the words given, in a folder of its own; ended with the test."""
    processes = []

    def start(*words: str) -> None:
        log = (tmp_path / f"{words[0]}.log").open("wb")
        processes.append((_quayso(repository, tmp_path, *words, stdout=log, stderr=log), log))

    yield start
    for process, log in processes:
        process.send_signal(signal.SIGTERM)
        process.wait(20)
        log.close()
        # Shown only when the test has failed.
        print(Path(log.name).read_text("utf-8")[-2000:])


@pytest.mark.parametrize("access", ["quayso-certificates.conf", "quayso-passwords.conf"])
def test_what_the_gateway_writes_is_acknowledged_by_central(
    shipped: Callable[..., Any],
    run: Callable[..., None],
    repository: Path,
    tmp_path: Path,
    wait_until: Callable[..., None],
    access: str,
) -> None:
    """Events go up and acknowledgements come down with nothing but the rights of the shipped files."""
    passwords = {"q-03": "khế-chua", "central": "me-ngọt"}
    running = shipped(access=access, passwords=passwords if "passwords" in access else None)

    def link(name: str) -> str:
        identity = running.authority.issue(name)
        who = {"cert": identity.cert, "key": identity.key}
        if "passwords" in access:
            who = {"username": name, "password": passwords[name]}
        lines = {"host": "127.0.0.1", "ca": running.authority.cert, **who}
        return f"port = {running.broker.port}\n" + "\n".join(f'{key} = "{value}"' for key, value in lines.items())

    (tmp_path / "gateway.toml").write_text(GATEWAY_TOML.format(link=link("q-03")), "utf-8")
    (tmp_path / "central.toml").write_text(CENTRAL_TOML.format(link=link("central"), port=free_port()), "utf-8")
    site = repository / "firmware_configs" / "examples" / "site.toml"
    (tmp_path / "site.toml").write_text(site.read_text("utf-8"), "utf-8")
    (tmp_path / "journal").mkdir()
    run("central", "--config", "central.toml")
    run("gateway", "--config", "gateway.toml")

    def all_is_acknowledged() -> bool:
        asked = _quayso(repository, tmp_path, "gateway", "ctl", "--socket", "control.sock", "--json", "status")
        said = asked.communicate(timeout=20)[0]
        facts = json.loads(said)["facts"] if asked.returncode == 0 else {"last": 0}
        return facts["last"] > 0 and facts["acked"] == facts["last"]

    wait_until(all_is_acknowledged, timeout_s=40, what="central's acknowledgement of every line")
    assert "Denied" not in running.broker.log()


def _quayso(repository: Path, folder: Path, *words: str, **streams: Any) -> subprocess.Popen[bytes]:
    code = "import sys, quayso; sys.exit(quayso.main(sys.argv[1:]))"
    streams = streams or {"stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    return subprocess.Popen(
        [sys.executable, "-c", code, *words],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(repository)},
        **streams,
    )
