"""Notes: words and codes that may describe a person, kept outside the chain and sealed in it (design §4.2).

The event line carries a note's id and seal; the note itself can be purged without touching the chain.
"""

import hashlib
import hmac
import secrets
import uuid
from typing import Annotated

import msgspec
from msgspec import Meta

from contract.fields import Uuid
from contract.lines import MAX_LINE_BYTES
from contract.reasons import short

NOTE_PREFIX = b'{"note":'
"""Every note line begins with these bytes, and no event line does."""


class NoteUnreadable(ValueError):
    """Bytes that begin like a note but are none."""


class NoteTooLong(ValueError):
    """The note would be over 8 KiB as a line; nothing was written."""


class Note(msgspec.Struct, frozen=True):
    """A note line. ``salt`` keeps short texts from being guessed from their seal.

    It has one length for all: else a text that begins like a salt could lend it its first letters.
    """

    note: Uuid
    salt: Annotated[str, Meta(pattern=r"^[0-9a-f]{32}\Z", description="32 hex digits, random")]
    text: Annotated[str, Meta(max_length=MAX_LINE_BYTES)]

    @property
    def seal(self) -> str:
        """First 16 bytes of SHA-256(salt + text), in hex, as the event line carries it."""
        return hashlib.sha256((self.salt + self.text).encode()).hexdigest()[:32]

    def fits(self, seal: str) -> bool:
        """Tell whether this is the note that was sealed."""
        return hmac.compare_digest(self.seal, seal)


_decoder = msgspec.json.Decoder(Note)


def new_note(note: uuid.UUID, text: str) -> Note:
    """Make a note with a fresh salt.

    Raises NoteTooLong, and UnicodeEncodeError for half a surrogate pair, which no JSON can carry.
    """
    made = Note(note, secrets.token_hex(16), text)
    if len(write_note(made)) > MAX_LINE_BYTES:
        raise NoteTooLong(f"a note of {len(text)} characters; as a line {MAX_LINE_BYTES} bytes are allowed")
    return made


def write_note(note: Note) -> bytes:
    """The note as a line."""
    return msgspec.json.encode(note)


def is_note(segment: bytes) -> bool:
    """Tell a note line from an event line by its beginning."""
    return segment.startswith(NOTE_PREFIX)


def read_note(segment: bytes) -> Note:
    """Read a note line. Raises NoteUnreadable."""
    if len(segment) > MAX_LINE_BYTES:
        raise NoteUnreadable(f"{len(segment)} bytes, {MAX_LINE_BYTES} are allowed")
    try:
        return _decoder.decode(segment)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise NoteUnreadable(short(error)) from None
