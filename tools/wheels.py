#!/usr/bin/env python3
"""Fills a folder with the wheel of this repository and every package it needs, for machines without the Internet.

    tools/wheels.py --to wheels                                  central on this kind of machine, Python 3.13
    tools/wheels.py --to wheels-pi --machine aarch64 --python 3.11   Raspberry Pi OS 12

Versions and hashes are those of locks/demo.txt. Needs pip and hatchling: run it with .venv/bin/python.
"""

import argparse
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from pip._vendor.packaging.markers import Marker

ROOT = Path(__file__).resolve().parent.parent
GLIBC = ("2_17", "2_27", "2_28", "2_31", "2_34")
NOT_NEEDED = {"iotcore", "hatchling", "pathspec", "trove-classifiers"}
"""Only `quayso demo` and the build use these."""


def requirements(python: str, machine: str) -> list[str]:
    """Every requirement with its hashes that such a machine needs; markers are judged here, pip would ask itself."""
    about = {"python_version": python, "python_full_version": f"{python}.0", "platform_machine": machine}
    about |= {"sys_platform": "linux", "platform_system": "Linux", "implementation_name": "cpython", "os_name": "posix"}
    about |= {"platform_python_implementation": "CPython", "extra": ""}
    found = []
    for entry in re.split(r"(?m)^(?=[A-Za-z0-9])", (ROOT / "locks/demo.txt").read_text("utf-8")):
        head, *hashes = [line.rstrip(" \\") for line in entry.splitlines() if line.strip()] or [""]
        what, _, marker = head.partition(" ; ")
        if what and what.partition("==")[0] not in NOT_NEEDED and (not marker or Marker(marker).evaluate(about)):
            found.append(" \\\n".join([what, *hashes]))
    return found


def main() -> int:
    """Exit status: 0 all of them are there, 1 some have no wheel for that machine; each is named."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--to", type=Path, required=True)
    parser.add_argument("--python", default="3.13", choices=("3.11", "3.12", "3.13"))
    parser.add_argument("--machine", default="x86_64", choices=("x86_64", "aarch64", "armv7l"))
    words = parser.parse_args()
    words.to.mkdir(parents=True, exist_ok=True)
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(words.to.resolve())]
    subprocess.run(build, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    missing = fetch(requirements(words.python, words.machine), words)
    for name in missing:
        print(f"không có tệp cài · no wheel for {words.machine}, Python {words.python}: {name}")
    print(f"{len(list(words.to.glob('*.whl')))} tệp · files: {words.to}")
    return 1 if missing else 0


def fetch(wanted: list[str], words: argparse.Namespace) -> list[str]:
    """Download them together; where that fails one by one, to name those that are missing."""
    if _download(wanted, words):
        return []
    return [one.partition(" ")[0] for one in wanted if not _download([one], words)]


def _download(wanted: list[str], words: argparse.Namespace) -> bool:
    platforms = [f"--platform=manylinux_{one}_{words.machine}" for one in GLIBC]
    platforms += [f"--platform=manylinux2014_{words.machine}", f"--platform=linux_{words.machine}"]
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write("\n".join(wanted) + "\n")
        file.flush()
        done = subprocess.run(
            [
                *(sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:"),
                *("--require-hashes", f"--python-version={words.python}", *platforms),
                *("--dest", str(words.to), "--requirement", file.name),
            ],
            capture_output=True,
            text=True,
            check=False,
        )
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
