"""PINs and settings by their pages: what is stored, what is compared, sent and refused, and by whom."""

import re

import pytest
from sqlalchemy import select

from central.rosters.access import access_of
from central.settings_push.versions import message_of, versions_of, wishes
from central.store.engine import reading
from central.store.tables import audit_log, officer_access
from contract.configuration import read_site
from contract.pins import fits
from contract.pins import hash_pin as true_hash

PINS, SETTINGS = "/ma-pin", "/cau-hinh"
HOURS = {
    "days-0": ["mon", "tue"], "start-0": "07:30", "end-0": "11:30", "until-0": "11:15", "languages": ["vi"],
    "policy": "bonus", "bonus_min": "15", "notice": "Sáng thứ Bảy có làm việc", "holidays": "2027-01-01",
    "swapped": "2026-12-26 T2",
}  # fmt: skip


@pytest.fixture
def centre(load, monkeypatch):
    """A centre with a few of everything; hashing costs little."""
    monkeypatch.setattr("central.rosters.access.hash_pin", lambda pin: true_hash(pin, log2_n=10))
    load("agencies", "name\nSở Tư pháp", site="mau")
    load("services", "code,name,prefix,agency\nho-tich,Hộ tịch,A,Sở Tư pháp", site="mau")
    load("officers", "code,name,agency\ncb-01,Lò Thị Mai,Sở Tư pháp\ncb-02,Vàng A Páo,", site="mau")
    load("counters", "code,name,services,zone\n1,Tư pháp,ho-tich,\n", site="mau")


def seen(client):
    """The code of what the page shows."""
    return re.search(r'name="seen" value="([0-9a-f]{64})"', client.get(f"{SETTINGS}?site=mau").text)[1]


def test_an_officer_chooses_the_own_pin(centre, client_as, engine):
    """Only its hash is kept, the log says who for whom, and nobody else's can be chosen."""
    officer = client_as("officer", site="mau", detail="cb-01")
    page = officer.get(f"{PINS}?site=mau")
    assert "Lò Thị Mai" in page.text and "Vàng A Páo" not in page.text
    typed = {"site": "mau", "officer": "cb-01", "pin": "4918", "again": "4918"}
    assert officer.send(f"{PINS}/dat", **{**typed, "officer": "cb-02"}).status_code == 403
    assert officer.send(f"{PINS}/the", **typed).status_code == 403
    assert officer.send(f"{PINS}/dat", **typed).status_code == 303
    with reading(engine) as connection:
        stored = access_of(connection, "mau")["cb-01"].pin
        acts = connection.execute(select(audit_log.c.act, audit_log.c.what).order_by(audit_log.c.id.desc())).first()
    assert fits("4918", stored) and "4918" not in stored.split("$")[0]
    assert tuple(acts) == ("pin-set", "cb-01")


def test_pins_that_are_refused(centre, client, engine):
    """Easy, short or mistyped ones are refused in words that do not show them."""
    for pin, again in (("1111", "1111"), ("1234", "1234"), ("12", "12"), ("4918", "4919"), ("abcd", "abcd")):
        answer = client.send(f"{PINS}/dat", site="mau", officer="cb-01", pin=pin, again=again)
        assert answer.status_code == 400 and f'value="{pin}"' not in answer.text
        assert answer.headers["Cache-Control"] == "no-store"
    with reading(engine) as connection:
        assert connection.execute(select(officer_access)).all() == []


@pytest.mark.slow
def test_badges_and_leaders(centre, client, engine):
    """A badge belongs to one officer; what was taken away stays in the history."""
    assert client.send(f"{PINS}/the", site="mau", officer="cb-01", badge=" 0412a7f3 ", leader="1").status_code == 303
    assert client.send(f"{PINS}/the", site="mau", officer="cb-02", badge="0412A7F3").status_code == 400
    assert client.send(f"{PINS}/the", site="mau", officer="cb-02", badge="<b>").status_code == 400
    assert client.send(f"{PINS}/the", site="mau", officer="cb-01", badge="").status_code == 303
    with reading(engine) as connection:
        assert access_of(connection, "mau") == {}
        assert len(connection.execute(select(officer_access)).all()) == 2


