"""``/them-thiet-bi``: staff add boxes, hand out their cards and codes, replace and retire them.

A code is shown once, in the answer to the form that made it; the card's files are made from it there and then.
"""

from collections.abc import Callable, Sequence
from typing import Any, cast

from flask import Blueprint, Response, abort, make_response, request
from flask.typing import ResponseReturnValue

from central.people import audit_log
from central.provisioning.answers import claim_url
from central.provisioning.batch import MOST_ROWS, read_batch
from central.provisioning.boot_files import boot_files, packed
from central.provisioning.claims import claim_by_token
from central.provisioning.desk import Desk
from central.provisioning.devices import Device, Network, device_of
from central.provisioning.keyring import NoAuthority
from central.provisioning.orders import Order, OrderWrong
from central.services import Services
from central.store.engine import reading, writing
from central.web import session
from central.web.devices.showing import form_choices, shown_claim, shown_devices
from central.web.menu import DEVICES_URL, menu
from central.web.render import render
from contract.claims import CodeMistyped, read_code

ZIP = "application/zip"
_NOT_READY = (
    "Máy chủ chưa sẵn sàng cấp máy: cần [provisioning] host, [web] cert và key trong central.toml, "
    "rồi quayso provision ca create."
)


def blueprint(services: Services) -> Blueprint:
    """The list, the form, and what becomes of them."""
    pages = Blueprint("devices", __name__, url_prefix=DEVICES_URL)
    desk = Desk(services.engine, services.config)
    _show(pages, services, desk)
    _add(pages, services, desk)
    _change(pages, services, desk)
    return pages


def _show(pages: Blueprint, services: Services, desk: Desk) -> None:
    @pages.get("")
    def page() -> ResponseReturnValue:
        return _list(services, desk)

    @pages.get("/du-phong")
    def spare() -> ResponseReturnValue:
        url = claim_url(services.config)
        try:
            files = boot_files(url or abort(404), desk.keyring.bundle(), None, None)
        except NoAuthority:
            abort(404)
        return _download(packed({"du-phong": files}), "the-nho-du-phong.zip")


def _add(pages: Blueprint, services: Services, desk: Desk) -> None:
    @pages.post("")
    def add() -> ResponseReturnValue:
        order = _asked()
        _own_site(order.site)
        try:
            [(device, code)] = _ready(services, desk, lambda: desk.add([order], session.person().code))
        except OrderWrong as wrong:
            return _list(services, desk, wrong), 400
        _note(services, "device-added", device)
        return _claim(device, code)

    @pages.post("/bang")
    def batch() -> ResponseReturnValue:
        file = request.files.get("file")
        text = file.read(1024 * 1024).decode("utf-8", "replace") if file else ""
        orders, wrong = read_batch(text, session.sites("devices.add"), services.config.provisioning.host)
        if wrong:
            return _list(
                services, desk, rows=[row.vi if not row.line else f"Dòng {row.line}: {row.vi}" for row in wrong]
            ), 400
        try:
            made = _ready(services, desk, lambda: desk.add(orders, session.person().code))
        except OrderWrong as refused:
            return _list(services, desk, refused), 400
        for device, _ in made:
            _note(services, "device-added", device)
        return _cards(services, desk, made)

    @pages.post("/tep")
    def files() -> ResponseReturnValue:
        code = request.form.get("code", "")
        device = _device_of_code(services, code)
        if device is None:
            abort(404)
        _own_site(device.site)
        return _cards(services, desk, [(device, code)])


def _change(pages: Blueprint, services: Services, desk: Desk) -> None:
    @pages.post("/ma-moi")
    def renew() -> ResponseReturnValue:
        known = _known(services)
        try:
            device, code = desk.renew_code(known.gateway, session.person().code)
        except OrderWrong as wrong:
            return _list(services, desk, wrong), 400
        _note(services, "device-code", device)
        return _claim(device, code)

    @pages.post("/thay")
    def replace() -> ResponseReturnValue:
        known = _known(services)
        order = Order(known.site, (), replaces=known.gateway)
        try:
            [(device, code)] = _ready(services, desk, lambda: desk.add([order], session.person().code))
        except OrderWrong as wrong:
            return _list(services, desk, wrong), 400
        _note(services, "device-added", device)
        return _claim(device, code)

    @pages.post("/thu-hoi")
    def retire() -> ResponseReturnValue:
        known = _known(services)
        desk.retire(known.gateway)
        _note(services, "device-retired", known)
        return Response(status=303, headers={"Location": DEVICES_URL})


