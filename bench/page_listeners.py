"""A child program of the benches: pages that listen to ``/events``, and when each of them heard of each call.

``page_listeners.py <file> <pages each> <port> …``; it says ``ready`` when every page is connected. At the end of its
standard input the file holds, for each page, the seconds of the machine's monotonic clock by call.
"""

import http.client
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path

import msgspec

from contract.hall import HallState

DATA = b"data: "


class _Message(msgspec.Struct):
    state: HallState | None = None


class Page:
    """One page's stream. Lines are only kept with their time while it runs; they are read afterwards."""

    def __init__(self, port: int) -> None:
        self.connected = threading.Event()
        self._port = port
        self._heard: list[tuple[float, bytes]] = []
        threading.Thread(target=self._listen, daemon=True).start()

    def calls(self) -> dict[str, float]:
        """When each call was first heard."""
        first_s: dict[str, float] = {}
        for at_s, line in list(self._heard):
            state = msgspec.json.decode(line, type=_Message).state
            for call in state.calls if state is not None else ():
                first_s.setdefault(f"{call.number} {call.counter}", at_s)
        return first_s

    def _listen(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self._port)
        connection.request("GET", "/events")
        answer = connection.getresponse()
        self.connected.set()
        while line := answer.readline():
            if line.startswith(DATA):
                self._heard.append((time.monotonic(), line[len(DATA) :]))


def main(argv: Sequence[str]) -> int:
    """Listen until standard input ends."""
    file, each, ports = Path(argv[0]), int(argv[1]), list(map(int, argv[2:]))
    pages = [Page(port) for port in ports for _ in range(each)]
    for page in pages:
        if not page.connected.wait(30):
            raise TimeoutError("a page found no stream")
    print("ready", flush=True)
    sys.stdin.read()
    file.write_bytes(msgspec.json.encode([page.calls() for page in pages]))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
