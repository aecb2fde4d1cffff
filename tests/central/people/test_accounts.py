"""Accounts: the first administrator, links that work once, who may change whom, and the log that keeps it all."""

import re

import pytest
import sqlalchemy
from sqlalchemy import delete, select, update

from central.people import passwords
from central.people.accounts import person_by_code
from central.people.first_start import first_link
from central.people.governing import is_last_admin, may_change, may_give
from central.people.links import VALID_MS, make_link
from central.people.moments import now_ms
from central.people.passwords import PasswordRefused, check_password
from central.people.roles import Grant, Person
from central.store.engine import reading, writing
from central.store.tables import audit_log, one_time_links, people, person_roles, sessions

GOOD = "mười bốn con trâu"


@pytest.fixture
def nobody_yet(engine):
    """A store in which nobody has an account, as at the first start."""
    with writing(engine) as connection:
        for table in (sessions, one_time_links, person_roles, people):
            connection.execute(delete(table))
    return engine


@pytest.fixture
def links(engine):
    """Makes links: ``links("an", "invite")`` gives the path."""

    def make(code, purpose="invite"):
        with writing(engine) as connection:
            return make_link(connection, person_by_code(connection, code).id, purpose, now_ms())

    return make


def logged(engine):
    """Person, act and words of every line of the log."""
    with reading(engine) as connection:
        rows = connection.execute(select(audit_log.c.person, audit_log.c.act, audit_log.c.what))
        return [tuple(row) for row in rows]


def choose(browser, path, password=GOOD, again=None):
    """Open a link and choose a password."""
    browser.get(path)
    return browser.send(path, password=password, again=password if again is None else again)


def test_the_first_administrator(nobody_yet, stranger):
    """At the first start a link makes an administrator, who then adds others; later starts make none."""
    with writing(nobody_yet) as connection:
        unused = first_link(connection, now_ms())
        path = first_link(connection, now_ms())
    assert stranger.get(unused).status_code == 410
    assert "quan-tri" in stranger.get(path).text
    assert choose(stranger, path).status_code == 303
    assert stranger.get("/tai-khoan").status_code == 200
    with writing(nobody_yet) as connection:
        assert first_link(connection, now_ms()) is None
    assert stranger.get(path).status_code == 410


def test_a_link_works_once_and_a_day(stranger, admit, links, engine, app):
    """Used, replaced, too old, of a blocked account or made up: 410 with words, and nothing happens."""
    admit("guide", code="an")
    first = links("an")
    path = links("an")
    assert stranger.get(first).status_code == 410
    assert choose(stranger, path).status_code == 303
    for gone in (path, "/lien-ket/" + "a" * 43, "/lien-ket/x"):
        answer = app.test_client().get(gone)
        assert answer.status_code == 410
        assert "không còn dùng được" in answer.text
    old = links("an")
    with writing(engine) as connection:
        connection.execute(update(one_time_links).values(expires_ms=now_ms() - 1, created_ms=now_ms() - VALID_MS))
    assert app.test_client().get(old).status_code == 410
    blocked = links("an")
    with writing(engine) as connection:
        connection.execute(update(people).where(people.c.code == "an").values(blocked=1))
    assert app.test_client().get(blocked).status_code == 410


def test_a_new_password_ends_old_sessions(browser_of, give_password, links, app):
    """Whoever was signed in with the account before is out."""
    give_password("an", "head")
    before = app.test_client()
    before.sign_in("an", GOOD)
    assert choose(app.test_client(), links("an", "reset"), "một mật khẩu khác hẳn").status_code == 303
    assert before.get("/cach-tinh").status_code == 303
    assert app.test_client().sign_in("an", GOOD).status_code == 401
    assert app.test_client().sign_in("an", "một mật khẩu khác hẳn").status_code == 303


def test_a_demo_link_signs_in_and_chooses_no_password(stranger, admit, links, app):
    """The demo's link leads in once; it cannot be used to choose a password, nor another's to get in unasked."""
    admit("head", code="an")
    path = links("an", "demo")
    assert choose(app.test_client(), links("an", "demo")).status_code in (403, 410)
    answer = stranger.get(f"{path}?to=/cach-tinh")
    assert (answer.status_code, answer.location) == (303, "/cach-tinh")
    assert app.test_client().get(path).status_code == 410
    invited = app.test_client()
    assert invited.get(links("an")).status_code == 200
    assert invited.session == ""


