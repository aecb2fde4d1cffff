"""A central made by its own commands, mosquitto over the files that these wrote, and boxes that claim."""

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml

from simulator.broker import MosquittoBroker
from simulator.broker_process import free_port

DEBIAN_CONF = """pid_file {folder}/mosquitto.pid
persistence true
persistence_location {folder}/
log_dest stderr
log_type all
user root
include_dir {folder}/broker
"""
"""What Debian's package has in /etc/mosquitto/mosquitto.conf, but for user, log and folders."""
CODE = "import sys, quayso; sys.exit(quayso.main(sys.argv[1:]))"


class Province:
    """One central with its broker, in a folder of its own; everything is made by commands, nothing by an editor."""

    def __init__(self, folder: Path, repository: Path, wait_until: Callable[..., None]) -> None:
        self.folder, self.repository, self.wait_until = folder, repository, wait_until
        self.web_port, self.mqtt_port, self.websocket_port = free_port(), free_port(), free_port()
        self.config = folder / "central.toml"
        self.broker: MosquittoBroker | None = None
        self._central: subprocess.Popen[bytes] | None = None

    def begin(self, *more: str) -> "Province":
        """`init` and `ca create`."""
        self.provision(
            "init", "--host", "127.0.0.1", "--site", "xa-mau", "--name", "Xã Mẫu", "--ratings", "free",
            "--data", self.folder / "data", "--broker-folder", self.folder / "broker", "--listen", "127.0.0.1",
            "--web-port", self.web_port, "--mqtt-port", self.mqtt_port, "--websocket-port", self.websocket_port,
            "--broker-pid-file", self.folder / "mosquitto.pid", *more,
        )  # fmt: skip
        self.provision("ca", "create")
        return self

    def quayso(self, *words: object, status: int = 0) -> subprocess.CompletedProcess[str]:
        """Run a command of ours to its end."""
        done = subprocess.run(
            [sys.executable, "-c", CODE, *map(str, words)],
            cwd=self.folder, env=self._environment(), capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
        assert done.returncode == status, (words, done.stdout, done.stderr)
        return done

    def provision(self, *words: object, status: int = 0) -> str:
        """`quayso provision …`; what it printed."""
        kinds = {"ca": 2, "claim": 2}.get(str(words[0]), 1)
        done = self.quayso("provision", *words[:kinds], "--config", self.config, *words[kinds:], status=status)
        return done.stdout + done.stderr

    def start_broker(self) -> MosquittoBroker:
        """mosquitto, as Debian starts it, over the generated folder."""
        conf = DEBIAN_CONF.format(folder=self.folder)
        self.broker = MosquittoBroker(self.folder / "mosquitto", port=self.mqtt_port, conf=conf).start()
        return self.broker

    def start_central(self) -> None:
        """The service, until it says that everything is there."""
        log = (self.folder / "central.log").open("ab")
        words = [sys.executable, "-c", CODE, "central", "--config", str(self.config)]
        self._central = subprocess.Popen(words, cwd=self.folder, env=self._environment(), stdout=log, stderr=log)
        log.close()
        self.wait_until(self._is_well, timeout_s=40, what="central's own word that all is well")

    def _is_well(self) -> bool:
        import ssl

        trusted = ssl.create_default_context(cafile=str(self.folder / "data" / "authority" / "quayso-ca.crt"))
        url = f"https://127.0.0.1:{self.web_port}/healthz"
        with contextlib.suppress(OSError), urllib.request.urlopen(url, timeout=5, context=trusted) as answer:
            return bool(answer.status == 200)
        return False

    def card(self, name: str, *words: object) -> Path:
        """Add a box and write its card: its boot partition, and /etc/quayso as cloud-init leaves it."""
        self.provision("claim", "add", "--output", self.folder / name / "boot", *words)
        return self.first_boot_files(name)

    def first_boot_files(self, name: str) -> Path:
        """What cloud-init makes of the card's user-data: the claim file."""
        box = self.folder / name
        (box / "etc").mkdir(exist_ok=True)
        said = yaml.safe_load((box / "boot" / "user-data").read_text("utf-8"))
        for file in said["write_files"]:
            assert file["path"].startswith("/etc/quayso/")
            (box / "etc" / Path(file["path"]).name).write_text(file["content"], "utf-8")
        return box

    def claim(self, box: Path, *words: object, status: int = 0) -> str:
        """The first boot of a box."""
        done = self.quayso(
            "gateway", "claim", "--once", "--folder", box / "etc", "--copies", box / "boot",
            "--data-dir", box / "journal", "--socket", box / "c.sock", "--clock", "trusted", *words, status=status,
        )  # fmt: skip
        return done.stdout + done.stderr

    def stop(self) -> None:
        """End what was started."""
        if self._central is not None:
            self._central.send_signal(signal.SIGTERM)
            self._central.wait(20)
        if self.broker is not None:
            self.broker.stop()

    def _environment(self) -> dict[str, str]:
        return {**os.environ, "PYTHONPATH": str(self.repository)}


@pytest.fixture
def province(tmp_path: Path, repository: Path, wait_until: Callable[..., None]) -> Iterator[Callable[..., Province]]:
    """Makes provinces and ends them."""
    made: list[Province] = []

    def make(*more: str, name: str = "province") -> Province:
        (tmp_path / name).mkdir()
        made.append(Province(tmp_path / name, repository, wait_until))
        return made[-1].begin(*more)

    yield make
    for one in made:
        one.stop()


@pytest.fixture(scope="session")
def new_province(
    tmp_path_factory: pytest.TempPathFactory, repository: Path, wait_until: Callable[..., None]
) -> Callable[[], Province]:
    """Makes a province in a folder of its own, not begun; whoever asks for it ends it."""
    return lambda: Province(tmp_path_factory.mktemp("province"), repository, wait_until)


class Steps:
    """Says each step and how long it took."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys
        self._begun_s = self._last_s = time.monotonic()

    def done(self, what: str) -> None:
        """One more step is done."""
        now_s = time.monotonic()
        self._say(f"{now_s - self._last_s:6.1f} s  {what}")
        self._last_s = now_s

    def end(self) -> float:
        """How long everything took."""
        total_s = time.monotonic() - self._begun_s
        self._say(f"{total_s:6.1f} s  tổng cộng · in all")
        return total_s

    def _say(self, line: str) -> None:
        with self._capsys.disabled():
            print(line, flush=True)


@pytest.fixture
def steps(capsys: pytest.CaptureFixture[str]) -> Steps:
    """Prints steps and times, whatever pytest does with output."""
    return Steps(capsys)


@pytest.fixture(scope="session")
def no_secret() -> Callable[[str], list[str]]:
    """Finds what looks like a code of a claim or a key in a text."""
    looks = re.compile(r"[0-9A-HJKMNP-TV-Z]{4}(?:-[0-9A-HJKMNP-TV-Z]{4}){6}|PRIVATE KEY")
    return lambda text: looks.findall(text)


class ConnectProxy:
    """An office's proxy: passes bytes to the port that CONNECT names, and remembers which were asked for."""

    def __init__(self) -> None:
        self.asked: list[int] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._open: list[socket.socket] = [self._listener]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                peer = self._listener.accept()[0]
                head = b""
                while not head.endswith(b"\r\n\r\n"):
                    head += peer.recv(1)
                port = int(re.search(rb":(\d+) ", head)[1])  # type: ignore[index]
                self.asked.append(port)
                other = socket.create_connection(("127.0.0.1", port))
                self._open += [peer, other]
                peer.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
                for one, two in ((peer, other), (other, peer)):
                    threading.Thread(target=self._pass_on, args=(one, two), daemon=True).start()

    def _pass_on(self, one: socket.socket, two: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := one.recv(65536):
                two.sendall(data)
            two.shutdown(socket.SHUT_WR)

    def close(self) -> None:
        """End everything that passes."""
        for one in self._open:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()


@pytest.fixture
def connect_proxy() -> Iterator[ConnectProxy]:
    """A proxy."""
    made = ConnectProxy()
    yield made
    made.close()
