"""``/dang-nhap`` and ``/dang-xuat``: in with a code and a password, out with a button.

The answer to a wrong word is the same whether there is such an account or not, and takes the same work.
"""

import math
import time

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue

from central.people import audit_log
from central.people.accounts import clean_code, password_hash, person_by_code, person_of, set_password_hash
from central.people.attempts import Attempts
from central.people.passwords import hash_password, is_password, must_be_hashed_again
from central.people.rights import RIGHTS
from central.people.roles import Person
from central.services import Services
from central.store.engine import reading, writing
from central.web import session
from central.web.menu import BOARD_URL
from central.web.render import render

WRONG = "Tên đăng nhập hoặc mật khẩu không đúng."
_LONGEST = 200


def blueprint(services: Services) -> Blueprint:
    """The two addresses."""
    pages = Blueprint("sign_in", __name__)
    attempts = Attempts(lambda: time.monotonic())

    @pages.get(session.SIGN_IN_URL)
    def page() -> ResponseReturnValue:
        wanted = session.own_path(request.args.get("to", "/"))
        return redirect(wanted, 303) if session.visitor() else _page(to=wanted)

    @pages.post(session.SIGN_IN_URL)
    def enter() -> ResponseReturnValue:
        code, wanted = request.form.get("code", "")[:_LONGEST], session.own_path(request.form.get("to", "/"))
        account, address = clean_code(code), session.address()
        wait_s = attempts.wait_s(account, address)
        if wait_s > 0:
            minutes = math.ceil(wait_s / 60)
            return _page(code, wanted, f"Đã thử sai quá nhiều lần. Xin chờ {minutes} phút rồi thử lại."), 429
        attempts.failed(account, address)
        person = _checked(services, account, request.form.get("password", ""))
        if person is None:
            _note_failure(services, account)
            return _page(code, wanted, WRONG), 401
        attempts.succeeded(account, address)
        session.sign_in(person)
        return redirect(_home(person) if wanted == "/" else wanted, 303)

    @pages.post("/dang-xuat")
    def leave() -> ResponseReturnValue:
        session.sign_out()
        return redirect(session.SIGN_IN_URL, 303)

    return pages


def _home(person: Person) -> str:
    """Who may see the dashboard begins there."""
    return BOARD_URL if person.roles & RIGHTS["dashboard.page"] else "/"


def _page(code: str = "", to: str = "/", wrong: str = "") -> str:
    return render("people/sign_in.html", code=code, to=to, wrong=wrong, action=session.SIGN_IN_URL)


def _checked(services: Services, account: str, password: str) -> Person | None:
    """Who has this account and password; the password is computed outside of any transaction."""
    with reading(services.engine) as connection:
        known = password_hash(connection, account)
    if not is_password(password, known[1] if known else None) or known is None:
        return None
    if must_be_hashed_again(known[1]):
        fresh = hash_password(password)
        with writing(services.engine) as connection:
            set_password_hash(connection, known[0], fresh)
    with reading(services.engine) as connection:
        return person_of(connection, known[0])


def _note_failure(services: Services, account: str) -> None:
    """Wrong tries at accounts that exist stand in the log; others are not written: they may be passwords."""
    with reading(services.engine) as connection:
        is_known = person_by_code(connection, account) is not None
    with writing(services.engine) as connection:
        what = account if is_known else "unknown account"
        audit_log.note(connection, None, "sign-in-refused", what, address=session.address())
