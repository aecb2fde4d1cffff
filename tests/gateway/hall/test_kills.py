"""The rig that kills the hall, in its short form; the long one is `make rigs`."""

import subprocess
import sys
from pathlib import Path

import pytest

from simulator.broker import find_mosquitto

pytestmark = [
    pytest.mark.slow,
    pytest.mark.long,
    pytest.mark.skipif(find_mosquitto() is None, reason="mosquitto is not installed"),
]


def rig(repository: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """One run of the rig."""
    script = repository / "tests" / "rigs" / "hall_kills" / "run.py"
    return subprocess.run(
        [sys.executable, str(script), *options], cwd=repository, capture_output=True, text=True, timeout=180,
        env={"PYTHONPATH": str(repository), "PATH": "/usr/sbin:/usr/bin:/bin"},
    )  # fmt: skip


def test_a_hall_killed_again_and_again_gives_no_number_twice(repository):
    """Six kills at random moments: no number twice, no call lost, rows and lines agree, reprints marked."""
    done = rig(repository, "--kills", "6", "--seed", "5")
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_hall_that_forgets_is_found_out(repository):
    """Control: the same rig finds doubled numbers where a hall loses its rows at each start."""
    done = rig(repository, "--kills", "5", "--seed", "5", "--forgetful")
    assert done.returncode == 0 and "numbers doubled" in done.stdout, done.stdout + done.stderr
