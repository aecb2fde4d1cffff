"""The configurations that central sent, beside the journal: the one in use, the one before it, and what was refused.

The `site.toml` that the gateway was set up with is never touched; without anything here it holds.
"""

import logging
import os
from pathlib import Path

import msgspec

from contract.messages import ConfigPushed

log = logging.getLogger(__name__)

FOLDER = "configuration"
CURRENT, BEFORE, STATE = "site.toml", "site-before.toml", "state.json"


class Known(msgspec.Struct, frozen=True):
    """A configuration by version and hash; ``error``: why it is not used."""

    version: int
    sha256: str
    error: str | None = None

    def is_that(self, message: ConfigPushed) -> bool:
        """Whether it is what central wishes."""
        return (self.version, self.sha256) == (message.version, message.sha256)


class _State(msgspec.Struct, frozen=True):
    running: Known | None = None
    before: Known | None = None
    refused: Known | None = None
    trial: bool = False
    """It was put in place and no gateway has started with it yet."""


class Kept:
    """The folder. Written by one thread at a time: the receiver's, or main's while nothing runs."""

    def __init__(self, data_dir: Path) -> None:
        self._folder = data_dir / FOLDER
        self._state = self._read()

    @property
    def folder(self) -> Path:
        """Where all of it lies; may not be there yet."""
        return self._folder

    @property
    def site_file(self) -> Path | None:
        """The `site.toml` in use; None: the one the gateway was set up with."""
        path = self._folder / CURRENT
        return path if self._state.running is not None and path.exists() else None

    @property
    def running(self) -> Known | None:
        """What runs; None: what the gateway was set up with."""
        return self._state.running

    @property
    def refused(self) -> Known | None:
        """What was refused last."""
        return self._state.refused

    @property
    def is_trial(self) -> bool:
        """Whether no gateway has started with it yet."""
        return self._state.trial

    def install(self, text: str, message: ConfigPushed) -> None:
        """Put a configuration in place for the next start. Raises OSError; then the one before holds."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        current = self._folder / CURRENT
        before = self._state.running if current.exists() else None
        if before is not None:
            _put(self._folder / BEFORE, current.read_bytes())
        _put(current, text.encode())
        self._write(_State(Known(message.version, message.sha256), before, None, True))

    def settle(self, message: ConfigPushed | None = None) -> None:
        """A gateway runs with it; or what runs already is called by another version."""
        known = self._state.running if message is None else Known(message.version, message.sha256)
        if self._state.trial or known != self._state.running:
            self._write(msgspec.structs.replace(self._state, running=known, trial=False))

    def refuse(self, message: ConfigPushed, error: str) -> None:
        """Remember why a configuration is not used, so that it is tried once."""
        self._write(msgspec.structs.replace(self._state, refused=Known(message.version, message.sha256, error)))

    def go_back(self, error: str) -> None:
        """No gateway starts with it: the one before, or what the gateway was set up with, holds again."""
        failed, before = self._state.running, self._state.before
        log.error("the configuration is taken back: %s", error)
        if before is not None:
            (self._folder / BEFORE).replace(self._folder / CURRENT)
        refused = None if failed is None else msgspec.structs.replace(failed, error=error)
        self._write(_State(before, None, refused))

    def _read(self) -> _State:
        try:
            return msgspec.json.decode((self._folder / STATE).read_bytes(), type=_State)
        except FileNotFoundError:
            return _State()
        except (OSError, msgspec.DecodeError, UnicodeDecodeError) as error:
            log.error("what central configured cannot be read, the first site.toml holds: %s", error)
            return _State()

    def _write(self, state: _State) -> None:
        _put(self._folder / STATE, msgspec.json.encode(state), self._folder)
        self._state = state


def _put(path: Path, data: bytes, folder: Path | None = None) -> None:
    """A file is there as a whole or as it was before, whenever the power goes."""
    if folder is not None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.new")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    names = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(names)
    finally:
        os.close(names)
