"""One journal, one process: a lock on a file beside it, held from opening to closing."""

import fcntl
import os
from pathlib import Path

from gateway.journal.errors import JournalInUse


class FileLock:
    """Held by one open file; the kernel gives it back when the process dies, however it dies."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._handle: int | None = None

    def acquire(self) -> None:
        """Take the lock. Raises JournalInUse when another process has it, OSError when there is no such place."""
        if self._handle is not None:
            return
        handle = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            raise JournalInUse(f"{self._path}: another process holds it") from None
        except OSError:
            os.close(handle)
            raise
        self._handle = handle

    def release(self) -> None:
        """Give the lock back; the file stays, else two processes could lock two files of one name."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None
