"""``/status``: this machine as it is, without central: links, devices, journal, clock, last faults; the self-test.

Everybody in the centre may look: nothing here is about a person. The self-test turns the test mode on, so it is begun
on this machine itself, on a paired desk or guide, or while the test mode is on already.
"""

from flask import Blueprint, Flask, Response, abort, make_response, redirect, request
from flask.typing import ResponseReturnValue

from gateway.joining.status_side import StatusSide
from gateway.web.door import is_loopback
from gateway.web.errors import Refused
from gateway.web.parts import PageParts, Screens
from gateway.web.render import render

REFRESH_S, REFRESH_TEST_S = 15, 2
SIGNS = {"ok": "✓", "attention": "!", "fault": "✕", "unknown": "?"}
WORDS = {"ok": "tốt", "attention": "chú ý", "fault": "hỏng", "unknown": "không rõ"}
PRINTED = {
    "": "",
    "printing": "Đang in phiếu kiểm tra.",
    "done": "Đã in phiếu kiểm tra.",
    "failed": "Không in được phiếu kiểm tra. Xem dòng máy in.",
    "unknown": "Không rõ phiếu đã in hay chưa. Xem ở máy in.",
}


def pages(parts: PageParts) -> Blueprint:
    """The page and its two orders."""
    return status_pages(parts.status, parts.screens)


def status_pages(side: StatusSide | None, screens: Screens | None) -> Blueprint:
    """The same for a gateway without a queue, where nothing is paired."""
    pages = Blueprint("status", __name__)
    if side is None:
        return pages

    @pages.get("/status")
    def page() -> ResponseReturnValue:
        return _page(side, may_act(side, screens))

    @pages.post("/status")
    def act() -> ResponseReturnValue:
        if not may_act(side, screens):
            raise Refused(403, "not_paired", "Phiếu kiểm tra chỉ in từ máy này hoặc màn hình đã ghép", "", HOW)
        match request.form.get("act"):
            case "begin":
                _begin(side)
            case "finish":
                side.test.finish()
                if side.has_printer:
                    side.print_slip()
            case "print" if side.has_printer:
                side.print_slip()
            case _:
                abort(400)
        return redirect("/status", 303)

    return pages


HOW = "Xin mở trang này ngay trên máy, trên màn hình quầy đã ghép, hoặc nhờ quản trị bật chế độ thử."


def may_act(side: StatusSide, screens: Screens | None) -> bool:
    """Whether this browser may begin the self-test."""
    if is_loopback(request.remote_addr) or side.is_training:
        return True
    return screens is not None and (screens.may(request, "guide") or screens.may(request, "desk"))


def _begin(side: StatusSide) -> None:
    try:
        side.test.start()
    except OSError:
        raise Refused(
            507, "not_stored", "Thẻ nhớ không ghi được", "Chưa bật chế độ thử.", "Kiểm tra thẻ nhớ."
        ) from None


def _page(side: StatusSide, may: bool) -> Response:
    parts = side.parts()
    bad = [part for part in parts if part.state in ("fault", "attention")]
    answer = make_response(
        render(
            "status.html",
            gateway=side.gateway,
            site_name=side.site_name,
            parts=parts,
            bad=len(bad),
            unknown=sum(part.state == "unknown" for part in parts),
            signs=SIGNS,
            words=WORDS,
            faults=side.faults(),
            pressed=side.test.pressed(),
            is_running=side.test.is_running,
            is_training=side.is_training,
            is_retired=side.is_retired(),
            has_printer=side.has_printer,
            printed=PRINTED.get(side.printed, PRINTED["unknown"]),
            may=may,
            how=HOW,
        )
    )
    is_busy = side.test.is_running or side.printed == "printing"
    answer.headers["Refresh"] = str(REFRESH_TEST_S if is_busy else REFRESH_S)
    return answer


def make_status_app(side: StatusSide) -> Flask:
    """The application of a gateway without a queue: this page alone."""
    from gateway.web import door, errors, headers
    from kiosk_ui.assets import UnknownAsset, load_asset

    app = Flask("gateway.web", static_folder=None, template_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = 64 * 1024
    headers.install(app)
    errors.install(app)
    door.install(app, frozenset(), None)
    app.register_blueprint(status_pages(side, None))

    @app.get("/assets/<path:name>")
    def asset(name: str) -> ResponseReturnValue:
        try:
            found = load_asset(name)
        except UnknownAsset:
            abort(404)
        response = Response(found.body, headers=found.headers(request.args.get("v")))
        return response.make_conditional(request)

    return app
