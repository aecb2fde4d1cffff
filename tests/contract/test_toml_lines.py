"""The line of a key: found in whatever form TOML lets people write it."""

import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.toml_lines import KeyPath, key_lines, line_of

CASES: dict[str, tuple[str, dict[KeyPath, int]]] = {
    "plain keys": ("a = 1\n\n# b = 2\nb = 2 # c = 3\nc = 3\n", {("a",): 1, ("b",): 4, ("c",): 5}),
    "indented": ("  a = 1\n\t\tb = 2\n", {("a",): 1, ("b",): 2}),
    "windows line ends": ("a = 1\r\n\r\nb = 2\r\n", {("a",): 1, ("b",): 3}),
    "no newline at the end": ("a = 1\nb = 2", {("b",): 2}),
    "table": ("[t]\na = 1\n[ u . v ]\nb = 2\n", {("t",): 1, ("t", "a"): 2, ("u",): 3, ("u", "v", "b"): 4}),
    "header with a comment": ("[t] # [x]\na = 1 # ]\n", {("t",): 1, ("t", "a"): 2}),
    "array of tables": (
        "[[p]]\na = 1\n[[p]]\na = 2\n",
        {("p", 0): 1, ("p", 0, "a"): 2, ("p", 1): 3, ("p", 1, "a"): 4},
    ),
    "table below an array": (
        "[[p]]\n[p.q]\na = 1\n[[p]]\n[p.q]\na = 2\n",
        {("p", 0, "q", "a"): 3, ("p", 1, "q"): 5, ("p", 1, "q", "a"): 6},
    ),
    "arrays nested": (
        "[[p]]\n[[p.b]]\na = 1\n[[p.b]]\na = 2\n[[p]]\n[[p.b]]\na = 3\n[p.b.c]\nd = 4\n",
        {
            ("p", 0, "b", 0, "a"): 3,
            ("p", 0, "b", 1, "a"): 5,
            ("p", 1, "b", 0, "a"): 8,
            ("p", 1, "b", 0, "c", "d"): 10,
        },
    ),
    "dotted keys": ("a.b.c = 1\na.d = 2\n", {("a",): 1, ("a", "b"): 1, ("a", "b", "c"): 1, ("a", "d"): 2}),
    "quoted keys": (
        '"a.b" = 1\n\'c d\' = 2\n"é\\u0041".x = 3\n"=" = 4\n"[t]" = 5\n',
        {("a.b",): 1, ("c d",): 2, ("éA", "x"): 3, ("=",): 4, ("[t]",): 5},
    ),
    "quoted header": ('[a."b.c"]\nd = 1\n["x]"]\ny = 2\n', {("a", "b.c", "d"): 2, ("x]", "y"): 4}),
    "empty key": ('"" = 1\nb = 2\n', {("",): 1, ("b",): 2}),
    "numeric keys": ("1 = 1\n2.3 = 4\n", {("1",): 1, ("2", "3"): 2}),
    "text over lines": (
        'a = """\nb = 1\n[t]\n"""\nc = 2\n',
        {("a",): 1, ("c",): 5},
    ),
    "text over lines with quotes": (
        'a = """x "" \\""" y"""""\nb = 1\nc = \'\'\'\nd = 2 """\n\'\'\'\'\'\ne = 3\n',
        {("a",): 1, ("b",): 2, ("c",): 3, ("e",): 6},
    ),
    "empty texts": ('a = ""\nb = \'\'\nc = """"""\nd = 1\n', {("b",): 2, ("c",): 3, ("d",): 4}),
    "signs inside text": ('a = "x # [y] = {"\nb = \'}] # " = \'\nc = 1\n', {("a",): 1, ("b",): 2, ("c",): 3}),
    "other line ends inside text": ('a = "x\u2028y\u0085z"\nb = 1\n', {("a",): 1, ("b",): 2}),
    "list over lines": (
        "a = [\n  1,\n\n  2, # ]\n  3,\n]\nb = 1\n",
        {("a",): 1, ("a", 0): 2, ("a", 1): 4, ("a", 2): 5, ("b",): 7},
    ),
    "lists in lists": ("a = [[1, 2],\n [3,\n 4]]\nb = 1\n", {("a", 0, 1): 1, ("a", 1, 0): 2, ("a", 1, 1): 3}),
    "inline tables": (
        'p = [\n { a = 1, b = "}" },\n { a = 2,\tb = [ { c = 3 } ] },\n]\nd = 1\n',
        {
            ("p", 0): 2,
            ("p", 0, "a"): 2,
            ("p", 0, "b"): 2,
            ("p", 1, "a"): 3,
            ("p", 1, "b", 0, "c"): 3,
            ("d",): 5,
        },
    ),
    "inline table with a list over lines": (
        "p = { a = [\n1,\n2], b.c = 3 }\nd = 1\n",
        {("p", "a", 1): 3, ("p", "b", "c"): 3, ("d",): 4},
    ),
    "empty lists and tables": ("a = []\nb = {}\nc = [\n]\nd = [{}]\n", {("c",): 3, ("d", 0): 5}),
    "dates and numbers": (
        "a = 1979-05-27 07:32:00Z\nb = 1e5\nc = 0xDEAD_BEEF\n",
        {("a",): 1, ("b",): 2, ("c",): 3},
    ),
    "tight": ("a=1\n[t]#x\nb=[1,2]#y\n[[u]]#z\nc={d=1}\n", {("t", "b", 1): 3, ("u", 0, "c", "d"): 5}),
    "blank lines and comments only": ("\n\n# a = 1\n", {}),
    "nothing": ("", {}),
}


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES)
def test_lines(text, expected):
    """Every key of the text is found, each on the line where a person sees it."""
    found = key_lines(text)
    assert {path: found.get(path) for path in expected} == expected
    assert set(paths(tomllib.loads(text))) <= set(found)


