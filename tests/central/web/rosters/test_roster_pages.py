"""The page of rosters: dated edits, nothing overwritten, what clashes refused with its field, roles, odd names."""

import pytest
from sqlalchemy import select

from central.imports.history import past_imports
from central.registry.lists import lists_in_force, posts_of
from central.rosters.lists import rows_in_force
from central.rosters.seats import seats_of
from central.store.engine import reading
from central.store.tables import audit_log

URL = "/phan-cong"
XSS = "<script>alert('x')</script>\"'&"
LISTS = {
    "agencies": "name\nSở Tư pháp\nSở Y tế",
    "services": "code,name,prefix,agency\nho-tich,Hộ tịch,A,Sở Tư pháp",
    "officers": "code,name,agency\ncb-01,Lò Thị Mai,Sở Tư pháp\ncb-02,Vàng A Páo,Sở Y tế",
    "counters": "code,name,services,zone\n1,Tư pháp,ho-tich,\n2,,,",
}


@pytest.fixture
def centre(load):
    """A centre with a few of everything."""
    for kind, text in LISTS.items():
        load(kind, text, site="mau")


def rows(engine, kind):
    """A list as it is in force."""
    with reading(engine) as connection:
        return rows_in_force(connection, "mau", kind)


def seen(engine, kind, place=0):
    """What the page would send of a row beside what was typed."""
    return {"site": "mau", "kind": kind, "place": str(place)} | {
        f"seen_{name}": value for name, value in rows(engine, kind)[place].items()
    }


def test_a_service_changes_its_agency_on_a_day(centre, client, engine):
    """Until the day before it is the one's, from the day on the other's; the list before stays in the history."""
    sent = client.send(
        f"{URL}/doi",
        **seen(engine, "services"),
        day="2026-12-01",
        agency="Sở Y tế",
        name="Hộ tịch",
        prefix="A",
        need="",
    )
    assert sent.status_code == 303
    assert [(row["agency"], row["valid_from"], row["valid_to"]) for row in rows(engine, "services")] == [
        ("Sở Tư pháp", "", "2026-11-30"),
        ("Sở Y tế", "2026-12-01", ""),
    ]
    with reading(engine) as connection:
        now, before = past_imports(connection, "mau", kind="services")
        noted = connection.execute(select(audit_log.c.what).where(audit_log.c.act == "roster-changed")).scalars().all()
    assert before.replaced_by == now.id and now.imported_by.endswith("(staff)")
    assert noted == ["Dịch vụ: đổi ho-tich từ 2026-12-01"]


@pytest.mark.slow
def test_an_officer_of_two_agencies(centre, client, engine):
    """A second agency at the same time is one more row; the same agency twice, or another person, is refused."""
    add = {"site": "mau", "kind": "officers", "code": "cb-01", "name": "Lò Thị Mai", "role": ""}
    assert client.send(f"{URL}/them", **add, agency="Sở Y tế", employment="postal").status_code == 303
    for wrong in ({"agency": "Sở Y tế"}, {"agency": "Công an tỉnh", "name": "Người Khác"}):
        answer = client.send(f"{URL}/them", **{**add, **wrong})
        assert answer.status_code == 400 and 'role="alert"' in answer.text
    with reading(engine) as connection:
        posts = posts_of(connection, lists_in_force(connection, "mau", ("officers",))["officers"].id)
    assert [post.agency for post in posts if post.code == "cb-01"] == ["Sở Tư pháp", "Sở Y tế"]


@pytest.mark.slow
def test_an_end_and_wrong_days(centre, client, engine):
    """A row ends on a day; a day that is none, or lies outside of it, changes nothing and is named."""
    for day in ("2026-02-30", "", "01/12/2026"):
        assert client.send(f"{URL}/het", **seen(engine, "officers", 1), day=day).status_code == 400
    assert client.send(f"{URL}/het", **seen(engine, "officers", 1), day="2026-11-30").status_code == 303
    assert rows(engine, "officers")[1]["valid_to"] == "2026-11-30"
    assert client.send(f"{URL}/doi", **seen(engine, "officers", 1), day="2026-12-05", name="x").status_code == 400


@pytest.mark.slow
def test_somebody_else_was_quicker(centre, client, engine):
    """A row that is not any more what the page showed is not touched."""
    page = seen(engine, "officers", 1)
    assert client.send(f"{URL}/het", **page, day="2026-11-30").status_code == 303
    answer = client.send(f"{URL}/het", **page, day="2026-12-31")
    assert answer.status_code == 400 and "vừa được người khác thay đổi" in answer.text


