"""``GET /healthz``: whether everything that central needs is there; unknown is never shown as fine."""

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from central.services import Services


def blueprint(services: Services) -> Blueprint:
    """The one address, for load balancers, systemd and people in a hurry."""
    pages = Blueprint("healthz", __name__)

    @pages.get("/healthz")
    def healthz() -> ResponseReturnValue:
        parts = {"web": True, **services.health()}
        failing = [name for name, state in parts.items() if state is not True]
        return jsonify(ok=not failing, parts=parts, failing=failing), 503 if failing else 200

    return pages
