"""Writes typed settings, or plain values, as TOML. Pure; the readers are in `contract/toml.py`."""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import msgspec


def to_toml(settings: msgspec.Struct | Mapping[str, Any], remark: str) -> str:
    """Settings as the text of their file, under one line of comment; what is None is left out."""
    values = msgspec.to_builtins(settings, builtin_types=(date,))
    return "\n".join([f"# {remark}", *_table(values, "")]) + "\n"


def _table(values: Mapping[str, Any], path: str) -> Iterator[str]:
    """Plain keys first: behind a table's head they would be that table's."""
    tables = {key: value for key, value in values.items() if _is_table(value) or _is_list_of_tables(value)}
    for key, value in values.items():
        if key not in tables and value is not None:
            yield f"{key} = {_inline(value)}"
    for key, value in tables.items():
        name = f"{path}.{key}" if path else key
        for one in value if isinstance(value, list | tuple) else [value]:
            head = f"[[{name}]]" if isinstance(value, list | tuple) else f"[{name}]"
            # One level of tables, and of tables by name; what is deeper stands in one line.
            deeper = _is_table(one) and one and all(_is_table(inner) for inner in one.values())
            if deeper:
                yield from _table(one, name)
            else:
                yield from ["", head, *_pairs(one)]


def _pairs(values: Mapping[str, Any]) -> Iterator[str]:
    return (f"{key} = {_inline(value)}" for key, value in values.items() if value is not None)


def _inline(value: Any) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            # A basic string of TOML escapes as JSON does.
            return json.dumps(value, ensure_ascii=False)
        case date():
            return value.isoformat()
        case Mapping():
            return "{ " + ", ".join(_pairs(value)) + " }"
        case list() | tuple():
            return "[" + ", ".join(_inline(one) for one in value) + "]"
        case _:
            return str(value)


def _is_table(value: Any) -> bool:
    return isinstance(value, Mapping)


def _is_list_of_tables(value: Any) -> bool:
    return isinstance(value, list | tuple) and bool(value) and all(_is_table(one) for one in value)
