"""The shipped Word template is the one that its tool makes."""

import runpy
import zipfile

import pytest

from central.documents.docx_writer import SHIPPED, TEMPLATE


@pytest.mark.slow
def test_the_template_is_the_tools(repository, tmp_path, monkeypatch):
    """Made again, every part of it is the same but for the time in its properties."""
    tool = runpy.run_path(str(repository / "tools" / "make_template.py"))
    tool["main"].__globals__["TARGET"] = tmp_path / TEMPLATE
    tool["main"]()
    parts = [read(path) for path in (tmp_path / TEMPLATE, SHIPPED / TEMPLATE)]
    assert parts[0] == parts[1]


def read(path) -> dict[str, bytes]:
    """The parts of a DOCX file by name, without its properties."""
    with zipfile.ZipFile(path) as file:
        return {name: file.read(name) for name in file.namelist() if not name.startswith("docProps/")}
