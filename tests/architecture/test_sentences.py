"""What every file says of itself: modules what they are for, tests what they show."""

import ast


def undocumented(tree: ast.Module) -> list[str]:
    """Public classes and functions of a module without a docstring, and the module itself."""
    missing = [] if ast.get_docstring(tree) else ["(module)"]
    for node in tree.body:
        named = isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        if named and not node.name.startswith("_") and not ast.get_docstring(node):
            missing.append(node.name)
    return missing


def each_test(file):
    """The test functions of a file, those in classes too."""
    for node in ast.walk(file.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
            yield node


def of_tests(files):
    """The Python files under tests/."""
    return [f for f in files if f.name.startswith("tests/") and f.name.endswith(".py")]


def test_modules_say_what_they_are_for(modules):
    """Every module, public class and public function of the product has a docstring."""
    assert [(m.name, what) for m in modules.values() for what in undocumented(m.tree)] == []


def test_tests_say_what_they_show(files):
    """Every test says in a sentence which behaviour it shows."""
    silent = [(f.name, test.name) for f in of_tests(files) for test in each_test(f) if not ast.get_docstring(test)]
    assert silent == []


def test_tests_are_no_package(files):
    """No folder under tests/ is a package: it would hide the part of the same name."""
    assert [f.name for f in files if f.name.startswith("tests/") and f.name.endswith("__init__.py")] == []


def test_tests_wait_for_conditions(files):
    """No test sleeps: it waits for what it needs, with a deadline; the rigs alone have real time to pass."""
    asleep = [
        f"{f.name}:{node.lineno}"
        for f in of_tests(files)
        if not f.name.startswith("tests/rigs/")
        for node in ast.walk(f.tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {"time.sleep", "sleep"}
    ]
    assert asleep == []
