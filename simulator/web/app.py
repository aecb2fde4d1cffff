"""The web application of the virtual office: one page, its live stream, the actions, and central's report pages.

It listens on loopback unless told otherwise and asks nobody for a password: it is a toy with invented people.
"""

import ipaddress
import socket
import urllib.error
import urllib.parse
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
from simulator.central_door import CentralDoor
from simulator.office import Office
from simulator.web.actions import Actions, CannotDo
from simulator.web.feed import Feed
from simulator.web.hall_actions import KEYS, HallActions
from simulator.web.orders import obey, read_order
from simulator.web.report_watch import ReportWatch

TEMPLATES = Path(__file__).with_name("templates")
MOST_BODY_BYTES = 1024
PROXY_TIMEOUT_S = 10.0
KEY_TITLES = {
    "call_next": "Gọi tiếp",
    "start": "Bắt đầu",
    "finish_and_next": "Xong và gọi tiếp",
    "recall": "Gọi lại",
    "miss": "Vắng mặt",
}
PASSED_ON = ("Content-Type", "Content-Disposition", "ETag", "Cache-Control", "Content-Security-Policy")


def create_app(office: Office, feed: Feed, report: ReportWatch, actions: Actions, hall: HallActions) -> Flask:
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
            obey(read_order(request.get_data()), actions, hall)
        except msgspec.DecodeError as error:
            return _said(f"Yêu cầu không hiểu được: {error}", 400)
        except CannotDo as error:
            return _said(str(error), 409)
        return Response(status=204)

    @app.get("/today")
    def today() -> ResponseReturnValue:
        path = f"/reports/officer-ratings?{report.query()}"
        # Central's own address leads nowhere from another machine: there its pages are shown under ours.
        return redirect(report.door.link(path) if _is_loopback(request.host) else path)

    @app.get("/reports/<path:rest>")
    def reports(rest: str) -> ResponseReturnValue:
        return _from_central(report.door, f"/reports/{urllib.parse.quote(rest)}")

    _show_papers(app, hall)
    return app


def _show_papers(app: Flask, hall: HallActions) -> None:
    """The tickets that came out, as pictures."""

    @app.get("/paper/<int:nth>.png")
    def paper(nth: int) -> ResponseReturnValue:
        picture = hall.paper(nth)
        if picture is None:
            abort(404)
        shown = Response(picture, mimetype="image/png")
        # Counted from 1 again by the next run.
        shown.headers["Cache-Control"] = "no-store"
        return shown


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


def _is_loopback(netloc: str) -> bool:
    name = urllib.parse.urlsplit(f"//{netloc}").hostname or ""
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return name == "localhost"


def _from_central(door: CentralDoor, path: str) -> Response:
    """A page of central under our own address, read only."""
    query = request.query_string.decode("ascii", "replace")
    try:
        with door.open(f"{path}?{query}", timeout_s=PROXY_TIMEOUT_S) as answer:
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
        "hall": _hall_facts(office),
        "broker": office.broker.name,
        "central": office.central.url,
    }


def _hall_facts(office: Office) -> dict[str, Any] | None:
    """The waiting area: its services, its pages, the keys of a keypad; None without a queue."""
    if office.plan.hall is None:
        return None
    return {
        "url": office.pages_url,
        "services": [{"code": one.code, "name": one.name, "prefix": one.prefix} for one in office.plan.hall.services],
        "keys": [{"code": key, "title": KEY_TITLES[key]} for key in KEYS],
        "pin": office.plan.hall.pin,
    }


def _said(sentence: str, status: int) -> Response:
    return Response(msgspec.json.encode({"error": sentence}), status, mimetype="application/json")
