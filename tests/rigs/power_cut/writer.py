"""The child that writes the real journal at full speed and says on stdout what it has confirmed.

``writer.py FOLDER COUNT [careless]``: careless turns synchronisation off, which the rig must find out.
"""

import random
import sys
import uuid
from datetime import datetime, timedelta, timezone
from pathlib import Path

from contract.events import RatingGiven
from gateway.clock import ManualClock
from gateway.journal.drafts import Draft
from gateway.journal.journal import Journal


def main(folder: Path, count: int, careless: bool) -> None:
    """Append ratings in bursts of 1 to 6, with facts beside them; leave the stream now and then."""
    clock = ManualClock(datetime(2026, 11, 23, 8, 0, tzinfo=timezone(timedelta(hours=7))))
    journal = Journal(folder / "gateway" / "journal.db", "q-01", "trung-tam", clock.now)
    journal.open()
    if careless:
        journal._open.execute("PRAGMA synchronous=OFF")
    chance = random.Random(count)
    confirmed = 0
    while confirmed < count:
        burst = range(confirmed + 1, confirmed + 1 + chance.randrange(1, 7))
        clock.advance(4)
        journal.append(
            [_press(n, clock) for n in burst], {"counter-role": f'{{"test":false,"n":{burst[-1]}}}'.encode()}
        )
        confirmed = burst[-1]
        print(confirmed, flush=True)
        if chance.random() < 0.01:
            journal.begin_new_stream()


def _press(n: int, clock: ManualClock) -> Draft:
    data = RatingGiven(uuid.UUID(int=n), None, "3", "cb-01", "4-level", "good", "panel", "accepted")
    return Draft(data, clock.now())


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), "careless" in sys.argv[3:])
