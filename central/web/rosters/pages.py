"""``/phan-cong``: services, officers and counters by date, who sits where, who is planned to be away."""

from collections.abc import Callable
from datetime import datetime
from typing import cast

from flask import Blueprint, abort, redirect, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from central.people import audit_log
from central.registry.names import tidy
from central.rosters import absences, lists, seats
from central.rosters.absences import KIND_WORDS, PlannedAbsence
from central.rosters.days import read_day, read_stretch, text_of
from central.rosters.refusal import EditRefused
from central.rosters.seats import ROLE_WORDS, Seat, SeatRole
from central.services import Services
from central.store.engine import reading, writing
from central.web import session
from central.web.menu import ROSTERS_URL, menu
from central.web.render import render
from central.web.rosters.fields import LISTS, TABS
from central.web.rosters.showing import last_change, officer_names, parted, shown, suggestions

_LONGEST = 2000


def blueprint(services: Services) -> Blueprint:
    """The page and its edits."""
    pages = Blueprint("rosters", __name__, url_prefix=ROSTERS_URL)

    @pages.get("")
    def page() -> ResponseReturnValue:
        return _page(services, _site(request.args.get("site", "")), _tab(request.args.get("muc", "")))

    _lists(pages, services)
    _seats(pages, services)
    _absences(pages, services)
    return pages


def _lists(pages: Blueprint, services: Services) -> None:
    @pages.post("/them")
    def add() -> ResponseReturnValue:
        kind = _kind()

        def act(site: str) -> str:
            values = {field.name: _said(field.name) for field in LISTS[kind].fields}
            days = read_stretch(_said("valid_from"), _said("valid_to"))
            _edit(services, site, kind, lists.added({**values, **days.stored}), f"thêm {values['code']}")
            return kind

        return _done(services, kind, act)

    @pages.post("/doi")
    def change() -> ResponseReturnValue:
        kind = _kind()

        def act(site: str) -> str:
            names = [field.name for field in LISTS[kind].fields if not field.is_key]
            changes = {name: _said(name) for name in names if name in request.form}
            day = read_day("day", _said("day"), is_needed=True)
            assert day is not None
            edit = lists.changed_from(_place(), _seen(), day, changes)
            _edit(services, site, kind, edit, f"đổi {_said('seen_code')} từ {day}")
            return kind

        return _done(services, kind, act)

    @pages.post("/het")
    def end() -> ResponseReturnValue:
        kind = _kind()

        def act(site: str) -> str:
            day = read_day("day", _said("day"), is_needed=True)
            assert day is not None
            edit = lists.ended_on(_place(), _seen(), day)
            _edit(services, site, kind, edit, f"kết thúc {_said('seen_code')} hết {day}")
            return kind

        return _done(services, kind, act)


def _seats(pages: Blueprint, services: Services) -> None:
    @pages.post("/truc")
    def seat() -> ResponseReturnValue:
        def act(site: str) -> str:
            days = read_stretch(_said("valid_from"), _said("valid_to"), needs_first=True)
            wanted = Seat(_said("counter"), _said("officer"), cast(SeatRole, _said("role")), days)
            with writing(services.engine) as connection:
                _check_known(connection, site, officer=wanted.officer, counter=wanted.counter)
                seats.add_seat(connection, site, wanted, session.person().code)
                what = f"quầy {wanted.counter}: {wanted.officer}, {wanted.role}, {days.first}–{text_of(days.last)}"
                _note(connection, site, "seat-planned", what)
            return "seats"

        return _done(services, "seats", act)

    @pages.post("/truc/thoi")
    def unseat() -> ResponseReturnValue:
        def act(site: str) -> str:
            last = read_day("day", _said("day"))
            with writing(services.engine) as connection:
                ended = seats.end_seat(connection, site, _place(), last, session.person().code)
                _note(connection, site, "seat-ended", f"quầy {ended.counter}: {ended.officer}, hết {text_of(last)}")
            return "seats"

        return _done(services, "seats", act)


