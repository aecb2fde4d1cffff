"""The shapes of the answers as JSON schema, for the OpenAPI document."""

from typing import Any

_TEXT: dict[str, Any] = {"type": "string"}
_COUNT: dict[str, Any] = {"type": "integer", "minimum": 0}
_MAYBE_COUNT: dict[str, Any] = {"type": ["integer", "null"]}
_MAYBE_TEXT: dict[str, Any] = {"type": ["string", "null"]}
_DAY: dict[str, Any] = {"type": "string", "format": "date"}
_CELL: dict[str, Any] = {"type": ["string", "integer", "null"]}


def _object(**fields: Any) -> dict[str, Any]:
    return {"type": "object", "required": list(fields), "properties": fields, "additionalProperties": False}


def _list(of: Any) -> dict[str, Any]:
    return {"type": "array", "items": of}


def _page(of: dict[str, Any]) -> dict[str, Any]:
    return _object(items=_list(of), total=_COUNT, next=_MAYBE_TEXT)


_FIGURE = _object(
    value=_CELL, numerator=_MAYBE_COUNT, denominator=_MAYBE_COUNT, unit=_TEXT, change=_CELL, change_year=_CELL,
    source=_TEXT,
    earlier=_list(
        {
            "type": "object",
            "required": ["relation", "from", "to", "value", "published_in"],
            "properties": {
                "relation": _TEXT, "from": _DAY, "to": _DAY, "value": _CELL, "published_in": _MAYBE_TEXT,
            },
        }
    ),
)  # fmt: skip
_PROOF = _object(
    heads=_list(_object(gateway=_TEXT, stream=_TEXT, seq=_COUNT, head=_TEXT)),
    imports=_list(_object(kind=_TEXT, file=_TEXT, sha256=_TEXT)),
)
_VALUES = _object(key=_TEXT, title=_TEXT, values=_list(_object(name=_TEXT, value=_CELL)), total=_MAYBE_COUNT)
_REPORT = {
    "type": "object",
    "required": ["report", "site", "from", "to", "scale", "made_at", "closed", "proof", "rows", "figures", "findings"],
    "properties": {
        "report": _TEXT, "title": _TEXT, "site": _TEXT, "site_name": _TEXT, "from": _DAY, "to": _DAY,
        "scale": _TEXT, "ratings_mode": _TEXT, "mode_note": _TEXT,
        "made_at": {"type": "string", "format": "date-time"},
        "closed": {
            "type": "object",
            "description": "Trống: số liệu tạm tính · empty: provisional",
            "properties": {"at": {"type": "string", "format": "date-time"}, "version": _COUNT, "sha256": _TEXT},
        },
        "proof": _PROOF,
        "rows": _list({"type": "object", "additionalProperties": _CELL}),
        "figures": {"type": "object", "additionalProperties": _FIGURE},
        "lists": _list(_VALUES),
        "findings": _list(_object(code=_TEXT, text=_TEXT, count=_MAYBE_COUNT)),
    },
}  # fmt: skip
_PERIOD = {
    "type": "object",
    "required": ["from", "to", "status", "version", "closed_at"],
    "properties": {
        "from": _DAY, "to": _DAY, "status": {"enum": ["closed", "provisional"]}, "version": _COUNT,
        "closed_at": {"type": ["string", "null"], "format": "date-time"},
    },
}  # fmt: skip
_GATEWAY = _object(
    gateway=_TEXT,
    state={"enum": ["online", "offline", "silent", "unknown"]},
    version=_MAYBE_TEXT,
    roles=_list(_TEXT),
    config_version=_MAYBE_COUNT,
    config_ok={"type": ["boolean", "null"]},
    clock=_MAYBE_TEXT,
    waiting_lines=_MAYBE_COUNT,
    faults=_list(_object(device=_TEXT, kind=_TEXT, fault=_MAYBE_TEXT)),
)
_PROBLEM = {
    "type": "object",
    "required": ["type", "status", "title", "title_en", "detail", "detail_en"],
    "properties": {
        "type": _TEXT, "status": {"type": "integer"}, "title": _TEXT, "title_en": _TEXT, "detail": _TEXT,
        "detail_en": _TEXT, "parameter": _TEXT,
    },
}  # fmt: skip

SCHEMAS: dict[str, dict[str, Any]] = {
    "SitePage": _page(_object(id=_TEXT, name=_TEXT, timezone=_TEXT, scale=_TEXT, ratings=_TEXT)),
    "ReportTypePage": _page(_object(key=_TEXT, title=_TEXT, summary=_TEXT, needs_officers={"type": "boolean"})),
    "PeriodPage": _page(_PERIOD),
    "Report": _REPORT,
    "GatewayPage": _page(_GATEWAY),
    "Problem": _PROBLEM,
}
"""By the name in the document."""
