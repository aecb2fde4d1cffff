"""``/tai-khoan``: who has an account, with which rights; made, changed and taken back by administrators.

Every change asks `central.people.governing` first and is written into the log in the same transaction.
"""

from dataclasses import dataclass

from flask import Blueprint, abort, redirect, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from central.people import accounts, audit_log, sessions
from central.people.accounts import AccountRefused
from central.people.governing import check_grant, is_last_admin, may_change, may_give
from central.people.links import PURPOSES, Purpose, end_links_of, make_link
from central.people.moments import now_ms
from central.people.roles import ROLES, Grant, Person
from central.services import Services
from central.store.engine import reading, writing
from central.store.tables.people import EVERY_SITE
from central.web import session
from central.web.menu import ACCOUNTS_URL, menu
from central.web.people.showing import EVERY_SITE_TITLE, shown_grants
from central.web.render import render

_LAST = "Đây là người duy nhất quản trị được mọi trung tâm; xin giao quyền ấy cho người khác trước."
_NOT_YOURS = "Quyền này không thuộc phạm vi quản trị của Ông/Bà."


@dataclass(frozen=True, slots=True)
class Words:
    """What a page says besides what it shows: what was refused, what was typed, a link to hand over."""

    wrong: str = ""
    link: str = ""


def blueprint(services: Services) -> Blueprint:
    """The list, the page of one account, and what they change."""
    pages = Blueprint("accounts", __name__, url_prefix=ACCOUNTS_URL)
    _show(pages, services)
    _change(pages, services)
    _hand_out(pages, services)
    return pages


def _show(pages: Blueprint, services: Services) -> None:
    @pages.get("")
    def page() -> ResponseReturnValue:
        return _list(services)

    @pages.post("")
    def add() -> ResponseReturnValue:
        admin, asked = session.person(), _asked_grant()
        try:
            with writing(services.engine) as connection:
                check_grant(asked, frozenset(services.config.sites))
                if not may_give(admin, asked):
                    raise AccountRefused(_NOT_YOURS)
                made = accounts.add_person(connection, _said("code"), _said("name"), now_ms())
                accounts.grant(connection, made.id, asked)
                _note(connection, "account-added", f"{made.code}: {made.name}")
                _note(connection, "right-given", _grant_words(made, asked), asked.site)
        except AccountRefused as refused:
            return _list(services, str(refused)), 400
        return redirect(f"{ACCOUNTS_URL}/{made.code}", 303)

    @pages.get("/<code>")
    def one(code: str) -> ResponseReturnValue:
        with reading(services.engine) as connection:
            return _one(services, _changeable(connection, code))


def _change(pages: Blueprint, services: Services) -> None:
    @pages.post("/<code>")
    def change(code: str) -> ResponseReturnValue:
        with writing(services.engine) as connection:
            other = _changeable(connection, code)
            try:
                _rename_or_block(connection, other)
            except AccountRefused as refused:
                return _one(services, other, Words(wrong=str(refused))), 400
        return redirect(f"{ACCOUNTS_URL}/{other.code}", 303)

    @pages.post("/<code>/giao-quyen")
    def grant(code: str) -> ResponseReturnValue:
        asked = _asked_grant()
        with writing(services.engine) as connection:
            other = _changeable(connection, code)
            try:
                check_grant(asked, frozenset(services.config.sites))
                if not may_give(session.person(), asked):
                    raise AccountRefused(_NOT_YOURS)
            except AccountRefused as refused:
                return _one(services, other, Words(wrong=str(refused))), 400
            if accounts.grant(connection, other.id, asked):
                _note(connection, "right-given", _grant_words(other, asked), asked.site)
        return redirect(f"{ACCOUNTS_URL}/{other.code}", 303)

    @pages.post("/<code>/thu-quyen")
    def revoke(code: str) -> ResponseReturnValue:
        asked = _asked_grant()
        with writing(services.engine) as connection:
            other = _changeable(connection, code)
            is_key = asked == Grant(EVERY_SITE, "admin")
            if is_key and is_last_admin(accounts.everybody(connection), other):
                return _one(services, other, Words(wrong=_LAST)), 409
            if accounts.revoke(connection, other.id, asked):
                _note(connection, "right-taken", _grant_words(other, asked), asked.site)
        return redirect(f"{ACCOUNTS_URL}/{other.code}", 303)


