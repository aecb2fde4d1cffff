"""Typed TOML: every mistake is named with file, line, key and what to write; nothing wrong is let through."""

from datetime import date
from typing import Annotated, Literal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Meta

from contract.links import BrokerConfig
from contract.toml import ConfigRefused, TomlText, read_toml, show_path

Small = Annotated[int, Meta(ge=0, le=27, description="BCM number", extra={"vi": "số BCM"}, examples=[17])]


class Strict(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the Structs below have in common."""


class Button(Strict, frozen=True):
    """A button."""

    pin: Small
    level: Literal["good", "poor"]
    lamp: Small | None = None


class Gpio(Strict, frozen=True, tag_field="kind", tag="gpio"):
    """A panel on pins."""

    buttons: Annotated[tuple[Button, ...], Meta(min_length=1)]
    hold_s: Annotated[float, Meta(gt=0)] = 10.0


class Serial(Strict, frozen=True, tag_field="kind", tag="serial"):
    """A panel on a cable."""

    port: str
    speeds: list[int] = []


class Config(Strict, frozen=True):
    """A whole file."""

    name: Annotated[str, Meta(min_length=2, max_length=8, examples=["q-03"])]
    broker: BrokerConfig = BrokerConfig()
    panels: tuple[Gpio | Serial, ...] = ()
    begins: date | None = None
    labels: dict[str, Small] = {}
    link: Serial | None = None
    size: tuple[int, int] = (1, 2)


def problems(text: str) -> list[tuple[int, str, str]]:
    """Line, key and advice of every problem of a text."""
    with pytest.raises(ConfigRefused) as caught:
        read_toml(text, Config, "gateway.toml")
    assert str(caught.value).count("gateway.toml:") == len(caught.value.problems)
    return [(problem.line, problem.key, problem.instead) for problem in caught.value.problems]


GOOD = """
name = "q-03"
begins = 2026-01-01
size = [3, 4]
labels = { "a.b" = 1 }
[broker]
host = "example"
[[panels]]
kind = "gpio"
hold_s = 5
buttons = [
  { pin = 17, level = "good" },
  { pin = 18, level = "poor", lamp = 5 },
]
[[panels]]
kind = "serial"
port = "/dev/ttyUSB0"
"""


def test_good():
    """A right file becomes the typed structure, numbers without point included where a number is wanted."""
    config = read_toml(GOOD, Config, "gateway.toml")
    assert config.panels[0] == Gpio((Button(17, "good"), Button(18, "poor", 5)), 5.0)
    assert config.panels[1] == Serial("/dev/ttyUSB0")
    assert (config.begins, config.labels, config.size) == (date(2026, 1, 1), {"a.b": 1}, (3, 4))


def test_byte_order_mark():
    """A file that a Windows editor saved is read."""
    assert read_toml("\ufeff" + GOOD.replace("\n", "\r\n"), Config, "x").name == "q-03"


MISTAKES = {
    "misspelt key": (GOOD.replace("hold_s", "holds"), (10, "panels[1].holds", "hold_s")),
    "key in capitals": (GOOD.replace("[broker]", "[broker]\nPORT = 1"), (7, "broker.PORT", "port")),
    "misspelt table": (GOOD + "[brokers]\n", (18, "brokers", "broker")),
    "far from any key": (
        GOOD + "[zzz]\n",
        (18, "zzz", "begins | broker | labels | link | name | panels | size"),
    ),
    "misspelt value": (GOOD.replace('"good"', '"Goood"'), (12, "panels[1].buttons[1].level", 'level = "good"')),
    "too large": (GOOD.replace("18", "28"), (13, "panels[1].buttons[2].pin", "pin = 17")),
    "negative": (GOOD.replace("lamp = 5", "lamp = -5"), (13, "panels[1].buttons[2].lamp", "lamp = 17")),
    "text for a number": (GOOD.replace("17", '"17"'), (12, "panels[1].buttons[1].pin", "pin = 17")),
    "true for a number": (GOOD.replace("17", "true"), (12, "panels[1].buttons[1].pin", "pin = 17")),
    "point for a whole number": (GOOD.replace("17", "17.0"), (12, "panels[1].buttons[1].pin", "pin = 17")),
    "number for text": (GOOD.replace('"q-03"', "3"), (2, "name", 'name = "q-03"')),
    "text too long": (GOOD.replace('"q-03"', '"123456789"'), (2, "name", 'name = "q-03"')),
    "missing in a block": (
        GOOD.replace("pin = 18, ", ""),
        (13, "panels[1].buttons[2].pin", "pin = 17"),
    ),
    "nan": (GOOD.replace("= 5\n", "= nan\n"), (10, "panels[1].hold_s", "hold_s = a number (> 0)")),
    "inf": (GOOD.replace("= 5\n", "= inf\n"), (10, "panels[1].hold_s", "hold_s = a number (> 0)")),
    "huge number": (GOOD.replace("17", "9" * 40), (12, "panels[1].buttons[1].pin", "pin = 17")),
    "list for a table": (GOOD.replace("[broker]", "[[broker]]"), (6, "broker", "broker = a table [ ]")),
    "text for a list": (GOOD + "speeds = 'x'\n", (18, "panels[2].speeds", "speeds = a list [ ]")),
    "wrong item": (GOOD + "speeds = [\n1,\n'x']\n", (20, "panels[2].speeds[2]", "a whole number")),
    "no such kind": (GOOD.replace('"serial"', '"seriel"'), (16, "panels[2].kind", 'kind = "serial"')),
    "kind missing": (
        GOOD.replace('kind = "serial"\n', ""),
        (15, "panels[2].kind", 'kind = "gpio" | kind = "serial"'),
    ),
    "kind a list": (
        GOOD.replace('"serial"', '["serial"]'),
        (16, "panels[2].kind", 'kind = "gpio" | kind = "serial"'),
    ),
    "kind of a single one": (
        GOOD + '[link]\nkind = "gpio"\nport = "x"\n',
        (19, "link.kind", 'kind = "serial"'),
    ),
    "empty list": (
        GOOD.split("[[panels]]")[0] + '[[panels]]\nkind = "gpio"\nbuttons = []\n',
        (10, "panels[1].buttons", "buttons = a list [ ] (at least 1 items)"),
    ),
    "pair of three": (GOOD.replace("[3, 4]", "[3, 4, 5]"), (4, "size", "size = a list [ ]")),
    "wrong label": (GOOD.replace('"a.b" = 1', '"a.b" = 99'), (5, 'labels."a.b"', '"a.b" = 17')),
    "no date": (GOOD.replace("2026-01-01", '"1/1/2026"'), (3, "begins", "begins = a date like 2026-01-31")),
    "date with time": (
        GOOD.replace("2026-01-01", "2026-01-01T10:00:00"),
        (3, "begins", "begins = a date like 2026-01-31"),
    ),
}


@pytest.mark.parametrize(("text", "expected"), MISTAKES.values(), ids=MISTAKES)
def test_one_mistake(text, expected):
    """One mistake is one problem, at its line and key, with what to write instead."""
    assert problems(text) == [expected]


def test_empty_file():
    """What has to be there and is not is asked for by name."""
    assert problems("") == [(1, "name", 'name = "q-03"')]


def test_all_mistakes_at_once():
    """Every problem of a file is told in one go, not one per try."""
    assert [key for _, key, _ in problems('nam = "x"\nbegins = 5\n[broker]\nport = 0\nhots = "h"\n')] == [
        "nam", "begins", "broker.port", "broker.hots", "name",
    ]  # fmt: skip


NOT_TOML = {
    "no value": ("a = 1\nb =\n", 2),
    "cut": ("a = 1\n[t\n", 2),
    "open text": ('a = 1\nb = "x\n', 2),
    "open list": ("a = [1,\n2,\n", 3),
    "key twice": ("a = 1\nb = 1\na = 2\n", 3),
    "bad date": ("\na = 2026-02-30\n", 2),
    "a number of 5000 digits": ("a = 1\nb = " + "9" * 5000, 1),
    "a tower of brackets": ("a = " + "[" * 5000 + "]" * 5000, 1),
    "JSON": ('{"a": 1}', 1),
    "a picture": ("\x89PNG\r\n\x1a\n", 1),
}


@pytest.mark.parametrize(("text", "line"), NOT_TOML.values(), ids=NOT_TOML)
def test_not_toml(text, line):
    """Text that is no TOML is one problem with the line where it broke, never a traceback."""
    [problem] = problems(text)
    assert problem[0] == line


def test_both_languages():
    """A problem says in Vietnamese first and in English then what is wrong and what to write."""
    with pytest.raises(ConfigRefused) as caught:
        read_toml(GOOD.replace("17", "99"), Config, "gateway.toml")
    assert str(caught.value) == (
        "gateway.toml:12: panels[1].buttons[1].pin: "
        "đang là số nguyên (99), cần số nguyên (>= 0, <= 27, số BCM) / "
        "is a whole number (99), wanted a whole number (>= 0, <= 27, BCM number). "
        "Hãy viết / write instead: pin = 17"
    )


def test_secrets_are_not_shown():
    """A password of a wrong type is not repeated in the message, and no configuration shows it."""
    with pytest.raises(ConfigRefused) as caught:
        read_toml(GOOD.replace("[broker]", "[broker]\npassword = 4711"), Config, "gateway.toml")
    assert "4711" not in str(caught.value)
    assert "s3cret" not in repr(BrokerConfig(password="s3cret"))


def test_messages_stay_on_one_line():
    """A value with newlines, of great length or with signs that turn text around is shown short and harmless."""
    with pytest.raises(ConfigRefused) as caught:
        read_toml('name = """' + "\u202ea\n\\u001b[2J" * 1000 + '"""', Config, "x")
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 400


def test_checks_of_ones_own():
    """A check that no type can express names a place by its path."""
    text = TomlText(GOOD, "gateway.toml")
    problem = text.problem(("panels", 0, "buttons", 1, "pin"), "trùng chân", "pin used twice", "pin = 19")
    assert (problem.line, problem.key) == (13, "panels[1].buttons[2].pin")


def test_a_rule_of_the_whole():
    """What only the finished structure can judge is a problem too, not a traceback."""

    class Pair(msgspec.Struct):
        low: int
        high: int

        def __post_init__(self):
            if self.low > self.high:
                raise ValueError("low is above high")

    assert read_toml("low = 1\nhigh = 2", Pair, "x").high == 2
    with pytest.raises(ConfigRefused, match="low is above high"):
        read_toml("low = 3\nhigh = 2", Pair, "x")


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ((), "(tệp / file)"),
        (("a",), "a"),
        (("a", 0, "b", 1, 2), "a[1].b[2][3]"),
        (("a.b", "c d", "é", ""), '"a.b"."c d"."é".""'),
    ],
)
def test_show_path(path, shown):
    """A path is shown as people write it, counted from 1, with quotes where TOML needs them."""
    assert show_path(path) == shown


WORDS = ["name", "broker", "panels", "kind", "buttons", "pin", "level", "labels", "size", "link", "x"]
ANY_TOML = st.recursive(
    st.sampled_from(["1", "-1", "0.5", "nan", "true", '"gpio"', '"q-03"', "''", "2026-01-01", "[]", "{}"]),
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]")
        | st.dictionaries(st.sampled_from(WORDS), inner, max_size=4).map(
            lambda table: "{" + ", ".join(f"{key} = {value}" for key, value in table.items()) + "}"
        )
    ),
    max_leaves=10,
)


@given(st.dictionaries(st.sampled_from(WORDS), ANY_TOML, max_size=6))
def test_any_document_is_read_or_refused(table):
    """Whatever TOML says, it becomes the typed structure or a list of problems, each with its line."""
    text = "".join(f"{key} = {value}\n" for key, value in table.items())
    try:
        assert isinstance(read_toml(text, Config, "x"), Config)
    except ConfigRefused as refused:
        for problem in refused.problems:
            assert 1 <= problem.line <= max(1, len(table))
            assert "không dùng được" not in problem.what_vi
