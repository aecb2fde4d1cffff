"""Strategies derived from the types of the contract (``st.from_type`` knows them all), and sample lines."""

import json
import types
import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec
import pytest
from hypothesis import strategies as st
from msgspec import Meta

from contract.clock import ClockState, Stamp
from contract.events import EVENT_TYPES, CounterPaused, EventData, RatingGiven
from contract.fields import PRINTABLE
from contract.lines import ZERO_HASH, compose
from contract.scales import SCALES
from contract.schema import MESSAGES

LETTERS = st.characters(exclude_categories=("Cs",), exclude_characters=[*map(chr, range(0x20)), "\x7f"])
ANYTHING_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(LETTERS, max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(LETTERS, max_size=4), inner, max_size=3),
    max_leaves=5,
)
BY_PATTERN = {
    r"^[0-9a-f]{32}\Z": st.binary(min_size=16, max_size=16).map(bytes.hex),
    r"^[0-9a-f]{64}\Z": st.binary(min_size=32, max_size=32).map(bytes.hex),
    r"^[a-z0-9-]{2,32}\Z": st.text("az09-", min_size=2, max_size=32),
}
MOMENTS = st.builds(
    lambda naive, minutes: naive.replace(tzinfo=timezone(timedelta(minutes=minutes))),
    st.datetimes(datetime(1969, 1, 1), datetime(2199, 12, 31)).map(
        lambda at: at.replace(microsecond=at.microsecond // 1000 * 1000)
    ),
    st.integers(-14 * 60, 14 * 60),
)
PLAIN: dict[Any, st.SearchStrategy[Any]] = {
    bool: st.booleans(),
    uuid.UUID: st.uuids(),
    date: st.dates(),
    datetime: MOMENTS,
    float: st.floats(allow_nan=False, allow_infinity=False),
    type(None): st.none(),
    Any: ANYTHING_JSON,
    str: st.text(LETTERS, min_size=1, max_size=64),
}


def values_of(hint: Any) -> st.SearchStrategy[Any]:
    """Values that a field of this type may have."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Literal:
        return st.sampled_from(arguments)
    if origin is Annotated:
        return limited(arguments[0], [extra for extra in arguments[1:] if isinstance(extra, Meta)])
    if origin in (Union, types.UnionType):
        return st.one_of([values_of(member) for member in arguments])
    if origin is tuple:
        return st.lists(values_of(arguments[0]), max_size=3).map(tuple)
    if origin is dict:
        return st.dictionaries(values_of(arguments[0]), values_of(arguments[1]), max_size=3)
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        return structs_of(hint)
    return PLAIN[hint]


def limited(kind: Any, metas: list[Meta]) -> st.SearchStrategy[Any]:
    """Values within the limits of ``Meta``."""
    limits = {
        name: value
        for meta in metas
        for name in ("ge", "le", "min_length", "max_length", "pattern")
        if (value := getattr(meta, name)) is not None
    }
    if kind is int:
        return st.integers(limits.get("ge"), limits.get("le"))
    if kind is str and limits.get("pattern") in (None, PRINTABLE):
        return st.text(LETTERS, min_size=limits.get("min_length", 0), max_size=limits.get("max_length"))
    if kind is str:
        return BY_PATTERN[limits["pattern"]]
    return values_of(kind)


def structs_of(kind: type[msgspec.Struct]) -> st.SearchStrategy[Any]:
    """Values of a Struct type; optional fields are there or left out."""
    hints = get_type_hints(kind, include_extras=True)
    required, optional = {}, {}
    for field in msgspec.structs.fields(kind):
        (required if field.required else optional)[field.name] = values_of(hints[field.name])
    made = st.fixed_dictionaries(required, optional=optional).map(lambda values: kind(**values))
    if kind is RatingGiven:
        pairs = [(scale.code, level.code) for scale in SCALES.values() for level in scale.levels]
        return st.builds(
            lambda given, pair: msgspec.structs.replace(given, scale=pair[0], level=pair[1]),
            made,
            st.sampled_from(pairs),
        )
    return made


for _kind in (*EVENT_TYPES.values(), *MESSAGES):
    st.register_type_strategy(_kind, structs_of(_kind))
st.register_type_strategy(EventData, st.one_of([structs_of(kind) for kind in EVENT_TYPES.values()]))
st.register_type_strategy(
    Stamp,
    st.builds(
        Stamp,
        at=MOMENTS,
        clock=st.sampled_from(get_args(ClockState)),
        boot=st.text(LETTERS, min_size=1, max_size=64),
        up_ms=st.integers(0, 2**53),
    ),
)


@pytest.fixture(scope="session")
def stamp() -> Stamp:
    """A moment of a November morning in Vietnam, on a synced clock."""
    at = datetime(2026, 11, 21, 9, 15, 2, 118_000, tzinfo=timezone(timedelta(hours=7)))
    return Stamp(at, "synced", "boot-1", 912_345)


@pytest.fixture(scope="session")
def write(stamp: Stamp) -> Callable[..., bytes]:
    """Compose an event as the line of a sample stream."""

    def line(data: EventData, seq: int = 1, prev: str = ZERO_HASH, **rest: Any) -> bytes:
        return compose("q-03", "trung-tam", "a" * 32, seq, prev, data, rest.pop("stamp", stamp), **rest)

    return line


@pytest.fixture(scope="session")
def changed(write: Callable[..., bytes]) -> Callable[..., bytes]:
    """A sound line with fields of its frame replaced, as another program might write it; None leaves one out."""

    def line(_event: EventData | None = None, **fields: Any) -> bytes:
        frame = {**json.loads(write(_event or CounterPaused("3"))), **fields}
        return json.dumps({k: v for k, v in frame.items() if v is not None}, separators=(",", ":")).encode()

    return line


@pytest.fixture(scope="session")
def utc_stamp(stamp: Stamp) -> Stamp:
    """The sample moment, written in UTC."""
    return Stamp(stamp.at.astimezone(UTC), stamp.clock, stamp.boot, stamp.up_ms)
