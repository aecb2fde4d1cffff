"""``/bang-theo-doi``: the dashboard of a centre or of several, its stream, the comparison, the log of alerts."""

from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import urlencode

import msgspec
from flask import Blueprint, Response, abort, redirect, request
from flask.typing import ResponseReturnValue

from central.dashboard.alert_log import Logged, logged_alerts, see_alert
from central.dashboard.alerts import KINDS
from central.dashboard.board import Board
from central.dashboard.history import History
from central.dashboard.words import ALERT_WORDS
from central.people import audit_log
from central.people.rights import RIGHTS
from central.people.roles import HEAD, REPORTER, SUPERVISOR
from central.services import Services
from central.store.engine import reading, writing
from central.web import session
from central.web.dashboard import compare
from central.web.dashboard.live_view import clock_ms
from central.web.dashboard.naming import account_names
from central.web.dashboard.province_view import rolling_table
from central.web.dashboard.regions import HEAD_ONLY, Audience, Regions
from central.web.dashboard.streams import Parts, Streams
from central.web.dashboard.year_view import year_view
from central.web.menu import BOARD_URL, COMPARE_URL, Link, menu
from central.web.render import render
from central.web.view import view_of
from contract.clock import utc_ms
from kiosk_ui.words import date_text

LINES = 100
SEES_MONTHS = (HEAD, REPORTER, SUPERVISOR)
SEES_RATINGS = (HEAD, REPORTER)


def blueprint(services: Services) -> Blueprint:
    """The pages of the dashboard."""
    pages = Blueprint("dashboard", __name__, url_prefix=BOARD_URL)
    board = services.board or Board(services.engine, services.config, services.presence, services.halls)
    history = services.history or History(services.engine, services.config)
    desk = _Desk(services, board, history, Regions(services, board))
    streams = Streams(stopping=board.stopping)

    @pages.get("")
    def page() -> ResponseReturnValue:
        seen = session.sites()
        site = _asked_site(services)
        if site is None and len(seen) != 1:
            return desk.province(seen)
        return desk.one(site or seen[0])

    @pages.get("/dong")
    def stream() -> ResponseReturnValue:
        gone: Callable[[], bool] = request.environ.get("waitress.client_disconnected", lambda: False)
        begun = streams.begin(desk.changing(_sites_asked(services)), gone)
        if begun is None:
            return Response("Quá nhiều trang đang mở.", 503, headers={"Retry-After": "30"}, mimetype="text/plain")
        return Response(begun, mimetype="text/event-stream", headers={"Cache-Control": "no-store"})

    @pages.get("/trang-thai")
    def state() -> ResponseReturnValue:
        parts = desk.changing(_sites_asked(services))()
        return Response(msgspec.json.encode(parts), mimetype="application/json")

    @pages.get("/so-sanh")
    def comparison() -> ResponseReturnValue:
        return desk.comparison(_the_site(services))

    @pages.get("/canh-bao")
    def log() -> ResponseReturnValue:
        return desk.log(_the_site(services))

    @pages.post("/canh-bao")
    def see() -> ResponseReturnValue:
        site = _the_site(services)
        desk.see(site, request.form.get("alert", 0, type=int))
        return redirect(_url("", site=site), 303)

    return pages


