"""``/assets/<name>``: styles, typeface and pictures of kiosk_ui."""

from flask import Blueprint, Response, abort, request
from flask.typing import ResponseReturnValue

from kiosk_ui.assets import UnknownAsset, load_asset


def blueprint() -> Blueprint:
    """The one address."""
    pages = Blueprint("assets", __name__)

    @pages.get("/assets/<path:name>")
    def asset(name: str) -> ResponseReturnValue:
        try:
            found = load_asset(name)
        except UnknownAsset:
            abort(404)
        response = Response(found.body, headers=found.headers(request.args.get("v")))
        return response.make_conditional(request)

    return pages
