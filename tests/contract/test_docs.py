"""The pages about the wire: complete, up to date, and their examples run."""

import importlib.util
import re
from pathlib import Path
from types import ModuleType
from unittest.mock import patch

import jsonschema
import pytest

from contract import topics
from contract.events import EVENT_TYPES, RatingGiven
from contract.lines import (
    MAX_LINE_BYTES,
    MAX_NESTING,
    ZERO_HASH,
    Line,
    line_hash,
    read_data,
    read_line,
)
from contract.schema import MESSAGES


@pytest.fixture(scope="session")
def page(repository: Path) -> str:
    """docs/wire-contract.md."""
    return (repository / "docs" / "wire-contract.md").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def events_doc(repository: Path) -> ModuleType:
    """The tool that writes docs/events.md."""
    spec = importlib.util.spec_from_file_location("events_doc_tool", repository / "tools" / "events_doc.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_events_page_is_up_to_date(repository, events_doc):
    """docs/events.md is what the types and their docstrings say."""
    stored = (repository / "docs" / "events.md").read_text(encoding="utf-8")
    assert stored == events_doc.document(), "remake it: python tools/events_doc.py > docs/events.md"


def test_events_page_follows_the_modules_alone(events_doc):
    """The order of the table of types, which tests may change for a while, is not the order of the page."""
    page = events_doc.document()
    with patch.dict(EVENT_TYPES):
        EVENT_TYPES[RatingGiven.TYPE] = EVENT_TYPES.pop(RatingGiven.TYPE)
        assert events_doc.document() == page


def test_events_page_is_whole(events_doc):
    """Every event type has its row and every Vietnamese name belongs to a type."""
    rows = re.findall(r"^\| `([a-z_]+\.[a-z_]+)` \|", events_doc.document(), re.MULTILINE)
    assert sorted(rows) == sorted(EVENT_TYPES)
    assert set(events_doc.VIETNAMESE) <= set(EVENT_TYPES)
    kinds = {kind.__module__.rpartition(".")[2] for kind in EVENT_TYPES.values()}
    assert kinds == set(events_doc.GROUPS)


def test_every_topic_and_message_is_told(page):
    """The page names every topic and what goes over it."""
    for topic in (
        topics.events("{gateway}"),
        topics.ack("{gateway}", "{stream}"),
        topics.status("{gateway}"),
        topics.health("{gateway}"),
        topics.command("{gateway}"),
        topics.config("{gateway}"),
        topics.config_applied("{gateway}"),
        topics.CENTRAL,
        topics.hall_do("{site}", "{gateway}"),
        topics.hall_done("{site}", "{gateway}"),
        topics.hall_now("{site}"),
    ):
        assert f"| `{topic}` |" in page
    for kind in MESSAGES:
        assert f"`{kind.__name__}`" in page or kind.__name__ == "Lease"


def test_every_field_and_limit_is_told(page):
    """The page explains every field of a line and has the limits of the code."""
    rows = "".join(re.findall(r"^\| (`.*?) \|", page, re.MULTILINE))
    for name in Line.__struct_fields__:
        assert f"`{name}`" in rows
    assert f"{MAX_LINE_BYTES} bytes and nests at most {MAX_NESTING} deep" in page


def test_links_lead_somewhere(page, repository):
    """Every file that the page points to is there."""
    for target in re.findall(r"\]\(([^)#]+)\)", page):
        assert (repository / "docs" / target).exists(), target


def test_example_writes_correct_lines(page, repository, monkeypatch):
    """The Python of the page runs as it stands: its lines are read, chained, and fit the schema."""
    monkeypatch.chdir(repository)
    # test_schema.py does that once; the example would do it for each line.
    monkeypatch.setattr(jsonschema.Draft202012Validator, "check_schema", lambda schema: None)
    examples = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    assert len(examples) == 2
    names: dict[str, object] = {}
    for example in examples:
        exec(compile(example, "docs/wire-contract.md", "exec"), names)
    first, second = names["first"], names["second"]
    assert isinstance(first, bytes) and isinstance(second, bytes)
    lines = [read_line(first), read_line(second)]
    assert [read_data(line).TYPE for line in lines] == ["gateway.started", "rating.given"]
    assert [(line.seq, line.prev) for line in lines] == [(1, ZERO_HASH), (2, line_hash(first))]
    assert names["prev"] == line_hash(second)
    assert len(examples[0][examples[0].index("def write") :].splitlines()) <= 15
