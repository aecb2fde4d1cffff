"""Who gets what: every route has its row in the table of rights, and the guard keeps to it."""

import pytest
from flask import Flask

from central.people.rights import REPORT_RIGHTS, RIGHTS, allowed_roles
from central.reports.registry import REPORTS
from central.web import session


def test_every_route_has_a_row(app):
    """A route that nobody put into the table of rights is named here; until then it is refused to everybody."""
    assert sorted({rule.endpoint for rule in app.url_map.iter_rules()} - RIGHTS.keys()) == []


def test_every_report_has_a_row():
    """The table of rights names every report."""
    assert sorted(REPORTS.keys() - REPORT_RIGHTS.keys()) == []


def test_a_route_without_a_row_is_refused(services, admit):
    """Whoever asks, with every role there is: what stands in no row is not shown; control: with a row it is."""
    app = Flask("lonely")
    session.install(app, services)
    app.add_url_rule("/lonely", "lonely.page", lambda: "shown")
    app.add_url_rule("/known", "index.index", lambda: "shown")
    client = app.test_client()
    client.set_cookie(session.SESSION_COOKIE, admit("admin", "head", "it"))
    assert client.get("/lonely").status_code == 403
    assert client.get("/known").text == "shown"


def test_a_report_is_held_against_its_own_row():
    """Of the one endpoint of all reports, each role may ask only for the reports that name it."""
    assert "supervisor" in allowed_roles("reports.page", {"name": "throughput"})
    assert "supervisor" not in allowed_roles("reports.page", {"name": "satisfaction"})


@pytest.mark.parametrize("path", ["/", "/cach-tinh", "/reports/throughput?site=mau"])
def test_nobody_is_sent_to_sign_in(stranger, path):
    """Who is not signed in is sent to the sign-in page, which knows the way back; programs get 401."""
    answer = stranger.get(path)
    assert (answer.status_code, answer.location.partition("?")[0]) == (303, "/dang-nhap")
    assert stranger.get(path, headers={"Accept": "application/json"}).status_code == 401


def test_other_sites_are_refused(client_as, rate):
    """A report of a centre where one has no role is refused with a page that says so; it is in no list either."""
    rate("cb-1", "2021-03-01", {"good": 6})
    reader = client_as("reporter", site="mau")
    answer = reader.get("/reports/satisfaction?site=bac-kan")
    assert answer.status_code == 403
    assert "không có quyền" in answer.text
    assert reader.get("/reports/satisfaction").status_code == 200
    assert "bac-kan" not in reader.get("/").text


def test_roles_of_one_site_open_nothing_at_another(client_as, engine):
    """A supervisor here who reports there sees the ratings of there alone."""
    reader = client_as("supervisor", site="bac-kan", code="both")
    assert reader.get("/reports/satisfaction?site=bac-kan").status_code == 403
    assert reader.get("/reports/throughput?site=bac-kan").status_code == 200
    assert reader.get("/reports/throughput?site=mau").status_code == 403


def test_menus_show_what_may_be_opened(client_as):
    """Nobody finds a page in the menu that would be refused."""
    page = client_as("supervisor").get("/cach-tinh").text
    assert "/reports/throughput" in page
    assert "/reports/satisfaction" not in page
    assert "/nhat-ky" not in page
