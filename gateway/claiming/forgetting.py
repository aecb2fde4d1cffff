"""Makes a used code unreadable wherever the card still holds it: boot partition, cloud-init's copies, the claim file.

A used code is worth nothing without the box's key; it goes all the same. It is written over in its place: a file that
is replaced would leave the old bytes on the card.
"""

import contextlib
import logging
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

log = logging.getLogger(__name__)

PLACES = (
    Path("/boot/firmware"),
    Path("/boot"),
    Path("/var/lib/cloud"),
    Path("/run/cloud-init"),
)
MOST_BYTES = 1024 * 1024
NAMES = ("user-data", "cloud-config.txt", "obj.pkl", "instance-data-sensitive.json", "combined-cloud-config.json")


def forget(code: str, places: Iterable[Path]) -> list[Path]:
    """Write over every copy of a code; the files that held one. A place that cannot be written is logged."""
    secret = code.encode("utf-8")
    cleaned = []
    for path in _files(places):
        try:
            if _write_over(path, secret):
                cleaned.append(path)
        except OSError as error:
            log.warning("the used code cannot be removed from %s: %s", path, error.strerror)
    return cleaned


def _files(places: Iterable[Path]) -> Iterator[Path]:
    for place in places:
        if place.is_file() and not place.is_symlink():
            yield place
            continue
        for folder, _, names in os.walk(place, followlinks=False):
            for name in names:
                path = Path(folder) / name
                if name.startswith(NAMES) and not path.is_symlink() and path.is_file():
                    yield path


def _write_over(path: Path, secret: bytes) -> bool:
    if path.stat().st_size > MOST_BYTES:
        return False
    data = path.read_bytes()
    if secret not in data:
        return False
    with contextlib.closing(os.fdopen(os.open(path, os.O_RDWR | os.O_NOFOLLOW), "r+b")) as file:
        file.write(data.replace(secret, b"x" * len(secret)))
        file.flush()
        os.fsync(file.fileno())
    return True
