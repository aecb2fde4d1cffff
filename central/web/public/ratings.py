"""A rating from a telephone: judged and stored with everything that follows from it, once however often it is sent."""

import threading
from collections import OrderedDict
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection, delete, func, insert, select

from central.projections.rows import reasons_in
from central.public.doubts import CHANGE_WITHIN_S, REASONS_WITHIN_S, doubts_of_phone
from central.public.rating_time import may_rate, times_of
from central.store.tables import phone_ratings, ratings
from central.web.public.door import Door
from central.web.public.refusals import PublicRefused
from central.web.public.showing import why_not
from central.web.public.tickets import Found, find_ticket
from contract.dissatisfaction import REASONS
from contract.events import EventData, RatingChanged, RatingGiven, RatingReasoned, Verdict
from contract.ids import new_id
from contract.notes import Note
from contract.scales import SCALES

MOST_GIVEN = 5_000
CLOCK_SLACK_MS = 60_000
Told = list[tuple[EventData, Note | None]]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a telephone sends. ``rating`` was offered by our page; the same one again changes or completes it."""

    rating: UUID
    level: str
    reasons: tuple[str, ...] = ()


class Ratings:
    """Takes them; remembers for some minutes when each was given, which nobody needs after a restart."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._lock = threading.Lock()
        self._given_s: OrderedDict[UUID, float] = OrderedDict()

    def take(self, found: Found, wanted: Wanted, phone: bytes) -> bool:
        """Store it; True when the ticket had been rated before by somebody else, which alone counts.

        Raises PublicRefused when it makes no sense, SQLAlchemyError when the store does not take it: then nothing is
        stored.
        """
        _check(self._scale(found.site), wanted)
        heard: list[bool] = []

        def decide(connection: Connection) -> Told:
            events, is_second = self._decide(connection, found, wanted, phone)
            heard.append(is_second)
            return events

        self._door.services.own_stream.decide(found.site, decide)
        with self._lock:
            self._given_s.setdefault(wanted.rating, self._door.now_s())
            while len(self._given_s) > MOST_GIVEN:
                self._given_s.popitem(last=False)
        return heard[-1]

    def _scale(self, site: str) -> str:
        return self._door.services.config.sites[site].scale

    def _decide(self, connection: Connection, found: Found, wanted: Wanted, phone: bytes) -> tuple[Told, bool]:
        row = connection.execute(select(ratings).where(ratings.c.rating == wanted.rating.bytes).limit(1)).first()
        if row is None:
            return self._new(connection, found, wanted, phone)
        if row.ticket != found.ticket.bytes or row.channel != "qr":
            raise PublicRefused(409, "follow.wrong_choice")
        with self._lock:
            given_s = self._given_s.get(wanted.rating)
        age_s = None if given_s is None else self._door.now_s() - given_s
        events: Told = []
        if wanted.level != row.level and age_s is not None and age_s < CHANGE_WITHIN_S:
            events.append((RatingChanged(wanted.rating, wanted.level), None))  # type: ignore[arg-type]  # checked before
        is_new = bool(wanted.reasons) and set(wanted.reasons) != set(reasons_in(row.reasons))
        if is_new and age_s is not None and age_s < REASONS_WITHIN_S:
            events.append((RatingReasoned(wanted.rating, wanted.reasons), None))
        return events, row.verdict == "duplicate"

    def _new(self, connection: Connection, found: Found, wanted: Wanted, phone: bytes) -> tuple[Told, bool]:
        today = self._door.today(found.site)
        # What the hall told since the page was opened counts.
        now = find_ticket(connection, found.site, found.ticket, today) or found
        times = times_of(now.day, self._door.workdays(found.site))
        life = now.life if now.day == today else now.life.after_its_day()
        rateable = may_rate(life, today, times.rate_until)
        if rateable != "open":
            key, values = why_not(rateable, times)
            raise PublicRefused(409, key, values)
        accepted = select(ratings.c.seq).where(ratings.c.ticket == found.ticket.bytes, ratings.c.verdict == "accepted")
        is_second = connection.execute(accepted.limit(1)).first() is not None
        doubts = doubts_of_phone(_rated_by(connection, found, wanted, phone, today.isoformat()))
        verdict: Verdict = "duplicate" if is_second else "doubtful" if doubts else "accepted"
        given = RatingGiven(
            rating=wanted.rating,
            ticket=found.ticket,
            counter=life.counter,
            officer=life.officer or None,
            scale=self._scale(found.site),  # type: ignore[arg-type]  # checked before
            level=wanted.level,  # type: ignore[arg-type]
            channel="qr",
            verdict=verdict,
            doubts=doubts,
            reasons=wanted.reasons,
        )
        return [(given, None)], is_second


def _check(scale: str, wanted: Wanted) -> None:
    """An id that our pages could have offered, a level of the scale, known reasons. Raises PublicRefused.

    Ids from the future would be in the way of all later ones in the index of ratings.
    """
    is_ours = wanted.rating.version == 7 and wanted.rating.int >> 80 <= (new_id().int >> 80) + CLOCK_SLACK_MS
    if not is_ours or not SCALES[scale].has(wanted.level) or not set(wanted.reasons) <= REASONS.keys():
        raise PublicRefused(400, "follow.wrong_choice")


def _rated_by(connection: Connection, found: Found, wanted: Wanted, phone: bytes, day: str) -> int:
    """How many visits this telephone rated today, with this one, which is remembered; earlier days are forgotten."""
    connection.execute(delete(phone_ratings).where(phone_ratings.c.site == found.site, phone_ratings.c.day < day))
    row = {"rating": wanted.rating.bytes, "site": found.site, "day": day, "phone": phone, "ticket": found.ticket.bytes}
    connection.execute(insert(phone_ratings).values(**row))
    mine = (phone_ratings.c.day == day, phone_ratings.c.phone == phone)
    statement = select(func.count(phone_ratings.c.ticket.distinct())).where(*mine)
    return int(connection.execute(statement).scalar_one())
