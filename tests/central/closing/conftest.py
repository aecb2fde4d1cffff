"""A centre with a closed month: ratings that came by telephone, lists, and a moment at which it may be closed."""

import itertools
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import Engine

from central.closing.closing import Closer, Made, close
from central.closing.closing import standing as look
from central.config import CentralConfig
from central.own_stream.own_stream import OwnStream
from central.projections.settings import counts_with, record
from central.reports.period import Period
from central.store.engine import writing
from contract.clock import Stamp
from contract.events import RatingGiven
from contract.ids import new_id

SITE = "bac-kan"
NOVEMBER = Period(date(2026, 11, 1), date(2026, 11, 30))
"""Ends on a Monday: its last tickets may be rated until Tuesday, 1 December."""
READY = datetime(2026, 12, 2, 1, 15, tzinfo=UTC)
"""08:15 on Wednesday in Vietnam."""
WHO = Closer("gd-01", "head")


@pytest.fixture
def own(engine: Engine, config: CentralConfig) -> OwnStream:
    """Central's own stream with a clock in November."""
    ticks = itertools.count()
    with writing(engine) as connection:
        record(connection, counts_with(config))

    def now(zone: Any) -> Stamp:
        return Stamp(datetime(2026, 11, 20, 2, 0, tzinfo=UTC).astimezone(zone), "synced", "boot-c", next(ticks) * 1_000)

    return OwnStream(engine, config, now=now)


@pytest.fixture
def pressed(own: OwnStream) -> Callable[..., list[bytes]]:
    """Rates an officer: ``pressed("good", 12)``; the ratings' ids."""

    def press(level: str, times: int = 1, officer: str = "cb-01", verdict: Any = "accepted") -> list[bytes]:
        given = [RatingGiven(new_id(), None, "3", officer, "4-level", level, "qr", verdict) for _ in range(times)]  # type: ignore[arg-type]
        own.tell(SITE, [(one, None) for one in given])
        return [one.rating.bytes for one in given]

    return press


@pytest.fixture
def lists(load: Callable[..., Any]) -> None:
    """The lists of the centre."""
    load("agencies", "name\nSở Tư pháp\n")
    load("officers", "code,name,agency\ncb-01,Hồ Thị Lan,Sở Tư pháp\ncb-02,Lò Văn Pó,Sở Tư pháp\n")


@pytest.fixture
def closing(engine: Engine, config: CentralConfig, own: OwnStream) -> Callable[..., Made]:
    """Closes November: ``closing(reason="…", after=1)``."""

    def do(**more: Any) -> Made:
        words = {"reason": "chưa có bảng hồ sơ", "now": READY} | more
        return close(engine, config, own, SITE, NOVEMBER, WHO, **words)

    return do


@pytest.fixture
def standing(engine: Engine, config: CentralConfig) -> Callable[..., Any]:
    """How November stands."""
    return lambda **more: look(engine, config, SITE, NOVEMBER, more.pop("now", READY), **more)
