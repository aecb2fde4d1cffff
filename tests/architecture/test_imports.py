"""Who may import whom, and that importing does nothing but define names."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PARTS = {"contract", "gateway", "kiosk_ui", "central", "simulator", "firmware_configs", "quayso"}
ALLOWED = {
    "contract": {"contract"},
    "kiosk_ui": {"kiosk_ui"},
    "gateway": {"gateway", "contract", "kiosk_ui"},
    "central": {"central", "contract", "kiosk_ui"},
    "simulator": {"simulator", "gateway", "central", "contract", "kiosk_ui", "firmware_configs"},
    "firmware_configs": {"firmware_configs"},
    "quayso": {"quayso", "contract"},
}
DRIVER_FAMILIES = (
    "gateway.panels",
    "gateway.badges",
    "gateway.printers",
    "gateway.boards",
    "gateway.voice",
    "gateway.keypads",
)
INPUT_OUTPUT = {
    *(
        "asyncio",
        "http",
        "multiprocessing",
        "os",
        "pathlib",
        "selectors",
        "shutil",
        "socket",
        "sqlite3",
        "ssl",
    ),
    *("subprocess", "tempfile", "threading", "urllib", "paho", "serial", "gpiozero", "sqlalchemy", "flask"),
}
# Plain values of a package that is otherwise out of reach.
VALUES = {"gateway.journal.drafts"}
# (these modules, never import these)
NEVER = [
    *(
        (
            family,
            {
                "gateway.journal",
                "gateway.counter",
                "gateway.link",
                "gateway.worker",
                "gateway.wiring",
                *(other for other in DRIVER_FAMILIES if other != family),
            },
        )
        for family in DRIVER_FAMILIES
    ),
    ("contract", INPUT_OUTPUT),
    ("gateway.counter", INPUT_OUTPUT | {"time", "gateway.journal", "gateway.link", "gateway.wiring"}),
    (
        "gateway.queue",
        INPUT_OUTPUT | {"time", "random", "gateway.journal", "gateway.link", "gateway.hall", "gateway.wiring"},
    ),
    ("gateway.journal", {"gateway.link", "gateway.panels", "gateway.badges", "gateway.wiring"}),
    (
        "central.rules",
        INPUT_OUTPUT | {"time", "central.store", "central.ingest", "central.web", "central.wiring"},
    ),
    (
        "central.reports",
        {"central.exports", "central.web", "flask", "xlsxwriter", "csv", "json", "central.wiring"},
    ),
    ("central.exports", {"central.store", "central.web", "sqlalchemy", "flask"}),
]


def is_under(name, package):
    """Whether a dotted name is the package or something in it."""
    return name == package or name.startswith(package + ".")


def imported(file, modules) -> Iterator[tuple[int, str]]:
    """Line and full name of everything that a file imports, inside functions too."""
    for node in file.statements:
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                package = file.module if file.name.endswith("__init__.py") else file.module.rpartition(".")[0]
                above = package.split(".")[: len(package.split(".")) - node.level + 1]
                base = ".".join([*above, *([node.module] if node.module else [])])
            for alias in node.names:
                inner = f"{base}.{alias.name}"
                yield node.lineno, inner if inner in modules else base


def only_for_types(file) -> set[int]:
    """Lines that stand under `if TYPE_CHECKING:`."""
    return {
        line
        for node in file.statements
        if isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING")
        for inner in node.body
        for line in range(inner.lineno, (inner.end_lineno or inner.lineno) + 1)
    }


def wrong_arrows(modules) -> list[str]:
    """Every import that points the wrong way."""
    wrong = []
    for file in modules.values():
        never = [(package, forbidden) for package, forbidden in NEVER if is_under(file.module, package)]
        for line, name in imported(file, modules):
            top = name.partition(".")[0]
            if top in PARTS and top not in ALLOWED[file.part]:
                wrong.append(f"{file.name}:{line}: {file.part} may not import {name}")
            if top == "tests":
                wrong.append(f"{file.name}:{line}: a part may not import the tests")
            if file.part == "contract" and top not in {"contract", "msgspec"} | sys.stdlib_module_names:
                wrong.append(f"{file.name}:{line}: contract may use msgspec and the standard library only, not {name}")
            for package, forbidden in never:
                if name not in VALUES and any(is_under(name, other) for other in forbidden):
                    wrong.append(f"{file.name}:{line}: {package} may not import {name}")
    return wrong


def cycles(edges: dict[str, set[str]]) -> list[list[str]]:
    """The circles among modules, found by walking deep from each."""
    done: set[str] = set()
    found = []

    def walk(name: str, path: list[str]) -> None:
        if name in path:
            found.append([*path[path.index(name) :], name])
            return
        if name in done:
            return
        for other in sorted(edges.get(name, ())):
            walk(other, [*path, name])
        done.add(name)

    for name in sorted(edges):
        walk(name, [])
    return found


def test_arrows(modules):
    """Every part imports only what the folder plan allows it."""
    assert wrong_arrows(modules) == []


def test_arrows_see_a_wrong_import(modules):
    """The check above names a gateway module that imports central, so it can fail."""

    class Wrong:
        name, module, part = "gateway/panels/bad_panel.py", "gateway.panels.bad_panel", "gateway"
        tree = ast.parse("import central.main\ndef f():\n    from gateway.journal import journal\n")
        statements = [*ast.walk(tree)]

    assert [line.split(": ")[1] for line in wrong_arrows({"gateway.panels.bad_panel": Wrong})] == [
        "gateway may not import central.main",
        "gateway.panels may not import gateway.journal",
    ]


def test_no_circles(modules):
    """No two modules need each other, not even through others or inside functions."""
    edges: dict[str, set[str]] = {}
    for file in modules.values():
        skipped = only_for_types(file)
        edges[file.module] = {
            name for line, name in imported(file, modules) if line not in skipped and name in modules
        } - {file.module}
    assert cycles(edges) == []


def test_circles_are_seen():
    """The walk above finds a circle of three."""
    assert cycles({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}}) == [["a", "b", "c", "a"]]


def test_contract_opens_nothing(modules):
    """No module of contract calls open() or print(): it does no input or output."""
    calls = [
        f"{file.name}:{node.lineno}"
        for file in modules.values()
        if file.part == "contract"
        for node in ast.walk(file.tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"open", "print", "input"}
    ]
    assert calls == []


WATCH = """
import importlib, os, sys
now = "?"
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_TRUNC
def hook(event, args):
    bad = event in {
        "socket.connect", "socket.bind", "socket.sendto", "socket.getaddrinfo", "sqlite3.connect", "os.mkdir",
        "os.remove", "os.rename", "os.system", "os.fork", "os.exec", "subprocess.Popen",
        "_thread.start_new_thread",
    } or (event == "open" and args[0] != os.devnull and args[2] is not None and args[2] & WRITING)
    if bad and now != "?":
        print(f"{now}: {event} {args[:2]!r}")
sys.addaudithook(hook)
for now in sys.argv[1:]:
    importlib.import_module(now)
"""


def imports_that_act(names: list[str], root: Path, work: Path) -> str:
    """Import the modules in a fresh interpreter; what they wrote, started or connected to."""
    done = subprocess.run(
        [sys.executable, "-B", "-c", f"import sys; sys.path.insert(0, {str(root)!r})\n{WATCH}", *names],
        cwd=work,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.slow
def test_importing_does_nothing(modules, repository, tmp_path):
    """Importing any module connects to nothing, starts nothing and leaves no file behind."""
    # Alembic runs env.py as a script of its own; it is no module.
    names = [name for name in sorted(modules) if not name.endswith("migrations.env")]
    assert imports_that_act(names, repository, tmp_path) == ""
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_an_acting_import_is_seen(tmp_path):
    """The watch above reports a module that opens a database and a file while it is imported."""
    (tmp_path / "acting.py").write_text("import sqlite3\nsqlite3.connect(':memory:')\nopen('left', 'w').close()\n")
    seen = imports_that_act(["acting"], tmp_path, tmp_path)
    assert "acting: sqlite3.connect" in seen
    assert "acting: open ('left', 'w')" in seen
