"""The example settings: every key is there, explained, and loads."""

import re
import tomllib
import types
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

import msgspec
import pytest

from central.config import CentralConfig, load_config
from contract.site import SiteConfig
from gateway.config import load_configuration
from gateway.config.gateway_toml import GatewayConfig

TYPES: dict[str, type[msgspec.Struct]] = {
    "gateway.toml": GatewayConfig,
    "site.toml": SiteConfig,
    "central.toml": CentralConfig,
}
LOADERS: dict[str, Callable[[Path], object]] = {
    "gateway.toml": load_configuration,
    "site.toml": lambda path: load_configuration(path.with_name("gateway.toml")),
    "central.toml": load_config,
}
SWITCHED_OFF = re.compile(r"(?m)^#(?=[a-z_]+ = )")


@pytest.fixture
def examples(repository: Path) -> Path:
    """The folder of the example files."""
    return repository / "firmware_configs" / "examples"


@pytest.mark.parametrize("name", TYPES)
def test_an_example_loads_as_it_is(examples: Path, name: str) -> None:
    """The program takes the file without a complaint."""
    LOADERS[name](examples / name)


@pytest.mark.parametrize("name", TYPES)
def test_an_example_loads_with_every_key_switched_on(examples: Path, tmp_path: Path, name: str) -> None:
    """The keys that are switched off have values that the program would take."""
    for file in TYPES:
        (tmp_path / file).write_text(_all_on(examples / file), "utf-8")
    LOADERS[name](tmp_path / name)


@pytest.mark.parametrize("name", TYPES)
def test_every_key_of_the_types_stands_in_the_example(examples: Path, name: str) -> None:
    """A key that is added to a type must be added to the example."""
    values = tomllib.loads(_all_on(examples / name))
    assert sorted(set(keys_of(TYPES[name])) - set(keys_in(values, TYPES[name]))) == []


def test_a_key_that_the_example_lacks_is_noticed(examples: Path) -> None:
    """Control: without one line the comparison of keys and types finds it."""
    text = _all_on(examples / "gateway.toml").replace("keep_days = 7\n", "").replace("tone_pin = 6\n", "")
    values = tomllib.loads(text)
    missing = set(keys_of(GatewayConfig)) - set(keys_in(values, GatewayConfig))
    assert missing == {("JournalConfig", "keep_days"), ("GpioPanelConfig", "tone_pin")}


@pytest.mark.parametrize("name", TYPES)
def test_every_key_of_an_example_is_explained_in_both_languages(examples: Path, name: str) -> None:
    """Right above each key and each table stands a comment, Vietnamese first, then English."""
    lines = (examples / name).read_text("utf-8").splitlines()
    unexplained = [
        line
        for above, line in zip(lines, lines[1:], strict=False)
        if re.match(r"#?[a-z_]+ = ", line) and not re.match(r"# .+ · .+", above)
    ]
    assert unexplained == []


def _all_on(file: Path) -> str:
    return SWITCHED_OFF.sub("", file.read_text("utf-8"))


def keys_of(kind: Any) -> Iterator[tuple[str, str]]:
    """Every key of a configuration type and of the types inside it, as (type, key)."""
    for struct in _structs(kind):
        tag = struct.__struct_config__.tag_field
        if tag is not None:
            yield struct.__name__, tag
        hints = get_type_hints(struct, include_extras=True)
        for name in struct.__struct_fields__:
            yield struct.__name__, name
            yield from keys_of(hints[name])


def keys_in(value: Any, kind: Any) -> Iterator[tuple[str, str]]:
    """Every key that a TOML value holds, as (type, key) of the types it is read as."""
    if isinstance(value, list):
        for item in value:
            yield from keys_in(item, kind)
        return
    if not isinstance(value, dict):
        return
    structs = [s for s in _structs(kind) if s.__struct_config__.tag in (None, value.get("driver"))]
    if not structs:
        return
    if get_origin(_bare(kind)) is dict:
        for item in value.values():
            yield from keys_in(item, structs[0])
        return
    hints = get_type_hints(structs[0], include_extras=True)
    for name, item in value.items():
        yield structs[0].__name__, name
        yield from keys_in(item, hints.get(name, str))


def _structs(kind: Any) -> list[Any]:
    """The configuration types in a type: itself, or what a list, dictionary or union holds."""
    bare = _bare(kind)
    if isinstance(bare, type) and issubclass(bare, msgspec.Struct):
        return [bare]
    if get_origin(bare) in (tuple, list, dict, Union, types.UnionType):
        return [struct for inner in get_args(bare) for struct in _structs(inner)]
    return []


def _bare(kind: Any) -> Any:
    while get_origin(kind) is Annotated:
        kind = get_args(kind)[0]
    return kind
