"""Runs benches and writes docs/benchmarks.md: each figure beside a raw limit or a peer of the same run.

``run.py [NAME …] [--large] [--dry]``: only the named benches, whose sections alone are written anew; --large adds the
stores of 10 million events; --dry writes nothing.
"""

import importlib
import os
import platform
import sys
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.common import HEADING, Figure

BENCHES = {
    "append": "Durable appends at the gateway",
    "ingest": "Ingest at central",
    "reports": "Reports over years of events",
    "latency": "From press to commit",
    "tickets": "From ticket to printer",
    "morning_rush": "Ten thousand tickets",
    "slow_paper": "A printer that is slow or unplugged",
    "boards": "From a key to every board",
    "waits": "The minutes that a ticket promises",
    "footprint": "What a counter costs its Pi",
    "dashboard": "The dashboard with twenty browsers",
    "fleet": "The page of 300 gateways",
}
LARGE = ("ingest", "reports")
DOC = Path(__file__).resolve().parent.parent / "docs" / "benchmarks.md"


def main(words: list[str]) -> int:
    """Run, print, write."""
    asked = [word for word in words if not word.startswith("--")]
    if unknown := [word for word in asked if word not in BENCHES]:
        print(f"no bench {unknown[0]}; there are: {', '.join(BENCHES)}", file=sys.stderr)
        return 2
    for name in asked or BENCHES:
        load = os.getloadavg()[0]
        module = importlib.import_module(f"bench.{name}")
        figures: list[Figure] = module.main(**({"large": True} if name in LARGE and "--large" in words else {}))
        rows = "\n".join(figure.row() for figure in figures)
        ran = f"Run {date.today().isoformat()}; other work on the machine before it began: load {load:.1f}."
        about = (module.__doc__ or "").strip()
        section = f"## {BENCHES[name]}\n\n{about}\n\n{ran}\n\n{HEADING}\n{rows}\n"
        print(section, flush=True)
        if "--dry" not in words:
            DOC.parent.mkdir(exist_ok=True)
            DOC.write_text(_page({**_written(), BENCHES[name]: section}), "utf-8")
    return 0


def _written() -> dict[str, str]:
    """The sections that are there, by their headings."""
    text = DOC.read_text("utf-8") if DOC.exists() else ""
    parts = text.split("\n## ")[1:]
    return {part.split("\n", 1)[0]: f"## {part.rstrip()}\n" for part in parts}


def _page(sections: dict[str, str]) -> str:
    machine = f"{platform.machine()}, {platform.python_implementation()} {platform.python_version()}, 2 cores"
    head = (
        f"# Benchmarks\n\nRun on a shared {machine}, fast virtual disk (an SD card is 50-200 times slower in fsync). "
        "Medians; such machines are noisy, so read the ratios, and percentiles beside the load. Repeat with "
        '`make bench`; `make bench ARGS="ingest reports --large"` adds the stores of 10 million events.\n'
    )
    return "\n".join([head, *(sections[title] for title in BENCHES.values() if title in sections)])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
