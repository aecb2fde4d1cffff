"""``/toi``: one's own account: rights, password, and the browsers in which one is signed in."""

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue

from central.people import audit_log, sessions
from central.people.accounts import password_hash, set_password_hash
from central.people.moments import now_ms
from central.people.passwords import SHORTEST, PasswordRefused, hash_password, is_password
from central.services import Services
from central.store.engine import reading, writing
from central.web import session
from central.web.menu import OWN_URL, menu
from central.web.people.link_page import chosen_password
from central.web.people.showing import session_rows, shown_grants
from central.web.render import render


def blueprint(services: Services) -> Blueprint:
    """The page and what it changes."""
    pages = Blueprint("own", __name__)

    @pages.get(OWN_URL)
    def page() -> ResponseReturnValue:
        return _page(services)

    @pages.post(f"{OWN_URL}/mat-khau")
    def change_password() -> ResponseReturnValue:
        person = session.person()
        with reading(services.engine) as connection:
            known = password_hash(connection, person.code)
        try:
            if not is_password(request.form.get("old", ""), known[1] if known else None):
                raise PasswordRefused("Mật khẩu hiện nay không đúng.")
            hashed = hash_password(chosen_password(person.code, person.name))
        except PasswordRefused as refused:
            return _page(services, wrong=str(refused)), 400
        with writing(services.engine) as connection:
            set_password_hash(connection, person.id, hashed)
            sessions.end_sessions_of(connection, person.id)
            audit_log.note(connection, person, "password-changed", "", address=session.address())
        session.sign_in(person)
        return redirect(f"{OWN_URL}?xong=1", 303)

    @pages.post(f"{OWN_URL}/ket-thuc")
    def end_session() -> ResponseReturnValue:
        person, wanted = session.person(), request.form.get("session", "")
        with writing(services.engine) as connection:
            own = {one.public for one in sessions.open_sessions(connection, now_ms(), person.id)}
            if wanted in own:
                sessions.end_session(connection, wanted)
                audit_log.note(connection, person, "session-ended", person.code, address=session.address())
        return redirect(OWN_URL, 303)

    return pages


def _page(services: Services, wrong: str = "") -> str:
    person = session.person()
    with reading(services.engine) as connection:
        opened = sessions.open_sessions(connection, now_ms(), person.id)
    return render(
        "people/own.html",
        person=person,
        grants=shown_grants(person, services.config),
        sessions=session_rows(opened, session.this_session()),
        wrong=wrong,
        changed="xong" in request.args,
        shortest=SHORTEST,
        menu=menu(OWN_URL),
    )
