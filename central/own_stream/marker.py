"""A small file beside the store that remembers how far central's own streams were: a store that knows less is a copy.

It holds no fact that counts. Lost or unreadable it costs a new stream, never a line.
"""

import fcntl
import logging
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import msgspec
from sqlalchemy import make_url

log = logging.getLogger(__name__)

SUFFIX = ".own-stream"


class Written(msgspec.Struct, frozen=True):
    """The last line of a stream that was written, and its hash in hex."""

    stream: str
    seq: int
    hash: str


class _Kept(msgspec.Struct, frozen=True):
    file: int
    """Number of the store's file in its file system: a copy put in its place has another one."""
    sites: dict[str, Written]


class Marker:
    """The file. ``path`` None: a store without a file of its own, of which nothing is remembered."""

    def __init__(self, store: Path | None) -> None:
        self._store = store

    @contextmanager
    def held(self) -> Iterator[None]:
        """Keep every other writer of central's streams out, of this process and of others, from the look at the file
        to its renewal: who came between a commit and the file would take the store for a copy. Raises OSError."""
        if self._store is None:
            yield
            return
        path = self._path(self._store)
        lock = os.open(path.with_name(f"{path.name}.lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    def read(self, site: str) -> Written | None:
        """What was written last for a site; None when it is not known, also for a store that was copied here."""
        kept = self._kept()
        return kept.sites.get(site) if kept is not None else None

    def is_known(self) -> bool:
        """Whether the file speaks of this very store; True where none can."""
        return self._store is None or self._kept() is not None

    def write(self, site: str, written: Written) -> None:
        """Remember a line that is committed. A failure is logged: the line itself is safe."""
        if self._store is None:
            return
        kept = self._kept()
        sites = {} if kept is None else dict(kept.sites)
        known = sites.get(site)
        if known is not None and known.stream == written.stream and known.seq >= written.seq:
            return
        sites[site] = written
        try:
            _replace(self._path(self._store), msgspec.json.encode(_Kept(self._store.stat().st_ino, sites)))
        except OSError as error:
            log.warning("cannot remember how far central's own stream is beside %s: %s", self._store, error.strerror)

    def _kept(self) -> _Kept | None:
        if self._store is None:
            return None
        try:
            kept = msgspec.json.decode(self._path(self._store).read_bytes(), type=_Kept)
            return kept if kept.file == self._store.stat().st_ino else None
        except (OSError, msgspec.DecodeError, UnicodeDecodeError):
            return None

    @staticmethod
    def _path(store: Path) -> Path:
        return store.with_name(store.name + SUFFIX)


def marker_of(url: str) -> Marker:
    """The marker of the store at a database address."""
    parsed = make_url(url)
    path = parsed.database if parsed.get_backend_name() == "sqlite" else None
    return Marker(Path(path) if path else None)


def _replace(path: Path, data: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(name)
        raise
