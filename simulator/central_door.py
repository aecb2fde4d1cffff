"""The way into central's pages for a demo without a password: one-time links, made in the demo's own store.

Only a demo has this: it reads and writes the store of the office that it runs, as `quayso people` would.
"""

import threading
import urllib.error
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar
from typing import Any

from central.config import load_config
from central.people.accounts import add_person, grant, person_by_code
from central.people.links import make_link
from central.people.moments import now_ms
from central.people.roles import ADMIN, GUIDE, HEAD, IT, REPORTER, SUPERVISOR, Grant
from central.store.engine import open_engine, writing
from central.store.tables.people import EVERY_SITE
from simulator.central_process import CentralProcess

CODE, NAME = "trai-nghiem", "Người trải nghiệm"
ROLES = (ADMIN, IT, REPORTER, HEAD, SUPERVISOR, GUIDE)
_NOT_SIGNED_IN = 401


class CentralDoor:
    """Opens central's pages as somebody who may see everything of the demo. Thread-safe."""

    def __init__(self, central: CentralProcess) -> None:
        self._central = central
        self._lock = threading.Lock()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def link(self, path: str = "/") -> str:
        """An address that signs a browser in once and shows it a page of central."""
        engine = open_engine(load_config(self._central.config_file).database.url)
        try:
            with writing(engine) as connection:
                person = person_by_code(connection, CODE) or add_person(connection, CODE, NAME, now_ms())
                for role in ROLES:
                    grant(connection, person.id, Grant(EVERY_SITE, role))
                made = make_link(connection, person.id, "demo", now_ms())
        finally:
            engine.dispose()
        return f"{self._central.url}{made}?{urllib.parse.urlencode({'to': path})}"

    def open(self, path: str, headers: dict[str, str] | None = None, *, timeout_s: float) -> Any:
        """The answer of central to a GET, signed in; raises what urlopen raises."""
        # Programs are told 401 where a browser would be led to the page for signing in.
        wanted = {"Accept": "application/json", **(headers or {})}
        request = urllib.request.Request(f"{self._central.url}{path}", headers=wanted)
        with self._lock:
            try:
                return self._opener.open(request, timeout=timeout_s)
            except urllib.error.HTTPError as refused:
                if refused.code != _NOT_SIGNED_IN:
                    raise
                refused.close()
            with self._opener.open(self.link(), timeout=timeout_s):
                pass
            return self._opener.open(request, timeout=timeout_s)
