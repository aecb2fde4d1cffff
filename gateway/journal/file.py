"""The SQLite file behind the journal: its one connection, its pragmas and its transactions."""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from gateway.journal.errors import JournalCorrupt, translated
from gateway.journal.schema import is_newest

BUSY_S = 5.0
"""How long to wait for somebody who looks into the file with another program."""
_PAGE_BYTES = 4096


def open_file(path: Path, max_bytes: int, migrate: Callable[[Path], None]) -> sqlite3.Connection:
    """Open, check and migrate a journal file. Raises JournalCorrupt, JournalFull, JournalBusy."""
    try:
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
        limit_pages(connection, max_bytes)
        verdict = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.Error as error:
        connection.close()
        raise translated(error, path) from error
    if verdict != "ok":
        connection.close()
        raise JournalCorrupt(f"{path}: {verdict}")
    return connection


def limit_pages(connection: sqlite3.Connection, max_bytes: int) -> None:
    """Bound the file; one that is larger already only grows no more."""
    connection.execute(f"PRAGMA max_page_count={max(max_bytes // _PAGE_BYTES, 16)}")


@contextmanager
def transaction(connection: sqlite3.Connection, path: Path) -> Iterator[sqlite3.Connection]:
    """All or nothing, on disk when it ends. Raises JournalFull, JournalCorrupt, JournalBusy."""
    try:
        connection.execute("BEGIN IMMEDIATE")
        yield connection
        connection.execute("COMMIT")
    except BaseException as error:
        _roll_back(connection)
        if isinstance(error, sqlite3.Error):
            raise translated(error, path) from error
        raise


def make_folder(folder: Path) -> None:
    """Make the journal's folder durably: one that was never synced can vanish with what lies in it."""
    folder.mkdir(parents=True, exist_ok=True)
    sync_folder(folder)
    try:
        sync_folder(folder.parent)
    except PermissionError:
        # Whoever may only pass through a folder did not make anything in it just now.
        return


def sync_folder(folder: Path) -> None:
    """Let names in a folder survive a power cut."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=BUSY_S)
    # One connection, and no other process may open one: SQLite before 3.51.3 can lose a WAL when two of them
    # checkpoint. Without the shared memory beside the file, one on a full card can still be opened and sent.
    connection.execute("PRAGMA locking_mode=EXCLUSIVE")
    return connection


def _roll_back(connection: sqlite3.Connection) -> None:
    try:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
    except sqlite3.Error:
        # The commit's own error is the one worth telling; SQLite rolls back when the file is opened next.
        return
