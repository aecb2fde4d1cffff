"""Runs every bench and writes docs/benchmarks.md: each figure beside a raw limit or a peer of the same run.

``run.py [NAME …] [--large]``: only the named benches (then nothing is written); --large adds the 10-million store.
"""

import importlib
import platform
import sys
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.common import HEADING, Figure

BENCHES = {
    "append": "Durable appends at the gateway",
    "ingest": "Ingest at central",
    "latency": "From press to commit",
    "tickets": "From ticket to printer",
    "numbers": "Ten thousand tickets",
    "slow_paper": "A printer that is slow or unplugged",
    "boards": "From a key to every board",
    "waits": "The minutes that a ticket promises",
    "footprint": "What a counter costs its Pi",
}
DOC = Path(__file__).resolve().parent.parent / "docs" / "benchmarks.md"


def main(words: list[str]) -> int:
    """Run, print, write."""
    asked = [word for word in words if not word.startswith("--")]
    if unknown := [word for word in asked if word not in BENCHES]:
        print(f"no bench {unknown[0]}; there are: {', '.join(BENCHES)}", file=sys.stderr)
        return 2
    parts = []
    for name in asked or BENCHES:
        module = importlib.import_module(f"bench.{name}")
        figures: list[Figure] = module.main(**({"large": True} if name == "ingest" and "--large" in words else {}))
        rows = "\n".join(figure.row() for figure in figures)
        parts.append(f"## {BENCHES[name]}\n\n{module.__doc__.strip()}\n\n{HEADING}\n{rows}\n")
        print(parts[-1], flush=True)
    if not asked:
        DOC.parent.mkdir(exist_ok=True)
        DOC.write_text(_page(parts), "utf-8")
    return 0


def _page(parts: list[str]) -> str:
    machine = f"{platform.machine()}, {platform.python_implementation()} {platform.python_version()}, 2 cores"
    head = (
        "# Benchmarks\n\n"
        f"Last run {date.today().isoformat()} on a shared {machine}, fast virtual disk (an SD card is 50-200 "
        "times slower in fsync). Medians; such machines are noisy, so read the ratios. Repeat with `make bench`; "
        '`make bench ARGS="ingest --large"` adds the store of 10 million events.\n'
    )
    return "\n".join([head, *parts])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
