"""Keeps an uploaded file between its preview and its import, under a random id, for a short while.

The name that came with it is text; it never becomes a path.
"""

import hashlib
import re
import secrets
import time
from pathlib import Path

import msgspec
from sqlalchemy import make_url

from central.config import CentralConfig

FOLDER = "import-previews"
KEPT_S = 2 * 3600
MOST_KEPT = 40
_ID = re.compile(r"[A-Za-z0-9_-]{32}")


class Draft(msgspec.Struct, frozen=True):
    """A file that somebody looks at before it is imported, with what he said about it so far."""

    id: str
    owner: str
    site: str
    kind: str
    file: str
    sha256: str
    layout: str = ""
    first: str = ""
    last: str = ""
    sheet: str = ""
    cells: dict[str, str] = {}
    names: dict[str, str] = {}


class NoDraft(LookupError):
    """There is no such preview (any more), or it is somebody else's."""


class Drafts:
    """The previews of one central, in a folder beside its store."""

    def __init__(self, config: CentralConfig) -> None:
        self._folder = Path(make_url(config.database.url).database or FOLDER).with_name(FOLDER)

    def add(self, draft: Draft, data: bytes) -> Draft:
        """Keep a file; the draft with its id and the hash of its bytes. Old ones are thrown away first."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._sweep()
        named = msgspec.structs.replace(draft, id=secrets.token_urlsafe(24), sha256=hashlib.sha256(data).hexdigest())
        self._write(self._data(named.id), data)
        self.change(named)
        return named

    def change(self, draft: Draft) -> None:
        """Keep what was said about a file."""
        self._write(self._facts(draft.id), msgspec.json.encode(draft))

    def find(self, draft_id: str, owner: str) -> Draft:
        """The draft of that id. Raises NoDraft."""
        if not _ID.fullmatch(draft_id):
            raise NoDraft
        try:
            place = self._facts(draft_id)
            if time.time() - place.stat().st_mtime > KEPT_S:
                raise NoDraft
            draft = msgspec.json.decode(place.read_bytes(), type=Draft)
        except (OSError, msgspec.DecodeError):
            raise NoDraft from None
        if draft.owner != owner or draft.id != draft_id:
            raise NoDraft
        return draft

    def data(self, draft: Draft) -> bytes:
        """The bytes of the file, as they came. Raises NoDraft when they are not there or not the same any more."""
        try:
            data = self._data(draft.id).read_bytes()
        except OSError:
            raise NoDraft from None
        if hashlib.sha256(data).hexdigest() != draft.sha256:
            raise NoDraft
        return data

    def drop(self, draft: Draft) -> None:
        """Forget a file."""
        self._data(draft.id).unlink(missing_ok=True)
        self._facts(draft.id).unlink(missing_ok=True)

    def _sweep(self) -> None:
        """Throw away what nobody came back for, and the oldest where there are very many."""
        aged = sorted(((place.stat().st_mtime, place) for place in self._folder.glob("*.file")), reverse=True)
        now = time.time()
        for number, (modified, place) in enumerate(aged, start=1):
            if number >= MOST_KEPT or now - modified > KEPT_S:
                place.unlink(missing_ok=True)
                place.with_suffix(".json").unlink(missing_ok=True)

    def _data(self, draft_id: str) -> Path:
        return self._folder / f"{draft_id}.file"

    def _facts(self, draft_id: str) -> Path:
        return self._folder / f"{draft_id}.json"

    def _write(self, place: Path, data: bytes) -> None:
        made = place.with_suffix(".new")
        made.touch(mode=0o600)
        made.write_bytes(data)
        made.replace(place)
