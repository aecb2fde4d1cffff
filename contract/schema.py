"""The wire contract as JSON Schema (2020-12), made from the types, for programs that are not this one.

``python -m contract.schema > contract/schema.json`` writes the file again; a test says when to.
"""

import json
import re
import sys
from inspect import cleandoc
from typing import Any, get_args

import msgspec

from contract.clock import ClockState
from contract.events import EVENT_TYPES
from contract.hall import HallAnswer, HallRequest, HallState, Lease
from contract.lines import MAX_LINE_BYTES, VERSION, Line
from contract.messages import (
    Ack,
    Birth,
    CentralState,
    Command,
    ConfigApplied,
    ConfigPushed,
    Death,
    Health,
)
from contract.notes import Note

DIALECT = "https://json-schema.org/draft/2020-12/schema"
MESSAGES: tuple[type[msgspec.Struct], ...] = (
    Birth,
    Death,
    Ack,
    CentralState,
    Health,
    Command,
    ConfigPushed,
    ConfigApplied,
    HallRequest,
    HallAnswer,
    HallState,
    Lease,
)
"""What is said beside lines; each stands under ``$defs`` by its name."""

_DESIGN = re.compile(r" \(design [^)]*\)")
_DESCRIPTION = (
    "A line of the events topic: an event line or a note line. Messages of the other topics stand under "
    "$defs. A writer keeps to this; a reader takes fields it does not know without complaint, and keeps "
    f"a line whose type or value it does not know. A line has at most {MAX_LINE_BYTES} bytes of UTF-8."
)


def wire_schema() -> dict[str, Any]:
    """The whole contract: the root takes a line, ``#/$defs/<Type>`` each event's data and each message."""
    kinds = (Line, Note, *EVENT_TYPES.values(), *MESSAGES)
    _, components = msgspec.json.schema_components(kinds, ref_template="#/$defs/{name}")
    definitions: dict[str, Any] = _plain(components)
    definitions["EventLine"] = _event_line(definitions.pop("Line"))
    for name in ("Birth", "Death"):
        # The types have a default for those who write; a reader tells the two apart by it.
        definitions[name]["required"].append("online")
    return {
        "$schema": DIALECT,
        "title": f"Quầy Số wire contract, version {VERSION}",
        "description": _DESCRIPTION,
        "oneOf": [{"$ref": "#/$defs/EventLine"}, {"$ref": "#/$defs/Note"}],
        "$defs": dict(sorted(definitions.items())),
    }


def schema_text() -> str:
    """`wire_schema` as it stands in ``contract/schema.json``."""
    return json.dumps(wire_schema(), indent=1, ensure_ascii=False) + "\n"


def _event_line(frame: dict[str, Any]) -> dict[str, Any]:
    """The frame of every line, and for each type the shape of its data."""
    properties = frame["properties"]
    properties["v"] = {"const": VERSION}
    properties["type"] = {"enum": sorted(EVENT_TYPES)}
    properties["clock"] = {"enum": sorted(get_args(ClockState))}
    properties["data"] = {"type": "object"}
    frame["title"] = "EventLine"
    frame["description"] = "One event: what happened, when as far as known, and its place in the chain."
    frame["allOf"] = [
        {
            "if": {"properties": {"type": {"const": name}}},
            "then": {"properties": {"data": {"$ref": f"#/$defs/{kind.__name__}"}}},
        }
        for name, kind in sorted(EVENT_TYPES.items())
    ]
    return frame


def _plain(part: Any) -> Any:
    """Without what only this code knows: \\Z at the end of patterns, double backticks, chapters of the design."""
    if isinstance(part, dict):
        return {key: _plain(value) for key, value in part.items()}
    if isinstance(part, list):
        return [_plain(value) for value in part]
    if isinstance(part, str):
        if part.endswith("\\Z"):
            return part.removesuffix("\\Z") + "$"
        return _DESIGN.sub("", cleandoc(part)).replace("``", "`")
    return part


if __name__ == "__main__":
    sys.stdout.buffer.write(schema_text().encode())
