"""``POST /claim/v1``: a new box shows its code and gets what it needs to be a gateway. For programs; needs no sign-in.

The code is the proof. Nothing of a request is logged but the address it came from.
"""

import msgspec
from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from central.provisioning.claiming import ClaimDesk
from central.provisioning.desk import Desk
from central.provisioning.refusals import BAD_REQUEST, Refusal
from central.services import Services
from contract.claims import PATH, ClaimRequest

JSON = "application/json; charset=utf-8"


def blueprint(services: Services) -> Blueprint:
    """The one address."""
    pages = Blueprint("claim_api", __name__)
    desk = ClaimDesk(services.engine, services.config, Desk(services.engine, services.config))

    @pages.post(PATH)
    def claim() -> ResponseReturnValue:
        try:
            asked = msgspec.json.decode(request.get_data(cache=False), type=ClaimRequest)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return _refused(BAD_REQUEST)
        said = desk.answer(asked, request.remote_addr or "")
        if isinstance(said, Refusal):
            return _refused(said)
        return _json(said, 200)

    return pages


def _refused(refusal: Refusal) -> Response:
    response = _json(refusal.said, refusal.status)
    if refusal.wait_s:
        response.headers["Retry-After"] = str(refusal.wait_s)
    return response


def _json(said: msgspec.Struct, status: int) -> Response:
    response = Response(msgspec.json.encode(said), status, content_type=JSON)
    response.headers["Cache-Control"] = "no-store"
    return response
