"""Finds the line on which a key of a TOML text stands, so that an error can name it.

The text has already been parsed by tomllib, so this only has to follow headers and keys, not judge them.
"""

import re

KeyPath = tuple[str | int, ...]
"""Where a value stands: ``("panels", 0, "pin")``."""

_HEADER = re.compile(r"^\s*(\[\[?)\s*([^\]]+?)\s*\]\]?\s*(#.*)?$")
_KEY = re.compile(r"""^\s*((?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*'))*)\s*=""")
_INLINE_KEY = re.compile(r"""[{,]\s*([A-Za-z0-9_-]+|"[^"]*"|'[^']*')\s*=""")
_PART = re.compile(r"""[A-Za-z0-9_-]+|"[^"]*"|'[^']*'""")


def key_lines(text: str) -> dict[KeyPath, int]:
    """The line number (from 1) of every table and key of a sound TOML text."""
    found: dict[KeyPath, int] = {}
    table: KeyPath = ()
    counts: dict[KeyPath, int] = {}
    key: KeyPath = ()
    inline: dict[KeyPath, int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if (header := _HEADER.match(line)) and "=" not in header.group(2):
            table = _place(_parts(header.group(2)), counts, is_array=header.group(1) == "[[")
            found.setdefault(table, number)
        elif match := _KEY.match(line):
            key = table + _parts(match.group(1))
            inline.clear()
            found.setdefault(key, number)
            _find_inline(line[match.end() :], key, number, found, inline)
        elif key:
            _find_inline(line, key, number, found, inline)
    return found


def line_of(path: KeyPath, lines: dict[KeyPath, int]) -> int:
    """The line of a key, else that of the nearest table around it, else 1."""
    while path:
        if path in lines:
            return lines[path]
        path = path[:-1]
    return 1


def _parts(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip("\"'") for part in _PART.findall(dotted))


def _place(parts: tuple[str, ...], counts: dict[KeyPath, int], is_array: bool) -> KeyPath:
    """A header below an array of tables belongs to the array's last element."""
    path: KeyPath = ()
    for index, part in enumerate(parts):
        path = (*path, part)
        last = index == len(parts) - 1
        if last and is_array:
            counts[path] = counts.get(path, -1) + 1
            path = (*path, counts[path])
        elif not last and path in counts:
            path = (*path, counts[path])
    return path


def _find_inline(
    rest: str, key: KeyPath, number: int, found: dict[KeyPath, int], inline: dict[KeyPath, int]
) -> None:
    """Arrays of inline tables, one table a line or several on one: count the opening braces."""
    for match in re.finditer(r"\{|" + _INLINE_KEY.pattern, rest):
        if match.group(0).startswith("{"):
            inline[key] = inline.get(key, -1) + 1
            found.setdefault((*key, inline[key]), number)
        name = _INLINE_KEY.match(rest, match.start())
        if name:
            part = name.group(1).strip("\"'")
            found.setdefault((*key, inline.get(key, 0), part), number)
            found.setdefault((*key, part), number)