def _hand_out(pages: Blueprint, services: Services) -> None:
    # The answer shows the link and is no redirect: its word stands nowhere else and is shown once.
    @pages.post("/<code>/lien-ket")
    def make_link_for(code: str) -> ResponseReturnValue:
        with writing(services.engine) as connection:
            other = _changeable(connection, code)
            purpose: Purpose = "reset" if other.has_password else "invite"
            path = make_link(connection, other.id, purpose, now_ms())
            _note(connection, "account-link", f"{other.code}: {PURPOSES[purpose]}")
        return _one(services, other, Words(link=request.host_url.rstrip("/") + path))


def _rename_or_block(connection: Connection, other: Person) -> None:
    name = accounts.clean_name(_said("name"))
    if name != other.name:
        accounts.rename(connection, other.id, name)
        _note(connection, "account-renamed", f"{other.code}: {other.name} → {name}")
    is_blocked = "blocked" in request.form
    if is_blocked == other.is_blocked:
        return
    if is_blocked and is_last_admin(accounts.everybody(connection), other):
        raise AccountRefused(_LAST)
    accounts.set_blocked(connection, other.id, is_blocked)
    if is_blocked:
        sessions.end_sessions_of(connection, other.id)
        end_links_of(connection, other.id, now_ms())
    _note(connection, "account-blocked" if is_blocked else "account-unblocked", other.code)


def _changeable(connection: Connection, code: str) -> Person:
    """The account of this code, if who asks may change it; what he may not is to him as if it were not there."""
    other = accounts.person_by_code(connection, code)
    if other is None or not may_change(session.person(), other):
        abort(404)
    return other


def _list(services: Services, wrong: str = "") -> str:
    admin = session.person()
    with reading(services.engine) as connection:
        found = [other for other in accounts.everybody(connection) if may_change(admin, other)]
    rows = [{"person": other, "grants": shown_grants(other, services.config)} for other in found]
    typed = {key: _said(key) for key in ("code", "name", "site", "role", "detail")} if wrong else {}
    return render(
        "people/accounts.html", rows=rows, wrong=wrong, typed=typed, action=ACCOUNTS_URL, menu=menu(ACCOUNTS_URL),
        **_choices(services, admin),
    )  # fmt: skip


def _one(services: Services, other: Person, words: Words = Words()) -> str:
    return render(
        "people/account.html", other=other, grants=shown_grants(other, services.config), words=words, typed={},
        action=f"{ACCOUNTS_URL}/{other.code}", menu=menu(ACCOUNTS_URL), **_choices(services, session.person()),
    )  # fmt: skip


def _choices(services: Services, admin: Person) -> dict[str, object]:
    """The sites and roles that an administrator can choose from."""
    sites = [(site, known.name) for site, known in services.config.sites.items()]
    offered = [(site, title) for site, title in sites if may_give(admin, Grant(site, "admin"))]
    if may_give(admin, Grant(EVERY_SITE, "admin")):
        offered.append((EVERY_SITE, EVERY_SITE_TITLE))
    return {"site_choices": offered, "role_choices": list(ROLES.values())}


def _asked_grant() -> Grant:
    return Grant(_said("site"), _said("role"), " ".join(_said("detail").split())[:200])


def _said(field: str) -> str:
    return request.form.get(field, "").strip()


def _grant_words(other: Person, given: Grant) -> str:
    return ", ".join(filter(None, (f"{other.code}: {ROLES[given.role].title}", given.detail)))


def _note(connection: Connection, act: str, what: str, site: str = "") -> None:
    audit_log.note(connection, session.person(), act, what, site, address=session.address())
