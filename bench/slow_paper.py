"""What a kiosk's printer that needs 3 s for a ticket, or is unplugged, costs everybody else: nothing.

Hall, two kiosks and mosquitto as processes; citizens at both kiosks, officers at four desks, a hall board, a rating
panel on the kiosk with the bad printer. Each wait stands beside the same wait with a printer that works.
"""

import tempfile
import time
from pathlib import Path

from bench.common import Figure, percentile
from bench.hall_office import Office

SLOW_S = 3.0
TICKETS, CALLS, PRESSES = 160, 60, 80
DESKS = 4
WAITS = {
    "a ticket at that kiosk, order → stored": "own",
    "a ticket at the other kiosk, order → stored": "other",
    "a ticket at the other kiosk, stored → sent": "sent",
    "a call, key → answer": "desk",
    "a call, key → board": "board",
    "a press, button → lamp": "press",
}
Waits = dict[str, list[float]]


def main(tickets: int = TICKETS) -> list[Figure]:
    """The same half minute four times, the good printer before and behind the bad ones."""
    fine, slow, gone, again = (_half_minute(kind, tickets) for kind in ("works", "slow", "unplugged", "works"))
    fine = {key: fine[key] + again[key] for key in fine}
    figures = []
    for name, waits in (("3 s a ticket", slow), ("unplugged", gone)):
        for share in (0.5, 0.99):
            for what, key in WAITS.items():
                here, before = percentile(waits[key], share), percentile(fine[key], share)
                figures.append(
                    Figure(f"{name}: {what}, p{100 * share:.0f}", here, "ms", "printer works", before, "≈ 1")
                )
    return figures


def _half_minute(kind: str, tickets: int) -> Waits:
    with tempfile.TemporaryDirectory() as name:
        office = Office(Path(name))
        try:
            bad = office.paper("bad", SLOW_S if kind == "slow" else 0.0)
            good = office.paper("good")
            office.gateway("hall-01", ("hall",))
            first = office.gateway("kiosk-1", ("kiosk", "counter"), bad.port, panel="40")
            second = office.gateway(
                "kiosk-2", ("kiosk", "display"), good.port, boards=(None, *map(str, range(1, DESKS + 1)))
            )
            if kind == "unplugged":
                bad.stop()
            time.sleep(1.0)
            orders = {
                "own": (first, first.order(f"take 4 {tickets} 0 1")),
                "other": (second, second.order(f"take 4 {tickets} 0 1")),
                "desk": (second, second.order(f"desks 1 {DESKS} {CALLS // DESKS} 0.5")),
                "press": (first, first.order(f"press nut {PRESSES} 0.25")),
            }
            said = {key: gateway.result(file) for key, (gateway, file) in orders.items()}
            shown = second.ask("watch")["calls"]
            second.stop()
            sent_s = good.stop()
        finally:
            office.close()
    stored, calls = said["other"]["stored"], said["desk"]["called"]

    def first_s(number: str, counter: str) -> float:
        at_s: float = shown[f"bang-{counter}"][f"{number} {counter}"]
        return at_s

    return {
        "own": [1000 * (stored - asked) for asked, stored, _ in said["own"]["stored"]],
        "other": [1000 * (stored - asked) for asked, stored, _ in stored],
        "sent": [1000 * (sent - stored) for (_, stored, _), sent in zip(stored, sent_s, strict=True)],
        "desk": [1000 * (answered - asked) for asked, answered, _, _ in calls],
        "board": [1000 * (first_s(n, counter) - asked) for asked, _, n, counter in calls if n and n[0] != "!"],
        "press": [1000 * took_s for took_s in said["press"]["took_s"]],
    }


if __name__ == "__main__":
    for figure in main(80):
        print(figure.row())
