"""The locks: versions and hashes for everything, and nothing that says where a package comes from."""

import re
import tomllib
from pathlib import Path

import pytest

LOCKS = ("dev", "gateway", "central", "demo")


def locked(text: str) -> dict[str, tuple[str, int]]:
    """Name → (version and marker, number of hashes) of every requirement in a lock."""
    entries = re.split(r"\n(?=\S)", text.strip())
    parsed = [re.fullmatch(r"([a-z0-9.-]+)==([^\\]+?) *\\\n(.*)", entry, re.DOTALL) for entry in entries]
    assert all(parsed), [entry for entry, match in zip(entries, parsed, strict=True) if not match]
    return {m[1]: (m[2].strip(), m[3].count("--hash=sha256:")) for m in parsed if m}


def wanted(requirements: list[str]) -> set[str]:
    """The distribution names of a list of requirements."""
    names = {re.match(r"[A-Za-z0-9._-]+", requirement)[0] for requirement in requirements}
    return {re.sub(r"[-_.]+", "-", name).lower() for name in names} - {"quayso"}


@pytest.mark.parametrize("name", LOCKS)
def test_no_addresses(repository: Path, name: str):
    """A lock holds names, versions and hashes: no download address, option or path."""
    text = (repository / "locks" / f"{name}.txt").read_text()
    assert "http" not in text
    assert "/" not in text
    assert all(line.startswith("    --hash=sha256:") for line in text.splitlines() if line.lstrip().startswith("-"))


@pytest.mark.parametrize("name", LOCKS)
def test_every_package_has_hashes(repository: Path, name: str):
    """Every requirement of a lock is one exact version with at least one hash."""
    assert all(hashes for _, hashes in locked((repository / "locks" / f"{name}.txt").read_text()).values())


@pytest.mark.parametrize("name", LOCKS)
def test_one_version_for_all(repository: Path, name: str):
    """The smaller locks take the versions that the tests ran with."""
    dev = locked((repository / "locks" / "dev.txt").read_text())
    part = locked((repository / "locks" / f"{name}.txt").read_text())
    assert {package: version for package, (version, _) in part.items()} == {p: dev[p][0] for p in part}


def test_locks_hold_what_is_declared(repository: Path):
    """Every dependency of pyproject.toml stands in the lock of its part; `make lock` remakes them."""
    project = tomllib.loads((repository / "pyproject.toml").read_text())
    base = wanted(project["project"]["dependencies"])
    extras = {name: wanted(list(r)) for name, r in project["project"]["optional-dependencies"].items()}
    groups = {n: wanted([r for r in g if isinstance(r, str)]) for n, g in project["dependency-groups"].items()}
    expected = {
        "gateway": base | extras["gateway"],
        "central": base | extras["central"],
        "demo": base.union(*extras.values()) | groups["build"],
        "dev": base.union(*extras.values(), *groups.values()),
    }
    for name, packages in expected.items():
        missing = packages - set(locked((repository / "locks" / f"{name}.txt").read_text()))
        assert missing == set(), f"locks/{name}.txt: run make lock"
