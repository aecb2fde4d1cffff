"""Events about ratings and feedback. None of them can be tied to a person."""

from typing import ClassVar, Literal

from contract.events.base import EventData
from contract.fields import Hash, Token, Uuid
from contract.scales import SCALES, LevelCode, ScaleCode

Verdict = Literal["accepted", "unlinked", "duplicate", "late", "doubtful"]
"""``accepted`` counts; ``unlinked``: no visit behind it; ``duplicate``: pressed again; ``late``: the
window had closed; ``doubtful``: to be looked at by people ("cần kiểm tra")."""


class RatingOpened(EventData, frozen=True, omit_defaults=True):
    """The window in which a ticket may be rated opened."""

    TYPE: ClassVar[str] = "rating.opened"
    ticket: Uuid
    counter: Token
    reason: Token | None = None


class RatingClosed(EventData, frozen=True, omit_defaults=True):
    """The window closed, and why."""

    TYPE: ClassVar[str] = "rating.closed"
    ticket: Uuid
    counter: Token
    reason: Token | None = None


class RatingGiven(EventData, frozen=True, omit_defaults=True):
    """Somebody pressed a level. ``rating`` is counted once, however often the line arrives."""

    TYPE: ClassVar[str] = "rating.given"
    rating: Uuid
    ticket: Uuid | None
    counter: Token
    officer: Token | None
    scale: ScaleCode
    level: LevelCode
    channel: Literal["panel", "screen", "qr"]
    verdict: Verdict
    doubts: tuple[Token, ...] = ()
    reasons: tuple[Token, ...] = ()

    def unknown_meaning(self) -> str | None:
        """A level of another scale is a meaning this version does not know."""
        if SCALES[self.scale].has(self.level):
            return None
        return f"level {self.level} is not of scale {self.scale}"


class RatingChanged(EventData, frozen=True, omit_defaults=True):
    """The rater chose another level within 10 seconds."""

    TYPE: ClassVar[str] = "rating.changed"
    rating: Uuid
    level: LevelCode


class RatingReasoned(EventData, frozen=True, omit_defaults=True):
    """The rater gave reasons."""

    TYPE: ClassVar[str] = "rating.reasoned"
    rating: Uuid
    reasons: tuple[Token, ...]


class FeedbackLeft(EventData, frozen=True, omit_defaults=True):
    """Somebody left words; the words are a note outside the chain, sealed here."""

    TYPE: ClassVar[str] = "feedback.left"
    topic: Token
    note: Uuid
    seal: Hash
