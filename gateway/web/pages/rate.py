"""``/rate/<counter>``: the screen in front of the citizen, with the officer's name and equal faces.

It hands each choice to the counter role and shows the same thanks whatever was chosen. What was given leaves this page
towards the journal only: no address here tells it back.
"""

import mimetypes
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import msgspec
from flask import Blueprint, Response, abort, request
from flask.typing import ResponseReturnValue
from msgspec import Meta

from contract.dissatisfaction import REASONS
from contract.fields import Token
from contract.scales import LevelCode
from contract.site import Counter, Officer
from gateway.hall_commands import RatingRevised, ReasonsChosen
from gateway.web.asking import as_json, order, pair_first
from gateway.web.parts import PageParts
from gateway.web.rating_orders import levels_now, store_choice
from gateway.web.render import render

PHOTO_TYPES = ("image/jpeg", "image/png", "image/webp")


class Give(msgspec.Struct, frozen=True):
    """A level that was chosen for the ticket the screen showed (None in a centre without a queue)."""

    level: LevelCode
    ticket: UUID | None = None


class Change(msgspec.Struct, frozen=True):
    """Another level for a rating of this screen."""

    rating: UUID
    level: LevelCode


class Reasons(msgspec.Struct, frozen=True):
    """Reasons behind a rating of this screen."""

    rating: UUID
    reasons: Annotated[tuple[Token, ...], Meta(min_length=1, max_length=len(REASONS))]


def pages(parts: PageParts) -> Blueprint:
    """The page, its three orders, and the photos of the officers."""
    pages = Blueprint("rate", __name__)

    @pages.get("/rate/<counter>")
    def page(counter: str) -> ResponseReturnValue:
        known = _counter(parts, counter)
        return pair_first(parts, "rate", counter) or render("rate.html", **_context(parts, known))

    @pages.post("/rate/<counter>/give")
    def give(counter: str) -> ResponseReturnValue:
        _counter(parts, counter)
        wanted = order(parts, Give, "rate", counter)
        rating = store_choice(parts, counter, wanted.ticket, wanted.level, "screen", f"rate-{counter}")
        return as_json({"ok": True, "result": {"rating": rating}})

    @pages.post("/rate/<counter>/change")
    def change(counter: str) -> ResponseReturnValue:
        _counter(parts, counter)
        wanted = order(parts, Change, "rate", counter)
        clock = parts.clock
        parts.post(RatingRevised(wanted.rating, wanted.level, clock.now(), clock.monotonic_s()))
        return as_json({"ok": True})

    @pages.post("/rate/<counter>/reasons")
    def reasons(counter: str) -> ResponseReturnValue:
        _counter(parts, counter)
        wanted = order(parts, Reasons, "rate", counter)
        clock = parts.clock
        parts.post(ReasonsChosen(wanted.rating, wanted.reasons, clock.now(), clock.monotonic_s()))
        return as_json({"ok": True})

    @pages.get("/rate/<counter>/photo/<officer>")
    def photo(counter: str, officer: str) -> ResponseReturnValue:
        _counter(parts, counter)
        if not parts.screens.may(request, "rate", counter):
            abort(404)
        return _photo(parts, officer)

    return pages


def _counter(parts: PageParts, counter: str) -> Counter:
    known = next((one for one in parts.site.counters if one.id == counter), None)
    if known is None:
        abort(404)
    return known


def _context(parts: PageParts, counter: Counter) -> dict[str, Any]:
    return {
        "site_name": parts.site.name,
        "counter": counter,
        "levels": levels_now(parts),
        "reasons": REASONS,
        "mode": parts.site.rules_on(parts.clock.now().at.date()).mode,
        "officers": {officer.code: _shown(parts, officer) for officer in parts.site.officers},
    }


def _shown(parts: PageParts, officer: Officer) -> dict[str, Any]:
    """What citizens see of an officer: name, agency, and a photo or initials."""
    agency = next((one.name for one in parts.site.agencies if one.code == officer.agency), "")
    words = officer.name.split()
    return {
        "name": officer.name,
        "agency": agency,
        "initials": "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)).upper(),
        "photo": officer.photo is not None and _photo_file(parts, officer.photo) is not None,
    }


def _photo(parts: PageParts, code: str) -> Response:
    officer = next((one for one in parts.site.officers if one.code == code), None)
    file = _photo_file(parts, officer.photo) if officer is not None and officer.photo is not None else None
    if file is None:
        abort(404)
    kind = mimetypes.guess_type(file.name)[0]
    return Response(file.read_bytes(), headers={"Cache-Control": "private, max-age=3600"}, mimetype=kind)


def _photo_file(parts: PageParts, name: str) -> Path | None:
    """A picture in the folder of the site's file, and nothing outside of it."""
    file = (parts.site_dir / name).resolve()
    if not file.is_relative_to(parts.site_dir.resolve()) or mimetypes.guess_type(file.name)[0] not in PHOTO_TYPES:
        return None
    return file if file.is_file() else None
