"""Events that only central writes: what was wrong is corrected in the open, history stays."""

from typing import ClassVar

from contract.events.base import EventData
from contract.fields import Hash, LongToken, Token, Uuid


class _Correction(EventData, frozen=True, omit_defaults=True):
    """``what`` the decision is about (a rating's uuid …); ``author`` and ``decided_by`` are two roles.

    ``note`` and ``seal``: what was written about it, outside the chain.
    """

    CENTRAL_ONLY: ClassVar[bool] = True
    what: LongToken
    old: LongToken | None = None
    new: LongToken | None = None
    reason: LongToken | None = None
    author: Token | None = None
    decided_by: Token | None = None
    note: Uuid | None = None
    seal: Hash | None = None


class RatingSetAside(_Correction, frozen=True, omit_defaults=True):
    """A rating is not counted any more, by a decision of two people; ``what`` is its uuid."""

    TYPE: ClassVar[str] = "rating.set_aside"


class RatingRestored(_Correction, frozen=True, omit_defaults=True):
    """A rating that was set aside counts again; ``what`` is its uuid."""

    TYPE: ClassVar[str] = "rating.restored"


class CorrectionMade(_Correction, frozen=True, omit_defaults=True):
    """A wrong fact was corrected by a new one."""

    TYPE: ClassVar[str] = "correction.made"


class ReportFrozen(_Correction, frozen=True, omit_defaults=True):
    """A report's figures were closed; ``new`` is the hash of the snapshot."""

    TYPE: ClassVar[str] = "report.frozen"
