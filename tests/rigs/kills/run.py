"""Kills at random: nothing confirmed may be lost, nothing counted twice, whatever is killed or frozen when.

``run.py [--seconds 60] [--seed 1] [--gateways 3] [--rate 40] [--forgetful]``: exit 0 when every confirmed press
is counted exactly once and `quayso audit` finds nothing; with --forgetful exit 0 only when presses are missing.
"""

import argparse
import random
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from office import Office, central_ratings, central_sum, is_well, journal_ratings, make_office, wait_for

from simulator.child_process import quayso_command

DRAIN_S = 150
DRAIN_FORGETFUL_S = 25
"""What a forgetful gateway has not sent by then it never sends: it believes that it has."""


def main() -> int:
    """Press, kill, let it drain, count."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--gateways", type=int, default=3)
    parser.add_argument("--rate", type=float, default=40)
    parser.add_argument("--forgetful", action="store_true")
    parser.add_argument("--keep", type=Path, help="keep all files here, for looking at")
    options = parser.parse_args()
    print(f"kills: seed {options.seed}, {options.seconds:.0f} s, {options.gateways} gateways x {options.rate:.0f}/s")
    with tempfile.TemporaryDirectory(prefix="kills-") as name:
        folder = options.keep or Path(name)
        folder.mkdir(exist_ok=True)
        office = make_office(folder, options.gateways, options.rate, _free_port(), options.forgetful)
        try:
            return run(office, options)
        finally:
            for child in (*office.gateways, office.central):
                child.kill()
            office.broker.stop()


def run(office: Office, options: argparse.Namespace) -> int:
    """One run; prints its figures."""
    office.central.start()
    wait_for(lambda: is_well(office.web_port), 30, "central is not well")
    for gateway in office.gateways:
        gateway.start()
    done = chaos(office, options.seconds, random.Random(options.seed))
    for gateway in office.gateways:
        gateway.set_rate(0)
    print("killed or frozen: " + ", ".join(f"{name} {times}" for name, times in sorted(done.items())))
    confirmed = [one.rating.replace("-", "") for gateway in office.gateways for one in gateway.confirmed()]
    drained_s = drain(office, set(confirmed), DRAIN_FORGETFUL_S if options.forgetful else DRAIN_S)
    for gateway in office.gateways:
        gateway.stop()
    office.central.stop()
    wrong = judge(office, confirmed)
    print(f"{len(confirmed)} presses confirmed by lamp, drained in {drained_s:.0f} s")
    for sentence in wrong:
        print(("control: " if options.forgetful else "WRONG: ") + sentence)
    if options.forgetful:
        lost = any("missing" in sentence for sentence in wrong)
        print(
            "control (forgets at PUBACK): " + ("lost presses, as it must" if lost else "lost nothing: the rig is blind")
        )
        return 0 if lost else 1
    print("kills: " + ("FAILED" if wrong else "every confirmed press is counted exactly once, audit finds nothing"))
    return 1 if wrong else 0


def chaos(office: Office, seconds: float, chance: random.Random) -> Counter[str]:
    """SIGKILL or SIGSTOP something every second or so; several may be down at once."""
    done: Counter[str] = Counter()
    targets, back = office.targets(), dict[str, tuple[float, str]]()
    pause, end_s = threading.Event(), time.monotonic() + seconds
    while time.monotonic() < end_s:
        pause.wait(chance.uniform(0.2, 1.2))
        _bring_back(targets, back, time.monotonic())
        name = chance.choice([*targets, "central", "broker"])
        if name in back:
            continue
        action = chance.choice(["kill", "kill", "pause"])
        done[f"{name} {action}"] += 1
        getattr(targets[name], action)()
        back[name] = (time.monotonic() + chance.uniform(0.1, 2.5), action)
    _bring_back(targets, back, float("inf"))
    return done


def _bring_back(targets: dict, back: dict[str, tuple[float, str]], now_s: float) -> None:  # type: ignore[type-arg]
    for name in [name for name, (due_s, _) in back.items() if due_s <= now_s]:
        _, action = back.pop(name)
        target = targets[name]
        target.resume() if action == "pause" else target.start()


def drain(office: Office, confirmed: set[str], timeout_s: float) -> float:
    """Wait until central holds every confirmed press; a loss shows as the end of the waiting time."""
    try:
        return wait_for(lambda: confirmed <= central_ratings(office.folder).keys(), timeout_s, "not all arrived")
    except TimeoutError:
        return timeout_s


def judge(office: Office, confirmed: list[str]) -> list[str]:
    """What is wrong at the end, in sentences."""
    held = central_ratings(office.folder)
    written = [rating for gateway in office.gateways for rating in journal_ratings(gateway)]
    wrong = []
    if missing := set(confirmed) - held.keys():
        wrong.append(f"{len(missing)} confirmed presses are missing at central")
    if more := [rating for rating, kinds in held.items() if kinds not in (["counted"], ["duplicate"])]:
        wrong.append(f"{len(more)} ratings stand at central more than once: {held[more[0]]}")
    if len(written) != len(set(written)) or set(confirmed) - set(written):
        wrong.append("a journal lost a confirmed press or holds one twice")
    if strange := held.keys() - set(written):
        wrong.append(f"{len(strange)} ratings at central were never in a journal")
    if central_sum(office.folder) != len(held):
        wrong.append(f"the daily sums say {central_sum(office.folder)}, the ratings are {len(held)}")
    audit = subprocess.run(
        quayso_command("audit", "--config", str(office.folder / "central.toml")), capture_output=True, text=True
    )
    if audit.returncode != 0:
        wrong.append(f"audit exits {audit.returncode}: {(audit.stdout + audit.stderr).strip()[:600]}")
    return wrong


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    sys.exit(main())
