"""``/t/<token>``: how long still, where to go, afterwards the rating and feedback with its answer.

Works without script; with it the page keeps itself up to date, and keeps a tap until it has arrived. It says nothing
about a person and learns nothing about one.
"""

from typing import Any
from uuid import UUID

import msgspec
from flask import Blueprint, Response, make_response, redirect, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import RequestEntityTooLarge

from central.feedback.texts import MOST_TEXT
from central.feedback.topics import ELSEWHERE, TOPICS
from central.services import Services
from central.store.engine import reading
from central.web.public import feedback_form, looks
from central.web.public.door import Door, give_cookies
from central.web.public.feedback_form import Words, may_leave
from central.web.public.ratings import Ratings, Wanted
from central.web.public.refusals import PublicRefused
from central.web.public.showing import show
from central.web.public.tickets import Found
from contract.ids import new_id


class Tap(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A level from the script of the page."""

    rating: UUID
    level: str
    reasons: tuple[str, ...] = ()


def blueprint(services: Services, at_door: Door | None = None) -> Blueprint:
    """The page, its state, its rating and its feedback. ``at_door``: another clock than the server's."""
    pages = Blueprint("public", __name__)
    door = at_door or Door(services)
    _show(pages, door)
    _take_ratings(pages, door)
    _take_words(pages, door)
    _answer_errors(pages)
    return pages


def _show(pages: Blueprint, door: Door) -> None:
    @pages.get("/t/<token>")
    def page(token: str) -> ResponseReturnValue:
        found = door.open(token)
        with reading(door.services.engine) as connection:
            context = looks.ticket_page(door, connection, found, request.args.get("sent", ""))
        return give_cookies(make_response(looks.render_public("public/ticket.html", token=token, **context)))

    @pages.get("/t/<token>/state")
    def state(token: str) -> ResponseReturnValue:
        found = door.open(token)
        with reading(door.services.engine) as connection:
            shown = show(door, connection, found, looks.language())
        return _json({"ok": True, "result": shown.as_dict() | {"number": found.life.number}})

    @pages.get("/t/worker.js")
    def worker() -> ResponseReturnValue:
        return looks.worker()


def _take_ratings(pages: Blueprint, door: Door) -> None:
    ratings = Ratings(door)

    @pages.post("/t/<token>/rate")
    def rate(token: str) -> ResponseReturnValue:
        found = door.open(token, writes=True)
        tap = _tap()
        wanted = Wanted(tap.rating, tap.level, tuple(dict.fromkeys(tap.reasons)))
        is_second = ratings.take(found, wanted, door.phone(found.site))
        if request.mimetype != "application/json":
            return redirect(f"/t/{token}?sent={tap.rating}#danh-gia", 303)
        said = looks.language().text("follow.before") if is_second else ""
        return _json({"ok": True, "result": {"said": said}})


def _take_words(pages: Blueprint, door: Door) -> None:
    @pages.get("/t/<token>/gop-y")
    def feedback(token: str) -> ResponseReturnValue:
        found = door.open(token)
        if not may_leave(door, found):
            raise PublicRefused(409, "feedback.closed")
        return give_cookies(make_response(_form(door, found, token)))

    @pages.post("/t/<token>/gop-y")
    def leave(token: str) -> ResponseReturnValue:
        found = door.open(token, writes=True)
        words = Words(_note(), request.form.get("topic", ""), request.form.get("text", ""))
        try:
            feedback_form.leave(door, found, words, door.now_ms())
        except PublicRefused as refused:
            if refused.status != 422:
                raise
            return _form(door, found, token, words, refused), 422
        return redirect(f"/t/{token}#gop-y", 303)


def _form(
    door: Door, found: Found, token: str, words: Words | None = None, refused: PublicRefused | None = None
) -> str:
    pack = looks.language()
    return looks.render_public(
        "public/feedback.html",
        token=token,
        number=found.life.number,
        site_name=door.services.config.sites[found.site].name,
        hotline=door.services.config.sites[found.site].hotline,
        topics=[(code, pack.text(f"topic.{code}")) for code in TOPICS],
        elsewhere=[(code, pack.text(f"topic.{code}"), pack.text(f"elsewhere.{code}")) for code in ELSEWHERE],
        most=MOST_TEXT,
        note=str(words.note if words else new_id()),
        words=words,
        wrong=pack.text(refused.key, **refused.values) if refused else "",
    )


def _answer_errors(pages: Blueprint) -> None:
    """Every refusal is a sentence: JSON for the script, a page for a browser."""

    @pages.errorhandler(PublicRefused)
    def _refused(error: PublicRefused) -> Response:
        return _said(error.status, error.key, error.values, error.wait_s)

    @pages.errorhandler(RequestEntityTooLarge)
    def _too_large(error: RequestEntityTooLarge) -> Response:
        return _said(413, "feedback.too_long", {"most": MOST_TEXT}, 0.0)

    @pages.errorhandler(SQLAlchemyError)
    def _not_stored(error: SQLAlchemyError) -> Response:
        looks.log.error("the public page cannot use the store", exc_info=error)
        return _said(503, "follow.not_stored", {}, 30.0)


def _said(status: int, key: str, values: dict[str, Any], wait_s: float) -> Response:
    pack = looks.language()
    sentence = pack.text(key, **values)
    if request.mimetype == "application/json" or request.path.endswith("/state"):
        response = _json({"ok": False, "error": {"code": key, "message": sentence}}, status)
    else:
        response = make_response(looks.render_public("public/refused.html", code=status, sentence=sentence), status)
    if wait_s > 0:
        response.headers["Retry-After"] = str(max(1, round(wait_s + 0.5)))
    return response


def _tap() -> Tap:
    """The rating in the body. Raises PublicRefused."""
    try:
        if request.mimetype == "application/json":
            return msgspec.json.decode(request.get_data(), type=Tap)
        form = {"rating": request.form.get("rating"), "level": request.form.get("level")}
        return msgspec.convert(form | {"reasons": request.form.getlist("reason")}, Tap)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise PublicRefused(400, "follow.wrong_choice") from None


def _note() -> UUID:
    """The id that our form brings. Raises PublicRefused."""
    try:
        return UUID(request.form.get("note", ""))
    except ValueError:
        raise PublicRefused(400, "follow.wrong_choice") from None


def _json(body: Any, status: int = 200) -> Response:
    response = Response(msgspec.json.encode(body), status, mimetype="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response
