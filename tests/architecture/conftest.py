"""The files of the repository as the architecture tests see them: tracked ones and new ones not ignored."""

import ast
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest

PARTS = ("contract", "gateway", "kiosk_ui", "central", "simulator", "firmware_configs")


def statements(body: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """Every statement, those inside others too. Expressions are left out: they are nine nodes of ten."""
    for node in body:
        yield node
        for inner in ("body", "handlers", "cases", "orelse", "finalbody"):
            yield from statements(getattr(node, inner, ()))


@dataclass(frozen=True)
class SourceFile:
    """One file, by its path from the root of the repository."""

    root: Path
    name: str

    @property
    def part(self) -> str:
        """The top folder, or the file's own stem for a module at the top."""
        return self.name.partition("/")[0].removesuffix(".py")

    @property
    def module(self) -> str:
        """The dotted name under which Python imports the file."""
        return self.name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    @cached_property
    def text(self) -> str:
        """The file as text."""
        return (self.root / self.name).read_text(encoding="utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        """The file as Python reads it."""
        return ast.parse(self.text, self.name)

    @cached_property
    def statements(self) -> list[ast.AST]:
        """Every statement of the file."""
        return list(statements(self.tree.body))


@pytest.fixture(scope="session")
def files(repository: Path) -> list[SourceFile]:
    """Every file of the repository that git tracks or would add."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=repository,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split("\0")
    return [SourceFile(repository, name) for name in sorted(set(listed)) if (repository / name).is_file()]


@pytest.fixture(scope="session")
def modules(files: list[SourceFile]) -> dict[str, SourceFile]:
    """Every Python module of the product, by its dotted name."""
    return {
        file.module: file
        for file in files
        if file.name.endswith(".py") and (file.part in PARTS or file.name == "quayso.py")
    }
