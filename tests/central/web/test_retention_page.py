"""The page about retention says what would go and drops nothing."""

import os
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select

from central.store.engine import reading, writing
from central.store.tables import one_time_links, people, purges
from central.web.server import WebServer
from central.web.session import SESSION_COOKIE

URL = "/luu-giu-du-lieu"


@pytest.fixture
def link(services):
    """A link that expired long ago, and a purge that was done."""
    with writing(services.engine) as connection:
        person = connection.execute(select(people.c.id)).scalar()
        values = {"purpose": "reset", "created_ms": 0, "expires_ms": 1, "used_ms": None}
        connection.execute(insert(one_time_links).values(token_hash=b"x" * 32, person_id=person, **values))
        done = {
            "at_ms": 1_790_000_000_000,
            "person": "root",
            "kind": "lines",
            "site": "mau",
            "before_day": "2021-01-01",
        }
        connection.execute(insert(purges).values(n=1742, **done))


def test_what_would_go_is_told_and_stays(client, services, link):
    """Kinds, limits, numbers, the record of what went; looking changes nothing."""
    page = client.get(URL).get_data(as_text=True)
    assert "Phiên làm việc, liên kết hết hạn" in page and "30 ngày" in page and "giữ mãi" in page and "1.742" in page
    with reading(services.engine) as connection:
        assert connection.execute(select(func.count()).select_from(one_time_links)).scalar_one() == 1


def test_who_sees_it(client_as, link):
    """Administrators and heads; the record of another centre is not theirs."""
    assert client_as("reporter").get(URL).status_code == 403
    page = client_as("head", site="bac-kan").get(URL).get_data(as_text=True)
    assert "1.742" not in page and "Trung tâm mẫu" not in page


@pytest.mark.slow
@pytest.mark.parametrize("size", [(1366, 768), (390, 844)])
def test_in_a_browser(app, services, browser, staff_cookie, link, size):
    """Nothing is wider than the screen, axe finds nothing."""
    from axe_playwright_python.sync_playwright import Axe

    server = WebServer(app, "127.0.0.1", 0)
    server.start()
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, locale="vi-VN")
    base = f"http://127.0.0.1:{server.port}"
    context.add_cookies([{"name": SESSION_COOKIE, "value": staff_cookie, "url": base}])
    page = context.new_page()
    page.goto(base + URL)
    if folder := os.environ.get("QUAYSO_PICTURES"):
        page.screenshot(path=Path(folder) / f"retention-{size[0]}.png", full_page=True)
    assert page.evaluate("document.scrollingElement.scrollWidth - innerWidth") <= 0
    assert Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"] == []
    context.close()
    server.stop()
