"""Adds a file of lines to tests/contract/golden: its typed values and its digest. Never changes one.

python tools/golden.py tests/contract/golden/v1/NAME.jsonl
"""

import hashlib
import json
import sys
from pathlib import Path
from typing import Any

import msgspec

from contract.clock import utc_ms
from contract.lines import line_hash, read_data, read_line
from contract.notes import is_note, read_note
from contract.payloads import split

DIGESTS = "DIGESTS"


def facts_of(segment: bytes) -> dict[str, Any]:
    """What this version understands of one line: plain values under the names they have on the wire."""
    if is_note(segment):
        note = read_note(segment)
        return {"note": str(note.note), "text": note.text, "seal": note.seal}
    line = read_line(segment)
    data = read_data(line)
    frame = {name: value for name, value in _fields(line).items() if name not in ("data", "at")}
    return {"hash": line_hash(segment), "utc_ms": utc_ms(line.at), **frame, "data": _fields(data)}


def digest(path: Path) -> str:
    """A line of the DIGESTS file, as `sha256sum --check` reads it."""
    return f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}"


def add(lines: Path) -> None:
    """Write NAME.json beside NAME.jsonl and append both digests. Raises ValueError for a file that is there."""
    values = lines.with_suffix(".json")
    digests = lines.with_name(DIGESTS)
    if f"  {lines.name}\n" in (digests.read_text() if digests.exists() else ""):
        raise ValueError(f"{lines.name} is golden already: it never changes. Add another file.")
    facts = [facts_of(segment) for segment in split(lines.read_bytes())]
    values.write_text(json.dumps(facts, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    with digests.open("a") as file:
        file.write(f"{digest(lines)}\n{digest(values)}\n")


def _fields(value: msgspec.Struct) -> dict[str, Any]:
    return {
        field.encode_name: json.loads(msgspec.json.encode(getattr(value, field.name)))
        for field in msgspec.structs.fields(value)
        if not isinstance(getattr(value, field.name), msgspec.Raw)
    }


if __name__ == "__main__":
    for argument in sys.argv[1:]:
        add(Path(argument))
