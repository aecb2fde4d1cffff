"""The journal's tables, made and upgraded by sqlite-utils migrations; who calls holds the journal's lock.

Run as a module it migrates one file: the gateway does that in a short child process, because the
migration library costs 8 MB that a counter would otherwise carry all day.
"""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

from gateway.journal.errors import JournalBusy

MIGRATION_SET = "gateway-journal"
NEWEST = "m0001_lines_and_state"
"""Name of the last migration; a journal that has it needs nothing."""

LINES_SQL = (
    # AUTOINCREMENT: a plain rowid would start again at 1 after a full prune.
    "CREATE TABLE lines (seq INTEGER PRIMARY KEY AUTOINCREMENT, hash BLOB NOT NULL, line BLOB NOT NULL, note BLOB)",
    "CREATE INDEX lines_with_notes ON lines (seq) WHERE note IS NOT NULL",
)


def migrate(path: Path) -> None:
    """Bring a journal file to the newest schema; creates it when it is not there.

    Two at once would both apply: sqlite-utils begins its transactions deferred. Raises sqlite3.DatabaseError
    when the file is no journal or broken.
    """
    from sqlite_utils import Database  # 8 MB: only here, see the module's docstring
    from sqlite_utils.migrations import Migrations

    migrations = Migrations(MIGRATION_SET)

    @migrations()
    def m0001_lines_and_state(db: Any) -> None:
        for statement in LINES_SQL:
            db.execute(statement)
        db.execute(
            "CREATE TABLE old_lines (stream TEXT NOT NULL, seq INTEGER NOT NULL, hash BLOB NOT NULL,"
            " line BLOB NOT NULL, note BLOB, PRIMARY KEY (stream, seq)) WITHOUT ROWID"
        )
        db.execute("CREATE TABLE facts (key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID")

    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        migrations.apply(Database(connection))


def migrate_in_child(path: Path) -> None:
    """`migrate` in a child process.

    Raises sqlite3.DatabaseError with what SQLite said there; JournalBusy when the child failed for another
    reason, which is no fault of the file.
    """
    done = subprocess.run(
        [sys.executable, "-P", "-m", "gateway.journal.schema", str(path)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(place for place in sys.path if place)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode == 0:
        return
    lines = done.stderr.strip().splitlines()
    name, _, what = (lines[-1] if lines else "").partition(": ")
    if not name.startswith("SQLITE_"):
        raise JournalBusy(f"{path}: the migration ended with {done.returncode}: {lines[-1] if lines else 'no word'}")
    error = sqlite3.DatabaseError(what)
    error.sqlite_errorname = name
    raise error


def is_newest(connection: sqlite3.Connection) -> bool:
    """Tell whether a journal has every migration. Raises sqlite3.Error when the file cannot be read."""
    table = connection.execute("SELECT 1 FROM sqlite_master WHERE name = '_sqlite_migrations'").fetchone()
    if table is None:
        return False
    query = "SELECT 1 FROM _sqlite_migrations WHERE migration_set = ? AND name = ?"
    return connection.execute(query, (MIGRATION_SET, NEWEST)).fetchone() is not None


def _main(path: Path) -> None:
    try:
        migrate(path)
    except sqlite3.Error as error:
        sys.exit(f"{getattr(error, 'sqlite_errorname', None) or 'error'}: {error}")


if __name__ == "__main__":
    _main(Path(sys.argv[1]))
