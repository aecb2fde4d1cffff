"""Files of a box on its way to be a gateway: each is there as a whole or not at all, whenever the power goes."""

import contextlib
import errno
import os
from pathlib import Path

from gateway.claiming.words import ClaimProblem, disk_full

SECRET, SHARED, PUBLIC = 0o600, 0o640, 0o644
ROOM_BYTES = 256 * 1024
"""More than everything that is written; looked for before the code is shown to anybody."""
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO)


def put(path: Path, content: str | bytes, mode: int, owner_of: Path | None = None) -> None:
    """Write a file beside its place and put it there. Raises ClaimProblem where the card does not take it."""
    data = content.encode("utf-8") if isinstance(content, str) else content
    beside = path.with_name(f".{path.name}.new")
    try:
        beside.unlink(missing_ok=True)
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, mode)
        with os.fdopen(handle, "wb") as file:
            os.fchmod(file.fileno(), mode)
            if owner_of is not None:
                os.fchown(file.fileno(), -1, owner_of.stat().st_gid)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
        sync(path.parent)
    except OSError as error:
        _leave_nothing(beside)
        raise problem(error, path.parent) from error


def make_room(folder: Path) -> None:
    """See that there is room for everything before anything is asked. Raises ClaimProblem."""
    probe = folder / ".room"
    try:
        folder.mkdir(mode=0o750, parents=True, exist_ok=True)
        with probe.open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, ROOM_BYTES)
        probe.unlink()
    except OSError as error:
        _leave_nothing(probe)
        raise problem(error, folder) from error


def sync(folder: Path) -> None:
    """Names are on the card only when their folder is."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def problem(error: OSError, folder: Path) -> ClaimProblem:
    """What the system said, in words."""
    if error.errno in _FULL:
        return disk_full(folder)
    return ClaimProblem(
        f"Không ghi được vào {folder}: {error.strerror}.", f"Cannot write to {folder}: {error.strerror}.", 60.0
    )


def _leave_nothing(left: Path) -> None:
    # On a card that is read-only now, what is left has a name that nobody reads.
    with contextlib.suppress(OSError):
        left.unlink(missing_ok=True)
