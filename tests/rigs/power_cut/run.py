"""Power cuts without a machine to cut: the real journal on logged storage, then a few hundred crash images.

``run.py [--images 200] [--seed 1] [--presses 1500] [--careless]``: exit 0 when every image is sound; with
--careless (synchronisation off) exit 0 only when images are bad, or the rig could not find a real fault.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from crashes import crashes, read_log
from judge import judge
from storage import LoggedDisk, RigMissing, _run, require


def main() -> int:
    """Write, cut, judge; prints what it found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--images", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--presses", type=int, default=1500)
    parser.add_argument("--careless", action="store_true")
    options = parser.parse_args()
    try:
        require()
        with tempfile.TemporaryDirectory(prefix="power-cut-") as folder:
            return run(Path(folder), options)
    except RigMissing as error:
        print(error, file=sys.stderr)
        return 3


def run(folder: Path, options: argparse.Namespace) -> int:
    """One rig run in ``folder``."""
    disk = LoggedDisk(folder)
    disk.start()
    began_s = time.monotonic()
    confirmed = write(disk, options.presses, options.careless)
    wrote_s = time.monotonic() - began_s
    disk.stop()
    entries = read_log(disk.log)
    flushes = sum(1 for entry in entries if entry.flags & 1)
    print(f"wrote {confirmed} presses in {wrote_s:.1f} s: {len(entries)} log entries, {flushes} flushes")
    bad = look(folder, disk, entries, options)
    name = "control, synchronous=OFF" if options.careless else "the journal as it is"
    print(f"{name}: {options.images} crash images, {bad} bad, seed {options.seed}")
    return int(bad == 0 if options.careless else bad > 0)


def write(disk: LoggedDisk, presses: int, careless: bool) -> int:
    """Let the child write; mark each confirmation in the log the moment it is heard; kill it at the end."""
    command = [sys.executable, str(Path(__file__).with_name("writer.py")), str(disk.mount_point), str(presses)]
    child = subprocess.Popen([*command, *(["careless"] if careless else [])], stdout=subprocess.PIPE, text=True)
    confirmed = 0
    assert child.stdout is not None
    for line in child.stdout:
        confirmed = int(line)
        disk.mark(confirmed)
    if child.wait() != 0 or confirmed < presses:
        raise RigMissing(f"the writer stopped at {confirmed} of {presses}")
    return confirmed


def look(folder: Path, disk: LoggedDisk, entries: list, options: argparse.Namespace) -> int:  # type: ignore[type-arg]
    """Mount each crash image and judge it; returns how many were bad."""
    bad, place, image = 0, folder / "crash-mnt", folder / "crash.img"
    place.mkdir()
    for crash in crashes(entries, disk.base.read_bytes(), options.images, options.seed):
        image.write_bytes(crash.image)
        _run("mount", "-o", "loop", str(image), str(place))
        try:
            wrong = judge(place, crash.confirmed)
        finally:
            _run("umount", str(place))
        if wrong:
            bad += 1
            print(f"bad: point {crash.point}, {crash.lost} of {crash.pending} unflushed writes lost: {wrong[:2]}")
    return bad


if __name__ == "__main__":
    sys.exit(main())
