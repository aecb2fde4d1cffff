"""What the benches share: medians of repeated rounds, and one way to print a figure beside its raw limit."""

import socket
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One line of the result: what was measured, the raw limit or peer beside it in the same run, the ratio."""

    name: str
    value: float
    unit: str
    beside: str = ""
    beside_value: float | None = None
    aim: str = ""

    @property
    def ratio(self) -> str:
        """Value over the value beside it."""
        return f"{self.value / self.beside_value:.2f}" if self.beside_value else ""

    def row(self) -> str:
        """As a row of docs/benchmarks.md."""
        beside = f"{self.beside}: {show(self.beside_value)}" if self.beside_value is not None else self.beside
        return f"| {self.name} | {show(self.value)} {self.unit} | {beside} | {self.ratio} | {self.aim} |"


HEADING = "| what | measured | beside it | ratio | aim |\n|---|---|---|---|---|"


def show(value: float | None) -> str:
    """Three significant digits are more than these machines can promise."""
    if value is None:
        return ""
    return f"{value:,.0f}".replace(",", " ") if value >= 100 else f"{value:.3g}"


def rate(work: Callable[[], int]) -> float:
    """Items per second of one round."""
    began_s = time.perf_counter()
    items = work()
    return items / (time.perf_counter() - began_s)


def interleaved(rounds: int, *works: Callable[[], int]) -> list[float]:
    """The median rate of each work; rounds alternate, so that a noisy minute hits all of them."""
    rates: list[list[float]] = [[] for _ in works]
    for _ in range(rounds):
        for place, work in enumerate(works):
            rates[place].append(rate(work))
    return [statistics.median(found) for found in rates]


def percentile(values: list[float], share: float) -> float:
    """The value below which ``share`` of the values lie."""
    ordered = sorted(values)
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)]


def free_port() -> int:
    """A TCP port of loopback that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
