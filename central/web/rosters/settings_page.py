"""``/cau-hinh``: what gateways of a centre shall run: set, compared, sent, and whether they run it."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, redirect, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from central.people import audit_log
from central.presence import GatewayPresence
from central.provisioning.devices import devices_of
from central.rosters.refusal import EditRefused
from central.services import Services
from central.settings_push.differences import Change, changes
from central.settings_push.draft import save_draft
from central.settings_push.versions import Version, Wish, push, versions_of, wishes
from central.settings_push.writing import site_of_day, written
from central.store.engine import reading, writing
from central.web import session
from central.web.menu import SETTINGS_URL, menu
from central.web.render import render
from central.web.rosters.settings_form import DAY_WORDS, LANGUAGES, read_draft, shown_draft
from contract.configuration import read_site
from contract.site import SiteConfig
from contract.toml import ConfigProblem, ConfigRefused
from kiosk_ui.words import moment_text

MOST_CHANGES = 200
_DRAFTED = ("hours", "priority", "languages", "notice")


@dataclass(frozen=True, slots=True)
class Standing:
    """A centre's settings as they would be sent now, and what was sent last. ``problems``: why they cannot be."""

    site: SiteConfig
    sha256: str
    problems: tuple[ConfigProblem, ...]
    sent: Version | None
    changes: list[Change]


def blueprint(services: Services) -> Blueprint:
    """The page, saving and sending."""
    pages = Blueprint("settings", __name__, url_prefix=SETTINGS_URL)

    @pages.get("")
    def page() -> ResponseReturnValue:
        return _page(services, _site(request.args.get("site", "")))

    @pages.post("")
    def save() -> ResponseReturnValue:
        site = _site(request.form.get("site", ""))
        try:
            draft = read_draft(request.form)
            with writing(services.engine) as connection:
                save_draft(connection, site, draft, session.person().code)
                _check(_stands(services, connection, site).problems)
                _note(connection, site, "settings-saved", "giờ làm việc, ưu tiên, ngôn ngữ, thông báo")
        except EditRefused as refused:
            return _page(services, site, refused), 400
        return redirect(f"{SETTINGS_URL}?site={site}", 303)

    @pages.post("/gui")
    def send() -> ResponseReturnValue:
        site = _site(request.form.get("site", ""))
        with writing(services.engine) as connection:
            stands = _stands(services, connection, site)
            if stands.problems:
                return _page(services, site, EditRefused("", "Cấu hình còn chỗ chưa đúng, chưa gửi.")), 409
            if stands.sha256 != request.form.get("seen", ""):
                return _page(services, site, EditRefused("", "Có thay đổi mới; xin xem lại rồi gửi.")), 409
            version = push(connection, stands.site, _heard(services, site), session.person().code)
            _note(connection, site, "settings-sent", f"bản {version.id}: {len(stands.changes)} thay đổi")
        return redirect(f"{SETTINGS_URL}?site={site}", 303)

    return pages


def _stands(services: Services, connection: Connection, site: str) -> Standing:
    day = datetime.now(services.config.zone(site)).date()
    made = site_of_day(connection, services.config, site, day)
    sent = next(iter(versions_of(connection, site, 1)), None)
    text, problems = "", tuple[ConfigProblem, ...]()
    try:
        text = written(made)
    except ConfigRefused as refused:
        problems = tuple(refused.problems)
    before = read_site(sent.toml) if sent else None
    return Standing(made, hashlib.sha256(text.encode()).hexdigest(), problems, sent, changes(before, made))


def _check(problems: tuple[ConfigProblem, ...]) -> None:
    """Refuse what was typed here; what is wrong in the lists is shown, and mended there."""
    for problem in problems:
        if problem.key.partition(".")[0].partition("[")[0] in _DRAFTED:
            raise EditRefused("sessions", f"{problem.key}: {problem.what_vi}.")


def _page(services: Services, site: str, refused: EditRefused | None = None) -> str:
    zone = services.config.zone(site)
    with reading(services.engine) as connection:
        stands = _stands(services, connection, site)
        versions = versions_of(connection, site, 10)
        gateways = _gateways(services, connection, site)
    return render(
        "site_settings.html",
        site=site,
        site_name=services.config.sites[site].name,
        sites=[(code, services.config.sites[code].name) for code in session.sites("settings.page")],
        form=shown_draft(stands.site),
        days=list(DAY_WORDS.items()),
        languages=LANGUAGES,
        stands=stands,
        changes=stands.changes[:MOST_CHANGES],
        more=max(0, len(stands.changes) - MOST_CHANGES),
        versions=[_shown_version(one, zone) for one in versions],
        gateways=gateways,
        may_send=site in session.sites("settings.send"),
        wrong=refused.vi if refused else "",
        wrong_field=refused.field if refused else "",
        action=SETTINGS_URL,
        menu=menu(SETTINGS_URL, site),
    )


def _gateways(services: Services, connection: Connection, site: str) -> list[dict[str, Any]]:
    """Wished and reported version of each gateway."""
    wished = {one.gateway: one for one in wishes(connection)}
    known = {one.gateway: one for one in services.presence()}
    listed = [one.gateway for one in devices_of(connection, [site]) if one.state != "retired"]
    names = sorted({*listed, *_heard(services, site)})
    return [_gateway(name, wished.get(name), known.get(name)) for name in names]


def _gateway(name: str, wish: Wish | None, known: GatewayPresence | None) -> dict[str, Any]:
    applied = known.config_applied if known else None
    if wish is None:
        words = "chưa gửi lần nào"
    elif applied is None or applied.version != wish.version:
        words = "đang chờ máy nhận và lúc không có lượt phục vụ"
    elif applied.ok:
        words = "đang dùng"
    else:
        words = f"máy từ chối: {applied.error or '?'}"
    return {
        "name": name,
        "wished": wish.version if wish else "–",
        "reported": applied.version if applied else "–",
        "words": words,
        "is_alarm": bool(wish and applied and applied.version == wish.version and not applied.ok),
    }


def _heard(services: Services, site: str) -> dict[str, tuple[str, ...]]:
    """Gateways of the site that were heard, with their roles."""
    births = {one.gateway: one.birth for one in services.presence()}
    return {gateway: birth.roles for gateway, birth in births.items() if birth is not None and birth.site == site}


def _shown_version(one: Version, zone: ZoneInfo) -> dict[str, Any]:
    at = datetime.fromtimestamp(one.made_ms / 1000, UTC).astimezone(zone)
    return {"id": one.id, "made": f"{moment_text(at)}, {one.made_by}", "code": one.sha256[:12]}


def _site(said: str) -> str:
    allowed = session.sites()
    if not said and allowed:
        return allowed[0]
    if said not in allowed:
        abort(403)
    return said


def _note(connection: Connection, site: str, act: str, what: str) -> None:
    audit_log.note(connection, session.person(), act, what, site, address=session.address())
