"""How the public page looks: its language, what its templates need, and the script that keeps it on the telephone."""

import logging
from typing import Any
from uuid import UUID

from flask import Response, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection, select

from central.feedback.cases import Case
from central.feedback.due import standing_of
from central.feedback.reading import left_with
from central.feedback.topics import ELSEWHERE, TOPICS
from central.store.tables import ratings
from central.web.public.door import LANGUAGE_COOKIE, Door
from central.web.public.feedback_form import may_leave
from central.web.public.showing import day_words, show
from central.web.public.tickets import Found, service_name
from central.web.render import render
from contract.dissatisfaction import REASONS
from contract.scales import SCALES
from kiosk_ui.assets import load_asset
from kiosk_ui.faces import FACES
from kiosk_ui.languages import FIRST, LanguagePack, load_pack, pack_codes

log = logging.getLogger(__name__)

_SCRIPT_TEXTS = (
    "follow.now", "follow.seconds", "follow.minutes_ago", "follow.offline", "follow.kept", "follow.not_stored",
    "follow.of_day",
)  # fmt: skip


def language() -> LanguagePack:
    """What the reader chose on this telephone; Vietnamese before that."""
    wanted = request.args.get("lang") or request.cookies.get(LANGUAGE_COOKIE, FIRST)
    return load_pack(wanted if wanted in pack_codes() else FIRST)


def render_public(template: str, **context: Any) -> str:
    """A page in the language of its reader."""
    pack = language()
    languages = [(code, load_pack(code).name, code == pack.code) for code in pack_codes()]
    return render(template, t=pack.text, lang=pack.code, languages=languages, path=request.path, **context)


def ticket_page(door: Door, connection: Connection, found: Found, sent: str) -> dict[str, Any]:
    """What the page of a ticket shows. ``sent``: the rating that a browser without script has just sent."""
    pack, site = language(), door.services.config.sites[found.site]
    shown = show(door, connection, found, pack)
    level = _level_of(connection, found, sent)
    scale = SCALES[site.scale]
    return {
        "site_name": site.name,
        "number": found.life.number,
        "day": day_words(found.day),
        "service": service_name(connection, found.site, found.life.service),
        "shown": shown,
        "levels": [
            {"code": one.code, "title": pack.text(f"level.{one.code}"), "low": not one.satisfied, "face": face}
            for one, face in ((one, FACES[scale.code][one.code]) for one in scale.levels)
        ],
        "reasons": [(code, pack.text(f"reason.{code}")) for code in REASONS],
        "sent": sent if level else "",
        "sent_level": level,
        "sent_low": any(one.code == level and not one.satisfied for one in scale.levels),
        "may_leave": may_leave(door, found),
        "left": _left_words(door, connection, found, pack),
        "texts": {key: pack.texts[key] for key in _SCRIPT_TEXTS},
        "state": shown.as_dict(),
    }


def worker() -> ResponseReturnValue:
    """The script that keeps page and styles on the telephone, at the place from which it may."""
    asset = load_asset("public-worker.js")
    response = Response(asset.body, headers=asset.headers())
    return response.make_conditional(request)


def _level_of(connection: Connection, found: Found, sent: str) -> str:
    """The level of a rating that this ticket got under the id that its sender alone knows; '' for any other id."""
    try:
        rating = UUID(sent)
    except ValueError:
        return ""
    same = (ratings.c.rating == rating.bytes, ratings.c.ticket == found.ticket.bytes)
    return connection.execute(select(ratings.c.level).where(*same).limit(1)).scalar_one_or_none() or ""


def _left_words(door: Door, connection: Connection, found: Found, pack: LanguagePack) -> list[dict[str, str]]:
    """Each piece of feedback of this ticket: topic, day, how far it is, the answer. Never the words themselves."""
    today = door.today(found.site)
    words = []
    for left in left_with(connection, found.ticket, door.workdays(found.site), today):
        topic = f"topic.{left.topic_left}" if left.topic_left in TOPICS else "topic.idea"
        on = pack.text("feedback.on", date=day_words(left.left_on))
        state, answer = _case_words(left.case, today, pack)
        words.append({"topic": pack.text(topic), "on": on, "state": state, "answer": answer})
    return words


def _case_words(case: Case, today: Any, pack: LanguagePack) -> tuple[str, str]:
    if case.state == "answered":
        return pack.text("feedback.answered"), case.answer
    if case.state == "redirected" and case.answer in ELSEWHERE:
        return pack.text("feedback.answered"), pack.text(f"elsewhere.{case.answer}")
    if case.ended_on is not None:
        return pack.text("feedback.done"), ""
    if standing_of(case.due, None, today) == "overdue":
        return pack.text("feedback.overdue"), ""
    return pack.text("feedback.pending", date=day_words(case.due)), ""
