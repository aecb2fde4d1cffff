"""The schema that the steps make is the one the tables say; steps run once, together or not at all."""

import sqlite3
import threading

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from central.store import engine as engine_module
from central.store.engine import migrate, open_engine, reading, writing
from central.store.tables import metadata


@pytest.fixture
def url(tmp_path):
    """The address of a store that is not there yet, in a folder that is not there either."""
    return f"sqlite:///{tmp_path / 'data' / 'central.db'}"


def test_the_steps_make_what_the_tables_say(engine):
    """No column, index or constraint is in one and not in the other."""
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_a_difference_would_be_seen(engine):
    """The control: a column that no step made is found."""
    with writing(engine) as connection:
        connection.execute(text("ALTER TABLE notes ADD COLUMN colour TEXT"))
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) != []


def test_steps_run_once(url):
    """A second start finds nothing to do; the folder is made."""
    for _ in range(2):
        engine = open_engine(url)
        migrate(engine)
        with reading(engine) as connection:
            assert connection.execute(text("SELECT count(*) FROM alembic_version")).scalar_one() == 1
        engine.dispose()


def test_a_step_that_fails_leaves_nothing(url, monkeypatch):
    """All steps are one transaction: no half schema after a failure."""
    real = engine_module.command.upgrade

    def fail(*words):
        real(*words)
        raise RuntimeError("power cut")

    monkeypatch.setattr(engine_module.command, "upgrade", fail)
    engine = open_engine(url)
    with pytest.raises(RuntimeError):
        migrate(engine)
    with reading(engine) as connection:
        assert connection.execute(text("SELECT count(*) FROM sqlite_master")).scalar_one() == 0
    engine.dispose()


def test_two_that_start_together_both_find_the_schema(url):
    """The second waits for the first and then has nothing to do."""
    failures = []

    def start():
        engine = open_engine(url)
        try:
            migrate(engine)
        except Exception as error:
            failures.append(error)
        engine.dispose()

    threads = [threading.Thread(target=start) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


@pytest.mark.parametrize(("checkpoints", "pages"), [(True, 4_000), (False, 0)])
def test_connections_are_durable_and_only_ingest_checkpoints(url, checkpoints, pages):
    """WAL with full sync, and one connection that moves the log into the file."""
    engine = open_engine(url, checkpoints=checkpoints)
    with engine.connect() as connection:
        found = {
            name: connection.execute(text(f"PRAGMA {name}")).scalar_one()
            for name in ("journal_mode", "synchronous", "wal_autocheckpoint", "busy_timeout")
        }
    engine.dispose()
    assert found == {"journal_mode": "wal", "synchronous": 2, "wal_autocheckpoint": pages, "busy_timeout": 30_000}


def test_a_writer_has_the_lock_from_the_beginning(engine, database_url):
    """Another writer is refused at once, not in the middle of its work."""
    with writing(engine) as connection:
        connection.execute(text("SELECT 1"))
        other = sqlite3.connect(database_url.removeprefix("sqlite:///"), timeout=0, isolation_level=None)
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
        other.close()


def test_what_fails_is_rolled_back(engine):
    """An exception in a writing transaction leaves the store as it was."""
    with pytest.raises(ZeroDivisionError), writing(engine) as connection:
        connection.execute(text("INSERT INTO settings VALUES ('a', 'b')"))
        raise ZeroDivisionError
    with reading(engine) as connection:
        assert connection.execute(text("SELECT count(*) FROM settings")).scalar_one() == 0


def test_a_reader_sees_one_state(engine):
    """What is committed meanwhile is not seen before its transaction ends."""
    count = text("SELECT count(*) FROM settings")
    with reading(engine) as reader:
        assert reader.execute(count).scalar_one() == 0
        with writing(engine) as connection:
            connection.execute(text("INSERT INTO settings VALUES ('a', 'b')"))
        assert reader.execute(count).scalar_one() == 0
