"""Looks at a kept file as an import would: what it is, what would be stored, what is asked. Stores nothing."""

import hashlib
from dataclasses import dataclass
from datetime import date

import msgspec
from sqlalchemy import Connection

from central.imports.file_import import AnyKind, AnyRead, Asked, Examined, SourceFile, examine, read_source
from central.imports.kinds import Wanted
from central.imports.registry import IMPORTS
from central.imports.remarks import ImportRefused, Remark
from central.web.imports.keeping import Draft


@dataclass(frozen=True, slots=True)
class Looked:
    """What a look at a file gave: what stands in it, else why it cannot be understood."""

    kind: AnyKind
    source: SourceFile
    asked: Asked
    read: AnyRead | None
    examined: Examined | None
    refused: tuple[Remark, ...]
    refused_file: str
    shown: str
    """Stands for everything that the preview shows: file, answers and the state of the store."""


def look(connection: Connection, draft: Draft, data: bytes, who: str) -> Looked:
    """Look at a draft in one state of the store."""
    kind, source = IMPORTS[draft.kind], SourceFile(draft.file, data)
    asked = Asked(wanted_of(draft), dict(draft.names), who)
    read: AnyRead | None = None
    examined: Examined | None = None
    refused: tuple[Remark, ...] = ()
    file = draft.file
    try:
        read = read_source(kind, source, asked.wanted)
        examined = examine(connection, kind, draft.site, read, asked)
    except ImportRefused as error:
        refused, file = error.remarks, error.file
    state = examined.state if examined else ""
    return Looked(kind, source, asked, read, examined, refused, file, fingerprint(draft, state))


def wanted_of(draft: Draft) -> Wanted:
    """What was said about the file."""
    return Wanted(
        draft.layout or None,
        date.fromisoformat(draft.first) if draft.first else None,
        date.fromisoformat(draft.last) if draft.last else None,
        draft.sheet or None,
        dict(draft.cells),
    )


def fingerprint(draft: Draft, state: str) -> str:
    """The same as long as the same file with the same answers meets the same store."""
    said = msgspec.json.encode(draft, order="sorted")
    return hashlib.sha256(said + b"\n" + state.encode()).hexdigest()
