"""``/phien-lam-viec``: who is signed in where, for administrators, who may end it."""

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from central.people import audit_log, sessions
from central.people.accounts import person_of
from central.people.governing import may_change
from central.people.moments import now_ms
from central.people.sessions import Session
from central.services import Services
from central.store.engine import reading, writing
from central.web import session
from central.web.menu import SESSIONS_URL, menu
from central.web.people.showing import session_rows
from central.web.render import render


def blueprint(services: Services) -> Blueprint:
    """The page and the button that ends a session."""
    pages = Blueprint("people_sessions", __name__)

    @pages.get(SESSIONS_URL)
    def page() -> ResponseReturnValue:
        with reading(services.engine) as connection:
            rows = session_rows(_changeable(connection), session.this_session())
        return render("people/sessions.html", sessions=rows, action=SESSIONS_URL, menu=menu(SESSIONS_URL))

    @pages.post(SESSIONS_URL)
    def end() -> ResponseReturnValue:
        wanted = request.form.get("session", "")
        with writing(services.engine) as connection:
            for one in _changeable(connection):
                if one.public == wanted:
                    sessions.end_session(connection, wanted)
                    audit_log.note(connection, session.person(), "session-ended", one.person, address=session.address())
        return redirect(SESSIONS_URL, 303)

    return pages


def _changeable(connection: Connection) -> list[Session]:
    """The open sessions of people whom this administrator may change."""
    admin, opened = session.person(), sessions.open_sessions(connection, now_ms())
    people = {number: person_of(connection, number) for number in {one.person_id for one in opened}}
    return [one for one in opened if (who := people[one.person_id]) is not None and may_change(admin, who)]
