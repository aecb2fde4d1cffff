"""``site.toml``: what a centre is. Central writes it, the hall caches it, gateways read it (design §2).

Settings that change the meaning of figures carry the day from which they hold.
"""

from datetime import date
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from contract.fields import PRINTABLE, Token
from contract.ids import SiteId
from contract.scales import ScaleCode

Name = Annotated[str, Meta(min_length=1, max_length=200, pattern=PRINTABLE, examples=["Sở Tư pháp"])]
RatingsMode = Literal["per-ticket", "free"]
"""``per-ticket``: an accepted rating belongs to one served ticket. ``free``: no queue, a press counts for
the officer signed in ("không gắn với lượt phục vụ")."""

Code = Annotated[Token, Meta(examples=["cb-01"])]
TimeZone = Annotated[str, Meta(min_length=1, max_length=64, examples=["Asia/Ho_Chi_Minh"])]


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    pass


class RatingRules(_Part, frozen=True):
    """How ratings are taken, from ``valid_from`` on."""

    scale: ScaleCode
    mode: RatingsMode
    valid_from: Annotated[date, Meta(examples=["2026-01-01"])]


class Agency(_Part, frozen=True):
    """A body that owns procedures: a department, the police, insurance, a company, the post."""

    code: Code
    name: Name


class Officer(_Part, frozen=True):
    """A person who may sign in at a counter. ``badge`` is what the reader sends for the badge."""

    code: Code
    name: Name
    agency: Code | None = None
    badge: Annotated[str, Meta(min_length=1, max_length=64, examples=["0412A7F3"])] | None = None


class Counter(_Part, frozen=True):
    """A desk with a number over it."""

    id: Annotated[Token, Meta(examples=["3"])]
    title: Name | None = None


class SiteConfig(_Part, frozen=True):
    """A whole ``site.toml``."""

    site: Annotated[SiteId, Meta(examples=["trung-tam"])]
    name: Name
    ratings: Annotated[tuple[RatingRules, ...], Meta(min_length=1)]
    counters: tuple[Counter, ...]
    officers: tuple[Officer, ...] = ()
    agencies: tuple[Agency, ...] = ()
    timezone: TimeZone = "Asia/Ho_Chi_Minh"

    def rules_on(self, day: date) -> RatingRules:
        """The rating rules of a day: the last ones that began by then, else the first ones there are."""
        begun = [rules for rules in self.ratings if rules.valid_from <= day]
        if begun:
            return max(begun, key=lambda rules: rules.valid_from)
        return min(self.ratings, key=lambda rules: rules.valid_from)
