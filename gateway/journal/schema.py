"""The journal's tables, made and upgraded by sqlite-utils migrations under a file lock.

Run as a module it migrates one file: the gateway does that in a short child process, because the
migration library costs 8 MB that a counter would otherwise carry all day.
"""

import fcntl
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

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

    Raises sqlite3.DatabaseError when the file is no journal or broken.
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

    with open(f"{path}.lock", "w") as lock:
        # Two starts at once would both apply: sqlite-utils begins its transactions deferred.
        fcntl.flock(lock, fcntl.LOCK_EX)
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=FULL")
            migrations.apply(Database(connection))


def migrate_in_child(path: Path) -> None:
    """`migrate` in a child process. Raises sqlite3.DatabaseError with what the child said."""
    done = subprocess.run(
        [sys.executable, "-m", "gateway.journal.schema", str(path)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise sqlite3.DatabaseError(done.stderr.strip().splitlines()[-1] if done.stderr.strip() else "migration failed")


def is_newest(connection: sqlite3.Connection) -> bool:
    """Tell whether a journal has every migration."""
    try:
        row = connection.execute(
            "SELECT 1 FROM _sqlite_migrations WHERE migration_set = ? AND name = ?", (MIGRATION_SET, NEWEST)
        ).fetchone()
    except sqlite3.OperationalError:
        return False
    return row is not None


if __name__ == "__main__":
    migrate(Path(sys.argv[1]))
