"""Signing in and out: who gets in, who cannot find out who exists, what a stolen or planted id is worth."""

import pytest
from sqlalchemy import func, select, update

from central.people import attempts, sessions
from central.people.moments import now_ms
from central.store.engine import reading, writing
from central.store.tables import audit_log
from central.store.tables import sessions as session_rows
from central.web.people import sign_in_page
from central.web.session import SESSION_COOKIE, own_path


def acts(engine):
    """The acts of the log, oldest first."""
    with reading(engine) as connection:
        return [tuple(row) for row in connection.execute(select(audit_log.c.person, audit_log.c.act))]


def test_in_and_out(stranger, give_password, engine):
    """With code and password one gets in, where one wanted to go, and out again; both stand in the log."""
    password = give_password("an", "reporter")
    answer = stranger.sign_in("An ", password, to="/reports/satisfaction")
    assert (answer.status_code, answer.location) == (303, "/reports/satisfaction")
    assert stranger.get("/cach-tinh").status_code == 200
    old = stranger.session
    assert stranger.send("/dang-xuat").status_code == 303
    assert stranger.get("/cach-tinh").status_code == 303
    assert stranger.carry(old).get("/cach-tinh").status_code == 303
    assert acts(engine) == [("an", "sign-in"), ("an", "sign-out")]


@pytest.mark.parametrize("spelling", ["mười bốn con trâu", "mười bốn con trâu"])
def test_a_password_is_its_letters(stranger, give_password, spelling):
    """Composed or decomposed, as keyboards differ, it is the same password."""
    give_password("an", "head")
    assert stranger.sign_in("an", spelling).status_code == 303


def test_nobody_learns_who_exists(stranger, give_password, monkeypatch):
    """A wrong password and an unknown, a blocked or a passwordless account get the same answer after the same work."""
    give_password("an", "head")
    asked = []
    real = sign_in_page.is_password
    monkeypatch.setattr(sign_in_page, "is_password", lambda *words: asked.append(1) or real(*words))
    answers = [stranger.sign_in(code, "không phải thế") for code in ("an", "binh", "staff", "'; DROP TABLE people;--")]
    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.text.replace("an", "").count("không đúng") for answer in answers}) == 1
    assert len(asked) == 4


def test_guessing_is_slowed_down(stranger, give_password, app):
    """After a few wrong tries an account is closed for a while even for the right password, existing or not."""
    password = give_password("an", "head")
    for code in ("an", "nobody"):
        for _ in range(attempts.PER_ACCOUNT):
            assert stranger.sign_in(code, "sai").status_code == 401
        assert stranger.sign_in(code, password).status_code == 429
    assert "Xin chờ 15 phút" in stranger.sign_in("an", password).text
    give_password("binh", "head")
    assert app.test_client().sign_in("binh", password).status_code == 303


def test_attempts_are_forgotten_in_time(monkeypatch):
    """The count is of a quarter of an hour, per account and per address, and bounded; a success clears the account."""
    now = [0.0]
    tries = attempts.Attempts(lambda: now[0])
    for _ in range(attempts.PER_ACCOUNT):
        tries.failed("an", "10.0.0.1")
    assert tries.wait_s("an", "10.0.0.2") == attempts.WINDOW_S
    assert tries.wait_s("binh", "10.0.0.1") == 0
    now[0] = attempts.WINDOW_S + 1
    assert tries.wait_s("an", "10.0.0.1") == 0
    for number in range(attempts.PER_ADDRESS):
        tries.failed(f"guess-{number}", "10.0.0.1")
    assert tries.wait_s("an", "10.0.0.1") > 0
    tries.succeeded("guess-1", "10.0.0.1")
    assert tries.wait_s("an", "10.0.0.1") == 0
    monkeypatch.setattr(attempts, "MOST_KEYS", 50)
    for number in range(60):
        tries.failed(f"many-{number}", "10.0.0.9")
    assert len(tries._tries) <= 50


def test_a_planted_session_id_is_worth_nothing(give_password, admit, app):
    """Whoever puts an id into a browser before its owner signs in knows nothing afterwards: the id is a new one."""
    password = give_password("an", "head")
    for planted in (admit("guide", code="attacker"), "a" * 43):
        browser = app.test_client().carry(planted)
        assert browser.sign_in("an", password).status_code == 303
        assert browser.session not in ("", planted)
        assert browser.get("/cach-tinh").status_code == 200
        assert app.test_client().carry(planted).get("/cach-tinh").status_code == 303


def test_signing_in_ends_the_session_it_replaces(app, give_password, admit):
    """Who signs in over an open session leaves none behind."""
    first, password = admit("guide", code="first"), give_password("an", "head")
    browser = app.test_client().carry(first)
    assert browser.send("/dang-nhap", code="an", password=password, to="/").status_code == 303
    assert app.test_client().carry(first).get("/cach-tinh").status_code == 303


