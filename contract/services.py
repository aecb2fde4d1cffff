"""What a centre's queue is made of, as ``site.toml`` says it: services, hours, priority (design §2, domain §1.9, §4).

Only types and plain questions about them; the rules of the queue are in ``gateway/queue``.
"""

from datetime import date, time
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from contract.events.tickets import Need
from contract.fields import PRINTABLE, Token

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

ClockTime = Annotated[
    str, Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d\Z", description="giờ:phút / hours:minutes", examples=["07:30"])
]
Prefix = Annotated[str, Meta(pattern=r"^[A-ZĐ]{1,2}\Z", description="1-2 chữ in hoa / capital letters", examples=["A"])]
ServiceName = Annotated[str, Meta(min_length=1, max_length=120, pattern=PRINTABLE, examples=["Chứng thực, hộ tịch"])]
ServiceCode = Annotated[Token, Meta(examples=["ho-tich"])]
AccessNeed = Annotated[
    str,
    Meta(
        pattern=r"^(wheelchair|hearing|sight|language:[a-z]{2,3})\Z",
        description="wheelchair | hearing | sight | language:xx",
        examples=["wheelchair"],
    ),
]
"""What somebody needs at the counter: it routes and informs, and says nothing about who it is."""

Picture = Literal[
    "document", "result", "question", "family", "land", "house", "business", "work", "health", "insurance", "vehicle",
    "police", "justice", "money", "post", "school", "water", "other",
]  # fmt: skip
"""Pictures of services that every kiosk has."""


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    pass


class Session(_Part, frozen=True):
    """A half-day in which numbers are called. ``tickets_from`` and ``tickets_until`` bound the giving of numbers
    (default: from ``start`` on, until ``end``)."""

    days: Annotated[tuple[Weekday, ...], Meta(min_length=1, examples=[["mon", "tue"]])]
    start: ClockTime
    end: ClockTime
    tickets_from: ClockTime | None = None
    tickets_until: ClockTime | None = None


class SwappedDay(_Part, frozen=True):
    """A day worked like another weekday: a Saturday in the place of a bridge Monday."""

    day: Annotated[date, Meta(examples=["2026-12-26"])]
    works_as: Weekday


class Hours(_Part, frozen=True):
    """When the centre is open. No session at all: always open."""

    sessions: tuple[Session, ...] = ()
    holidays: Annotated[tuple[date, ...], Meta(examples=[["2027-01-01"]])] = ()
    swapped: tuple[SwappedDay, ...] = ()

    def sessions_on(self, day: date) -> tuple[Session, ...]:
        """The sessions of a day in the order of their start; none on a holiday."""
        swapped = next((swap.works_as for swap in self.swapped if swap.day == day), None)
        if swapped is None and day in self.holidays:
            return ()
        weekday = swapped or WEEKDAYS[day.weekday()]
        return tuple(sorted((s for s in self.sessions if weekday in s.days), key=lambda session: session.start))


class Service(_Part, frozen=True):
    """What citizens take numbers for, under its everyday name.

    Services with the same ``prefix`` share one series of numbers. ``needs``: under which choices of the first
    screen it stands. ``expected_s``: minutes a visit takes before the day has shown it; ``per_item_s``: what each
    further dossier adds. ``hours``: sessions of its own, else the centre's.
    """

    code: ServiceCode
    name: ServiceName
    prefix: Prefix
    needs: Annotated[tuple[Need, ...], Meta(min_length=1, examples=[["submit"]])] = ("submit",)
    agency: Token | None = None
    digits: Annotated[int, Meta(ge=2, le=4, examples=[3])] = 3
    first: Annotated[int, Meta(ge=1, le=9999, examples=[1])] = 1
    daily_limit: Annotated[int, Meta(ge=1, le=9999, examples=[300])] | None = None
    expected_s: Annotated[int, Meta(ge=10, le=14_400, examples=[600])] = 600
    per_item_s: Annotated[int, Meta(ge=0, le=3_600, examples=[180])] = 180
    picture: Picture = "document"
    hours: tuple[Session, ...] = ()

    @property
    def last(self) -> int:
        """The highest number that has room in its digits."""
        return int("9" * self.digits)


class PriorityRules(_Part, frozen=True):
    """How people with priority and others take turns (no law fixes it, domain §1.9).

    ``ratio``: while others wait, at least ``others_between`` of them between two with priority. ``bonus``: priority
    counts as having come ``bonus_min`` minutes earlier. ``groups``: who may ask for it, as the kiosk lists them.
    """

    policy: Literal["ratio", "bonus"] = "ratio"
    others_between: Annotated[int, Meta(ge=0, le=20, examples=[1])] = 1
    bonus_min: Annotated[int, Meta(ge=0, le=600, examples=[20])] = 20
    groups: tuple[ServiceName, ...] = (
        "Người có công với cách mạng",
        "Người cao tuổi (từ đủ 60 tuổi)",
        "Người khuyết tật",
        "Phụ nữ mang thai",
        "Người nghèo",
        "Trẻ mồ côi, người thuộc diện bảo trợ xã hội",
    )


def as_time(clock: str) -> time:
    """A ``ClockTime`` as a time of day."""
    return time.fromisoformat(clock)