@pytest.mark.parametrize(
    "password",
    [
        "ngắn", "aaaaaaaaaaaa", "1234567890", "0987654321", "qwertyuiop", "abcabcabcabc", "Password123!",
        "matkhau2026!", "MậtKhẩu2026", "quayso123456", "1q2w3e4r5t", "lothimai123", "lo.mai2026", "x" * 300,
    ],
)  # fmt: skip
def test_easy_passwords(password):
    """Short, repeated, walked along the keyboard, among the commonest, or one's own name: refused with a reason."""
    with pytest.raises(PasswordRefused):
        check_password(password, "lo.mai", "Lò Thị Mai")


@pytest.mark.parametrize("password", [GOOD, "trời hôm nay trong xanh", "Kho4ngSao!Dau9"])
def test_sound_passwords(password):
    """What is long and one's own is taken, with marks and blanks."""
    check_password(password, "lo.mai", "Lò Thị Mai")


def test_passwords_that_differ_or_are_easy_are_said(stranger, admit, links):
    """The page says what is wrong, and the link still works afterwards."""
    admit("guide", code="an")
    path = links("an")
    assert "khác nhau" in choose(stranger, path, GOOD, "khác").text
    assert "ít nhất 10" in choose(stranger, path, "ngắn").text
    assert choose(stranger, path).status_code == 303


def test_changing_ones_own_password(app, give_password):
    """It takes the old one; other browsers are signed out, this one stays."""
    give_password("an", "head")
    here, there = app.test_client(), app.test_client()
    here.sign_in("an", GOOD)
    there.sign_in("an", GOOD)
    assert here.send("/toi/mat-khau", old="sai", password="hai mươi con bò", again="hai mươi con bò").status_code == 400
    assert here.send("/toi/mat-khau", old=GOOD, password="hai mươi con bò", again="hai mươi con bò").status_code == 303
    assert here.get("/toi?xong=1").status_code == 200
    assert there.get("/toi").status_code == 303


def test_an_account_from_its_beginning_to_its_end(browser_of, app, engine):
    """Added with a right, invited by a link, given another right, blocked; each step is a line of the log."""
    admin, new = browser_of("admin", code="sep"), app.test_client()
    fields = {"code": "Mai", "name": "Lò  Thị Mai", "site": "mau", "role": "reporter"}
    assert admin.send("/tai-khoan", **fields).location == "/tai-khoan/mai"
    link = re.search(r"<code>http://localhost(/lien-ket/[\w-]+)</code>", admin.send("/tai-khoan/mai/lien-ket").text)[1]
    assert choose(new, link).status_code == 303
    assert new.get("/reports/satisfaction?site=mau").status_code == 200
    assert admin.send("/tai-khoan/mai/giao-quyen", site="bac-kan", role="agency", detail="Sở Y tế").status_code == 303
    assert "Sở Y tế" in new.get("/toi").text
    assert admin.send("/tai-khoan/mai/thu-quyen", site="mau", role="reporter").status_code == 303
    assert new.get("/reports/satisfaction?site=mau").status_code == 403
    assert admin.send("/tai-khoan/mai", name="Lò Thị Mai", blocked="1").status_code == 303
    assert new.get("/toi").status_code == 303
    assert app.test_client().sign_in("mai", GOOD).status_code == 401
    assert [line for line in logged(engine) if line[0] == "sep"] == [
        ("sep", "account-added", "mai: Lò Thị Mai"),
        ("sep", "right-given", "mai: Lập báo cáo"),
        ("sep", "account-link", "mai: tài khoản mới"),
        ("sep", "right-given", "mai: Cơ quan cử cán bộ, Sở Y tế"),
        ("sep", "right-taken", "mai: Lập báo cáo"),
        ("sep", "account-blocked", "mai"),
    ]


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"code": "Có dấu"}, "Tên đăng nhập"),
        ({"code": "staff"}, "Đã có tài khoản"),
        ({"name": " "}, "Họ và tên"),
        ({"name": "x\u202ey"}, "Họ và tên"),
        ({"site": "lai-chau"}, "Không có trung tâm"),
        ({"role": "king"}, "Không có vai trò"),
        ({"role": "agency"}, "phải ghi kèm"),
        ({"role": "officer", "detail": "cb-1", "site": "*"}, "từng trung tâm"),
        ({"detail": "gì đó"}, "không ghi kèm"),
    ],
)
def test_wrong_accounts_are_refused(browser_of, fields, why, engine):
    """What cannot be is refused with a reason, and nothing of it is stored."""
    sound = {"code": "mai", "name": "Mai", "site": "mau", "role": "reporter"}
    answer = browser_of("admin").send("/tai-khoan", **{**sound, **fields})
    assert answer.status_code == 400
    assert why in answer.text
    with reading(engine) as connection:
        assert person_by_code(connection, "mai") is None


