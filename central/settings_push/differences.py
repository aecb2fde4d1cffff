"""What differs between two `site.toml`: by key, before and after, secrets named and never shown."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import msgspec

from contract.site import SiteConfig

HIDDEN = "(ẩn)"
_SECRET = frozenset({"pin", "secret", "badge"})
_NAMED_BY = ("id", "code", "valid_from", "day")
MOST_SHOWN = 300


@dataclass(frozen=True, slots=True)
class Change:
    """One key that differs; '' where it is not there."""

    key: str
    before: str
    after: str


def changes(before: SiteConfig | None, after: SiteConfig) -> list[Change]:
    """Every key that differs, in the order of the file."""
    old, new = (dict(_flat(_plain(one), "")) if one else {} for one in (before, after))
    keys = [key for key in dict.fromkeys((*new, *old)) if old.get(key) != new.get(key)]
    return [Change(key, _shown(key, old.get(key)), _shown(key, new.get(key))) for key in keys]


def _plain(settings: SiteConfig) -> dict[str, Any]:
    values: dict[str, Any] = json.loads(msgspec.json.encode(settings))
    return values


def _flat(value: Any, path: str) -> Iterator[tuple[str, str]]:
    """Keys of tables joined by dots; rows of a list are named by their code, not by their place."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _flat(inner, f"{path}.{key}" if path else key)
    elif isinstance(value, list) and value and all(isinstance(one, dict) for one in value):
        for place, one in enumerate(value, start=1):
            name = next((str(one[key]) for key in _NAMED_BY if one.get(key)), str(place))
            yield from _flat(one, f"{path}[{name}]")
    elif value not in (None, [], ""):
        yield path, json.dumps(value, ensure_ascii=False) if not isinstance(value, str) else value


def _shown(key: str, value: str | None) -> str:
    if value is None:
        return ""
    return HIDDEN if key.rpartition(".")[2] in _SECRET else value[:MOST_SHOWN]
