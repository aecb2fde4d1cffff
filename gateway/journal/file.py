"""The SQLite file behind the journal: its one connection, pragmas, and the errors it turns into ours."""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from gateway.journal.errors import JournalCorrupt, JournalError, JournalFull
from gateway.journal.schema import is_newest

_PAGE_BYTES = 4096
_FULL = ("disk is full", "disk I/O error", "unable to open database file", "readonly database")


def open_file(path: Path, max_bytes: int, migrate: Callable[[Path], None]) -> sqlite3.Connection:
    """Open, check and migrate a journal file. Raises JournalCorrupt, JournalFull."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _sync_folders(path.parent)
        with closing(_connect(path)) as probe:
            newest = is_newest(probe)
        if not newest:
            migrate(path)
        connection = _connect(path)
    except (sqlite3.Error, OSError) as error:
        raise translated(error, path) from error
    try:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute(f"PRAGMA max_page_count={max(max_bytes // _PAGE_BYTES, 16)}")
        verdict = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.Error as error:
        connection.close()
        raise translated(error, path) from error
    if verdict != "ok":
        connection.close()
        raise JournalCorrupt(f"{path}: {verdict}")
    return connection


@contextmanager
def transaction(connection: sqlite3.Connection, path: Path) -> Iterator[sqlite3.Connection]:
    """All or nothing, on disk when it ends. Raises JournalFull, JournalCorrupt."""
    try:
        connection.execute("BEGIN IMMEDIATE")
        yield connection
        connection.execute("COMMIT")
    except BaseException as error:
        _roll_back(connection)
        if isinstance(error, sqlite3.Error):
            raise translated(error, path) from error
        raise


def translated(error: Exception, path: Path) -> JournalError:
    """A database or file error as one of ours."""
    if isinstance(error, JournalError):
        return error
    text = str(error)
    if isinstance(error, OSError) or any(word in text for word in _FULL):
        return JournalFull(f"{path}: {text}")
    return JournalCorrupt(f"{path}: {text}")


def _connect(path: Path) -> sqlite3.Connection:
    # One connection behind one lock: SQLite before 3.51.3 can lose a WAL when two of them checkpoint.
    return sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=5)


def _roll_back(connection: sqlite3.Connection) -> None:
    try:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
    except sqlite3.Error:
        # The commit's own error is the one worth telling; SQLite rolls back when the file is opened next.
        return


def _sync_folders(folder: Path) -> None:
    """A file in a folder that was never synced can vanish with it."""
    for place in (folder, folder.parent):
        handle = os.open(place, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
