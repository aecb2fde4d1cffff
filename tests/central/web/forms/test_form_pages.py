"""Paper forms typed in by keyboard, corrected in the open, counted apart."""

import os
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from central.reports.making import make_report
from central.reports.period import Period
from central.store.engine import reading
from central.store.tables import audit_log, paper_forms
from central.web.server import WebServer
from central.web.session import SESSION_COOKIE

URL, SITE = "/phieu-giay", "bac-kan"
SIZES = {"desk": (1366, 768), "phone": (390, 844), "narrow": (320, 640)}


def today() -> str:
    """Today as a form tells it."""
    return datetime.now().date().isoformat()


def enter(browser, digits: str, **said):
    """Type a form in."""
    return browser.send(URL, **({"site": SITE, "survey": "one-stop", "quick": digits, "day": today()} | said))


def rows(services, report: str, kind: str) -> list[tuple[object, ...]]:
    """Of the rows of a kind: name, part, whole."""
    day = datetime.now().date()
    made = make_report(services.engine, services.config, report, SITE, Period(day - timedelta(3), day))
    at = [[column.key for column in made.columns].index(key) for key in ("name", "part", "whole")]
    return [tuple(row.cells[place] for place in at) for row in made.rows if row.kind == kind]


def forms(services) -> int:
    """How many forms are stored."""
    with reading(services.engine) as connection:
        return connection.execute(select(func.count()).select_from(paper_forms)).scalar_one()


def test_forms_stand_apart_in_the_reports(client, services, rate):
    """By question in the satisfaction report and below the indicators that they help to judge; no rating changes."""
    rate("cb-01", today(), {"good": 12})
    for digits in ("1 1 1 1", "2 1 3 4", "1 2 2 0"):
        assert enter(client, digits).status_code == 303
    paper = rows(services, "satisfaction", "paper_form")
    assert [(part, whole) for _, part, whole in paper] == [(2, 3), (2, 3), (2, 3), (1, 1)]
    assert "nhập từng phiếu" in str(paper[0][0])
    assert rows(services, "indicators", "paper_form") == [
        (name.replace("phiếu giấy", "Phiếu giấy"), part, whole) for name, part, whole in paper
    ]
    day = datetime.now().date()
    made = make_report(services.engine, services.config, "satisfaction", SITE, Period(day, day))
    assert made.figures["ratings"].value == 12


def test_a_form_is_corrected_in_the_open(client, services):
    """Who, when and why stand in its history; a void form is counted no more and can be put back."""
    number = enter(client, "1111").headers["Location"].rpartition("=")[2]
    url = f"{URL}/{number}"
    fixed = {"q1": "3", "q2": "1", "q3": "1", "q4": "0", "day": today(), "reason": "Gõ nhầm câu 1"}
    assert client.send(url, act="correct", version="1", **fixed).status_code == 303
    assert "Gõ nhầm câu 1" in client.get(url).get_data(as_text=True)
    assert rows(services, "satisfaction", "paper_form")[0][1:] == (0, 1)
    assert client.send(url, act="correct", version="1", **(fixed | {"q1": "1"})).status_code == 409
    assert client.send(url, act="void", version="2", reason="").status_code == 409
    assert client.send(url, act="void", version="2", reason="Nhập hai lần").status_code == 303
    assert rows(services, "satisfaction", "paper_form") == []
    assert client.send(url, act="restore", version="3", reason="Không phải").status_code == 303
    assert len(rows(services, "satisfaction", "paper_form")) == 3
    with reading(services.engine) as connection:
        acts = connection.execute(select(audit_log.c.act).where(audit_log.c.act.like("form-%"))).scalars().all()
    assert acts == ["form-entered", *["form-corrected"] * 3]


def test_a_second_click_is_the_first_one(client, services):
    """The same form within two seconds is stored once; another one is another one."""
    assert enter(client, "1111").headers["Location"] == enter(client, "1111").headers["Location"]
    enter(client, "2111")
    assert forms(services) == 2


@pytest.mark.parametrize(
    "said",
    [
        {"quick": "9999"},
        *(
            pytest.param(said, marks=pytest.mark.slow)
            for said in (
                {"quick": "11"}, {"quick": "<script>alert(1)</script>"}, {"quick": "", "q1": "x"}, {"quick": ""},
                {"day": "2999-01-01"}, {"day": "' OR 1=1"}, {"quick": "", "q1": "1" * 5_000},
            )
        ),
    ],
)  # fmt: skip
def test_bad_input_stores_nothing(client, services, said):
    """A sentence, and no form."""
    answer = enter(client, **({"digits": "1111"} | said if "quick" not in said else {"digits": said["quick"]} | said))
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409 and "Chưa lưu" in page and "<script>alert" not in page
    assert forms(services) == 0


def test_who_may(client_as, client):
    """Guides and who makes the reports; of another site nothing is there."""
    url = f"{URL}/" + enter(client, "1111").headers["Location"].rpartition("=")[2]
    assert enter(client_as("guide", site=SITE), "2222").status_code == 303
    assert [client_as(role, site=SITE).get(URL).status_code for role in ("supervisor", "it")] == [403, 403]
    other = client_as("guide", site="mau", code="noi-khac")
    assert other.get(url).status_code == 404 and enter(other, "1111").status_code == 403
    assert enter(client, "1111", survey="khong-co").status_code == 400


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>'])
def test_hostile_words_are_words(client, text):
    """In a reason, in every part of an address."""
    url = f"{URL}/" + enter(client, "1111").headers["Location"].rpartition("=")[2]
    client.send(url, act="void", version="1", reason=text)
    refused = client.send(url, act="void", version="1", reason=text)
    asked = client.get(URL, query_string={"site": SITE, "survey": text, "day": text, "saved": text})
    for page in (client.get(url), refused, asked):
        assert "<script>alert" not in page.get_data(as_text=True) and "<img src=x" not in page.get_data(as_text=True)


@pytest.mark.slow
@pytest.mark.parametrize("size", SIZES)
def test_form_after_form_by_keyboard(app, services, browser, staff_cookie, size):
    """Digits and Enter, three times, nothing else; nothing is wider than the screen, axe finds nothing."""
    from axe_playwright_python.sync_playwright import Axe

    server = WebServer(app, "127.0.0.1", 0)
    server.start()
    context = browser.new_context(viewport={"width": SIZES[size][0], "height": SIZES[size][1]}, locale="vi-VN")
    base = f"http://127.0.0.1:{server.port}"
    context.add_cookies([{"name": SESSION_COOKIE, "value": staff_cookie, "url": base}])
    page = context.new_page()

    def judge(name):
        if folder := os.environ.get("QUAYSO_PICTURES"):
            page.screenshot(path=Path(folder) / f"{name}-{size}.png", full_page=True)
        assert page.evaluate("document.scrollingElement.scrollWidth - innerWidth") <= 0, name
        faults = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
        assert [f"{one['id']}: {[node['html'][:120] for node in one['nodes']]}" for one in faults] == [], name

    page.goto(f"{base}{URL}?site={SITE}")
    for number, digits in enumerate(("1111", "1212", "3334"), start=1):
        page.wait_for_selector("#quick:focus")
        page.keyboard.type(digits)
        page.keyboard.press("Enter")
        page.wait_for_selector(f"text=Đã lưu phiếu số {number}")
    judge("forms")
    assert forms(services) == 3
    page.get_by_role("link", name="Phiếu số 2").click()
    page.get_by_label("Lý do sửa").fill("Gõ nhầm")
    judge("forms-one")
    context.close()
    server.stop()
