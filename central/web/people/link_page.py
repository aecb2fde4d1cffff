"""``/lien-ket/<word>``: a link that works once, to choose a password; the demo's own one signs in at once."""

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue

from central.people import audit_log, sessions
from central.people.accounts import set_password_hash
from central.people.links import LINK_URL, PURPOSES, OpenLink, find_link, use_link
from central.people.moments import now_ms
from central.people.passwords import SHORTEST, PasswordRefused, check_password, hash_password
from central.services import Services
from central.store.engine import reading, writing
from central.web import session
from central.web.errors import error_page
from central.web.render import render

DIFFERENT = "Hai lần nhập mật khẩu khác nhau."


def blueprint(services: Services) -> Blueprint:
    """The one address."""
    pages = Blueprint("link", __name__)

    @pages.get(f"{LINK_URL}/<token>")
    def page(token: str) -> ResponseReturnValue:
        with reading(services.engine) as connection:
            found = find_link(connection, token, now_ms())
        if found is None:
            return _gone()
        if found.purpose != "demo":
            return _page(token, found)
        with writing(services.engine) as connection:
            taken = use_link(connection, token, now_ms())
        if taken is None:
            return _gone()
        session.sign_in(taken.person)
        return redirect(session.own_path(request.args.get("to", "/")), 303)

    @pages.post(f"{LINK_URL}/<token>")
    def choose(token: str) -> ResponseReturnValue:
        with reading(services.engine) as connection:
            found = find_link(connection, token, now_ms())
        if found is None or found.purpose == "demo":
            return _gone()
        try:
            chosen = chosen_password(found.person.code, found.person.name)
        except PasswordRefused as refused:
            return _page(token, found, str(refused)), 400
        hashed = hash_password(chosen)
        with writing(services.engine) as connection:
            if use_link(connection, token, now_ms()) is None:
                return _gone()
            set_password_hash(connection, found.person.id, hashed)
            sessions.end_sessions_of(connection, found.person.id)
            audit_log.note(
                connection, found.person, "password-chosen", PURPOSES[found.purpose], address=session.address()
            )
        session.sign_in(found.person)
        return redirect("/", 303)

    return pages


def chosen_password(code: str, name: str) -> str:
    """The new password that the form brought, twice the same. Raises PasswordRefused."""
    chosen = request.form.get("password", "")
    check_password(chosen, code, name)
    if chosen != request.form.get("again", ""):
        raise PasswordRefused(DIFFERENT)
    return chosen


def _page(token: str, found: OpenLink, wrong: str = "") -> str:
    return render(
        "people/link.html", person=found.person, wrong=wrong, action=f"{LINK_URL}/{token}", shortest=SHORTEST,
        is_first=found.purpose != "reset",
    )  # fmt: skip


def _gone() -> ResponseReturnValue:
    return error_page(
        410,
        "Liên kết này không còn dùng được",
        "Mỗi liên kết dùng được một lần, trong 24 giờ. Liên kết này đã dùng, đã quá hạn, hoặc chép chưa đủ.",
        "Xin nhờ người quản trị tài khoản gửi liên kết mới.",
    )