def test_an_administrator_of_one_site(browser_of, admit):
    """He gives rights of his own site alone, and cannot touch who has rights elsewhere, not even by a new password."""
    admin = browser_of("admin", site="mau", code="nho")
    admit("head", site="*", code="lon")
    admit("guide", site="mau", code="be")
    fields = {"code": "x1", "name": "X", "role": "head"}
    assert admin.send("/tai-khoan", **fields, site="bac-kan").status_code == 400
    assert admin.send("/tai-khoan", **fields, site="*").status_code == 400
    assert admin.send("/tai-khoan/be/giao-quyen", site="*", role="admin").status_code == 400
    for path in ("/tai-khoan/lon", "/tai-khoan/lon/lien-ket", "/tai-khoan/lon/giao-quyen", "/tai-khoan/staff/lien-ket"):
        assert admin.send(path, site="mau", role="guide").status_code == 404
    page = admin.get("/tai-khoan").text
    assert "be" in page and "/tai-khoan/lon" not in page
    assert "/tai-khoan/lon" not in admin.get("/phien-lam-viec").text
    assert admin.send("/tai-khoan/be/thu-quyen", site="mau", role="guide").status_code == 303
    assert admin.get("/tai-khoan/be").status_code == 404


def test_rules_of_governing():
    """Without rights an account belongs to who administers all; the last of these cannot go."""
    here, everywhere = Grant("mau", "admin"), Grant("*", "admin")
    small, great = (
        Person(1, "a", "A", (here,), has_password=True),
        Person(2, "b", "B", (everywhere,), has_password=True),
    )
    assert may_give(small, Grant("mau", "head")) and not may_give(small, Grant("*", "head"))
    assert may_give(great, Grant("mau", "head"))
    assert not may_change(small, Person(3, "c", "C")) and may_change(great, Person(3, "c", "C"))
    assert not may_give(Person(4, "d", "D", (Grant("mau", "head"),)), Grant("mau", "guide"))
    assert is_last_admin([small, great], great)
    assert not is_last_admin([great, Person(5, "e", "E", (everywhere,), has_password=True)], great)


def test_the_last_administrator_stays(nobody_yet, app, give_password):
    """Nobody locks himself and everybody else out: right and account of the last administrator stay."""
    give_password("sep", "admin")
    admin = app.test_client()
    admin.sign_in("sep", GOOD)
    assert admin.send("/tai-khoan/sep/thu-quyen", site="*", role="admin").status_code == 409
    assert admin.send("/tai-khoan/sep", name="Sếp", blocked="1").status_code == 400
    assert admin.get("/tai-khoan").status_code == 200


def test_sessions_can_be_ended(browser_of, app, give_password, engine):
    """By oneself for one's own, by an administrator for others; nobody ends a stranger's."""
    give_password("an", "guide")
    one, two = app.test_client(), app.test_client()
    one.sign_in("an", GOOD)
    two.sign_in("an", GOOD)
    admin = browser_of("admin", code="sep")
    others = re.findall(r'name="session" value="(\w+)"', one.get("/toi").text)
    stranger = browser_of("guide", code="ke-khac")
    for other in others:
        assert stranger.send("/toi/ket-thuc", session=other).status_code == 303
    assert two.get("/toi").status_code == 200
    for other in others:
        assert one.send("/toi/ket-thuc", session=other).status_code == 303
    assert two.get("/toi").status_code == 303
    page = admin.get("/phien-lam-viec").text
    assert "ke-khac" in page
    for public in re.findall(r'name="session" value="(\w+)"', page):
        admin.send("/phien-lam-viec", session=public)
    assert one.get("/toi").status_code == 303
    assert admin.get("/phien-lam-viec").status_code == 200


