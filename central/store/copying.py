"""Copies a store's file while others write to it: one state of it, as between two transactions."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from central.store.dialect import BUSY_TIMEOUT_MS

KEPT_BEFORE_UPGRADE = 2


class DamagedStore(Exception):
    """A file is no sound store; the message is SQLite's own."""


def copy_store(source: Path, target: Path) -> None:
    """Copy a store that may be in use to a new file, which is on the disk when this returns.

    Writers go on meanwhile. The reader moves nothing from the write-ahead log into the file (see `dialect.prepare`).
    Raises OSError, DamagedStore; then there is no new file.
    """
    try:
        with _only_reading(source) as there, closing(sqlite3.connect(target, isolation_level=None)) as copy:
            # All pages in one step: in several, each commit of a writer would let it begin anew.
            there.backup(copy, pages=-1)
            # One file, without a log beside it.
            copy.execute("PRAGMA journal_mode=DELETE")
        sync(target)
    except sqlite3.Error as error:
        target.unlink(missing_ok=True)
        raise _told(error) from error
    except OSError:
        target.unlink(missing_ok=True)
        raise


def check_store(path: Path) -> None:
    """Let SQLite read every page and index. Raises DamagedStore."""
    try:
        with _only_reading(path) as connection:
            said = [row[0] for row in connection.execute("PRAGMA integrity_check(5)")]
    except sqlite3.Error as error:
        raise DamagedStore(str(error)) from error
    if said != ["ok"]:
        raise DamagedStore("; ".join(said))


def schema_of(path: Path) -> str | None:
    """The last step of the schema that a file has; None for a file without any. Raises DamagedStore."""
    try:
        with _only_reading(path) as connection:
            row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.OperationalError as error:
        if "no such table" in str(error):
            return None
        raise DamagedStore(str(error)) from error
    except sqlite3.Error as error:
        raise DamagedStore(str(error)) from error
    return None if row is None else str(row[0])


def copy_before_upgrade(store: Path) -> Path | None:
    """Keep a store as it is before its schema changes, beside it; None when there is nothing to keep.

    Raises OSError, DamagedStore: then nothing may be changed.
    """
    if not store.is_file() or (schema := schema_of(store)) is None:
        return None
    kept = store.with_name(f"{store.name}.before-{schema}")
    partial = kept.with_name(f".{kept.name}.{os.getpid()}")
    partial.unlink(missing_ok=True)
    copy_store(store, partial)
    os.replace(partial, kept)
    sync(kept.parent)
    copies = sorted(store.parent.glob(f"{store.name}.before-*"), key=lambda path: path.stat().st_mtime_ns)
    for old in copies[:-KEPT_BEFORE_UPGRADE]:
        old.unlink(missing_ok=True)
    return kept


def sync(path: Path) -> None:
    """Have a file or a folder on the disk. Raises OSError."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _only_reading(path: Path) -> Iterator[sqlite3.Connection]:
    if not path.is_file():
        raise FileNotFoundError(2, os.strerror(2), str(path))
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, isolation_level=None)) as connection:
        connection.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
        yield connection


def _told(error: sqlite3.Error) -> Exception:
    """SQLite's word for a full disk or a file that cannot be opened as the system's, all else as damage."""
    full = getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_FULL
    return OSError(28, os.strerror(28)) if full else DamagedStore(str(error))