def _absences(pages: Blueprint, services: Services) -> None:
    @pages.post("/vang")
    def away() -> ResponseReturnValue:
        def act(site: str) -> str:
            days = read_stretch(_said("valid_from"), _said("valid_to"), needs_first=True, needs_last=True)
            wanted = PlannedAbsence(_said("officer"), _said("kind"), days)
            with writing(services.engine) as connection:
                _check_known(connection, site, officer=wanted.officer)
                absences.add_absence(connection, site, wanted, session.person().code)
                _note(connection, site, "absence-planned", f"{wanted.officer}, {days.first}–{days.last}")
            return "absences"

        return _done(services, "absences", act)

    @pages.post("/vang/thoi")
    def back() -> ResponseReturnValue:
        def act(site: str) -> str:
            with writing(services.engine) as connection:
                taken = absences.take_back(connection, site, _place(), session.person().code)
                _note(connection, site, "absence-ended", f"{taken.officer}, {taken.days.first}–{taken.days.last}")
            return "absences"

        return _done(services, "absences", act)


def _done(services: Services, tab: str, act: Callable[[str], str]) -> ResponseReturnValue:
    """Do it and show the tab again; what is refused is said beside what was typed."""
    site = _site(_said("site"))
    try:
        act(site)
    except EditRefused as refused:
        return _page(services, site, tab, refused), 400
    return redirect(f"{ROSTERS_URL}?site={site}&muc={tab}", 303)


def _edit(services: Services, site: str, kind: str, edit: lists.Edit, what: str) -> None:
    who = session.person()
    lists.edit_list(
        services.engine, site, kind, edit, who,
        lambda connection: _note(connection, site, "roster-changed", f"{LISTS[kind].title}: {what}"),
    )  # fmt: skip


def _page(services: Services, site: str, tab: str, refused: EditRefused | None = None) -> str:
    zone = services.config.zone(site)
    today = datetime.now(zone).date()
    with reading(services.engine) as connection:
        rows = shown(connection, site, tab, today, zone)
        known = suggestions(connection, site)
        changed = last_change(connection, site, tab, zone)
    return render(
        "rosters.html",
        site=site,
        site_name=services.config.sites[site].name,
        sites=[(code, services.config.sites[code].name) for code in session.sites("rosters.page")],
        tab=tab,
        tabs=TABS,
        listed=LISTS.get(tab),
        **parted(rows),
        known=known,
        changed=changed,
        roles=list(ROLE_WORDS.items()),
        kinds=list(KIND_WORDS.items()),
        may_edit=_may_edit(tab, site),
        typed=request.form if refused else {},
        wrong=refused.vi if refused else "",
        wrong_field=refused.field if refused else "",
        today=today.isoformat(),
        action=ROSTERS_URL,
        menu=menu(ROSTERS_URL, site),
    )


def _may_edit(tab: str, site: str) -> bool:
    endpoint = {"seats": "rosters.seat", "absences": "rosters.away"}.get(tab, "rosters.add")
    return site in session.sites(endpoint)


def _site(said: str) -> str:
    allowed = session.sites()
    if not said and allowed:
        return allowed[0]
    if said not in allowed:
        abort(403)
    return said


def _tab(said: str) -> str:
    return said if said in dict(TABS) else TABS[0][0]


def _kind() -> str:
    kind = request.form.get("kind", "")
    return kind if kind in LISTS else abort(400)


def _place() -> int:
    said = _said("place")
    return int(said) if said.isascii() and said.isdecimal() and len(said) <= 9 else -1


def _seen() -> dict[str, str]:
    """The row as the page showed it."""
    return {name.removeprefix("seen_"): value for name, value in request.form.items() if name.startswith("seen_")}


def _check_known(connection: Connection, site: str, officer: str, counter: str | None = None) -> None:
    if officer not in officer_names(connection, site):
        raise EditRefused("officer", "Mã cán bộ này không có trong danh sách cán bộ.")
    if counter is not None:
        codes = {row["code"] for row in lists.rows_in_force(connection, site, "counters")}
        if counter not in codes:
            raise EditRefused("counter", "Quầy này không có trong danh sách quầy.")


def _said(field: str) -> str:
    return tidy(request.form.get(field, ""))[:_LONGEST]


def _note(connection: Connection, site: str, act: str, what: str) -> None:
    audit_log.note(connection, session.person(), act, what, site, address=session.address())
