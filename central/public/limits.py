"""How often somebody may ask: a bucket for each address, ticket or telephone. Time is handed in; nothing is stored."""

import ipaddress
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

MOST_BUCKETS = 20_000
"""Beyond it the bucket that was asked longest ago is forgotten: it is full again by then."""


@dataclass(frozen=True, slots=True)
class Rate:
    """So many at once, and so many each second afterwards."""

    burst: int
    per_s: float


READS_OF_ADDRESS = Rate(1_200, 60.0)
"""A whole waiting area behind one address asks every few seconds."""
READS_OF_TICKET = Rate(60, 1.0)
WRITES_OF_TICKET = Rate(20, 0.1)
WRONG_OF_ADDRESS = Rate(20, 0.05)
"""Who has guessed twenty times waits twenty seconds for each further guess."""


class Limits:
    """Buckets by kind and key. ``now_s``: a monotonic clock."""

    def __init__(self, now_s: Callable[[], float]) -> None:
        self._now_s = now_s
        self._lock = threading.Lock()
        self._buckets: OrderedDict[tuple[str, str], tuple[float, float]] = OrderedDict()

    def wait_s(self, kind: str, key: str, rate: Rate) -> float:
        """Take one: 0 when that is allowed, else the seconds until it will be; then nothing was taken."""
        now_s = self._now_s()
        with self._lock:
            left, since_s = self._buckets.pop((kind, key), (float(rate.burst), now_s))
            left = min(float(rate.burst), left + (now_s - since_s) * rate.per_s)
            is_allowed = left >= 1
            self._buckets[kind, key] = (left - 1 if is_allowed else left, now_s)
            while len(self._buckets) > MOST_BUCKETS:
                self._buckets.popitem(last=False)
        return 0.0 if is_allowed else (1 - left) / rate.per_s


def address_key(address: str) -> str:
    """One household, one key: an IPv6 address counts by its first 64 bits."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return address[:64]
    if known.version == 6:
        return str(ipaddress.ip_network((known, 64), strict=False).network_address)
    return str(known)