def test_seats(centre, client, engine):
    """One principal at a time for each counter, substitutes beside; history stays when a seat ends."""
    plan = {"site": "mau", "counter": "1", "officer": "cb-01", "role": "principal", "valid_from": "2026-11-01"}
    assert client.send(f"{URL}/truc", **plan).status_code == 303
    for wrong in (
        {"officer": "cb-02"}, {"counter": "2"}, {"officer": "cb-99"}, {"counter": "9"}, {"valid_from": ""},
        {"valid_to": "2026-10-01"}, {"role": "boss", "officer": "cb-02"},
    ):  # fmt: skip
        assert client.send(f"{URL}/truc", **{**plan, **wrong}).status_code == 400, wrong
    assert client.send(f"{URL}/truc", **{**plan, "officer": "cb-02", "role": "substitute"}).status_code == 303
    assert client.send(f"{URL}/truc/thoi", site="mau", place="1", day="2026-11-30").status_code == 303
    assert client.send(f"{URL}/truc", **{**plan, "officer": "cb-02", "valid_from": "2026-12-01"}).status_code == 400
    assert client.send(f"{URL}/truc/thoi", site="mau", place="2", day="").status_code == 303
    assert client.send(f"{URL}/truc", **{**plan, "officer": "cb-02", "valid_from": "2026-12-01"}).status_code == 303
    with reading(engine) as connection:
        now, ever = seats_of(connection, "mau"), seats_of(connection, "mau", with_history=True)
    assert {(one.officer, str(one.days.first), str(one.days.last)) for one in now} == {
        ("cb-01", "2026-11-01", "2026-11-30"),
        ("cb-02", "2026-12-01", "None"),
    }
    assert len(ever) == 4 and all(one.made_by == "staff" for one in ever)


def test_absences_are_named_by_the_presence_report(centre, client):
    """Planned days stand in the report, until they are taken back; days never overlap."""
    plan = {"site": "mau", "officer": "cb-02", "kind": "leave", "valid_from": "2026-11-02", "valid_to": "2026-11-04"}
    asked = "/reports/presence.json?site=mau&from=2026-11-01&to=2026-11-30"
    assert "no_roster" in client.get(asked).text
    assert client.send(f"{URL}/vang", **plan).status_code == 303
    report = client.get(asked).json
    assert [row["days_away"] for row in report["rows"] if row["officer_code"] == "cb-02"] == [3]
    for wrong in ({"valid_from": "2026-11-04"}, {"kind": "<b>"}, {"officer": "cb-9"}, {"valid_to": "2029-01-01"}):
        assert client.send(f"{URL}/vang", **{**plan, **wrong}).status_code == 400
    assert client.send(f"{URL}/vang/thoi", site="mau", place="1").status_code == 303
    report = client.get(asked).json
    assert [row for row in report["rows"] if row["officer_code"] == "cb-02"] == []
    assert client.send(f"{URL}/vang/thoi", site="mau", place="1").status_code == 400


@pytest.mark.slow
def test_names_are_shown_as_typed(centre, client, engine):
    """A name with markup in it is text on every tab."""
    sent = {"site": "mau", "kind": "officers", "code": "cb-x", "name": XSS, "agency": "", "role": XSS, "employment": ""}
    assert client.send(f"{URL}/them", **{**sent, "role": XSS[:60]}).status_code == 303
    for tab in ("officers", "seats", "absences"):
        page = client.get(f"{URL}?site=mau&muc={tab}").text
        assert "<script>alert" not in page
    assert client.send(f"{URL}/vang", site="mau", officer=XSS, kind="leave").status_code == 400


def test_who_may(centre, client_as, engine):
    """IT and reporters edit lists, heads and supervisors plan people; nobody does it for another site."""
    page = seen(engine, "officers", 1)
    away = {"site": "mau", "officer": "cb-02", "kind": "leave", "valid_from": "2026-11-02", "valid_to": "2026-11-04"}
    assert client_as("supervisor", site="mau").send(f"{URL}/het", **page, day="2026-11-30").status_code == 403
    assert client_as("it", site="mau").send(f"{URL}/vang", **away).status_code == 403
    assert client_as("supervisor", site="bac-kan", code="other").send(f"{URL}/vang", **away).status_code == 403
    assert client_as("supervisor", site="mau", code="third").send(f"{URL}/vang", **away).status_code == 303
