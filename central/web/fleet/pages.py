"""``/thiet-bi``: how every gateway is, a wall for each centre, one gateway with its orders."""

from flask import Blueprint, Response, abort, make_response, redirect, request
from flask.typing import ResponseReturnValue

from central.dashboard.words import ROLE_WORDS
from central.fleet.order_store import add_order, orders_of
from central.fleet.orders import OPS
from central.people import audit_log
from central.people.moments import now_ms
from central.services import Services
from central.store.engine import reading, writing
from central.web import session
from central.web.fleet import showing
from central.web.fleet.listing import Listed, Wanted, listed
from central.web.menu import FLEET_URL, menu
from central.web.people.showing import moment
from central.web.render import render

WALL_REFRESH_S = 15
MOST_OPEN = 10
"""So many orders may wait for one gateway: who clicks in impatience must not make it work all day."""


def blueprint(services: Services) -> Blueprint:
    """The list, the wall, one gateway, its orders."""
    pages = Blueprint("fleet", __name__, url_prefix=FLEET_URL)

    @pages.get("")
    def page() -> ResponseReturnValue:
        wanted = _wanted()
        found = _found(services)
        names = _names(services)
        return render(
            "fleet.html",
            rows=[showing.row(one, names) for one in found if wanted.takes(one)],
            tiles=showing.counts([one for one in found if wanted.site in ("", one.site)]),
            total=len(found),
            wanted=wanted,
            sites=[(site, names[site]) for site in session.sites()],
            roles=list(ROLE_WORDS.items()),
            choices=showing.FEW_CHOICES,
            menu=menu(FLEET_URL),
            url=FLEET_URL,
        )

    @pages.get("/tuong/<site>")
    def wall(site: str) -> ResponseReturnValue:
        if site not in session.sites():
            abort(404)
        found = [one for one in _found(services) if one.site == site]
        answer = make_response(
            render(
                "fleet_wall.html",
                rows=[showing.row(one, {}) for one in found],
                tiles=showing.counts(found),
                name=services.config.sites[site].name,
                at=moment(now_ms()),
                url=FLEET_URL,
            )
        )
        answer.headers["Refresh"] = str(WALL_REFRESH_S)
        return answer

    _one_gateway(pages, services)
    return pages


def _one_gateway(pages: Blueprint, services: Services) -> None:
    @pages.get("/may/<gateway>")
    def one(gateway: str) -> ResponseReturnValue:
        return _one(services, _known(services, gateway))

    @pages.post("/may/<gateway>")
    def order(gateway: str) -> ResponseReturnValue:
        known, key = _known(services, gateway), request.form.get("op", "")
        if key not in OPS:
            abort(400)
        if key == "retire" and known.device is None:
            return _one(services, known, "Máy này chưa được đăng ký ở trang Thêm thiết bị, không thu hồi được."), 409
        with writing(services.engine) as connection:
            if sum(one.is_open for one in orders_of(connection, gateway, MOST_OPEN)) >= MOST_OPEN:
                return _one(services, known, "Máy này còn nhiều lệnh đang chờ. Xin đợi các lệnh đó xong."), 409
            made = add_order(connection, gateway, known.site, key, session.person().code, now_ms())
            what = f"{gateway}: {key} {made.id}"
            audit_log.note(connection, session.person(), "fleet-order", what, known.site, address=session.address())
        return redirect(f"{FLEET_URL}/may/{gateway}", 303)


def _one(services: Services, known: Listed, wrong: str = "") -> Response:
    with reading(services.engine) as connection:
        history = orders_of(connection, known.gateway)
    answer = make_response(
        render(
            "fleet_one.html",
            one=showing.row(known, _names(services)),
            facts=known.facts.all,
            orders=[showing.order_row(order) for order in history],
            ops=list(OPS.values()),
            wrong=wrong,
            signs=showing.GRADE_SIGNS,
            words=showing.GRADE_WORDS,
            menu=menu(FLEET_URL),
            url=FLEET_URL,
        )
    )
    if any(order.is_open for order in history):
        answer.headers["Refresh"] = "5"
    return answer


def _found(services: Services) -> list[Listed]:
    with reading(services.engine) as connection:
        return listed(connection, services.presence(), session.sites("fleet.page"), now_ms())


def _known(services: Services, gateway: str) -> Listed:
    """A gateway of a site that is this reader's to look after; answers 404 for every other name."""
    return next((one for one in _found(services) if one.gateway == gateway), None) or abort(404)


def _names(services: Services) -> dict[str, str]:
    return {site: known.name for site, known in services.config.sites.items()}


def _wanted() -> Wanted:
    asked = request.args
    return Wanted(*(asked.get(key, "")[:64] for key in ("site", "role", "show", "q")))
