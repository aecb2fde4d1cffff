"""``screens.json``: the paired screens, readable by the gateway alone, replaced as a whole or not at all."""

import logging
import os
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from contract.fields import Token

log = logging.getLogger(__name__)

ScreenKind = Literal["take", "rate", "desk", "guide"]


class PairedScreen(msgspec.Struct, frozen=True, omit_defaults=True):
    """One paired browser; of its token only the hash."""

    id: Token
    kind: ScreenKind
    counter: Token | None
    token_sha256: Annotated[str, Meta(pattern=r"^[0-9a-f]{64}\Z")]
    paired_at: datetime


class ScreensFile:
    """The file. Whoever holds it writes from one thread at a time."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> tuple[PairedScreen, ...]:
        """What is stored. A file that cannot be read is set aside: the screens have to be paired again."""
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=tuple[PairedScreen, ...])
        except FileNotFoundError:
            return ()
        except (msgspec.DecodeError, UnicodeDecodeError, OSError) as error:
            log.error("%s cannot be read, every screen has to be paired again: %s", self._path, error)
        try:
            os.replace(self._path, self._path.with_suffix(".unreadable"))
        except OSError as error:
            log.error("%s could not be set aside: %s", self._path, error)
        return ()

    def write(self, screens: Iterable[PairedScreen]) -> None:
        """Replace the file. Raises OSError; then the old one stands."""
        body = msgspec.json.format(msgspec.json.encode(tuple(screens)), indent=1)
        self._path.parent.mkdir(parents=True, exist_ok=True)
        new = self._path.with_suffix(".new")
        new.unlink(missing_ok=True)
        handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(handle, "wb") as file:
            file.write(body + b"\n")
            file.flush()
            os.fsync(file.fileno())
        os.replace(new, self._path)
        folder = os.open(self._path.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
