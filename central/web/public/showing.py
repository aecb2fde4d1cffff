"""The sentences of a ticket's page, in the language of its reader; made in one place for page and script."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection

from central.public.life import Life, seen_in_hall
from central.public.position import ahead_of
from central.public.rating_time import MayRate, Times, may_rate, times_of
from central.services import Services
from central.web.public.door import Door
from central.web.public.tickets import Found
from contract.ids import new_id
from kiosk_ui.languages import LanguagePack
from kiosk_ui.words import date_text

_NO_RATING: Mapping[MayRate, str] = {
    "too_early": "follow.too_early",
    "too_late": "follow.too_late",
    "voided": "follow.no_visit",
    "abandoned": "follow.no_visit",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """``main`` and ``then`` are read; ``is_live``: central knows it as it is now; ``age_s``: how old its knowledge is;
    ``offer``: the id that a rating from this page may have."""

    stage: str
    main: str
    then: str
    is_live: bool
    age_s: int | None
    may_rate: bool
    until: str
    ends: bool
    offer: str

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)


def show(door: Door, connection: Connection, found: Found, pack: LanguagePack) -> Shown:
    """What the page of a ticket says now."""
    services, today = door.services, door.today(found.site)
    times = times_of(found.day, door.workdays(found.site))
    hall = services.halls.look(found.site)
    life = found.life
    if found.day == today:
        life = seen_in_hall(life, found.ticket, hall.state if hall is not None and hall.is_live else None)
    else:
        life = life.after_its_day()
    is_live, age_s = _freshness(services, found.site)
    rateable = may_rate(life, today, times.rate_until)
    is_past = today > times.rate_until
    main, then = _past(found, pack) if is_past else _sentences(door, connection, found, life, pack)
    ends = is_past or life.is_over
    if not ends and not is_live:
        then = pack.text("follow.stale")
    until = pack.text("follow.until", date=date_text(times.rate_until)) if rateable == "open" else ""
    stage = "past" if is_past else life.stage
    return Shown(stage, main, then, is_live or ends, age_s, rateable == "open", until, ends, str(new_id()))


def why_not(rateable: MayRate, times: Times) -> tuple[str, dict[str, str]]:
    """The sentence for a ticket that may not be rated."""
    values = {"date": date_text(times.rate_until)} if rateable == "too_late" else {}
    return _NO_RATING[rateable], values


def _past(found: Found, pack: LanguagePack) -> tuple[str, str]:
    return pack.text("follow.past", date=date_text(found.day)), pack.text("follow.past_then")


def _sentences(door: Door, connection: Connection, found: Found, life: Life, pack: LanguagePack) -> tuple[str, str]:
    if life.stage == "waiting":
        return _waiting(door, connection, found, life, pack)
    main = pack.text(f"follow.{life.stage}", counter=life.counter)
    if life.stage in ("called", "parked", "missed"):
        return main, pack.text(f"follow.{life.stage}_then")
    return main, pack.text("follow.ended_then") if life.stage in ("voided", "abandoned") else ""


def _waiting(door: Door, connection: Connection, found: Found, life: Life, pack: LanguagePack) -> tuple[str, str]:
    today, site = door.today(found.site), found.site
    hall = door.services.halls.look(site)
    ahead = ahead_of(
        life,
        door.waiting.lives(connection, site, today),
        hall.state if hall is not None and hall.is_live else None,
        door.waiting.shared(connection, site),
    )
    main = pack.text("follow.waiting", count=ahead.people) if ahead.people else pack.text("follow.first")
    if ahead.minutes is None:
        return main, pack.text("follow.near")
    return main, pack.text("follow.minutes", minutes=ahead.minutes)


def _freshness(services: Services, site: str) -> tuple[bool, int | None]:
    """Whether central hears the centre now, and how long ago it last did: its hall, or the gateway that is its hall."""
    ages = []
    hall = services.halls.look(site)
    if hall is not None and hall.is_live and hall.heard_s_ago is not None:
        ages.append(hall.heard_s_ago)
    for gateway in services.presence():
        birth = gateway.birth
        is_hall = birth is not None and birth.site == site and "hall" in birth.roles
        if is_hall and gateway.state == "online" and gateway.heard_s_ago is not None:
            ages.append(gateway.heard_s_ago)
    return bool(ages), round(min(ages)) if ages else None


def day_words(day: date | None) -> str:
    """A day as pages write it; '' for an unknown one."""
    return "" if day is None else date_text(day)
