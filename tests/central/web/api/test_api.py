"""The interface for other programs: who gets what, in which pieces, and what is refused in which words."""

import json

import pytest
from jsonschema import Draft202012Validator
from sqlalchemy import select

from central.api.openapi import document
from central.api.operations import OPERATIONS
from central.people.moments import now_ms
from central.reports.registry import REPORTS
from central.store.engine import reading
from central.store.tables import api_tokens, audit_log
from central.web.api import door

PERIOD = "from=2021-01-01&to=2021-06-30"
REPORT = f"/sites/bac-kan/reports/{{}}?{PERIOD}"


def is_shaped(name, body):
    """Whether an answer is what the document promises under that name."""
    described = document()
    schema = {"$ref": f"#/components/schemas/{name}", "components": described["components"]}
    return Draft202012Validator(schema).is_valid(body)


def test_the_document_describes_the_routes(app, ask):
    """Every declared operation has its route and every route of the interface stands in the document."""
    described = json.loads(ask("/openapi.json").data)
    routes = {rule.rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/api/v1")}
    made = {"/api/v1" + path.replace("{", "<").replace("}", ">") for path in described["paths"]}
    assert routes == made | {"/api/v1/openapi.json"}
    assert {one["get"]["operationId"] for one in described["paths"].values()} == set(OPERATIONS)


@pytest.mark.parametrize("path", ["/sites", REPORT.format("satisfaction")])
def test_nothing_without_a_token(ask, path):
    """Without a token, with an unknown one and with a browser's way the answer is 401, in both languages."""
    for word in ("", "qs_guessed"):
        answer = ask(path, word)
        assert (answer.status_code, answer.mimetype) == (401, "application/problem+json")
        assert answer.headers["WWW-Authenticate"] == "Bearer"
        assert answer.json["detail"].startswith("Yêu cầu phải mang") and "token" in answer.json["detail_en"]


def test_a_session_opens_nothing_here(client):
    """The cookie of somebody who may see everything is no token."""
    assert client.get("/api/v1/sites").status_code == 401
    assert client.get("/metrics").status_code == 401


def test_sites_of_the_token(ask, new_token):
    """A token for one site sees that site; another one is to it as if it were not there."""
    word = new_token("reports", "gateways", sites=("mau",))
    assert [one["id"] for one in ask("/sites", word).json["items"]] == ["mau"]
    for path in ("/sites/bac-kan/periods", "/sites/bac-kan/gateways", REPORT.format("satisfaction")):
        assert ask(path, word).status_code == 404


def test_scopes(ask, new_token):
    """Each address asks for its scope."""
    reports, metrics = new_token("reports"), new_token("metrics")
    assert ask("/reports", metrics).status_code == 403
    assert ask("/sites/mau/gateways", reports).status_code == 403
    assert ask("/metrics", reports).status_code == 403
    assert ask("/metrics", metrics).status_code == 200


def test_ended_and_old_tokens(ask, new_token, client, engine, monkeypatch):
    """A token that was taken back, or whose day has come, opens nothing any more."""
    word = new_token("reports")
    assert ask("/sites", word).status_code == 200
    assert client.send("/ma-truy-cap/1/thu-hoi").status_code == 303
    assert ask("/sites", word).status_code == 401
    other = new_token("reports", days=1)
    later = now_ms() + 86_400_001
    monkeypatch.setattr(door, "now_ms", lambda: later)
    assert ask("/sites", other).status_code == 401


@pytest.mark.slow
@pytest.mark.parametrize("name", REPORTS)
def test_every_report_has_its_shape(ask, new_token, bac_kan_store, name):
    """Every registered report is answered in the shape of the document, or says why there is none."""
    word = new_token("reports", "officers")
    answer = ask(REPORT.format(name), word)
    assert answer.status_code in (200, 404)
    assert is_shaped("Report" if answer.status_code == 200 else "Problem", answer.json)


def test_no_officer_without_the_scope(ask, new_token, bac_kan_store, bac_kan):
    """Without `officers` no name and no code of anybody is given, and reports about them are refused."""
    word = new_token("reports")
    for name in ("officer-ratings", "presence"):
        assert ask(REPORT.format(name), word).status_code == 403
    for name in ("satisfaction", "throughput", "monthly"):
        answer = ask(REPORT.format(name), word)
        assert answer.status_code == 200 and is_shaped("Report", answer.json)
        text = answer.get_data(as_text=True)
        assert not [row["officer"] for row in bac_kan if row["officer"] in text]
        assert "cb-" not in text


def test_officers_come_in_closed_blocks(ask, new_token, own_app, bac_kan_store):
    """With the scope an officer's ratings are the blocks that an agency sees, and the look stands in the log."""
    word = new_token("reports", "officers", name="lgsp-tinh")
    answer = ask(REPORT.format("officer-ratings"), word, app=own_app)
    assert answer.status_code == 200
    assert "closed_blocks" in {one["code"] for one in answer.json["findings"]}
    with reading(bac_kan_store) as connection:
        [line] = connection.execute(select(audit_log).where(audit_log.c.person == "api:lgsp-tinh")).all()
    assert line.act == "look" and "Đánh giá theo cán bộ" in line.what and line.site == "bac-kan"


def test_asked_again_nothing_is_sent(ask, new_token, bac_kan_store):
    """The tag of an answer, brought back, is answered with 304 although the report was made anew."""
    word = new_token("reports")
    first = ask(REPORT.format("satisfaction"), word)
    again = ask(REPORT.format("satisfaction"), word, **{"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    other = ask(REPORT.format("dissatisfaction"), word, **{"If-None-Match": first.headers["ETag"]})
    assert other.status_code == 200


def test_pages(ask, new_token):
    """Lists come in pages, each of which names the next one."""
    word, path, seen = new_token("reports"), "/api/v1/reports?limit=4", []
    while path:
        answer = ask(path.removeprefix("/api/v1"), word)
        seen += [one["key"] for one in answer.json["items"]]
        path = answer.json["next"]
        assert ('rel="next"' in answer.headers.get("Link", "")) is (path is not None)
    assert seen == list(REPORTS) and answer.json["total"] == len(REPORTS)


def test_periods(ask, new_token, bac_kan_store):
    """Periods reach back to the first day with figures; none of them was closed."""
    answer = ask("/sites/bac-kan/periods?preset=quarter&limit=200", new_token("reports"))
    assert is_shaped("PeriodPage", answer.json)
    assert answer.json["items"][-1] == {
        "from": "2021-01-01", "to": "2021-03-31", "status": "provisional", "version": 0, "closed_at": None,
    }  # fmt: skip
    assert ask("/sites/bac-kan/periods?preset=closed", new_token("reports", name="other")).json["items"] == []


@pytest.mark.parametrize(
    ("path", "status", "parameter"),
    [
        ("/sites?limit=0", 400, "limit"),
        ("/sites?limit=1&limit=2", 400, "limit"),
        ("/sites?colour=red", 400, "colour"),
        ("/sites/mau/periods?preset=week", 400, "preset"),
        ("/sites/mau/reports/satisfaction", 400, "from"),
        ("/sites/mau/reports/satisfaction?from=2021-02-31&to=2021-03-01", 422, "from, to"),
        ("/sites/mau/reports/satisfaction?from=2021-03-02&to=2021-03-01", 422, "to"),
        ("/sites/mau/reports/satisfaction?from=2021-03-01'--&to=2021-03-01", 400, "from"),
        ("/sites/mau/reports/wages?from=2021-03-01&to=2021-03-01", 404, "report"),
        ("/sites/MAU/periods", 404, "site"),
    ],
)
def test_wrong_words(ask, new_token, path, status, parameter):
    """A wrong word is named, and answered in both languages."""
    answer = ask(path, new_token("reports"))
    assert (answer.status_code, answer.json["parameter"]) == (status, parameter)
    assert is_shaped("Problem", answer.json)


def test_wrong_addresses_and_ways(app, ask):
    """An unknown address and another way than reading are told as problems too."""
    assert ask("/nowhere").mimetype == "application/problem+json"
    refused = app.test_client().post("/api/v1/sites")
    assert (refused.status_code, refused.mimetype) == (405, "application/problem+json")
    assert "GET" in refused.headers["Allow"]


def test_who_asks_too_often_waits(own_app, ask, new_token, monkeypatch):
    """Beyond its rate a token is told to wait, and so is who guesses tokens."""
    monkeypatch.setattr(door, "ASKED", door.Rate(2, 0.01))
    monkeypatch.setattr(door, "WRONG", door.Rate(1, 0.01))
    word = new_token("reports")
    answers = [ask("/sites", word, app=own_app) for _ in range(3)]
    assert [one.status_code for one in answers] == [200, 200, 429]
    assert int(answers[-1].headers["Retry-After"]) >= 1
    assert [ask("/sites", "qs_guess", app=own_app).status_code for _ in range(2)] == [401, 429]


def test_the_last_use_is_kept(ask, new_token, engine):
    """A token tells when and from where it was used; its word stands nowhere in the store."""
    word = new_token("reports")
    ask("/sites", word)
    with reading(engine) as connection:
        [row] = connection.execute(select(api_tokens)).all()
    assert row.used_from == "127.0.0.1" and abs(row.used_ms - now_ms()) < 60_000
    assert word not in repr(row) and word.encode() not in row.hash
