"""``/chot-ky``: periods and how they stand, what to look at before closing one, and closing it."""

from collections.abc import Mapping
from datetime import UTC, date, datetime

import msgspec
from flask import Blueprint, Response, abort, redirect, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection, func, select

from central.closing.closing import REASON_MOST, Closer, CloseRefused, Standing, close, difference_count, standing
from central.closing.frozen import Closing, closed_periods, closings_of
from central.people import audit_log
from central.people.roles import HEAD
from central.reports import officer_ratings, presence
from central.reports.period import PRESETS
from central.services import Services
from central.store.engine import reading
from central.store.tables import closings, frozen_reports, people, ratings_daily, visits_daily
from central.web import session
from central.web.asking import Asked, AskedWrongly, read_asked
from central.web.closing import view
from central.web.menu import CLOSING_URL, Link, menu
from central.web.render import render

_ABOUT_OFFICERS = (officer_ratings.KEY, presence.KEY)


def blueprint(services: Services) -> Blueprint:
    """The list, a period, closing it, and the frozen bytes."""
    pages = Blueprint("closing", __name__, url_prefix=CLOSING_URL)

    @pages.get("")
    def periods() -> ResponseReturnValue:
        return _list(services, _asked(services, request.args), request.args.get("preset", "month"))

    @pages.get("/ky")
    def period() -> ResponseReturnValue:
        asked = _asked(services, request.args)
        return _period(services, asked, said=request.args.get("da-chot", ""))

    @pages.post("/ky")
    def close_period() -> ResponseReturnValue:
        return _close(services, _asked(services, request.form))

    @pages.get("/ban/<int:number>/<name>.json")
    def raw(number: int, name: str) -> ResponseReturnValue:
        return _raw(services, number, name)

    return pages


def _asked(services: Services, said: Mapping[str, str]) -> Asked:
    site, allowed = said.get("site", "").strip(), session.sites()
    if site in services.config.sites and site not in allowed:
        abort(403)
    seen = {code: one for code, one in services.config.sites.items() if code in allowed}
    return read_asked(said, msgspec.structs.replace(services.config, sites=seen), _today(services, site))


def _today(services: Services, site: str) -> date:
    return datetime.now(services.config.zone(site)).date()


def _list(services: Services, asked: Asked, preset: str) -> str:
    if preset not in PRESETS:
        raise AskedWrongly("Không có loại kỳ báo cáo này.")
    site, zone = asked.site, services.config.zone(asked.site)
    settings, today = services.config.sites[site], _today(services, site)
    with reading(services.engine) as connection:
        closed, since = closed_periods(connection, site), _first_day(connection, site)
    rows = [
        view.period_view(one, site, settings, zone, today, closed.get(one))
        for one in view.listed_periods(preset, today, since)
    ]
    others = [view.period_view(one, site, settings, zone, today, closed[one]) for one in view.others(closed, preset)]
    kinds = [
        Link(known.title, f"{CLOSING_URL}?site={site}&preset={known.key}", known.key == preset)
        for known in PRESETS.values()
    ]
    allowed = [
        Link(services.config.sites[code].name, f"{CLOSING_URL}?site={code}&preset={preset}", code == site)
        for code in session.sites()
    ]
    return render(
        "closing.html", site_name=settings.name, rows=rows, others=others, kinds=kinds, sites=allowed,
        menu=menu(CLOSING_URL, site),
    )  # fmt: skip


def _period(services: Services, asked: Asked, *, said: str = "", refused: str = "", reason: str = "") -> str:
    site, zone = asked.site, services.config.zone(asked.site)
    seen = standing(services.engine, services.config, site, asked.period, datetime.now(UTC), services.presence())
    with reading(services.engine) as connection:
        versions = closings_of(connection, site, asked.period)
        names = _names(connection, versions)
    is_head = session.has(site, HEAD)
    if is_head:
        _note_look(asked, seen)
    return render(
        "closing_period.html",
        title=view.name_of(asked.period),
        site=site,
        site_name=services.config.sites[site].name,
        period=asked.period,
        days=view.days_of(asked.period),
        list_url=f"{CLOSING_URL}?site={site}",
        lines=view.lines_of(seen.readiness.lines),
        version=seen.version,
        is_blocked=seen.readiness.is_blocked,
        needs_reason=seen.version > 0 or seen.readiness.has_warnings,
        may_close=is_head,
        changes=view.changed_reports(seen.changes, whole=is_head),
        change_count=difference_count(seen.changes),
        damaged=view.damaged_titles(seen),
        versions=view.versions_of(versions, site, asked.period, zone, names, whole=is_head),
        said=said if said.isdigit() and said == str(seen.version) else "",
        refused=refused,
        reason=reason,
        reason_most=REASON_MOST,
        menu=menu(CLOSING_URL, site, asked.period),
    )


def _close(services: Services, asked: Asked) -> ResponseReturnValue:
    who, site = session.person(), asked.site
    if not session.has(site, HEAD):
        abort(403)
    reason, after = request.form.get("reason", ""), request.form.get("after", "0")
    what = f"{view.name_of(asked.period)} ({view.days_of(asked.period)})"
    try:
        made = close(
            services.engine, services.config, services.own_stream, site, asked.period, Closer(who.code, HEAD),
            reason=reason, after=int(after) if after.isdigit() and len(after) < 6 else 0,
            presence=services.presence(),
            beside=lambda connection: audit_log.note(connection, who, "close", what, site, address=session.address()),
        )  # fmt: skip
    except CloseRefused as refused:
        return _period(services, asked, refused=refused.vi, reason=reason[:REASON_MOST]), 409
    return redirect(f"{view.period_url(site, asked.period)}&da-chot={made.version}", 303)


def _raw(services: Services, number: int, name: str) -> ResponseReturnValue:
    """The frozen bytes as they are: their SHA-256 is the code of the report."""
    there = frozen_reports.c.closing_id == closings.c.id
    statement = (
        select(closings.c.site, closings.c.version, frozen_reports.c.bytes)
        .join(frozen_reports, there)
        .where(closings.c.id == number, frozen_reports.c.report == name)
    )
    with reading(services.engine) as connection:
        row = connection.execute(statement).one_or_none()
    if row is None:
        abort(404)
    if row.site not in session.sites():
        abort(403)
    session.looked(f"bản chốt {name}", row.site)
    answer = Response(row.bytes, mimetype="application/json")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}_{row.site}_ban-{row.version}.json"'
    return answer


def _note_look(asked: Asked, seen: Standing) -> None:
    """What differs may be about single officers: who looked at it is noted."""
    if any(seen.changes.get(key) for key in _ABOUT_OFFICERS):
        session.looked(f"thay đổi sau khi chốt {view.days_of(asked.period)}", asked.site)


def _names(connection: Connection, versions: tuple[Closing, ...]) -> dict[str, str]:
    codes = {one.person for one in versions}
    rows = connection.execute(select(people.c.code, people.c.name).where(people.c.code.in_(codes)))
    return {row.code: row.name for row in rows}


def _first_day(connection: Connection, site: str) -> date | None:
    """The first day with anything in it."""
    days = [
        connection.execute(select(func.min(table.c.day)).where(table.c.site == site, table.c.day != "")).scalar_one()
        for table in (ratings_daily, visits_daily)
    ]
    found = [day for day in days if day]
    return date.fromisoformat(min(found)) if found else None
