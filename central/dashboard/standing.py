"""Which alerts stand at a centre: they begin after what called for them has held, and end after it has gone. Pure.

A condition that comes and goes raises no flood of alerts; one that nobody can judge any more leaves all as it is.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from central.dashboard.alerts import Alert, Judged, Key

CALM_S = 60.0
"""For how long a condition must be gone before its alert ends."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What changed."""

    raised: tuple[Alert, ...]
    ended: tuple[Key, ...]


class StandingAlerts:
    """The alerts of one centre. ``open_keys``: those that stood when central was last stopped."""

    def __init__(self, open_keys: Iterable[Key] = (), calm_s: float = CALM_S) -> None:
        self._calm_s = calm_s
        self._since_s: dict[Key, float] = {}
        self._gone_s: dict[Key, float | None] = dict.fromkeys(open_keys)

    @property
    def standing(self) -> frozenset[Key]:
        """Those that stand."""
        return frozenset(self._gone_s)

    def turn(self, judged: Judged, now_s: float) -> Turn:
        """Take what holds now; ``now_s`` is monotonic."""
        holds = {alert.key: alert for alert in judged.holds}
        self._since_s = {key: self._since_s.get(key, now_s) for key in holds}
        raised = tuple(
            alert
            for key, alert in holds.items()
            if key not in self._gone_s and now_s - self._since_s[key] >= alert.patience_s
        )
        ended = tuple(key for key in self._gone_s if key not in holds and self._is_over(key, judged, now_s))
        for key in holds.keys() & self._gone_s.keys():
            self._gone_s[key] = None
        for key in ended:
            del self._gone_s[key]
        self._gone_s.update({alert.key: None for alert in raised})
        return Turn(raised, ended)

    def _is_over(self, key: Key, judged: Judged, now_s: float) -> bool:
        """Begins to count when it is first seen to be gone, and anew after a time in which nobody could tell."""
        if not judged.can_judge(key):
            self._gone_s[key] = None
            return False
        gone_s = self._gone_s[key]
        if gone_s is None:
            self._gone_s[key] = gone_s = now_s
        return now_s - gone_s >= self._calm_s