def paths(value: Any, path: KeyPath = ()) -> list[KeyPath]:
    """Every path to a value of a document."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [found for key, item in inside for found in [(*path, key), *paths(item, (*path, key))]]


KEYS = st.sampled_from(["a", "b-1", "c_2", '"q.q"', "'l l'", '"\\u00e9"', '"="'])
SCALARS = st.sampled_from(
    ["1", "true", '"x"', "'#'", '"[{"', '"\\""', "2026-01-01", "nan", '"""a\nb = 2\n[c]"""', "'''\n'''", "[]", "{}"]
)
GAPS = st.sampled_from(["", " ", "\n", " # a = 1 ]\n", "\n\n\t"])
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.tuples(st.lists(inner, max_size=3), GAPS).map(
        lambda v: "[" + v[1] + ("," + v[1]).join(v[0]) + v[1] + "]"
    ),
    max_leaves=6,
)
TABLES = st.tuples(KEYS, st.sampled_from(["[{}]", "[[{}]]"]), st.dictionaries(KEYS, VALUES, max_size=3))


@given(st.dictionaries(KEYS, VALUES, max_size=3), st.lists(TABLES, max_size=4))
def test_generated_documents(top, tables):
    """In documents put together at random each key is on the line on which it was written."""
    lines: list[str] = []
    expected: dict[KeyPath, int] = {}
    kinds: dict[str, str] = {}
    counts: dict[str, int] = {}

    def write(keys, path):
        for key, value in keys.items():
            expected[(*path, name_of(key))] = sum(line.count("\n") + 1 for line in lines) + 1
            lines.append(f"{key} = {value}")

    write(top, ())
    for key, form, keys in tables:
        if key in top or kinds.get(key, form) != form or (form == "[{}]" and key in kinds):
            continue
        kinds[key] = form
        lines.append(form.format(key))
        counts[key] = counts.get(key, -1) + 1
        write(keys, (name_of(key),) if form == "[{}]" else (name_of(key), counts[key]))
    text = "\n".join(lines)
    found = key_lines(text)
    assert {path: found.get(path) for path in expected} == expected
    assert set(paths(tomllib.loads(text))) <= set(found)


def name_of(key: str) -> str:
    """The name that a written key has."""
    return next(iter(tomllib.loads(f"{key} = 1")))


def test_line_of():
    """A key that is not there has the line of the nearest table around it, else the first line."""
    lines = key_lines("a = 1\n[t]\n[[p]]\nx = 1\n")
    assert line_of(("p", 0, "x"), lines) == 4
    assert line_of(("p", 0, "missing", "deep"), lines) == 3
    assert line_of(("t", "missing"), lines) == 2
    assert line_of(("missing",), lines) == 1
    assert line_of((), lines) == 1
