"""Writes files so that a power cut leaves the old one or the new one, and nobody reads a secret on its way."""

import os
from pathlib import Path

SECRET, SHARED, PUBLIC = 0o600, 0o640, 0o644
FOLDER = 0o750


def write_file(path: Path, content: str | bytes, mode: int = PUBLIC) -> bool:
    """Put a file in its place at once; False when it already held this. Raises OSError."""
    data = content.encode("utf-8") if isinstance(content, str) else content
    path.parent.mkdir(mode=FOLDER, parents=True, exist_ok=True)
    if path.exists() and path.read_bytes() == data:
        path.chmod(mode)
        return False
    beside = path.with_name(f".{path.name}.new")
    beside.unlink(missing_ok=True)
    try:
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, mode)
        with os.fdopen(handle, "wb") as file:
            # Whatever the umask took away: the group of the broker has to read some.
            os.fchmod(file.fileno(), mode)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError:
        beside.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)
    return True


def sync_folder(folder: Path) -> None:
    """A rename is on the disk only when its folder is."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
