"""Typed TOML: a text becomes a Struct, or a list of problems that name file, line, key and what to write.

Pure: the caller reads the file. Every word nobody reads is a problem, never a silent default.
"""

import math
import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

import msgspec

from contract.reasons import short
from contract.toml_lines import KeyPath, key_lines, line_of
from contract.toml_words import bare, example, members, missing, nearest, said_of, show_key, shown

S = TypeVar("S", bound=msgspec.Struct)
_WHOLE_FILE = "(tệp / file)"


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
            # Windows editors put a byte order mark in front.
            text = text.removeprefix("\ufeff")
            self.values = tomllib.loads(text)
            self._lines = key_lines(text)
        except (ValueError, RecursionError) as error:
            # Beside TOMLDecodeError: a number of thousands of digits, a thousand brackets.
            raise ConfigRefused([_not_toml(text, file, error)]) from None

    def problem(self, path: KeyPath, what_vi: str, what_en: str, instead: str) -> ConfigProblem:
        """A problem at a key, with its line looked up."""
        line = line_of(path, self._lines)
        return ConfigProblem(self.file, line, show_path(path), what_vi, what_en, instead)

    def read(self, kind: type[S]) -> S:
        """The text as ``kind``. Raises ConfigRefused with every problem found."""
        problems = list(_check(self.values, kind, (), self))
        if problems:
            raise ConfigRefused(problems)
        try:
            return msgspec.convert(self.values, kind)
        except msgspec.ValidationError as error:
            # A rule that only the type as a whole knows (its own __post_init__).
            what = short(error)
            raise ConfigRefused([self.problem((), "không dùng được", f"not usable: {what}", "…")]) from None


def read_toml(text: str, kind: type[S], file: str) -> S:
    """Read a TOML text as ``kind``. Raises ConfigRefused."""
    return TomlText(text, file).read(kind)


def show_path(path: KeyPath) -> str:
    """``("panels", 0, "pin")`` as people write it: ``panels[1].pin``, counted from 1."""
    written = "".join(f"[{part + 1}]" if isinstance(part, int) else f".{show_key(part)}" for part in path)
    return written.removeprefix(".") or _WHOLE_FILE


def _not_toml(text: str, file: str, error: BaseException) -> ConfigProblem:
    place = re.search(r"at line (\d+)", str(error))
    line = int(place.group(1)) if place else 1
    if "at end of document" in str(error):
        line = text.count("\n") + 1
    what_en = f"not TOML: {short(error)}"
    return ConfigProblem(file, line, _WHOLE_FILE, "không đúng cú pháp TOML", what_en, 'key = "value"')


def _check(value: Any, hint: Any, path: KeyPath, text: TomlText) -> Iterable[ConfigProblem]:
    """Walk value and type together, so that each problem has its path."""
    kinds = [bare(member) for member in members(bare(hint))]
    inside: list[ConfigProblem] = []
    if isinstance(value, dict) and (structs := [kind for kind in kinds if _is_struct(kind)]):
        return _check_table(value, structs, path, text)
    if isinstance(value, list):
        items = next((get_args(kind)[0] for kind in kinds if _is_list(kind)), None)
        for index, item in enumerate(value if items is not None else ()):
            inside += _check(item, items, (*path, index), text)
    elif isinstance(value, dict):
        pair = next((get_args(kind) for kind in kinds if get_origin(kind) is dict), None)
        for key, item in value.items() if pair else ():
            inside += _check(key, pair[0], (*path, key), text) if pair else ()
            inside += _check(item, pair[1], (*path, key), text) if pair else ()
    return inside or _check_whole(value, hint, path, text)


def _check_whole(value: Any, hint: Any, path: KeyPath, text: TomlText) -> Iterable[ConfigProblem]:
    """The value as one: its type and its own limits."""
    if isinstance(value, float) and not math.isfinite(value):
        # nan and inf slip through every limit.
        yield text.problem(path, "không phải là một số", f"{value} is no number", example(path, hint))
        return
    try:
        msgspec.convert(value, hint)
    except msgspec.ValidationError:
        yield text.problem(path, *said_of(value, hint), example(path, hint, value))


def _is_struct(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, msgspec.Struct)


def _is_list(kind: Any) -> bool:
    """A list of any length; one of a fixed length is checked as a whole."""
    return get_origin(kind) is list or (get_origin(kind) is tuple and get_args(kind)[-1] is ...)


def _check_table(
    value: dict[str, Any], structs: list[type[Any]], path: KeyPath, text: TomlText
) -> Iterable[ConfigProblem]:
    """The one struct, or the one whose tag the table carries."""
    tag_field = structs[0].__struct_config__.tag_field
    if tag_field is None:
        return _check_struct(value, structs[0], path, text)
    by_tag = {struct.__struct_config__.tag: struct for struct in structs}
    tag = value.get(tag_field)
    if isinstance(tag, str) and tag in by_tag:
        return _check_struct(value, by_tag[tag], path, text)
    near = nearest(tag, [known for known in by_tag if isinstance(known, str)])
    instead = " | ".join(f"{tag_field} = {shown(known)}" for known in ([near] if near else by_tag))
    where = (*path, tag_field)
    if tag is None:
        return [text.problem(where, "thiếu khóa này", "missing", instead)]
    what = shown(tag)
    return [text.problem(where, f"không có loại {what}", f"there is no {tag_field} {what}", instead)]


def _check_struct(value: dict[str, Any], struct: type[Any], path: KeyPath, text: TomlText) -> Iterable[ConfigProblem]:
    hints = get_type_hints(struct, include_extras=True)
    fields = {field.encode_name: field for field in msgspec.structs.fields(struct)}
    tag_field = struct.__struct_config__.tag_field
    for key, item in value.items():
        if key in fields:
            yield from _check(item, hints[fields[key].name], (*path, key), text)
        elif key != tag_field:
            instead = nearest(key, [*fields]) or " | ".join(sorted(fields))
            yield text.problem((*path, key), "không có khóa này", "unknown key, nobody reads it", instead)
    for name, field in fields.items():
        if field.required and name not in value:
            where = (*path, name)
            hint = hints[field.name]
            yield text.problem(where, *missing(hint), example(where, hint))
