"""What a kiosk's printer that needs 3 s for a ticket, or is unplugged, costs everybody else: nothing.

Hall, two kiosks and mosquitto as processes; citizens at both kiosks, officers at four desks, a hall board, a rating
panel on the kiosk with the bad printer. Its printer works, is slow and is gone in turn, some rounds of each; each wait
stands beside the same wait of the rounds in which the printer works.
"""

import tempfile
import time
from pathlib import Path
from typing import Any

from bench.common import Figure, percentile
from bench.hall_office import Office, OfficeGateway, Paper

SLOW_S = 3.0
ROUNDS, TICKETS, CALLS, PRESSES = 4, 80, 10, 50
DESKS = 4
WAITS = {
    "a ticket at that kiosk, order → stored": "own",
    "a ticket at the other kiosk, order → stored": "other",
    "a ticket at the other kiosk, stored → sent": "sent",
    "a call, key → answer": "desk",
    "a call, key → board": "board",
    "a press, button → lamp": "press",
}
Said = dict[str, list[Any]]


def main(rounds: int = ROUNDS) -> list[Figure]:
    """Rounds of each kind, one after the other."""
    with tempfile.TemporaryDirectory() as name:
        played = _morning(Path(name), rounds)
    waits = {kind: _joined([said for of_kind, said in played if of_kind == kind]) for kind, _ in played}
    figures = []
    for name, kind in ((f"{SLOW_S:.0f} s a ticket", "slow"), ("unplugged", "gone")):
        for share in (0.5, 0.99):
            for what, key in WAITS.items():
                here, works = percentile(waits[kind][key], share), percentile(waits["works"][key], share)
                figures.append(Figure(f"{name}: {what}, p{100 * share:.0f}", here, "ms", "it works", works, "≈ 1"))
    return figures


def _morning(folder: Path, rounds: int) -> list[tuple[str, Said]]:
    """What each round's kind was, and the milliseconds of its waits."""
    office = Office(folder)
    played: list[tuple[str, Said]] = []
    try:
        bad, good = office.paper("bad"), office.paper("good")
        office.gateway("hall-01", ("hall",))
        first = office.gateway("kiosk-1", ("kiosk", "counter"), bad.port, panel="40")
        boards = (None, *(str(n) for n in range(1, DESKS + 1)))
        second = office.gateway("kiosk-2", ("kiosk", "display"), good.port, boards=boards)
        for _ in range(rounds):
            for kind in ("works", "slow", "gone"):
                played.append((kind, _round(kind, bad, first, second)))
        shown = second.ask("watch")["calls"]
        second.stop()
        sent_s = iter(good.stop())
    finally:
        office.close()
    return [(kind, _waits(said, shown, [next(sent_s) for _ in said["other"]])) for kind, said in played]


def _round(kind: str, bad: Paper, first: OfficeGateway, second: OfficeGateway) -> Said:
    bad.say({"works": "slow 0", "slow": f"slow {SLOW_S}", "gone": "gone"}[kind])
    time.sleep(1.0)
    orders = {
        "own": (first, first.order(f"take 4 {TICKETS} 0 0.8"), "stored"),
        "other": (second, second.order(f"take 4 {TICKETS} 0 0.8"), "stored"),
        "desk": (second, second.order(f"desks 1 {DESKS} {CALLS} 0.4"), "called"),
        "press": (first, first.order(f"press nut {PRESSES} 0.15"), "took_s"),
    }
    said = {key: gateway.result(file)[name] for key, (gateway, file, name) in orders.items()}
    # What waited for the slow printer comes out at once; a printer that was gone is looked for within some seconds.
    bad.say("slow 0")
    if kind == "gone":
        bad.say("back")
    time.sleep(SLOW_S + 5.0 if kind != "works" else 1.0)
    return said


def _waits(said: Said, shown: dict[str, dict[str, float]], sent_s: list[float]) -> Said:
    def first_s(number: str, counter: str) -> float:
        return shown[f"bang-{counter}"][f"{number} {counter}"]

    calls = said["desk"]
    return {
        "own": [1000 * (stored - asked) for asked, stored, _ in said["own"]],
        "other": [1000 * (stored - asked) for asked, stored, _ in said["other"]],
        "sent": [1000 * (sent - stored) for (_, stored, _), sent in zip(said["other"], sent_s, strict=True)],
        "desk": [1000 * (answered - asked) for asked, answered, _, _ in calls],
        "board": [1000 * (first_s(n, counter) - asked) for asked, _, n, counter in calls if n and n[0] != "!"],
        "press": [1000 * took_s for took_s in said["press"]],
    }


def _joined(rounds: list[Said]) -> Said:
    return {key: [wait for said in rounds for wait in said[key]] for key in WAITS.values()}


if __name__ == "__main__":
    for figure in main(1):
        print(figure.row())
