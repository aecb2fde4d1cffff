"""``site.toml``: what a centre is. Central writes it, the hall caches it, gateways read it (design §2).

Settings that change the meaning of figures carry the day from which they hold.
"""

from datetime import date
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from contract.fields import PRINTABLE, Token
from contract.ids import GatewayId, SiteId
from contract.scales import ScaleCode
from contract.services import AccessNeed, Hours, PriorityRules, Service

Name = Annotated[str, Meta(min_length=1, max_length=200, pattern=PRINTABLE, examples=["Sở Tư pháp"])]
RatingsMode = Literal["per-ticket", "free"]
"""``per-ticket``: an accepted rating belongs to one served ticket. ``free``: no queue, a press counts for
the officer signed in ("không gắn với lượt phục vụ")."""

Code = Annotated[Token, Meta(examples=["cb-01"])]
PinHash = Annotated[
    str,
    Meta(
        pattern=r"^scrypt\$[0-9]{1,2}\$[A-Za-z0-9+/=]{16,64}\$[A-Za-z0-9+/=]{24,128}\Z",
        description="made by `quayso gateway pin`",
        examples=["scrypt$14$…$…"],
        extra={"secret": True, "vi": "do lệnh `quayso gateway pin` tạo"},
    ),
]
"""``scrypt$log2(n)$salt$key``, base64; r = 8, p = 1 (RFC 7914). Never the PIN."""

Language = Annotated[str, Meta(pattern=r"^[a-z]{2,3}\Z", examples=["vi"])]
PublicUrl = Annotated[
    str, Meta(pattern=r"^https?://[^\s/?#]+(/[^\s?#]*)?\Z", max_length=200, examples=["https://mau.vn"])
]
Secret = Annotated[str, Meta(min_length=32, max_length=128, pattern=PRINTABLE, extra={"secret": True})]
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
    """A person who may sign in at a counter. ``badge`` is what the reader sends for the badge, ``pin`` a hash made
    by `quayso gateway pin`; a ``leader`` may give day codes to others. ``photo``: a file beside ``site.toml``."""

    code: Code
    name: Name
    agency: Code | None = None
    badge: Annotated[str, Meta(min_length=1, max_length=64, examples=["0412A7F3"])] | None = None
    pin: PinHash | None = None
    leader: bool = False
    photo: Annotated[str, Meta(min_length=1, max_length=200, pattern=PRINTABLE, examples=["cb-01.jpg"])] | None = None


class Counter(_Part, frozen=True):
    """A desk with a number over it. ``services`` it serves (none named: all); ``principal``: who sits there by the
    roster; ``zone``: where its calls are heard; ``fits``: access needs it can meet; ``gateway``: the one whose keypad,
    badge reader and panel stand there: where it is named, the hall lets no other one act for this counter."""

    id: Annotated[Token, Meta(examples=["3"])]
    title: Name | None = None
    services: tuple[Code, ...] = ()
    principal: Code | None = None
    zone: Annotated[Token, Meta(examples=["main"])] = "main"
    fits: tuple[AccessNeed, ...] = ()
    gateway: Annotated[GatewayId, Meta(examples=["q-03"])] | None = None


class SiteConfig(_Part, frozen=True):
    """A whole ``site.toml``.

    ``notice`` runs on the boards; ``public_url`` is where phones reach central, for the ticket's QR; ``secret`` makes
    the tokens of tickets and the day codes, the same at every gateway of the centre and at central.
    """

    site: Annotated[SiteId, Meta(examples=["trung-tam"])]
    name: Name
    ratings: Annotated[tuple[RatingRules, ...], Meta(min_length=1)]
    counters: tuple[Counter, ...]
    officers: tuple[Officer, ...] = ()
    agencies: tuple[Agency, ...] = ()
    timezone: TimeZone = "Asia/Ho_Chi_Minh"
    services: tuple[Service, ...] = ()
    hours: Hours = Hours()
    priority: PriorityRules = PriorityRules()
    languages: Annotated[tuple[Language, ...], Meta(min_length=1, examples=[["vi", "en"]])] = ("vi",)
    notice: Name | None = None
    public_url: PublicUrl | None = None
    secret: Secret | None = None

    def rules_on(self, day: date) -> RatingRules:
        """The rating rules of a day: the last ones that began by then, else the first ones there are."""
        begun = [rules for rules in self.ratings if rules.valid_from <= day]
        if begun:
            return max(begun, key=lambda rules: rules.valid_from)
        return min(self.ratings, key=lambda rules: rules.valid_from)