class _Desk:
    """What the pages are made from."""

    def __init__(self, services: Services, board: Board, history: History, regions: Regions) -> None:
        self._services, self._board = services, board
        self._history, self._regions = history, regions

    def one(self, site: str) -> str:
        """The page of a centre."""
        live, html = self._regions.live(site, _audience(site))
        has_months = session.has(site, *SEES_MONTHS)
        return render(
            "dashboard/site.html",
            live=live,
            html=html,
            year=year_view(self._history.year(site), session.has(site, *SEES_RATINGS)) if has_months else None,
            site_name=self._services.config.sites[site].name,
            compare_url=_url("/so-sanh", site=site) if site in session.sites("dashboard.comparison") else "",
            log_url=_url("/canh-bao", site=site),
            all_url=BOARD_URL if len(session.sites()) > 1 else "",
            stream_url=_url("/dong", site=site),
            state_url=_url("/trang-thai", site=site),
            menu=menu(BOARD_URL, site),
        )

    def province(self, sites: tuple[str, ...]) -> str:
        """A row for each centre."""
        config = self._services.config
        found = [self._regions.row(site, _audience(site)) for site in sites]
        of_months = [site for site in sites if session.has(site, *SEES_MONTHS)]
        years = {site: self._history.year(site) for site in of_months}
        rated = frozenset(site for site in of_months if session.has(site, *SEES_RATINGS))
        names = {site: config.sites[site].name for site in sites}
        at = self._board.look().at
        return render(
            "dashboard/province.html",
            rows=[row for row, _ in found],
            html={name: part for _, parts in found for name, part in parts.items()},
            rolling=rolling_table(years, names, rated),
            read_at=min((f"{year.read_at:%H:%M}" for year in years.values()), default=""),
            day=date_text(at.astimezone(config.zone(sites[0])).date()) if sites else "",
            stream_url=_url("/dong"),
            state_url=_url("/trang-thai"),
            menu=menu(BOARD_URL),
        )

    def changing(self, sites: tuple[str, ...]) -> Callable[[], Parts]:
        """What of a page changes: looks at no request, for a stream goes on after it."""
        audiences = {site: _audience(site) for site in sites}
        if request.args.get("site"):
            return lambda: self._regions.live(sites[0], audiences[sites[0]])[1]
        return lambda: {
            name: part for site in sites for name, part in self._regions.row(site, audiences[site])[1].items()
        }

    def comparison(self, site: str) -> str:
        """Agencies and officers beside each other."""
        chosen = request.args.get("ky", compare.THIS_MONTH)
        if chosen not in compare.CHOICES:
            abort(404)
        today = self._board.look().at.astimezone(self._services.config.zone(site)).date()
        period = compare.period_of(chosen, today)
        reader = session.person()
        session.looked(f"So sánh cán bộ {date_text(period.first)}–{date_text(period.last)}", site)
        made = (
            compare.agencies_compared(self._services, reader, site, period, today),
            compare.officers_compared(self._services, reader, site, period, today),
        )
        known = self._services.config.sites[site]
        return render(
            "dashboard/compare.html",
            reports=[(view_of(one), one.site.scale.levels) for one in made if one is not None],
            findings=[
                finding.text for one in made if one for finding in one.findings if finding.code == "closed_blocks"
            ],
            choices=[
                Link(words, _url("/so-sanh", site=site, ky=key), key == chosen)
                for key, words in compare.CHOICES.items()
            ],
            period=period,
            site_name=known.name,
            back_url=_url("", site=site) if session.may("dashboard.page") else "",
            menu=menu(COMPARE_URL, site),
        )

    def log(self, site: str) -> str:
        """The log of alerts, newest first."""
        before = request.args.get("truoc", type=int)
        kinds = [kind for kind in KINDS if kind not in HEAD_ONLY or _audience(site).sees_ratings_today]
        with reading(self._services.engine) as connection:
            lines = logged_alerts(connection, site, kinds, LINES + 1, before)
            people = account_names(connection, {one.seen_by for one in lines if one.seen_by})
        shown = lines[:LINES]
        return render(
            "dashboard/log.html",
            rows=[self._line(one, people) for one in shown],
            site_name=self._services.config.sites[site].name,
            back_url=_url("", site=site),
            more_url=_url("/canh-bao", site=site, truoc=shown[-1].id) if len(lines) > LINES else "",
            menu=menu(BOARD_URL, site),
        )

    def see(self, site: str, alert: int) -> None:
        """Somebody saw an alert; told twice it stands once. An alert that he may not see stays as it is."""
        shown = {one.id for one in self._board.look().alerts.get(site, ()) if _may_know(one, site)}
        if alert not in shown:
            return
        who = session.person()
        with writing(self._services.engine) as connection:
            if see_alert(connection, site, alert, who.code, utc_ms(datetime.now(UTC))):
                audit_log.note(connection, who, "alert-seen", str(alert), site, address=session.address())
        self._board.forget()

    def _line(self, one: Logged, people: object) -> dict[str, str]:
        zone = self._services.config.zone(one.site)
        names: dict[str, str] = dict(people)  # type: ignore[call-overload]

        def moment(at_ms: int | None) -> str:
            if at_ms is None:
                return ""
            return f"{datetime.fromtimestamp(at_ms / 1000, zone):%d/%m/%Y} {clock_ms(at_ms, zone)}"

        seen = f"{names.get(one.seen_by, one.seen_by)}, {moment(one.seen_ms)}" if one.seen_ms else ""
        return {
            "raised": moment(one.raised_ms), "title": ALERT_WORDS.get(one.kind, one.kind), "text": one.text,
            "seen": seen, "ended": moment(one.ended_ms),
        }  # fmt: skip


def _audience(site: str) -> Audience:
    return Audience(session.has(site, HEAD), session.has(site, *RIGHTS["dashboard.see"]))


def _may_know(one: Logged, site: str) -> bool:
    return one.kind not in HEAD_ONLY or _audience(site).sees_ratings_today


def _asked_site(services: Services) -> str | None:
    """The site in the address; None when it names none. Answers 403 or 404 itself."""
    said = request.args.get("site", "").strip()
    if not said:
        return None
    if said not in services.config.sites:
        abort(404)
    if said not in session.sites():
        abort(403)
    return said


def _the_site(services: Services) -> str:
    """The site in the address, else the only one that the reader may see."""
    site = _asked_site(services)
    if site is not None:
        return site
    seen = session.sites()
    if not seen:
        abort(404)
    return seen[0]


def _sites_asked(services: Services) -> tuple[str, ...]:
    site = _asked_site(services)
    return session.sites() if site is None else (site,)


def _url(path: str, **asked: object) -> str:
    return f"{BOARD_URL}{path}?{urlencode(asked)}" if asked else f"{BOARD_URL}{path}"
