"""``/api/v1``: the routes of every declared operation, the document that describes them, and ``/metrics``."""

import hashlib
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from central.api import metrics
from central.api.answers import LISTS, Asked
from central.api.openapi import document
from central.api.operations import OPERATIONS, ROOT, Operation
from central.api.problems import MEDIA_TYPE, Problem
from central.api.reading import read_words
from central.api.report import api_report
from central.api.scopes import METRICS
from central.documents.office import program_version
from central.exports.json_export import as_json
from central.services import Services
from central.web.api.door import Door

JSON = "application/json"


def blueprint(services: Services) -> Blueprint:
    """Every route."""
    pages = Blueprint("api", __name__)
    door = Door(services)
    described = json.dumps(document(), ensure_ascii=False, indent=1)

    @pages.get(f"{ROOT}/openapi.json")
    def openapi() -> ResponseReturnValue:
        return _tagged(Response(described, mimetype=JSON), described)

    @pages.get("/metrics")
    def measures() -> ResponseReturnValue:
        text = metrics.metrics_text(services, door.enter(METRICS), program_version())
        return Response(text, content_type=metrics.MEDIA_TYPE)

    for operation in OPERATIONS.values():
        pages.add_url_rule(operation.route, operation.id, _view(services, door, operation), methods=["GET"])

    pages.register_error_handler(Problem, refuse)
    pages.register_error_handler(HTTPException, refuse_http)
    return pages


def refuse(problem: Exception) -> Response:
    """A problem as its answer."""
    assert isinstance(problem, Problem)
    response = Response(json.dumps(problem.as_json(), ensure_ascii=False), problem.status, content_type=MEDIA_TYPE)
    if problem.status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    if problem.wait_s:
        response.headers["Retry-After"] = str(problem.wait_s)
    return response


def refuse_http(error: Exception) -> Response:
    """What Flask itself refuses, in the same form."""
    assert isinstance(error, HTTPException)
    response = refuse(Problem(error.code or 500))
    for name, value in error.get_headers():
        if name == "Allow":
            response.headers[name] = value
    return response


def _view(services: Services, door: Door, operation: Operation) -> Callable[..., Response]:
    def answer(**path: str) -> Response:
        token = door.enter(operation.scope)
        asked = Asked(services, token, read_words(operation, path, request.args.to_dict(flat=False)))
        body = _report(door, asked) if operation.id == "getReport" else _page(asked, LISTS[operation.id])
        timeless = {name: value for name, value in body.items() if name != "made_at"}
        response = Response(json.dumps(body, ensure_ascii=False), mimetype=JSON)
        if body.get("next"):
            response.headers["Link"] = f'<{body["next"]}>; rel="next"'
        return _tagged(response, json.dumps(timeless, ensure_ascii=False))

    return answer


def _report(door: Door, asked: Asked) -> dict[str, Any]:
    words, site = asked.words, asked.site
    first, last, name = str(words["from"]), str(words["to"]), str(words["report"])
    made = api_report(asked.services, asked.token, name, site, (first, last))
    door.looked(asked.token, f"API: {made.title} {first}–{last}", site)
    return as_json(made)


def _page(asked: Asked, make: Callable[[Asked], list[Any]]) -> dict[str, Any]:
    items, total = asked.page(make(asked))
    limit, offset = int(asked.words["limit"]), int(asked.words["offset"])
    following = None
    if offset + limit < total:
        words = {**request.args.to_dict(), "limit": limit, "offset": offset + limit}
        following = f"{request.path}?{urlencode(words)}"
    return {"items": items, "total": total, "next": following}


def _tagged(response: Response, of: str) -> Response:
    """With a tag of its content: who has it already is told so."""
    response.set_etag(hashlib.sha256(of.encode()).hexdigest()[:32], weak=True)
    response.headers["Cache-Control"] = "private, no-cache"
    response.make_conditional(request)
    return response
