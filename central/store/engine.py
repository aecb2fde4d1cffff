"""Opens the store: an engine, its transactions, and the schema brought up to date."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, make_url

from central.store.copying import copy_before_upgrade
from central.store.dialect import WRITES, lock_for_migration, prepare

MIGRATIONS = Path(__file__).with_name("migrations")


def open_engine(url: str, *, checkpoints: bool = False) -> Engine:
    """An engine for ``url``; nothing is connected yet. The folder of an SQLite file is made.

    checkpoints: True for ingest alone, see `dialect.prepare`.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite" and parsed.database:
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = sqlalchemy.create_engine(url)
    prepare(engine, checkpoints)
    return engine


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that writes: committed at the end, rolled back on any exception."""
    with engine.connect() as plain:
        connection = plain.execution_options(**{WRITES: True})
        with connection.begin():
            yield connection


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A transaction that sees one state of the store from its first read to its end."""
    with engine.connect() as connection, connection.begin():
        yield connection


def migrate(engine: Engine) -> None:
    """Bring the schema up to date: all steps that are missing, in one transaction under a lock.

    A schema that is up to date is only looked at, so that a report need not wait for who is writing. A store with an
    older one is copied beside itself first. Raises DamagedStore, OSError when that fails: nothing was changed.
    """
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    if _is_up_to_date(engine, config):
        return
    if engine.dialect.name == "sqlite" and engine.url.database:
        copy_before_upgrade(Path(engine.url.database))
    with writing(engine) as connection:
        lock_for_migration(connection)
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _is_up_to_date(engine: Engine, config: Config) -> bool:
    with reading(engine) as connection:
        made = MigrationContext.configure(connection).get_current_heads()
    return set(made) == set(ScriptDirectory.from_config(config).get_heads())
