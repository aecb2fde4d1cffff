"""A later version's types, values and fields: kept and told apart from data of a wrong shape."""

import json
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contract.events import EVENT_TYPES, CounterPaused, EventData, RatingGiven
from contract.ids import new_id
from contract.leniency import lenient
from contract.lines import LineUnreadable, MeaningUnknown, read_data, read_line
from contract.notes import is_note
from contract.payloads import split


def enumerations(hint: Any, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """Where in a type an enumeration stands, as the keys that lead there."""
    if get_origin(hint) is Literal:
        return [path]
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        hints = get_type_hints(hint, include_extras=True)
        fields = {f.name: f.encode_name for f in msgspec.structs.fields(hint)}
        return [found for name, key in fields.items() for found in enumerations(hints[name], (*path, key))]
    arguments = get_args(hint)[:1] if get_origin(hint) is Annotated else get_args(hint)
    return [found for argument in arguments for found in enumerations(argument, path)]


PLACES = [(name, path) for name, kind in EVENT_TYPES.items() for path in enumerations(kind)]


def with_value(data: Any, path: tuple[str, ...], value: Any) -> bool:
    """Set the value at a path, in every item of the lists on the way; tell whether there was one."""
    if isinstance(data, list):
        return any([with_value(item, path, value) for item in data])
    if len(path) > 1:
        return path[0] in data and with_value(data[path[0]], path[1:], value)
    data[path[0]] = value
    return True


@pytest.fixture(scope="session")
def samples(repository: Path) -> dict[str, EventData]:
    """A golden event of each type, with something in each of its lists."""
    found: dict[str, EventData] = {}
    for path in sorted((repository / "tests/contract/golden/v1").glob("*.jsonl")):
        for segment in split(path.read_bytes()):
            if not is_note(segment):
                event = read_data(read_line(segment))
                if () not in [getattr(event, field.name) for field in msgspec.structs.fields(event)]:
                    found.setdefault(event.TYPE, event)
    return found


def test_places_are_found():
    """The walk over the types finds enumerations in fields, in unions and inside lists of structures."""
    assert ("rating.given", ("verdict",)) in PLACES
    assert ("service.finished", ("outcomes", "outcome")) in PLACES
    assert len(PLACES) > 12


@pytest.mark.parametrize(("name", "path"), PLACES, ids=[f"{n}:{'.'.join(p)}" for n, p in PLACES])
def test_unknown_value(name, path, changed, samples):
    """A value that this version does not know is unknown meaning; one of another type is a wrong shape."""
    event = samples[name]
    data = json.loads(msgspec.json.encode(event))
    assert with_value(data, path, "of-a-later-version")
    with pytest.raises(MeaningUnknown):
        read_data(read_line(changed(event, data=data)))
    with_value(data, path, 5)
    with pytest.raises(LineUnreadable, match="wrong_shape"):
        read_data(read_line(changed(event, data=data)))


@pytest.mark.parametrize("kind", EVENT_TYPES.values(), ids=EVENT_TYPES)
def test_twin_takes_what_its_type_takes(kind):
    """The lenient twin of a type reads every value of it, and has no enumeration left."""
    assert enumerations(lenient(kind)) == []

    @settings(max_examples=settings.default.max_examples // 5)
    @given(st.from_type(kind))
    def one(event):
        raw = msgspec.json.encode(event)
        assert msgspec.json.encode(msgspec.json.decode(raw, type=lenient(kind))) is not None

    one()


def test_twin_of_every_form():
    """Enumerations inside optional fields, lists, dictionaries, numbers and tagged tables are all widened."""

    class Part(msgspec.Struct, tag="part", tag_field="kind"):
        way: Literal["a", "b"] = "a"

    class Whole(msgspec.Struct, forbid_unknown_fields=True):
        one: Literal["a"] | None
        more: list[Literal["a"]]
        named: dict[str, Literal[1, 2]]
        flag: Literal[True]
        part: Annotated[Part | None, msgspec.Meta(description="x")]

    twin = lenient(Whole)
    raw = b'{"one":"z","more":["z"],"named":{"k":9},"flag":false,"part":{"kind":"part","way":"z"}}'
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(raw, type=Whole)
    assert msgspec.json.decode(raw, type=twin).part.way == "z"
    for wrong in (raw.replace(b'"z"', b"5", 1), raw.replace(b"}}", b'},"extra":1}'), raw.replace(b"part", b"prat")):
        with pytest.raises(msgspec.ValidationError):
            msgspec.json.decode(wrong, type=twin)


def test_unknown_type(changed):
    """A sound line of an unknown type is unknown meaning, whatever its data holds."""
    for data in ({}, {"a": [1, {"b": None}]}, {"counter": "3"}):
        with pytest.raises(MeaningUnknown, match=r"robot\.danced"):
            read_data(read_line(changed(type="robot.danced", data=data)))


def test_unknown_clock(changed):
    """A clock state of a later version keeps the line out of the figures until an upgrade."""
    with pytest.raises(MeaningUnknown, match="gps"):
        read_data(read_line(changed(clock="gps")))


def test_level_of_another_scale(changed):
    """Two known values that do not belong together are an unknown meaning, not a rating."""
    given_ = RatingGiven(new_id(), None, "3", None, "4-level", "good", "panel", "accepted")
    data = {**json.loads(msgspec.json.encode(given_)), "level": "neutral"}
    with pytest.raises(MeaningUnknown, match="neutral"):
        read_data(read_line(changed(given_, data=data)))


def test_wrong_shape_wins_over_unknown_value(changed):
    """Data with an unknown value and a wrong shape has a wrong shape: an upgrade would not help."""
    with pytest.raises(LineUnreadable, match="wrong_shape"):
        read_data(read_line(changed(type="device.changed", data={"device": "d", "kind": 5, "state": "later"})))


@given(
    event=st.from_type(EventData),
    extra=st.dictionaries(st.text("xyz", min_size=5, max_size=8), st.integers() | st.text('é"\\')),
)
def test_unknown_fields_are_taken(event: EventData, extra: dict[str, Any], changed):
    """Fields that a later version adds to the frame or to the data do not keep the rest from being read."""
    data = {**json.loads(msgspec.json.encode(event)), **extra}
    assert read_data(read_line(changed(event, data=data, **extra))) == event


def test_optional_fields_may_be_null(changed):
    """A field that may be left out may also be written as null."""
    assert read_data(read_line(changed(data={"counter": "3", "reason": None}))) == CounterPaused("3")
