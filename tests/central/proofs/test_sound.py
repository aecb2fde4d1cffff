"""A sound store is proved, and what is no fault is told without an alarm."""

import re
from pathlib import Path
from typing import Any

from central.audit.findings import NO_FAULT, WRONG
from central.commands import audit, rebuild


def test_a_sound_store_is_proved(office: Any, capsys: Any) -> None:
    """Several gateways, streams and boots, changes, tests, decisions, unknown types, garbage: nothing is wrong."""
    assert audit.run(["--config", str(office.folder / "central.toml")]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0].startswith("# q-09 - - garbage: 1 ")
    assert said[1].startswith("0 điều sai; 5 luồng, 26 dòng, ")
    assert len(said) == 2


def test_a_rebuild_changes_nothing_in_a_sound_store(office: Any, capsys: Any) -> None:
    """Every table holds the same rows before and after."""
    before = office.dump()
    assert rebuild.run(["--config", str(office.folder / "central.toml")]) == 0
    assert office.dump() == before
    assert "26 dòng" in capsys.readouterr().out


def test_every_kind_of_finding_is_explained(repository: Path) -> None:
    """The table in docs/audit.md has each kind once, and no other."""
    text = (repository / "docs" / "audit.md").read_text("utf-8").partition("## Kinds of findings")[2]
    cells = [line.split("|")[1] for line in text.splitlines() if line.startswith("| `")]
    kinds = [kind for cell in cells for kind in re.findall(r"`([^`]+)`", cell)]
    assert sorted(kinds) == sorted([*WRONG, *(f"# {kind}" for kind in NO_FAULT)])
