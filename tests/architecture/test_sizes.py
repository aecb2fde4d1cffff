"""Files and functions stay short enough to be read at one go."""

import ast
from collections.abc import Iterable

LONGEST_FILE = 300
LONGEST_FUNCTION = 50
SUFFIXES = (".py", ".js", ".html", ".css")
NOT_COUNTED = ("tests/", "bench/")


def counted(files):
    """The files of the product that a person writes and reads."""
    return [f for f in files if f.name.endswith(SUFFIXES) and not f.name.startswith(NOT_COUNTED)]


def long_functions(statements: Iterable[ast.AST]) -> list[tuple[str, int]]:
    """Name and length in lines of every function over the limit, its docstring included."""
    return [
        (node.name, lines)
        for node in statements
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (lines := (node.end_lineno or node.lineno) - node.lineno + 1) > LONGEST_FUNCTION
    ]


def test_files_are_short(files):
    """No file of the product has more than 300 lines."""
    long = [(f.name, lines) for f in counted(files) if (lines := len(f.text.splitlines())) > LONGEST_FILE]
    assert long == []


def test_functions_are_short(files):
    """No function of the product has more than 50 lines."""
    long = [
        (f.name, *found) for f in counted(files) if f.name.endswith(".py") for found in long_functions(f.statements)
    ]
    assert long == []


def test_a_long_function_is_seen():
    """The measure counts a function of 51 lines as too long and one of 50 as short enough."""
    body = "    pass\n"
    tree = ast.parse(f"def just_right():\n{body * 49}\ndef too_long():\n{body * 50}")
    assert long_functions(ast.walk(tree)) == [("too_long", 51)]
