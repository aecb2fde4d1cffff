"""Central as a real child process: `quayso central --config …`, waited for by its /healthz."""

import json
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from central.config import load_config
from simulator.child_process import ChildFailed, ChildProcess, quayso_command

HEALTHY_TIMEOUT_S = 30.0
ASK_TIMEOUT_S = 5.0


class CentralProcess(ChildProcess):
    """One central, started from its settings file. start() returns at once; wait_healthy() waits for it."""

    def __init__(self, config_file: Path, folder: Path | None = None) -> None:
        super().__init__(
            "central",
            folder or config_file.parent,
            quayso_command("central", "--config", str(config_file)),
            str(config_file),
        )
        self.config_file = config_file

    @property
    def url(self) -> str:
        """The address of its pages, without a slash at the end."""
        web = load_config(self.config_file).web
        return f"http://{web.host}:{web.port}"

    def health(self) -> Mapping[str, Any] | None:
        """What /healthz says, with ``status`` the HTTP status; None when nobody answers."""
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=ASK_TIMEOUT_S) as answer:
                return {**json.load(answer), "status": answer.status}
        except urllib.error.HTTPError as refused:
            with refused:
                return {**json.load(refused), "status": refused.code}
        except (OSError, ValueError):
            return None

    def is_healthy(self) -> bool:
        """True when it says 200: web, store and broker link work and ingest is subscribed."""
        health = self.health()
        return health is not None and health["status"] == 200

    def wait_healthy(self, timeout_s: float = HEALTHY_TIMEOUT_S) -> None:
        """Return when it is healthy. Raises ChildFailed when it ends, or does not become so in time."""
        deadline_s = time.monotonic() + timeout_s
        pause = threading.Event()
        while not self.is_healthy():
            if self.pid is None:
                raise ChildFailed(self.tell(f"kết thúc với mã {self.exit_status} · ended with {self.exit_status}"))
            if time.monotonic() > deadline_s:
                raise ChildFailed(self.tell(f"chưa sẵn sàng sau {timeout_s:.0f} giây: {self.health()}"))
            pause.wait(0.05)