def _ready(services: Services, desk: Desk, act: Callable[[], list[tuple[Device, str]]]) -> list[tuple[Device, str]]:
    """Do it where cards can be made at all. Raises OrderWrong."""
    try:
        desk.keyring.signing()
    except NoAuthority:
        raise OrderWrong("", _NOT_READY, "not ready") from None
    if claim_url(services.config) is None:
        raise OrderWrong("", _NOT_READY, "not ready")
    return act()


def _list(services: Services, desk: Desk, wrong: OrderWrong | None = None, rows: Sequence[str] = ()) -> str:
    sites = session.sites("devices.page")
    with reading(services.engine) as connection:
        shown = shown_devices(connection, services.config, desk.devices(sites))
    return render(
        "devices.html",
        devices=shown,
        choices=form_choices(services.config, sites),
        typed=request.form if request.method == "POST" else {},
        wrong=wrong.vi if wrong else "",
        wrong_field=wrong.field if wrong else "",
        rows=list(rows)[:50],
        most_rows=MOST_ROWS,
        action=DEVICES_URL,
        menu=menu(DEVICES_URL),
    )


def _claim(device: Device, code: str) -> Response:
    """The page with the code; nothing keeps it."""
    page = render("device_code.html", claim=shown_claim(device, code), action=DEVICES_URL, menu=menu(DEVICES_URL))
    response = make_response(page)
    response.headers["Cache-Control"] = "no-store"
    return response


def _cards(services: Services, desk: Desk, made: Sequence[tuple[Device, str]]) -> Response:
    url = claim_url(services.config) or abort(404)
    cards = {
        device.gateway: boot_files(
            url, desk.keyring.bundle(), device, code, services.config.sites[device.site].timezone
        )
        for device, code in made
    }
    lines = ["gateway,site,counters,code"]
    lines += [f"{device.gateway},{device.site},{'|'.join(device.counters)},{code}" for device, code in made]
    lists = [("ma-nhan-may.csv", "\ufeff" + "\n".join(lines) + "\n")] if len(made) > 1 else []
    name = f"the-nho-{made[0][0].gateway}.zip" if len(made) == 1 else "the-nho.zip"
    return _download(packed(cards, lists), name)


def _download(content: bytes, name: str) -> Response:
    response = Response(content, content_type=ZIP)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _asked() -> Order:
    said = request.form
    days = said.get("days", "").strip()
    if days and not (days.isascii() and days.isdecimal() and len(days) <= 3):
        days = "999"
    return Order(
        site=said.get("site", ""),
        roles=cast(Any, tuple(said.getlist("roles"))),
        counters=tuple(said.get("counters", "").replace(",", " ").split()),
        wiring=said.get("wiring", ""),
        host=said.get("host", "").strip(),
        network=Network(
            said.get("address", "").strip(),
            said.get("router", "").strip(),
            tuple(said.get("dns", "").replace(",", " ").split()),
            said.get("proxy", "").strip(),
            said.get("web_only") == "1",
        ),
        days=int(days or 0),
    )


def _own_site(site: str) -> None:
    """Nobody adds a box to a site that is not his to administer."""
    if site not in session.sites("devices.add"):
        abort(403)


def _known(services: Services) -> Device:
    with reading(services.engine) as connection:
        device = device_of(connection, request.form.get("gateway", ""))
    if device is None:
        abort(404)
    _own_site(device.site)
    return device


def _device_of_code(services: Services, code: str) -> Device | None:
    try:
        token = read_code(code)
    except CodeMistyped:
        return None
    with reading(services.engine) as connection:
        claim = claim_by_token(connection, token)
        return None if claim is None else device_of(connection, claim.gateway)


def _note(services: Services, act: str, device: Device) -> None:
    with writing(services.engine) as connection:
        audit_log.note(connection, session.person(), act, device.gateway, device.site, address=session.address())
