"""Kills of the hall at random points of a busy morning, judged by what kiosks and desks were told.

``run.py [--kills 200] [--seed 1] [--kiosks 2] [--forgetful]``: exit 0 when no number was given twice, no call was
lost, no ticket was printed twice without IN LẠI and the state after each restart equals the replay of its lines; with
--forgetful (a hall that loses its rows at each start) exit 0 only when numbers are doubled.
"""

import argparse
import random
import sys
import tempfile
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from morning import Morning, judge

from simulator.broker import MosquittoBroker


def main() -> int:
    """Run, judge, print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kiosks", type=int, default=2)
    parser.add_argument("--desks", type=int, default=4)
    parser.add_argument("--forgetful", action="store_true")
    options = parser.parse_args()
    print(f"hall kills: seed {options.seed}, {options.kills} kills, {options.kiosks} kiosks, {options.desks} desks")
    with tempfile.TemporaryDirectory(prefix="hall-kills-") as name, MosquittoBroker(Path(name) / "broker") as broker:
        morning = Morning(Path(name), broker.port, options.kiosks, options.desks, options.forgetful, options.seed)
        began_s = time.monotonic()
        try:
            kill(morning, options.kills, random.Random(options.seed))
        finally:
            morning.stop()
        wrong = judge(morning)
    print(f"{morning.figures()} in {time.monotonic() - began_s:.0f} s")
    for sentence in wrong:
        print(("control: " if options.forgetful else "WRONG: ") + sentence)
    if options.forgetful:
        doubled = any("twice" in sentence for sentence in wrong)
        print("control (forgets its rows): " + ("numbers doubled, as it must" if doubled else "the rig is blind"))
        return 0 if doubled else 1
    print("hall kills: " + ("FAILED" if wrong else "no number twice, no call lost, state = replay, reprints marked"))
    return 1 if wrong else 0


def kill(morning: Morning, kills: int, chance: random.Random) -> None:
    """Kill the hall, or sometimes a kiosk, at a random moment; start it again; look whether it knows its day."""
    pause = threading.Event()
    morning.start()
    for number in range(kills):
        if chance.random() < 0.9:
            morning.wait_for_hall()
        pause.wait(chance.uniform(0.0, 1.2))
        morning.kill_hall(down_s=6.5 if number % 10 == 3 else 0.0)
        if number % 20 == 19:
            morning.restart_kiosk(chance.randrange(len(morning.kiosks)))
    morning.wait_for_hall()
    pause.wait(2.0)
    morning.wait_for_reports()


if __name__ == "__main__":
    sys.exit(main())
