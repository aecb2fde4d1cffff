"""Who uses a store says so in a lock beside it, so that nobody puts another file in its place meanwhile."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SUFFIX = ".in-use"


class StoreInUse(Exception):
    """Central or one of its commands works on the store."""


@contextmanager
def using(store: Path) -> Iterator[None]:
    """Work on a store: many may at once; waits while it is replaced. Raises OSError."""
    with _locked(store, fcntl.LOCK_SH):
        yield


@contextmanager
def replacing(store: Path) -> Iterator[None]:
    """Put another file in a store's place. Raises StoreInUse at once when somebody uses it, and OSError."""
    with _locked(store, fcntl.LOCK_EX | fcntl.LOCK_NB):
        yield


@contextmanager
def _locked(store: Path, how: int) -> Iterator[None]:
    store.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(store.with_name(store.name + SUFFIX), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o640)
    try:
        try:
            fcntl.flock(handle, how)
        except BlockingIOError:
            raise StoreInUse(str(store)) from None
        yield
    finally:
        os.close(handle)
