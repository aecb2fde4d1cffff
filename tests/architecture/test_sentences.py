"""What every file says of itself: modules what they are for, tests what they show."""

import ast
import re
from itertools import chain, repeat

ONE_MORE = re.compile(r"\s*(async )?def test_")
SAYS = re.compile(r'\s*r?"""[^"]')
HOW_MANY = re.compile(r"max_examples=\d")


def undocumented(tree: ast.Module) -> list[str]:
    """Public classes and functions of a module without a docstring, and the module itself."""
    missing = [] if ast.get_docstring(tree) else ["(module)"]
    for node in tree.body:
        named = isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        if named and not node.name.startswith("_") and not ast.get_docstring(node):
            missing.append(node.name)
    return missing


def is_said_plainly(text: str) -> bool:
    """Whether a docstring follows the head of each test, as it does in all: asked first, parsing takes its time."""
    lines = chain(text.splitlines(), repeat(":"))
    for line in lines:
        if line == ":":
            return True
        if ONE_MORE.match(line):
            while not line.endswith(":"):
                line = next(lines)
            if not SAYS.match(next(lines)):
                return False
    return True


def silent_tests(file):
    """The test functions of a file without a docstring, those in classes too."""
    if is_said_plainly(file.text):
        return []
    named = [node for node in file.statements if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    return [node.name for node in named if node.name.startswith("test_") and not ast.get_docstring(node)]


def of_tests(files):
    """The Python files under tests/."""
    return [f for f in files if f.name.startswith("tests/") and f.name.endswith(".py")]


def test_modules_say_what_they_are_for(modules):
    """Every module, public class and public function of the product has a docstring."""
    assert [(m.name, what) for m in modules.values() for what in undocumented(m.tree)] == []


def test_tests_say_what_they_show(files):
    """Every test says in a sentence which behaviour it shows."""
    assert [(f.name, name) for f in of_tests(files) for name in silent_tests(f)] == []


def test_a_silent_test_is_seen():
    """The check above finds it among others, in a class, and under a head of several lines."""

    class Silent:
        text = (
            'class TestIt:\n    def test_says(self, one: int):\n        """One."""\n\n    def test_not(self):\n'
            '        pass\n\n\ndef test_long(\n    one,\n):\n    text = """Two."""\n'
        )
        statements = [*ast.walk(ast.parse(text))]

    assert sorted(silent_tests(Silent)) == ["test_long", "test_not"]


def test_tests_are_no_package(files):
    """No folder under tests/ is a package: it would hide the part of the same name."""
    assert [f.name for f in files if f.name.startswith("tests/") and f.name.endswith("__init__.py")] == []


def test_tests_wait_for_conditions(files):
    """No test sleeps: it waits for what it needs, with a deadline; the rigs alone have real time to pass."""
    asleep = [
        f"{f.name}:{node.lineno}"
        for f in of_tests(files)
        if not f.name.startswith("tests/rigs/") and "sleep(" in f.text
        for node in ast.walk(f.tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {"time.sleep", "sleep"}
    ]
    assert asleep == []


def test_tests_take_as_many_examples_as_they_are_told(files):
    """`settings.default.max_examples // 2`, not a number: few in `make unit`, many in `make test`."""
    fixed = [f.name for f in of_tests(files) if not f.name.startswith("tests/rigs/") and HOW_MANY.search(f.text)]
    assert fixed == []
