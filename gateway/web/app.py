"""Joins the pages of a gateway into one Flask application. Opens no port: `gateway/web/service.py` does."""

import hashlib
from collections.abc import Sequence

from flask import Blueprint, Flask, Response, abort, jsonify, request
from flask.typing import ResponseReturnValue

from gateway.web import door, errors, events, headers, speech
from gateway.web.pages import pair
from gateway.web.parts import PageParts
from gateway.web.registry import PageModule
from kiosk_ui.assets import STATIC, UnknownAsset, load_asset

MAX_REQUEST_BYTES = 64 * 1024
STREAMS = "quayso-streams"
"""Under this name the application keeps its `gateway.web.events.Streams`, for whoever stops it."""


def make_app(parts: PageParts, pages: Sequence[PageModule], tls_port: int | None = None) -> Flask:
    """The application of these pages. ``tls_port``: where the same pages are over TLS, if anywhere."""
    app = Flask("gateway.web", static_folder=None, template_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = MAX_REQUEST_BYTES
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    headers.install(app)
    errors.install(app)
    tls_only = frozenset(page.name for page in pages if page.tls_only)
    door.install(app, tls_only, tls_port)
    streams = app.extensions[STREAMS] = events.Streams(parts, build_of_pages())
    for blueprint in (_common(parts), events.blueprint(streams), speech.blueprint(parts)):
        app.register_blueprint(blueprint)
    app.register_blueprint(pair.pages(parts, {page.name for page in pages}, tls_only, tls_port))
    for page in pages:
        app.register_blueprint(page.make(parts))
    return app


def build_of_pages() -> str:
    """A fingerprint of scripts and styles: a page that was open before an update learns that it is old."""
    digest = hashlib.sha256()
    for path in sorted(STATIC.iterdir()):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def _common(parts: PageParts) -> Blueprint:
    common = Blueprint("common", __name__)

    @common.get("/assets/<path:name>")
    def asset(name: str) -> ResponseReturnValue:
        try:
            found = load_asset(name)
        except UnknownAsset:
            abort(404)
        response = Response(found.body, headers=found.headers(request.args.get("v")))
        return response.make_conditional(request)

    @common.get("/healthz")
    def healthz() -> ResponseReturnValue:
        """Pages answer; whether the hall is heard. Unknown is never shown as fine."""
        hall = parts.feed.look().is_live
        return jsonify(ok=hall, parts={"web": True, "hall": hall}), 200 if hall else 503

    return common
