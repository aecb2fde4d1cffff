"""A report as canonical bytes and back: the same report gives the same bytes, and nothing of it is lost.

Keys are sorted, there is no white space, and a decimal keeps its places. Fields that a later version adds are read
with their defaults, so that what was frozen long ago can still be shown.
"""

import dataclasses
import json
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints
from zoneinfo import ZoneInfo

from central.reports.model import Report

FORMAT = 1
_DECIMAL = "decimal"
_NOT_FROZEN = ("closed",)


class NotReadable(ValueError):
    """Bytes that this version cannot read as a frozen report."""


def canonical_bytes(value: Mapping[str, Any]) -> bytes:
    """JSON with sorted keys and without white space."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def frozen_bytes(report: Report, about: Mapping[str, Any]) -> bytes:
    """A report with what must be known of its freezing."""
    return canonical_bytes({**about, "format": FORMAT, "report": as_plain(report)})


def frozen_of(raw: bytes) -> tuple[Report, dict[str, Any]]:
    """The report in such bytes, and what is said about it. Raises NotReadable."""
    try:
        whole = json.loads(raw)
        if whole["format"] != FORMAT:
            raise NotReadable(f"format {whole['format']!a}, known is {FORMAT}")
        report: Report = _made(Report, whole.pop("report"))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, ArithmeticError) as error:
        raise NotReadable(str(error)) from None
    return report, whole


def as_plain(value: Any) -> Any:
    """Any part of a report as values that JSON knows."""
    if dataclasses.is_dataclass(value):
        fields = (field.name for field in dataclasses.fields(value) if field.name not in _NOT_FROZEN)
        return {name: as_plain(getattr(value, name)) for name in fields}
    if isinstance(value, Decimal):
        return {_DECIMAL: str(value)}
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, ZoneInfo):
        return value.key
    if isinstance(value, (tuple, list)):
        return [as_plain(one) for one in value]
    if isinstance(value, dict):
        return {str(key): as_plain(one) for key, one in value.items()}
    if value is None or isinstance(value, (str, int)):
        return value
    raise TypeError(f"{type(value).__name__} has no canonical form")


def _made(kind: Any, plain: Any) -> Any:
    """A value of a type out of its plain form."""
    origin = get_origin(kind)
    if dataclasses.is_dataclass(kind):
        return _dataclass(kind, plain)
    if origin in (Union, UnionType):
        return _one_of(get_args(kind), plain)
    if origin is tuple:
        return _tuple(get_args(kind), plain)
    if origin is dict:
        return {key: _made(get_args(kind)[1], one) for key, one in plain.items()}
    if kind is Decimal:
        return Decimal(plain[_DECIMAL])
    if kind in (datetime, date):
        return kind.fromisoformat(plain)
    if kind is ZoneInfo:
        return ZoneInfo(plain)
    return plain


def _dataclass(kind: Any, plain: Mapping[str, Any]) -> Any:
    hints = _hints(kind)
    return kind(**{name: _made(hints[name], one) for name, one in plain.items() if name in hints})


def _one_of(kinds: tuple[Any, ...], plain: Any) -> Any:
    """A value of the member of a union that its plain form tells: a decimal, a dataclass, else what it is."""
    if not isinstance(plain, dict):
        return plain
    if Decimal in kinds and plain.keys() == {_DECIMAL}:
        return Decimal(plain[_DECIMAL])
    return _made(next(kind for kind in kinds if dataclasses.is_dataclass(kind)), plain)


def _tuple(kinds: tuple[Any, ...], plain: list[Any]) -> tuple[Any, ...]:
    if len(kinds) == 2 and kinds[1] is Ellipsis:
        return tuple(_made(kinds[0], one) for one in plain)
    return tuple(_made(kind, one) for kind, one in zip(kinds, plain, strict=True))


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)