def test_the_cookie_says_little(stranger, give_password):
    """The cookie is out of reach of scripts and other sites, is no name, and goes over TLS only where there is TLS."""
    stranger.get("/dang-nhap")
    password = give_password("an", "head")
    plain = stranger.sign_in("an", password).headers.getlist("Set-Cookie")
    session = next(line for line in plain if line.startswith(SESSION_COOKIE))
    assert "HttpOnly" in session and "SameSite=Lax" in session and "Secure" not in session
    stranger.get("/dang-nhap", base_url="https://localhost")
    fields = {"csrf": stranger.word(), "code": "an", "password": password}
    secure = stranger.post("/dang-nhap", data=fields, base_url="https://localhost").headers.getlist("Set-Cookie")
    assert "Secure" in next(line for line in secure if line.startswith(SESSION_COOKIE))


def test_the_store_holds_no_session_id(stranger, give_password, engine):
    """Who reads the store cannot become anybody: it has only hashes of ids."""
    stranger.sign_in("an", give_password("an", "head"))
    with reading(engine) as connection:
        row = connection.execute(select(session_rows).order_by(session_rows.c.created_ms.desc())).first()
    assert stranger.session.encode() not in row.id_hash
    assert stranger.session != row.public


@pytest.mark.parametrize("column, age_ms", [("seen_ms", sessions.IDLE_MS + 1), ("created_ms", sessions.TOTAL_MS + 1)])
def test_sessions_end_by_time(stranger, give_password, engine, column, age_ms):
    """An hour without use, or half a day in all, and one has to sign in again."""
    stranger.sign_in("an", give_password("an", "head"))
    assert stranger.get("/cach-tinh").status_code == 200
    with writing(engine) as connection:
        connection.execute(update(session_rows).values({column: now_ms() - age_ms}))
    assert stranger.get("/cach-tinh").status_code == 303


def test_use_keeps_a_session_open(stranger, give_password, engine):
    """Each minute of use is remembered."""
    stranger.sign_in("an", give_password("an", "head"))
    with writing(engine) as connection:
        connection.execute(update(session_rows).values(seen_ms=now_ms() - sessions.IDLE_MS + 60_000))
    assert stranger.get("/cach-tinh").status_code == 200
    with reading(engine) as connection:
        assert connection.scalar(select(func.max(session_rows.c.seen_ms))) > now_ms() - 60_000


@pytest.mark.parametrize(
    "to",
    [
        "//evil.example",
        "https://evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "",
        "/\n/x",
    ],
)
def test_nobody_is_sent_elsewhere(stranger, give_password, to):
    """After signing in one stays here, whatever the address asked for."""
    assert own_path(to) == "/"
    assert stranger.sign_in("an", give_password("an", "guide"), to=to).location == "/bang-theo-doi"


def test_forms_of_others_are_refused(stranger, give_password, app, engine):
    """A form without our word, with another browser's, or from another site changes nothing; control: ours does."""
    password = give_password("an", "head")
    stranger.sign_in("an", password)
    other = app.test_client()
    other.sign_in("an", password)
    for fields, headers in (
        ({}, {}),
        ({"csrf": ""}, {}),
        ({"csrf": other.word()}, {}),
        ({"csrf": "é" * 9}, {}),
        ({"csrf": stranger.word()}, {"Origin": "https://evil.example"}),
        ({"csrf": stranger.word()}, {"Origin": "null"}),
    ):
        answer = stranger.post("/dang-xuat", data=fields, headers=headers)
        assert answer.status_code == 403
        assert "Trang đã mở quá lâu" in answer.text
    assert stranger.get("/cach-tinh").status_code == 200
    header = {"X-CSRF": stranger.word(), "Origin": "http://localhost"}
    assert stranger.post("/dang-xuat", headers=header).status_code == 303


def test_signing_in_needs_our_form_too(stranger, give_password):
    """Nobody can be signed in as somebody else by a form of another site."""
    password = give_password("an", "head")
    assert stranger.post("/dang-nhap", data={"code": "an", "password": password}).status_code == 403


def test_a_body_that_is_too_large(stranger, give_password):
    """More than 64 KiB is refused with words, before anybody reads it."""
    stranger.sign_in("an", give_password("an", "head"))
    answer = stranger.send("/toi/mat-khau", old="x" * 70_000)
    assert answer.status_code == 413
    assert "quá lớn" in answer.text


def test_markup_in_a_code_is_text(stranger):
    """What was typed comes back as text."""
    page = stranger.sign_in('"><script>alert(1)</script>', "x" * 12).text
    assert "<script>alert" not in page
