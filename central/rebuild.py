"""Makes every projection again from the stored bytes, through the code of ingest, in one transaction.

Never touches what arrived: lines, hashes, streams, evidence. What stands for a purged line is kept, for
nothing else tells of it any more.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Engine

from central.config import CentralConfig
from central.notify import notify
from central.projections.settings import CountedWith, counted_with, counts_with, last_arrival, record
from central.rebuilding.clearing import clear
from central.rebuilding.replay import Replay
from central.store.engine import writing

log = logging.getLogger(__name__)

_SAY_EVERY_S = 10.0
_PATIENCE_S = 600
"""Between two words of progress; emptying the tables and the commit of ten years take some minutes."""

Progress = Callable[[int, int], None]
"""Called now and then with the lines done and, about, the lines there are."""


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What was done."""

    lines: int
    ratings: int
    seconds: float


def rebuild(engine: Engine, config: CentralConfig, progress: Progress = lambda done, of: None) -> Rebuilt:
    """Make all projections again; they change at once, or not at all when it is interrupted.

    Whoever reads meanwhile sees the figures from before; ingest waits and then goes on.
    """
    return _rebuild(engine, config, progress, beside_central=True)


def ensure_projections(engine: Engine, config: CentralConfig, progress: Progress | None = None) -> bool:
    """At central's start: make the figures again when their settings are not those of ``config``.

    Tells whether it did.
    """
    wanted = counts_with(config)
    with writing(engine) as connection:
        last, made_with = last_arrival(connection), counted_with(connection)
        if last == 0 or _still_holds(made_with, wanted, last):
            record(connection, wanted)
            return False
    log.warning("figures are made again: made with %s, wanted %s", made_with, wanted)
    done = _rebuild(engine, config, progress or StartProgress(), beside_central=False)
    log.warning("made again from %d lines, %d ratings, in %.1f s", done.lines, done.ratings, done.seconds)
    return True


def _still_holds(made_with: CountedWith | None, wanted: CountedWith, last: int) -> bool:
    return made_with is not None and made_with.same(wanted) and made_with.up_to in (None, last)


def _rebuild(engine: Engine, config: CentralConfig, progress: Progress, *, beside_central: bool) -> Rebuilt:
    begun_s = time.monotonic()
    with writing(engine) as connection:
        last, made_with, wanted = last_arrival(connection), counted_with(connection), counts_with(config)
        has_purged = clear(connection)
        replay = Replay(connection, config, has_purged)
        for done in replay.run():
            progress(done, last)
        is_new = made_with is None or not made_with.same(wanted)
        up_to = last if beside_central and is_new else None
        record(connection, CountedWith(wanted.rules, wanted.others, wanted.sites, up_to))
    return Rebuilt(replay.lines, replay.ratings, time.monotonic() - begun_s)


class StartProgress:
    """Tells the log, and systemd that the start takes longer but goes on."""

    def __init__(self) -> None:
        self._said_s = -_SAY_EVERY_S

    def __call__(self, done: int, of: int) -> None:
        """``done`` of about ``of`` lines are through."""
        now_s = time.monotonic()
        if now_s - self._said_s >= _SAY_EVERY_S:
            self._said_s = now_s
            log.info("made again: %d of %d lines", done, of)
            notify(f"EXTEND_TIMEOUT_USEC={_PATIENCE_S * 1_000_000}")
