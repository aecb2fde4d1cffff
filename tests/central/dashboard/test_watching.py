"""The watcher: alerts go into the log while nobody looks, survive a restart, and a store that refuses loses none."""

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from central.dashboard import watcher as watching
from central.dashboard.watcher import Watcher
from central.store.engine import reading
from central.store.tables import alerts


def kinds(province):
    """What stands."""
    with reading(province.engine) as connection:
        return sorted(connection.scalars(select(alerts.c.kind).where(alerts.c.ended_ms.is_(None))))


def test_what_stood_still_stands_after_a_restart(province):
    """A new watcher goes on where the log ends: nothing twice, and it ends what is over."""
    province.busy()
    province.watcher.turn()
    before = kinds(province)
    assert before == ["gateway_away", "paper", "wait"]
    again = Watcher(province.engine, province.config, province.board, monotonic_s=lambda: province.clock.mono_s)
    for _ in range(20):
        province.clock.go(seconds=5)
        province.busy_again()
        province.box("tv-mau", ("display",))
        again.turn()
    assert kinds(province) == ["paper", "wait"]


def test_a_store_that_refuses_loses_no_alert(province, monkeypatch):
    """What could not be written is written when the store takes it again, once."""
    province.busy()

    def refuses(*_):
        raise OperationalError("insert", {}, Exception("database is locked"))

    with monkeypatch.context() as broken:
        broken.setattr(watching, "raise_alerts", refuses)
        with pytest.raises(OperationalError):
            province.watcher.turn()
    assert kinds(province) == []
    province.watcher.turn()
    province.watcher.turn()
    assert kinds(province) == ["gateway_away", "paper", "wait"]


def test_it_watches_by_itself_and_stops(province, monkeypatch, wait_until):
    """Started, it writes without being asked, goes on after a fault, and its thread is gone after stop."""
    monkeypatch.setattr(watching, "EVERY_S", 0.01)
    done = []

    def also():
        done.append(1)
        raise OSError("the store is busy")

    province.busy()
    own = Watcher(province.engine, province.config, province.board, also, lambda: province.clock.mono_s)
    own.start()
    try:
        wait_until(lambda: len(kinds(province)) == 3 and len(done) > 2)
    finally:
        own.stop()
    told = len(done)
    assert own._thread is None
    assert len(done) == told


def test_a_day_that_passes_is_a_new_day(province):
    """At midnight the figures of the day before are gone, though no line has arrived."""
    province.busy()
    assert province.board.look().sites["mau"].today.total.issued == 115
    province.clock.go(hours=24)
    assert province.board.look().sites["mau"].today.total.issued == 0


def test_lines_that_arrive_change_the_picture(province):
    """The store is read again only when its newest line is another one."""
    province.busy()
    province.board.look()
    province.visits(province.clock.at.date(), 9, "abandoned", 5)
    province.clock.go(seconds=1)
    assert province.board.look().sites["mau"].today.total.left == 0
    province.line()
    province.clock.go(seconds=1)
    assert province.board.look().sites["mau"].today.total.left == 5