def test_the_log_keeps_what_it_has(engine, admit):
    """The store itself refuses to change or remove a line; control: it takes new ones."""
    with writing(engine) as connection:
        connection.execute(audit_log.insert().values(at_ms=1, person="an", act="x", what="", site="", address=""))
    for statement in (update(audit_log).values(person="binh"), delete(audit_log)):
        with pytest.raises(sqlalchemy.exc.DatabaseError, match="append-only"), writing(engine) as connection:
            connection.execute(statement)
    assert logged(engine) == [("an", "x", "")]


def test_the_log_is_read_by_site(browser_of, engine):
    """The head of one centre reads its lines; who administers everything reads all, by person, act and day."""
    lines = [
        ("an", "look", "seen-here", "mau", 1),
        ("binh", "look", "seen-there", "bac-kan", 2),
        ("an", "sign-in", "came-in", "", 3),
    ]
    with writing(engine) as connection:
        for person, act, what, site, n in lines:
            values = {"person": person, "act": act, "what": what, "site": site, "address": "10.0.0.1"}
            connection.execute(audit_log.insert().values(at_ms=1_795_000_000_000 + n, **values))
    head, admin = browser_of("head", site="mau").get, browser_of("admin").get
    assert [what in head("/nhat-ky").text for what in ("seen-here", "seen-there", "came-in")] == [True, False, False]
    assert [what in admin("/nhat-ky").text for what in ("seen-here", "seen-there", "came-in")] == [True, True, True]
    assert [what in admin("/nhat-ky?person=An&act=look").text for what in ("seen-here", "seen-there", "came-in")] == [
        True,
        False,
        False,
    ]
    assert "seen-here" not in admin("/nhat-ky?to=2020-01-01").text
    assert "seen-here" in admin("/nhat-ky?from=2026-11-01").text
    assert admin("/nhat-ky?from=x").status_code == 400
    assert admin("/nhat-ky?from=0001-01-01").status_code == 400
    assert admin("/nhat-ky?person=' OR 1=1 --&before=9;DROP").status_code == 200


def test_the_log_has_pages(browser_of, engine):
    """Of a long log the newest hundred come first, and a link leads on to the older ones."""
    values = [
        {"at_ms": n, "person": "an", "act": "x", "what": f"line {n:03d}", "site": "", "address": ""} for n in range(150)
    ]
    with writing(engine) as connection:
        connection.execute(audit_log.insert(), values)
    admin = browser_of("admin")
    first = admin.get("/nhat-ky?person=an").text
    assert "line 149" in first and "line 050" in first and "line 049" not in first
    older = re.search(r'href="(/nhat-ky\?[^"]+before=\d+)"', first)[1].replace("&amp;", "&")
    second = admin.get(older).text
    assert "line 049" in second and "line 000" in second and "line 050" not in second


def test_markup_in_names_is_text(browser_of, admit):
    """Names, rights and addresses made of markup are shown as text on every page of accounts."""
    evil = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
    admin = browser_of("admin", code="sep", name=evil)
    admit("agency", site="mau", detail=evil, code="ma", name=evil)
    for path in ("/tai-khoan", "/tai-khoan/ma", "/phien-lam-viec", "/toi", "/nhat-ky?person=" + evil, "/cach-tinh"):
        page = admin.get(path).text
        assert "<script>alert" not in page and "<img src=x" not in page
    assert "&lt;script&gt;" in admin.get("/tai-khoan").text


@pytest.mark.slow
def test_a_hash_costs_a_guesser_something(monkeypatch):
    """The real hash takes memory and time, and not so much that a small server chokes."""
    monkeypatch.undo()
    from argon2 import PasswordHasher, extract_parameters

    real = PasswordHasher(time_cost=passwords._PASSES, memory_cost=passwords._MEMORY_KIB, parallelism=1)
    made = extract_parameters(real.hash(GOOD))
    assert (made.type.name, made.memory_cost >= 19_456, made.time_cost >= 2) == ("ID", True, True)
