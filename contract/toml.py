"""Typed TOML: a text becomes a Struct, or a list of problems that name file, line, key and what to write.

Pure: the caller reads the file. Every word nobody reads is a problem, never a silent default.
"""

import difflib
import tomllib
import types
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin, get_type_hints

import msgspec

from contract.toml_lines import KeyPath, key_lines, line_of
from contract.toml_words import example, said_of, wanted

S = TypeVar("S", bound=msgspec.Struct)


@dataclass(frozen=True, slots=True)
class ConfigProblem:
    """One thing wrong with a configuration: where, what, and what to write instead, in both languages."""

    file: str
    line: int
    key: str
    what_vi: str
    what_en: str
    instead: str

    def __str__(self) -> str:
        return (
            f"{self.file}:{self.line}: {self.key}: {self.what_vi} / {self.what_en}. "
            f"Hãy viết / write instead: {self.instead}"
        )


class ConfigRefused(ValueError):
    """A configuration with problems; nothing was started with it."""

    def __init__(self, problems: list[ConfigProblem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


class TomlText:
    """A TOML text with its places; makes problems for checks that types cannot express."""

    def __init__(self, text: str, file: str) -> None:
        """Raises ConfigRefused when the text is no TOML."""
        self.file = file
        try:
            self.values = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise ConfigRefused([_not_toml(text, file, error)]) from None
        self._lines = key_lines(text)

    def problem(self, path: KeyPath, what_vi: str, what_en: str, instead: str) -> ConfigProblem:
        """A problem at a key, with its line looked up."""
        return ConfigProblem(self.file, line_of(path, self._lines), show_path(path), what_vi, what_en, instead)

    def read(self, kind: type[S]) -> S:
        """The text as ``kind``. Raises ConfigRefused with every problem found."""
        problems: list[ConfigProblem] = []
        _check(self.values, kind, (), self, problems)
        if problems:
            raise ConfigRefused(problems)
        return msgspec.convert(self.values, kind)


def read_toml(text: str, kind: type[S], file: str) -> S:
    """Read a TOML text as ``kind``. Raises ConfigRefused."""
    return TomlText(text, file).read(kind)


def show_path(path: KeyPath) -> str:
    """``("panels", 0, "pin")`` as people write it: ``panels[1].pin``, counted from 1."""
    shown = ""
    for part in path:
        shown += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if shown else part
    return shown or "(tệp / file)"


def _not_toml(text: str, file: str, error: tomllib.TOMLDecodeError) -> ConfigProblem:
    message = str(error)
    line = int(message.rpartition("at line ")[2].partition(",")[0]) if "at line " in message else text.count("\n") + 1
    return ConfigProblem(file, line, "(tệp / file)", "không đúng cú pháp TOML", f"not TOML: {message}", 'key = "value"')


def _check(value: Any, hint: Any, path: KeyPath, text: TomlText, problems: list[ConfigProblem]) -> None:
    """Walk value and type together, so that each problem has its path."""
    bare = get_args(hint)[0] if get_origin(hint) is Annotated else hint
    structs = [s for s in _members(bare) if isinstance(s, type) and issubclass(s, msgspec.Struct)]
    if structs and isinstance(value, dict):
        chosen = _choose(value, structs, path, text, problems)
        if chosen is not None:
            _check_struct(value, chosen, path, text, problems)
    elif get_origin(bare) in (tuple, list) and isinstance(value, list):
        for index, item in enumerate(value):
            _check(item, get_args(bare)[0], (*path, index), text, problems)
    elif get_origin(bare) is dict and isinstance(value, dict):
        for key, item in value.items():
            _check(key, get_args(bare)[0], (*path, key), text, problems)
            _check(item, get_args(bare)[1], (*path, key), text, problems)
    else:
        try:
            msgspec.convert(value, hint)
        except msgspec.ValidationError:
            what_vi, what_en = said_of(value, hint)
            problems.append(text.problem(path, what_vi, what_en, example(path, hint)))


def _members(hint: Any) -> tuple[Any, ...]:
    return get_args(hint) if get_origin(hint) in (Union, types.UnionType) else (hint,)


def _choose(
    value: dict[str, Any], structs: list[type[Any]], path: KeyPath, text: TomlText, problems: list[ConfigProblem]
) -> type[Any] | None:
    """The one struct, or the one whose tag the table carries."""
    if len(structs) == 1:
        return structs[0]
    tag_field = structs[0].__struct_config__.tag_field
    by_tag = {struct.__struct_config__.tag: struct for struct in structs}
    if value.get(tag_field) in by_tag:
        return by_tag[value[tag_field]]
    choices = " | ".join(f'{tag_field} = "{tag}"' for tag in by_tag)
    shown = value.get(tag_field, "")
    problems.append(
        text.problem(
            (*path, tag_field), f"không có loại “{shown}”", f"there is no {tag_field} “{shown}”", choices
        )
    )
    return None


def _check_struct(
    value: dict[str, Any], struct: type[Any], path: KeyPath, text: TomlText, problems: list[ConfigProblem]
) -> None:
    hints = get_type_hints(struct, include_extras=True)
    fields = {field.encode_name: field for field in msgspec.structs.fields(struct)}
    tag_field = struct.__struct_config__.tag_field
    for key, item in value.items():
        if key in fields:
            _check(item, hints[fields[key].name], (*path, key), text, problems)
        elif key != tag_field:
            problems.append(_unknown(key, [*fields], path, text))
    for name, field in fields.items():
        if field.required and name not in value:
            hint = hints[field.name]
            problems.append(
                text.problem((*path, name), "thiếu khóa này", f"missing; wanted {wanted(hint)}", example((*path, name), hint))
            )


def _unknown(key: str, known: list[str], path: KeyPath, text: TomlText) -> ConfigProblem:
    near = difflib.get_close_matches(key, known, n=1)
    instead = near[0] if near else " | ".join(sorted(known))
    return text.problem((*path, key), "không có khóa này", "unknown key, nobody reads it", instead)
