"""The language packs ``lang/<code>.json``: every sentence that a kiosk shows or a ticket bears. One file a language.

A pack is one flat object: ``name`` for its button, ``voice`` of espeak-ng that reads it (or null), and texts by key;
``{word}`` in a text is a place for a value. ``ticket.`` is what paper says too, ``say.`` is only read aloud.
tests/kiosk_ui/test_language_packs.py holds the packs against each other.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "lang"
FIRST = "vi"
"""The language that every pack is measured by, and in which a kiosk starts."""


class UnknownLanguage(LookupError):
    """There is no pack of this code."""


@dataclass(frozen=True, slots=True)
class LanguagePack:
    """One language."""

    code: str
    name: str
    voice: str | None
    texts: dict[str, str]

    def text(self, key: str, **values: object) -> str:
        """A sentence with its values put in. Raises KeyError for an unknown key or a value that is missing."""
        return self.texts[key].format(**values)


@cache
def load_pack(code: str) -> LanguagePack:
    """The pack of a language. Raises UnknownLanguage."""
    if code not in pack_codes():
        raise UnknownLanguage(code)
    read = json.loads((FOLDER / f"{code}.json").read_text(encoding="utf-8"))
    return LanguagePack(code, read.pop("name"), read.pop("voice"), read)


@cache
def pack_codes() -> tuple[str, ...]:
    """Every language there is, Vietnamese first."""
    codes = sorted(path.stem for path in FOLDER.glob("*.json"))
    return (FIRST, *(code for code in codes if code != FIRST))
