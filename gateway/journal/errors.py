"""What can go wrong with a journal, and which of SQLite's words mean which of it."""

import sqlite3
from pathlib import Path


class JournalError(Exception):
    """Nothing of this action was stored; nothing may be confirmed."""


class JournalFull(JournalError, OSError):
    """No room left, or the card takes no writes: new work is refused visibly, what was confirmed stays."""


class JournalCorrupt(JournalError, ValueError):
    """The file cannot be trusted; it is set aside and a new stream begins."""


class JournalBusy(JournalError):
    """Somebody else holds the file, or the program erred; the file itself is not to blame."""


class JournalInUse(JournalBusy):
    """Another gateway process runs on this journal."""


class JournalClosed(JournalBusy):
    """The journal is not open; whoever still writes or reads comes too late."""


_BROKEN = ("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_CONSTRAINT", "SQLITE_IOERR_READ", "SQLITE_IOERR_SHORT_READ",
           "SQLITE_IOERR_CORRUPTFS", "SQLITE_IOERR_DATA")  # fmt: skip
"""A constraint: the file holds other rows than this process wrote."""
_NO_WRITES = ("SQLITE_FULL", "SQLITE_IOERR", "SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM", "SQLITE_NOLFS")


def translated(error: Exception, path: Path) -> JournalError:
    """A database or file error as one of ours. A locked file is no broken file."""
    if isinstance(error, JournalError):
        return error
    text = f"{path}: {error}"
    if isinstance(error, OSError):
        return JournalFull(text)
    name = getattr(error, "sqlite_errorname", None) or ""
    if name.startswith(_BROKEN) or (name == "SQLITE_ERROR" and "no such" in str(error)):
        return JournalCorrupt(text)
    if name.startswith(_NO_WRITES):
        return JournalFull(text)
    if not name and isinstance(error, sqlite3.OperationalError | sqlite3.DataError):
        # Python's own word for text that is not UTF-8.
        return JournalCorrupt(text)
    return JournalBusy(text)