def test_saved_compared_sent(centre, client, engine):
    """What is saved shows as a difference, is sent as a version, and is what gateways of the site shall run."""
    client.send(f"{PINS}/dat", site="mau", officer="cb-01", pin="4918", again="4918")
    assert client.send(SETTINGS, site="mau", **HOURS).status_code == 303
    page = client.get(f"{SETTINGS}?site=mau").text
    assert "hours.sessions[1].start" in page and "Sáng thứ Bảy có làm việc" in page
    assert "scrypt$" not in page and "officers[cb-01].pin" in page
    assert client.send(f"{SETTINGS}/gui", site="mau", seen=seen(client)).status_code == 303
    with reading(engine) as connection:
        [version] = versions_of(connection, "mau")
    sent = read_site(version.toml)
    assert sent.hours.sessions[0].tickets_until == "11:15" and sent.priority.bonus_min == 15
    assert sent.officers[0].pin.startswith("scrypt$")
    assert "Không có gì khác" in client.get(f"{SETTINGS}?site=mau").text
    assert client.send(f"{SETTINGS}/gui", site="mau", seen=seen(client)).status_code == 303
    with reading(engine) as connection:
        assert len(versions_of(connection, "mau")) == 1


@pytest.mark.slow
def test_who_gets_pins(centre, client, engine, services, monkeypatch):
    """Hashes of PINs go to the gateway that opens desks and to no other; a hash over each says what it gets."""
    from central.presence import GatewayPresence
    from contract.messages import Birth

    births = [Birth(1, "mau", "1", "b", (role,), ()) for role in ("hall", "counter")]
    there = tuple(GatewayPresence(name, "online", birth) for name, birth in zip(("h-1", "q-1"), births, strict=True))
    object.__setattr__(services, "presence", lambda: there)
    try:
        client.send(f"{PINS}/dat", site="mau", officer="cb-01", pin="4918", again="4918")
        client.send(f"{SETTINGS}/gui", site="mau", seen=seen(client))
    finally:
        object.__setattr__(services, "presence", lambda: ())
    with reading(engine) as connection:
        sent = {wish.gateway: message_of(connection, wish) for wish in wishes(connection)}
        hashes = {wish.gateway: wish.sha256 for wish in wishes(connection)}
    pins = {gateway: [one.get("pin") for one in message.site["officers"]] for gateway, message in sent.items()}
    assert pins["h-1"][0].startswith("scrypt$") and pins["q-1"] == [None, None]
    assert hashes == {gateway: message.sha256 for gateway, message in sent.items()}


@pytest.mark.slow
@pytest.mark.parametrize(
    "wrong",
    [
        {"end-0": "07:00"}, {"until-0": "12:00"}, {"start-0": "7h30"}, {"days-0": []}, {"languages": ["en"]},
        {"holidays": "Tết"}, {"swapped": "2026-12-26"}, {"others_between": "-1"}, {"bonus_min": "9999"},
        {"policy": "first"}, {"notice": "x" * 300}, {"languages": ["<b>"]},
    ],
)  # fmt: skip
def test_settings_that_are_refused(centre, client, engine, wrong):
    """What no gateway could use is refused with a sentence; what was saved before holds."""
    assert client.send(SETTINGS, site="mau", **HOURS).status_code == 303
    before = seen(client)
    answer = client.send(SETTINGS, site="mau", **{**HOURS, **wrong})
    assert answer.status_code == 400 and 'role="alert"' in answer.text
    assert seen(client) == before


def test_a_setting_that_is_refused(centre, client):
    """Of all the ways to be wrong one: a session that ends before it begins."""
    answer = client.send(SETTINGS, site="mau", **{**HOURS, "end-0": "07:00"})
    assert answer.status_code == 400 and "hours.sessions[1]" in answer.text


def test_lists_that_no_gateway_could_use(centre, client, load):
    """A service that no counter serves is named with its key, and nothing can be sent until it is mended."""
    load("services", "code,name,prefix,agency\nho-tich,Hộ tịch,A,\ndat-dai,Đất đai,C,", site="mau")
    page = client.get(f"{SETTINGS}?site=mau").text
    assert "services[2].code" in page and 'name="seen"' not in page
    assert client.send(f"{SETTINGS}/gui", site="mau", seen="0" * 64).status_code == 409


@pytest.mark.slow
def test_changed_since_it_was_seen(centre, client):
    """What is sent is what was shown: after another change it is shown again."""
    old = seen(client)
    client.send(SETTINGS, site="mau", **HOURS)
    assert client.send(f"{SETTINGS}/gui", site="mau", seen=old).status_code == 409


@pytest.mark.slow
def test_other_sites(centre, client_as):
    """IT of another centre neither looks nor sends."""
    other = client_as("it", site="bac-kan")
    assert other.get(f"{SETTINGS}?site=mau").status_code == 403
    assert other.send(f"{SETTINGS}/gui", site="mau", seen="").status_code == 403
    assert other.send(f"{PINS}/dat", site="mau", officer="cb-01", pin="4918", again="4918").status_code == 403
