"""Puts a backup in the place of central's store; what stood there is kept beside it under another name.

Whatever moment the power goes at, there is never no store: an empty one would take every gateway for new.
"""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from alembic.config import Config
from alembic.script import ScriptDirectory

from central.backup.archive import DOCUMENTS, SECRETS, STORE, BackupRefused, Manifest, unpack
from central.backup.making import AUTHORITY, SETTINGS
from central.backup.secrets import unlock
from central.config import CentralConfig
from central.own_stream.marker import SUFFIX as MARKER
from central.provisioning.files import SECRET, write_file
from central.store.copying import DamagedStore, check_store, schema_of, sync
from central.store.engine import MIGRATIONS
from central.store.in_use import replacing
from contract.ids import CENTRAL_GATEWAY


@dataclass(frozen=True, slots=True)
class Replaced:
    """What was done. ``own_lines``: central's own lines that stand in the replaced store alone; None: it is damaged."""

    kept: Path | None
    own_lines: int | None
    settings: Path | None
    has_authority: bool


@dataclass(frozen=True, slots=True)
class Opened:
    """A backup that was unpacked and proved sound."""

    manifest: Manifest
    folder: Path
    secrets: dict[str, bytes]


@contextmanager
def opened(backup: Path, folder: Path, passphrase: str | None) -> Iterator[Opened]:
    """Unpack a backup into a place of its own in a folder and check all of it. Raises OSError, BackupRefused."""
    folder.mkdir(mode=0o750, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".restoring-", dir=folder) as name:
        place = Path(name)
        manifest = unpack(backup, place)
        try:
            check_store(place / STORE)
            schema = schema_of(place / STORE)
        except (DamagedStore, FileNotFoundError) as error:
            raise BackupRefused(f"kho dữ liệu trong bản sao bị hỏng / its store is damaged: {error}") from None
        if schema not in _known_schemas():
            raise BackupRefused(f"do bản quayso mới hơn lập: hãy nâng cấp / made by a newer quayso ({schema})")
        locked = place / SECRETS
        secrets = unlock(locked.read_bytes(), passphrase) if passphrase is not None and locked.is_file() else {}
        if passphrase is not None and not secrets:
            raise BackupRefused("bản sao này không có khóa và cấu hình / it holds no keys and settings")
        yield Opened(manifest, place, secrets)


def put_in_place(found: Opened, config: CentralConfig, store: Path, now: datetime) -> Replaced:
    """Replace store, texts and, where they were unlocked and none is there, the authority's keys.

    Raises StoreInUse while central or a command of it runs, and OSError.
    """
    with replacing(store):
        name = _free_name(store, f".replaced-{now:%Y%m%dT%H%M%SZ}")
        sync(found.folder / STORE)
        kept = _keep(store, name)
        os.replace(found.folder / STORE, store)
        sync(store.parent)
        _replace_documents(found.folder / DOCUMENTS, Path(config.documents.folder or ""), name)
        settings = _write_settings(found, store)
        has_authority = _write_authority(found, Path(config.provisioning.folder or ""))
    return Replaced(kept, _own_lines_missing(store, kept), settings, has_authority)


def _free_name(store: Path, name: str) -> str:
    """The name, with a number behind it where one second saw two restores."""
    names = [name, *(f"{name}-{number}" for number in range(2, 100))]
    return next(one for one in names if not store.with_name(store.name + one).exists())


def _keep(store: Path, name: str) -> Path | None:
    """Give the store that is there a second name, and its log along with it: a log must never meet another store."""
    # A copy is no continuation: without the marker central's own lines go on in a new stream.
    with suppress(FileNotFoundError):
        os.replace(f"{store}{MARKER}", f"{store}{name}{MARKER}")
    kept = store.with_name(store.name + name)
    if not store.exists():
        return None
    os.link(store, kept)
    with suppress(FileNotFoundError):
        os.replace(f"{store}-wal", f"{kept}-wal")
    Path(f"{store}-shm").unlink(missing_ok=True)
    sync(store.parent)
    return kept


def _replace_documents(new: Path, place: Path, name: str) -> None:
    if not new.is_dir() or not place.name:
        return
    if place.exists():
        os.replace(place, place.with_name(place.name + name))
    place.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
    shutil.move(new, place)


def _write_settings(found: Opened, store: Path) -> Path | None:
    """`central.toml` of the backup, beside the store: who restores compares, nothing is overwritten."""
    if SETTINGS not in found.secrets:
        return None
    beside = store.with_name(f"{SETTINGS}.restored")
    write_file(beside, found.secrets[SETTINGS], SECRET)
    return beside


def _write_authority(found: Opened, folder: Path) -> bool:
    """Keys for a server that has none; never over others, which boxes may trust by now."""
    keys = {name.removeprefix(AUTHORITY): data for name, data in found.secrets.items() if name.startswith(AUTHORITY)}
    if not keys or not folder.name or any(folder.glob("ca-*.crt")):
        return False
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name, data in sorted(keys.items(), key=lambda one: one[0].endswith(".crt")):
        write_file(folder / name, data, SECRET)
    return True


def _own_lines_missing(store: Path, kept: Path | None) -> int | None:
    """How many of central's own lines stand in the replaced store and not in the new one."""
    if kept is None:
        return 0
    try:
        with closing(sqlite3.connect(store)) as connection:
            connection.execute("ATTACH ? AS old", (str(kept),))
            own = "SELECT e.hash FROM {0}events e JOIN {0}streams s ON s.id = e.stream_id WHERE s.gateway = ?"
            statement = f"SELECT count(*) FROM ({own.format('old.')} EXCEPT {own.format('main.')})"
            return int(connection.execute(statement, (CENTRAL_GATEWAY, CENTRAL_GATEWAY)).fetchone()[0])
    except sqlite3.Error:
        return None


def _known_schemas() -> set[str]:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return {step.revision for step in ScriptDirectory.from_config(config).walk_revisions()}
