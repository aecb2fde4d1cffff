"""The pages of the fleet through the application: who sees what, filters, orders, the wall."""

import dataclasses

import pytest

from central.fleet.order_store import orders_of
from central.presence import GatewayPresence
from central.provisioning.devices import Device, add_device, change_device
from central.store.engine import reading, writing
from central.web.app import create_app
from contract.messages import Birth, DeviceHealth, Health, StreamHealth

PAGE = "/thiet-bi"


def presence(gateway, site="mau", state="online", roles=("counter",), devices=()):
    """What a gateway said of itself a moment ago."""
    birth = Birth(1, site, "0.3", "boot", roles, ())
    streams = (StreamHealth("a" * 32, 9, 9),)
    health = Health(1, "synced", streams, devices, 1, 20 << 30, 48.0, False, 1, unacked_s=0, training=False)
    return GatewayPresence(gateway, state, birth, health, None, 3.0, 3.0)


HEARD = (
    presence("mau-kiosk", roles=("kiosk",), devices=(DeviceHealth("may-in", "printer", "fault", "paper_out"),)),
    presence("mau-q1"),
    presence("mau-q2", state="silent"),
    presence("bac-kan-q1", site="bac-kan"),
)


@pytest.fixture
def app(app, services):
    """An application that hears four gateways; of a fifth it knows the card alone."""
    with writing(services.engine) as connection:
        for name, counter in (("mau-q1", "1"), ("mau-q9", "9")):
            add_device(connection, Device(name, "mau", ("counter",), (counter,), "software"))
        change_device(connection, "mau-q1", state="active")
    own = create_app(dataclasses.replace(services, presence=lambda: HEARD))
    own.test_client_class = app.test_client_class
    return own


@pytest.fixture
def it(client_as):
    """A browser of the technical staff of one site."""
    return client_as("it", site="mau")


def names(page):
    """The gateways of a page, in its order."""
    text = page.get_data(as_text=True)
    return [part.split('"')[0] for part in text.split(f'href="{PAGE}/may/')[1:]]


def test_the_list_shows_the_own_sites_the_worst_first(it):
    """Paper out and silent before what is only awaited, and that before what is well; no other site's."""
    assert names(it.get(PAGE)) == ["mau-kiosk", "mau-q2", "mau-q9", "mau-q1"]


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("show=trouble", ["mau-kiosk", "mau-q2"]),
        ("show=fine", ["mau-q1"]),
        ("show=unknown", ["mau-q9"]),
        ("role=kiosk", ["mau-kiosk"]),
        ("q=q1", ["mau-q1"]),
        ("q=9", ["mau-q9"]),
        ("site=bac-kan", []),
        ("site=mau&role=hall", []),
    ],
)
def test_filters(it, asked, shown):
    """By state, work, site and words."""
    assert names(it.get(f"{PAGE}?{asked}")) == shown


def test_what_is_not_of_now_is_shown_as_unknown(it):
    """The silent gateway said that all is well; the page says that nobody knows."""
    text = it.get(f"{PAGE}/may/mau-q2").get_data(as_text=True)
    assert "không có tin" in text and "lần cuối: đúng giờ" in text


def test_the_wall_of_a_centre(it):
    """Names, what is wrong; of another site nothing."""
    answer = it.get(f"{PAGE}/tuong/mau")
    text = answer.get_data(as_text=True)
    assert answer.headers["Refresh"] == "15" and "hết giấy" in text and "mau-q2" in text
    assert it.get(f"{PAGE}/tuong/bac-kan").status_code == 404


def test_an_order_is_queued_and_stands_in_the_log(it, services, client_as):
    """Who asked, for what, under which id; the page shows it."""
    answer = it.send(f"{PAGE}/may/mau-q1", op="restart")
    assert answer.status_code == 303
    with reading(services.engine) as connection:
        (order,) = orders_of(connection, "mau-q1")
    assert (order.op, order.state, order.created_by, order.site) == ("restart", "queued", "p-it", "mau")
    assert "chờ máy kết nối" in it.get(f"{PAGE}/may/mau-q1").get_data(as_text=True)
    log = client_as("admin").get("/nhat-ky").get_data(as_text=True)
    assert order.id in log and "ra lệnh cho máy" in log


@pytest.mark.parametrize(
    ("gateway", "op", "status"),
    [("mau-q1", "format", 400), ("bac-kan-q1", "restart", 404), ("mau-q2", "retire", 409), ("no-such", "restart", 404)],
)
def test_orders_that_are_refused(it, services, gateway, op, status):
    """Unknown orders, gateways of others, what cannot be retired: nothing is queued."""
    assert it.send(f"{PAGE}/may/{gateway}", op=op).status_code == status
    with reading(services.engine) as connection:
        assert orders_of(connection, gateway) == []


def test_too_many_orders_wait(it):
    """Ten are enough for anybody's impatience."""
    answers = [it.send(f"{PAGE}/may/mau-q1", op="identify").status_code for _ in range(11)]
    assert answers == [303] * 10 + [409]
