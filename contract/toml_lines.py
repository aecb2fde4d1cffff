"""Finds the line on which a key of a TOML text stands, so that an error can name it.

The text has already been parsed by tomllib, so this only has to follow its signs, not judge them.
"""

import re
import tomllib
from bisect import bisect_left

KeyPath = tuple[str | int, ...]
"""Where a value stands: ``("panels", 0, "pin")``."""

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_DOT = re.compile(r"[ \t]*\.[ \t]*")
_STRING = re.compile(
    r'"""(?:[^\\]|\\.)*?"""(?:""|")?'
    r"|'''.*?'''(?:''|')?"
    r'|"(?:[^"\\]|\\.)*"'
    r"|'[^']*'",
    re.DOTALL,
)
_PLAIN = re.compile(r"[^,\]}#\n]*")


def key_lines(text: str) -> dict[KeyPath, int]:
    """The line number (from 1) of every table, key and list item of a sound TOML text."""
    scanner = _Scanner(text)
    scanner.document()
    return scanner.found


def line_of(path: KeyPath, lines: dict[KeyPath, int]) -> int:
    """The line of a key, else that of the nearest table around it, else 1."""
    while path:
        if path in lines:
            return lines[path]
        path = path[:-1]
    return 1


class _Scanner:
    """Walks once over the text; ``found`` grows with every table, key and list item met."""

    def __init__(self, text: str) -> None:
        self.found: dict[KeyPath, int] = {}
        self._text = text
        self._at = 0
        self._line_ends = [i for i, character in enumerate(text) if character == "\n"]
        self._arrays: dict[KeyPath, int] = {}

    def document(self) -> None:
        """Headers and keys until the text ends."""
        table: KeyPath = ()
        while self._skip_blank() < len(self._text):
            if self._takes("["):
                table = self._header()
            else:
                self._key_and_value(table)

    def _header(self) -> KeyPath:
        is_array = self._takes("[")
        start = self._at
        self._skip_blank()
        parts = self._key()
        path: KeyPath = ()
        for index, part in enumerate(parts):
            path = (*path, part)
            self._note(path, start)
            if index == len(parts) - 1 and is_array:
                self._arrays[path] = self._arrays.get(path, -1) + 1
            if path in self._arrays:
                # A header below an array of tables belongs to the array's last element.
                path = (*path, self._arrays[path])
                self._note(path, start)
        self._skip_blank()
        self._at += 2 if is_array else 1
        return path

    def _key_and_value(self, table: KeyPath) -> None:
        start = self._at
        path = table
        for part in self._key():
            path = (*path, part)
            self._note(path, start)
        self._skip_blank()
        self._at += 1  # the equals sign
        self._value(path)

    def _key(self) -> list[str]:
        parts = []
        while True:
            if string := _STRING.match(self._text, self._at):
                parts.append(tomllib.loads(f"key = {string.group()}")["key"])
                self._at = string.end()
            elif bare := _BARE_KEY.match(self._text, self._at):
                parts.append(bare.group())
                self._at = bare.end()
            dot = _DOT.match(self._text, self._at)
            if dot is None:
                return parts
            self._at = dot.end()

    def _value(self, path: KeyPath) -> None:
        self._skip_blank()
        if self._takes("["):
            index = 0
            while not self._ends_with("]"):
                self._note((*path, index), self._at)
                self._value((*path, index))
                index += 1
        elif self._takes("{"):
            while not self._ends_with("}"):
                self._key_and_value(path)
        else:
            plain = _STRING.match(self._text, self._at) or _PLAIN.match(self._text, self._at)
            self._at = max(plain.end() if plain else 0, self._at + 1)

    def _ends_with(self, sign: str) -> bool:
        """Skip commas and blanks; tell whether the list or table is over."""
        while self._skip_blank() < len(self._text) and self._takes(","):
            pass
        return self._at >= len(self._text) or self._takes(sign)

    def _takes(self, sign: str) -> bool:
        if self._text.startswith(sign, self._at):
            self._at += len(sign)
            return True
        return False

    def _skip_blank(self) -> int:
        blank = _BLANK.match(self._text, self._at)
        self._at = blank.end() if blank else self._at
        return self._at

    def _note(self, path: KeyPath, position: int) -> None:
        self.found.setdefault(path, bisect_left(self._line_ends, position) + 1)
