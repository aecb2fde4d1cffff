"""The threat model names code and tests that are there."""

import re
from pathlib import Path


def missing_paths(text: str, root: Path) -> list[str]:
    """Paths of this repository that a text names in backticks and that do not exist."""
    named = re.findall(r"`([a-z_]+/[\w./-]*)`", text)
    return sorted({path for path in named if path.split("/")[0] not in {"ack"} and not (root / path).exists()})


def test_every_path_in_the_threat_model_exists(repository: Path) -> None:
    """A measure whose code or test was moved or removed is noticed."""
    assert missing_paths((repository / "docs" / "threat-model.md").read_text("utf-8"), repository) == []


def test_a_path_that_is_gone_is_noticed(repository: Path) -> None:
    """Control: an invented path is found, an existing one is not."""
    text = "`gateway/no_such_file.py` and `contract/lines.py`"
    assert missing_paths(text, repository) == ["gateway/no_such_file.py"]
