"""Fetches the live report from central over HTTP, as anybody could, and keeps the last one."""

import json
import logging
import threading
import urllib.error
import urllib.parse
from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.exc import SQLAlchemyError

from simulator.central_door import CentralDoor
from simulator.office import Office

log = logging.getLogger(__name__)

LOOK_EVERY_S = 0.25
AT_LEAST_EVERY_S = 5.0
ASK_TIMEOUT_S = 5.0


class ReportWatch:
    """One thread. It asks when central acknowledged something new, and now and then anyway."""

    def __init__(self, office: Office, acknowledged: Callable[[], int]) -> None:
        self._office = office
        self.door = CentralDoor(office.central)
        """The way into central's pages, which the pages of the office share."""
        self._acknowledged = acknowledged
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="report-watch", daemon=True)
        self._etag: str | None = None
        self._asked_for: date | None = None
        self.report: dict[str, Any] | None = None
        """The report as central's JSON says it; None when there was none yet."""
        self.is_current = False
        """Whether central answered the last time it was asked."""

    def start(self) -> None:
        """Begin to ask."""
        self._thread.start()

    def stop(self) -> None:
        """Ask no more."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()

    @property
    def today(self) -> date:
        """The service day at the office."""
        return datetime.now(ZoneInfo(self._office.plan.timezone)).date()

    def query(self) -> str:
        """The words of the address that ask for today."""
        day = self.today.isoformat()
        return urllib.parse.urlencode({"site": self._office.plan.site, "from": day, "to": day})

    def _run(self) -> None:
        asked_at, idle_s = -1, 0.0
        while not self._stopping.wait(LOOK_EVERY_S):
            acknowledged = self._acknowledged()
            idle_s += LOOK_EVERY_S
            if acknowledged != asked_at or idle_s >= AT_LEAST_EVERY_S or not self.is_current:
                asked_at, idle_s = acknowledged, 0.0
                self._ask()

    def _ask(self) -> None:
        if self._office.keeper.state == "stopped":
            self.is_current = False
            return
        if self._asked_for != self.today:
            self._asked_for, self._etag = self.today, None
        path = f"/reports/officer-ratings.json?{self.query()}"
        tag = {"If-None-Match": self._etag} if self._etag else {}
        try:
            with self.door.open(path, tag, timeout_s=ASK_TIMEOUT_S) as answer:
                self.report = json.load(answer)
                self._etag = answer.headers.get("ETag")
            self.is_current = True
        except urllib.error.HTTPError as answer:
            answer.close()
            self.is_current = answer.code == 304
            if not self.is_current:
                log.warning("central did not give the report: %s", answer.code)
        except (OSError, ValueError, SQLAlchemyError):
            self.is_current = False
        self._office.eye.changed()
