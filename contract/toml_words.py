"""Words for what a configuration value is and should be, in Vietnamese and English."""

import types
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import msgspec
from msgspec import Meta

from contract.toml_lines import KeyPath

_NAMES: dict[Any, tuple[str, str]] = {
    str: ("chữ trong ngoặc kép", "text in quotes"),
    int: ("số nguyên", "a whole number"),
    float: ("số", "a number"),
    bool: ("true hoặc false", "true or false"),
    list: ("danh sách [ ]", "a list [ ]"),
    tuple: ("danh sách [ ]", "a list [ ]"),
    dict: ("bảng [ ]", "a table [ ]"),
}


def said_of(value: Any, hint: Any) -> tuple[str, str]:
    """What is wrong with ``value`` where ``hint`` was wanted: Vietnamese, English."""
    vi, en = _names(type(value))
    return f"đang là {vi} ({_shown(value)})", f"is {en} ({_shown(value)}), wanted {wanted(hint)}"


def wanted(hint: Any) -> str:
    """The kind of value a key takes, in English, with its limits."""
    meta = _meta(hint)
    bare = _bare(hint)
    if get_origin(bare) is Literal:
        return " | ".join(f'"{choice}"' if isinstance(choice, str) else str(choice) for choice in get_args(bare))
    if get_origin(bare) in (Union, types.UnionType):
        return " or ".join(wanted(member) for member in get_args(bare) if member is not type(None))
    words = _names(get_origin(bare) or bare)[1]
    if meta is None:
        return words
    limits = [
        f"{sign} {limit}"
        for sign, limit in ((">=", meta.ge), ("<=", meta.le), (">", meta.gt), ("<", meta.lt))
        if limit is not None
    ]
    if meta.description:
        limits.append(str(meta.description))
    return f"{words} ({', '.join(limits)})" if limits else words


def example(path: KeyPath, hint: Any) -> str:
    """A line that would be right: the field's own example, else its kind."""
    key = next((part for part in reversed(path) if isinstance(part, str)), "")
    meta = _meta(hint)
    if meta is not None and meta.examples:
        return f"{key} = {_shown(meta.examples[0])}"
    return f"{key} = {wanted(hint)}"


def _meta(hint: Any) -> Meta | None:
    if get_origin(hint) is Annotated:
        return next((extra for extra in get_args(hint)[1:] if isinstance(extra, Meta)), None)
    for member in get_args(hint):
        if get_origin(member) is Annotated:
            return _meta(member)
    return None


def _bare(hint: Any) -> Any:
    return get_args(hint)[0] if get_origin(hint) is Annotated else hint


def _names(kind: Any) -> tuple[str, str]:
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return _NAMES[dict]
    return _NAMES.get(kind, ("giá trị khác", getattr(kind, "__name__", str(kind))))


def _shown(value: Any) -> str:
    text = {True: "true", False: "false"}.get(value) if isinstance(value, bool) else None
    text = text or (f'"{value}"' if isinstance(value, str) else str(value))
    return text if len(text) <= 60 else text[:57] + "…"
