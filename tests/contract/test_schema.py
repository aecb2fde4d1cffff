"""The JSON Schema: up to date, and of the same opinion as the types."""

import json
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contract.events import EVENT_TYPES, EventData
from contract.ids import new_id
from contract.lines import LineUnreadable, MeaningUnknown, read_data, read_line
from contract.messages import Birth, Death, encode
from contract.notes import new_note, write_note
from contract.schema import DIALECT, MESSAGES, schema_text, wire_schema

SCHEMA = wire_schema()
LINE = jsonschema.Draft202012Validator(SCHEMA, format_checker=jsonschema.FormatChecker())


def of(name: str) -> Any:
    """A validator of one definition."""
    return LINE.evolve(schema={"$ref": f"#/$defs/{name}", "$defs": SCHEMA["$defs"]})


def test_up_to_date(repository):
    """contract/schema.json is what the types say."""
    stored = (repository / "contract" / "schema.json").read_text(encoding="utf-8")
    assert stored == schema_text(), "remake it: python -m contract.schema > contract/schema.json"


@pytest.mark.slow
def test_is_a_schema():
    """The file is a sound JSON Schema of the dialect that it names."""
    assert SCHEMA["$schema"] == DIALECT == jsonschema.Draft202012Validator.META_SCHEMA["$id"]
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_nothing_is_missing():
    """Every event type, every message, the note and the line have a definition with a description."""
    names = {kind.__name__ for kind in (*EVENT_TYPES.values(), *MESSAGES)} | {"Note", "EventLine"}
    assert names <= set(SCHEMA["$defs"])
    assert [name for name, part in SCHEMA["$defs"].items() if not part.get("description")] == []


def test_no_python_words():
    """Patterns and descriptions are those of any language: no \\Z, no double backticks, no indentation."""
    text = schema_text()
    assert "\\\\Z" not in text
    assert "``" not in text
    assert "\\n    " not in text


@given(st.from_type(EventData))
def test_takes_every_event(write, event):
    """What the types can write, the schema takes."""
    LINE.validate(json.loads(write(event)))


@pytest.mark.parametrize("kind", MESSAGES, ids=lambda kind: kind.__name__)
def test_takes_every_message(kind):
    """What a message can say, its definition takes."""

    @settings(max_examples=settings.default.max_examples // 5)
    @given(st.from_type(kind))
    def one(message):
        of(kind.__name__).validate(json.loads(encode(message)))

    one()


def test_takes_notes():
    """A note line fits, and is no event line."""
    note = json.loads(write_note(new_note(new_id(), "Chờ lâu")))
    LINE.validate(note)
    assert not of("EventLine").is_valid(note)


WRONG: list[dict[str, Any]] = [
    {"v": 2},
    {"seq": 0},
    {"seq": "1"},
    {"seq": 2**53 + 1},
    {"gateway": "Q-03"},
    {"prev": "0" * 31},
    {"at": 5},
    {"clock": "gps"},
    {"type": "robot.danced"},
    {"data": []},
    {"data": {}},
    {"data": {"counter": ""}},
    {"data": {"counter": "x" * 65}},
    {"data": {"counter": "a\u0000b"}},
    {"data": None},
    {"boot": ""},
    {"up_ms": -1},
    {"test": "yes"},
    {"type": "device.changed", "data": {"device": "d", "kind": "k", "state": "dancing"}},
]


@pytest.mark.parametrize("fields", WRONG, ids=str)
def test_refuses_what_the_types_refuse(fields, changed):
    """What a reader of this version would put aside or not understand does not fit the schema."""
    raw = changed(**fields)
    with pytest.raises((LineUnreadable, MeaningUnknown)):
        read_data(read_line(raw))
    assert not LINE.is_valid(json.loads(raw))


def test_refuses_data_of_another_type(changed):
    """The data must be that of the line's type."""
    assert LINE.is_valid(json.loads(changed()))
    assert not LINE.is_valid(json.loads(changed(type="help.called")))


def test_births_and_deaths_say_so():
    """A birth or death that leaves out whether it is one does not fit."""
    birth = json.loads(encode(Birth(1, "xx", "1", "b", (), ())))
    assert of("Birth").is_valid(birth)
    assert not of("Birth").is_valid({key: value for key, value in birth.items() if key != "online"})
    assert not of("Birth").is_valid({**birth, "online": False})
    assert not of("Death").is_valid({"bd": 1})
    assert of("Death").is_valid(json.loads(encode(Death(1))))


def test_takes_fields_of_later_versions(changed):
    """Unknown fields fit, as a reader takes them."""
    LINE.validate(json.loads(changed(mood="fine", data={"counter": "3", "mood": "fine"})))
