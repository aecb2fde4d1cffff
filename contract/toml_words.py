"""Words for what a configuration value is and should be, in Vietnamese and English."""

import difflib
import json
import types
from datetime import date, datetime, time
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
    date: ("ngày, như 2026-01-31", "a date like 2026-01-31"),
    datetime: ("ngày có giờ", "a date with time"),
    time: ("giờ, như 07:30:00", "a time like 07:30:00"),
}
_VI, _EN = 0, 1
_OR = ("hoặc", "or")
_AT_LEAST = ("ít nhất {} {}", "at least {} {}")
_AT_MOST = ("nhiều nhất {} {}", "at most {} {}")
_MOST_SHOWN = 60


def said_of(value: Any, hint: Any) -> tuple[str, str]:
    """What is wrong with ``value`` where ``hint`` was wanted: Vietnamese, English. Secrets are not shown."""
    vi, en = names(type(value))
    is_secret = any((meta.extra or {}).get("secret") for meta in _metas(hint))
    what = "…" if is_secret else shown(value)
    return (
        f"đang là {vi} ({what}), cần {_wanted(hint, _VI)}",
        f"is {en} ({what}), wanted {_wanted(hint, _EN)}",
    )


def wanted(hint: Any) -> str:
    """The kind of value a key takes, in English, with its limits."""
    return _wanted(hint, _EN)


def missing(hint: Any) -> tuple[str, str]:
    """What is said of a key that has to be there: Vietnamese, English."""
    return f"thiếu khóa này, cần {_wanted(hint, _VI)}", f"missing; wanted {_wanted(hint, _EN)}"


def example(path: KeyPath, hint: Any, value: Any = None) -> str:
    """A line that would be right: the choice nearest to ``value``, else the field's own example or kind. Of an item of
    a list the item alone: the key with one item would drop the others."""
    key = f"{show_key(path[-1])} = " if path and isinstance(path[-1], str) else ""
    if near := nearest(value, [choice for choice in choices(hint) if isinstance(choice, str)]):
        return f"{key}{shown(near)}"
    examples = [example for meta in _metas(hint) for example in meta.examples or ()]
    if examples:
        return f"{key}{examples[0] if bare(hint) is date else shown(examples[0])}"
    return f"{key}{wanted(hint)}"


def nearest(value: Any, known: list[str]) -> str | None:
    """The known word that was probably meant, whatever its capitals."""
    if not isinstance(value, str):
        return None
    by_lower = {word.lower(): word for word in known}
    near = difflib.get_close_matches(value.lower(), by_lower, n=1)
    return by_lower[near[0]] if near else None


def choices(hint: Any) -> tuple[Any, ...]:
    """The values of an enumeration, also of an optional one."""
    kind = bare(hint)
    if get_origin(kind) is Literal:
        return get_args(kind)
    return tuple(choice for member in members(kind) if member is not kind for choice in choices(member))


def bare(hint: Any) -> Any:
    """A type without its limits."""
    return get_args(hint)[0] if get_origin(hint) is Annotated else hint


def members(hint: Any) -> tuple[Any, ...]:
    """The types of a union, or the one type alone."""
    return get_args(hint) if get_origin(hint) in (Union, types.UnionType) else (hint,)


def names(kind: Any) -> tuple[str, str]:
    """What people call a type: Vietnamese, English."""
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return _NAMES[dict]
    return _NAMES.get(kind, ("giá trị khác", getattr(kind, "__name__", str(kind))))


def shown(value: Any) -> str:
    """A value as it would stand in the file, on one line and not too long."""
    text = "".join(c if c.isprintable() else "?" for c in _as_toml(value))
    return text if len(text) <= _MOST_SHOWN else text[: _MOST_SHOWN - 3] + "…"


def show_key(key: str) -> str:
    """A key as it would stand in the file: in quotes when it needs them."""
    is_bare = key.isascii() and key.replace("-", "").replace("_", "").isalnum()
    return key if is_bare else json.dumps(key, ensure_ascii=False)


def _as_toml(value: Any) -> str:
    if isinstance(value, str | bool):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, list):
        return f"[{', '.join(map(_as_toml, value))}]"
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{show_key(key)} = {_as_toml(item)}' for key, item in value.items())} }}"
    return str(value)


def _wanted(hint: Any, language: int) -> str:
    kind = bare(hint)
    if get_origin(kind) is Literal:
        return " | ".join(shown(choice) for choice in get_args(kind))
    if len(members(kind)) > 1:
        kinds = [_wanted(member, language) for member in members(kind) if member is not type(None)]
        return f" {_OR[language]} ".join(dict.fromkeys(kinds))
    words = names(get_origin(kind) or kind)[language]
    is_list = get_origin(kind) in (list, tuple)
    limits = [limit for meta in _metas(hint) for limit in _limits(meta, language, is_list)]
    return f"{words} ({', '.join(limits)})" if limits else words


def _limits(meta: Meta, language: int, is_list: bool) -> list[str]:
    signs = ((">=", meta.ge), ("<=", meta.le), (">", meta.gt), ("<", meta.lt))
    limits = [f"{sign} {limit}" for sign, limit in signs if limit is not None]
    described = meta.description
    if language == _VI:
        described = (meta.extra or {}).get("vi", described)
    if described:
        return [*limits, described]
    units = (("mục", "items") if is_list else ("ký tự", "characters"))[language]
    if meta.min_length is not None:
        limits.append(_AT_LEAST[language].format(meta.min_length, units))
    if meta.max_length is not None:
        limits.append(_AT_MOST[language].format(meta.max_length, units))
    return limits


def _metas(hint: Any) -> list[Meta]:
    """What is annotated to a type, or to the types of a union."""
    if get_origin(hint) is Annotated:
        return [extra for extra in get_args(hint)[1:] if isinstance(extra, Meta)]
    return [meta for member in members(hint) if member is not hint for meta in _metas(member)]
