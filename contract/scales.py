"""The rating scales of design §4.4 and which of their levels count as satisfied (domain §3.3)."""

from dataclasses import dataclass
from typing import Literal

ScaleCode = Literal["4-level", "3-level", "3-level-neutral", "5-level"]
LevelCode = Literal[
    "good", "fair", "average", "poor",
    "very_satisfied", "satisfied", "neutral", "dissatisfied",
    "5", "4", "3", "2", "1",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Level:
    """One answer: its code on the wire, its Vietnamese name, and whether it is a satisfied one."""

    code: str
    title: str
    satisfied: bool


@dataclass(frozen=True, slots=True)
class Scale:
    """A set of levels, best first. Figures of two scales are never pooled in an official table."""

    code: str
    title: str
    levels: tuple[Level, ...]

    def has(self, level: str) -> bool:
        """Tell whether ``level`` is one of this scale's codes."""
        return any(known.code == level for known in self.levels)


SCALES: dict[str, Scale] = {
    scale.code: scale
    for scale in (
        Scale(
            "4-level",
            "thang 4 mức",
            (
                Level("good", "Tốt", True),
                Level("fair", "Khá", True),
                Level("average", "Trung bình", False),
                Level("poor", "Kém", False),
            ),
        ),
        Scale(
            "3-level",
            "thang 3 mức",
            (
                Level("very_satisfied", "Rất hài lòng", True),
                Level("satisfied", "Hài lòng", True),
                Level("dissatisfied", "Không hài lòng", False),
            ),
        ),
        Scale(
            "3-level-neutral",
            "thang 3 mức (có mức bình thường)",
            (
                Level("satisfied", "Hài lòng", True),
                Level("neutral", "Bình thường", False),
                Level("dissatisfied", "Không hài lòng", False),
            ),
        ),
        Scale(
            "5-level",
            "thang 5 mức",
            (
                Level("5", "5 điểm", True),
                Level("4", "4 điểm", True),
                Level("3", "3 điểm", False),
                Level("2", "2 điểm", False),
                Level("1", "1 điểm", False),
            ),
        ),
    )
}
"""Every scale by its code."""
