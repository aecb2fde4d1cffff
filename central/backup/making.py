"""Makes a backup of a central that may be running: store, written texts and templates, and locked away its secrets.

What mosquitto reads is not in it: `quayso provision broker` writes that again from the store.
"""

import fcntl
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed_version
from pathlib import Path

from sqlalchemy import make_url

from central.backup.archive import DOCUMENTS, FORMAT, SECRETS, STORE, BackupRefused, Manifest, hash_of, write_archive
from central.backup.rotation import name_at
from central.backup.secrets import lock
from central.config import CentralConfig
from central.store.copying import check_store, copy_store, schema_of, sync

AUTHORITY = "authority-"
SETTINGS = "central.toml"
_PREFIX = ".quayso-"


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that lies on the disk."""

    path: Path
    manifest: Manifest
    has_secrets: bool


class AnotherRuns(Exception):
    """Another backup is being made into the same folder."""


def store_file(config: CentralConfig) -> Path:
    """Where the store lies."""
    return Path(make_url(config.database.url).database or "")


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """One backup at a time in a folder. Raises AnotherRuns, OSError."""
    folder.mkdir(mode=0o750, parents=True, exist_ok=True)
    handle = os.open(folder / ".quayso-backup", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o640)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AnotherRuns(str(folder)) from None
        for left in folder.glob(f"{_PREFIX}*.part"):
            # Of a backup that was killed.
            shutil.rmtree(left, ignore_errors=True)
        yield
    finally:
        os.close(handle)


def make_backup(
    config: CentralConfig, settings_file: Path, folder: Path, passphrase: str | None, now: datetime | None = None
) -> Made:
    """Make one in a folder: copied, checked, packed, on the disk; only then it has its name.

    Without a passphrase the authority's keys and `central.toml` stay out. Raises OSError, DamagedStore, BackupRefused;
    then the folder is as it was.
    """
    at = now or datetime.now(UTC)
    target = folder / name_at(at)
    if target.exists():
        raise BackupRefused(f"đã có {target.name} / there is one already")
    with _workplace(folder) as place:
        copy = place / STORE
        copy_store(store_file(config), copy)
        check_store(copy)
        sources: dict[str, Path | bytes] = {STORE: copy, **_documents(config)}
        if passphrase is not None:
            sources[SECRETS] = lock(_secrets(config, settings_file), passphrase)
        files = {name: hash_of(source) for name, source in sources.items()}
        schema = schema_of(copy)
        if schema is None:
            raise BackupRefused("kho dữ liệu còn trống: chưa có gì để sao lưu / the store is empty")
        manifest = Manifest(FORMAT, at.isoformat(timespec="seconds"), _version(), schema, _lines(copy), files)
        packed = place / target.name
        write_archive(packed, manifest, sources)
        sync(packed)
        os.replace(packed, target)
        sync(folder)
    return Made(target, manifest, passphrase is not None)


def _documents(config: CentralConfig) -> dict[str, Path | bytes]:
    """Written texts and templates with their history, as they are at this moment: each file is replaced as a whole."""
    folder = Path(config.documents.folder or "")
    found: dict[str, Path | bytes] = {}
    for path in sorted(folder.rglob("*")) if config.documents.folder else ():
        # Half-written files of editors begin with a point.
        if path.is_file() and not path.is_symlink() and not path.name.startswith("."):
            with suppress(FileNotFoundError):
                found[f"{DOCUMENTS}/{path.relative_to(folder).as_posix()}"] = path.read_bytes()
    return found


def _secrets(config: CentralConfig, settings_file: Path) -> dict[str, bytes]:
    folder = Path(config.provisioning.folder or "")
    keys = sorted(path for path in folder.iterdir() if path.is_file()) if folder.is_dir() else []
    return {SETTINGS: settings_file.read_bytes(), **{AUTHORITY + path.name: path.read_bytes() for path in keys}}


def _lines(copy: Path) -> int:
    with closing(sqlite3.connect(f"{copy.resolve().as_uri()}?mode=ro", uri=True)) as connection:
        return int(connection.execute("SELECT count(*) FROM events").fetchone()[0])


@contextmanager
def _workplace(folder: Path) -> Iterator[Path]:
    """A folder beside the backups that is gone afterwards, whatever happened."""
    with tempfile.TemporaryDirectory(prefix=_PREFIX, suffix=".part", dir=folder) as name:
        yield Path(name)


def _version() -> str:
    try:
        return installed_version("quayso")
    except PackageNotFoundError:
        return "?"
