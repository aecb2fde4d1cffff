"""Watches every centre whether anybody looks or not: raises alerts and ends them in the log."""

import logging
import threading
import time
from collections.abc import Callable

from sqlalchemy import Engine

from central.config import CentralConfig
from central.dashboard.alert_log import end_alerts, raise_alerts, standing_alerts
from central.dashboard.alerts import judge
from central.dashboard.board import Board
from central.dashboard.standing import StandingAlerts, Turn
from central.store.engine import reading, writing
from contract.clock import utc_ms

log = logging.getLogger(__name__)

EVERY_S = 5.0
STOP_S = 5.0


class Watcher:
    """Looks at the board every few seconds on a thread of its own. ``also``: what is to be done in its pauses."""

    def __init__(
        self,
        engine: Engine,
        config: CentralConfig,
        board: Board,
        also: Callable[[], None] = lambda: None,
        monotonic_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self._engine, self._config, self._board = engine, config, board
        self._also, self._monotonic_s = also, monotonic_s
        self._standing: dict[str, StandingAlerts] | None = None
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to watch."""
        self._stopping.clear()
        self._thread = threading.Thread(target=self._run, name="watcher", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Watch no more; what stands is still standing when central comes back."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(STOP_S)
            self._thread = None

    def turn(self) -> None:
        """Look once. Raises sqlalchemy.exc.SQLAlchemyError."""
        if self._standing is None:
            with reading(self._engine) as connection:
                known = standing_alerts(connection, tuple(self._config.sites))
            self._standing = {site: StandingAlerts(one.key for one in logged) for site, logged in known.items()}
        picture, now_s = self._board.look(), self._monotonic_s()
        changed: dict[str, Turn] = {}
        for site, now in picture.sites.items():
            turn = self._standing[site].turn(judge(now, self._config.sites[site].alerts), now_s)
            if turn.raised or turn.ended:
                changed[site] = turn
        if changed:
            self._write(changed, utc_ms(picture.at))

    def _write(self, changed: dict[str, Turn], now_ms: int) -> None:
        try:
            with writing(self._engine) as connection:
                for site, turn in changed.items():
                    raise_alerts(connection, site, turn.raised, now_ms)
                    end_alerts(connection, site, turn.ended, now_ms)
        except BaseException:
            # What stands is read from the log again: nothing was written of this turn.
            self._standing = None
            raise
        self._board.forget()

    def _run(self) -> None:
        while not self._stopping.wait(EVERY_S):
            for work in (self.turn, self._also):
                try:
                    work()
                except Exception:
                    # The edge of this thread: a store that is busy now answers next time.
                    log.exception("the dashboard could not be watched")
