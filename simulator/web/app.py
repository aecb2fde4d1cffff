"""The web application of the virtual office: one page, its live stream, the actions, and central's report pages.

It listens on loopback unless told otherwise and asks nobody for a password: it is a toy with invented people.
"""

import ipaddress
import socket
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path
from typing import Any

import msgspec
from flask import Flask, Response, abort, redirect, request
from flask.typing import ResponseReturnValue
from jinja2 import Environment, FileSystemLoader

from central.web import assets, headers
from contract.scales import SCALES
from kiosk_ui.assets import asset_url
from kiosk_ui.faces import FACES
from simulator.office import Office
from simulator.web.actions import Actions, CannotDo
from simulator.web.feed import Feed
from simulator.web.report_watch import ReportWatch

TEMPLATES = Path(__file__).with_name("templates")
MOST_BODY_BYTES = 1024
PROXY_TIMEOUT_S = 10.0
PASSED_ON = ("Content-Type", "Content-Disposition", "ETag", "Cache-Control", "Content-Security-Policy")


class _Order(msgspec.Struct, forbid_unknown_fields=True, tag_field="do"):
    pass


class PressOrder(_Order, tag="press"):
    """Press a level at a counter."""

    counter: str
    level: str


class BadgeOrder(_Order, tag="badge"):
    """Hold a badge to the reader of a counter."""

    counter: str
    officer: str


class SignOutOrder(_Order, tag="sign_out"):
    """Sign out whoever sits at a counter."""

    counter: str


class CableOrder(_Order, tag="cable"):
    """Pull or put back the cable of a button box."""

    counter: str
    plugged: bool


class BrokerOrder(_Order, tag="broker"):
    """Cut or restore the broker."""

    running: bool


class CentralOrder(_Order, tag="central"):
    """Stop or start central."""

    running: bool


Order = PressOrder | BadgeOrder | SignOutOrder | CableOrder | BrokerOrder | CentralOrder


def create_app(office: Office, feed: Feed, report: ReportWatch, actions: Actions) -> Flask:
    """The application; nothing runs yet."""
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = MOST_BODY_BYTES
    app.register_blueprint(assets.blueprint())
    headers.install(app)
    templates = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True)
    templates.globals["asset_url"] = asset_url

    @app.get("/")
    def page() -> ResponseReturnValue:
        return templates.get_template("office.html").render(**_static_facts(office))

    @app.get("/state")
    def state() -> ResponseReturnValue:
        return Response(msgspec.json.encode(feed.now()), mimetype="application/json")

    @app.get("/stream")
    def stream() -> ResponseReturnValue:
        if feed.is_full:
            return _said("Quá nhiều trang đang mở.", 503)
        events = Response(feed.stream(), mimetype="text/event-stream")
        events.headers["Cache-Control"] = "no-store"
        return events

    @app.post("/do")
    def do() -> ResponseReturnValue:
        if not _comes_from_our_page():
            return _said("Yêu cầu không đến từ trang này.", 403)
        try:
            _obey(actions, msgspec.json.decode(request.get_data(), type=Order))
        except msgspec.DecodeError as error:
            return _said(f"Yêu cầu không hiểu được: {error}", 400)
        except CannotDo as error:
            return _said(str(error), 409)
        return Response(status=204)

    @app.get("/today")
    def today() -> ResponseReturnValue:
        return redirect(f"/reports/officer-ratings?{report.query()}")

    @app.get("/reports/<path:rest>")
    def reports(rest: str) -> ResponseReturnValue:
        return _from_central(office, f"/reports/{urllib.parse.quote(rest)}")

    return app


def _obey(actions: Actions, order: Order) -> None:
    match order:
        case PressOrder(counter, level):
            actions.press(counter, level)
        case BadgeOrder(counter, officer):
            actions.hold_badge(counter, officer)
        case SignOutOrder(counter):
            actions.sign_out(counter)
        case CableOrder(counter, plugged):
            actions.set_cable(counter, plugged)
        case BrokerOrder(running):
            actions.set_broker(running)
        case CentralOrder(running):
            actions.set_central(running)


def _comes_from_our_page() -> bool:
    """No other site's page may press buttons here: it can send neither this type nor our own origin.

    A name that was made to point at this machine ("DNS rebinding") is not ours either.
    """
    if request.mimetype != "application/json" or not _is_this_machine(request.host):
        return False
    origin = request.headers.get("Origin")
    return origin is None or urllib.parse.urlsplit(origin).netloc == request.host


def _is_this_machine(netloc: str) -> bool:
    name = urllib.parse.urlsplit(f"//{netloc}").hostname or ""
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return name in ("localhost", socket.gethostname().lower())
    return True


def _from_central(office: Office, path: str) -> Response:
    """A page of central under our own address, read only."""
    query = request.query_string.decode("ascii", "replace")
    try:
        with urllib.request.urlopen(f"{office.central.url}{path}?{query}", timeout=PROXY_TIMEOUT_S) as answer:
            kept = {name: value for name in PASSED_ON if (value := answer.headers.get(name))}
            return Response(answer.read(), headers=kept)
    except urllib.error.HTTPError as answer:
        with answer:
            return Response(answer.read(), answer.code, {"Content-Type": answer.headers.get("Content-Type", "")})
    except OSError:
        abort(503, "Trung tâm đang dừng · central is stopped")


def _static_facts(office: Office) -> dict[str, Any]:
    """What does not change while the office runs."""
    scale = SCALES[office.plan.scale]
    return {
        "name": office.plan.name,
        "counters": [
            {"id": counter, "gateway": station.name, "can_unplug": station.panels[counter].can_unplug}
            for counter in office.plan.counters
            for station in [office.station_of(counter)]
        ],
        "levels": [
            {"code": level.code, "title": level.title, "face": FACES[scale.code][level.code]} for level in scale.levels
        ],
        "people": [
            {"code": person.code, "name": person.name, "agency": office.plan.agency_name(person.agency)}
            for person in office.plan.people
        ],
        "broker": office.broker.name,
        "central": office.central.url,
    }


def _said(sentence: str, status: int) -> Response:
    return Response(msgspec.json.encode({"error": sentence}), status, mimetype="application/json")
