"""The fleet in a real browser: list, wall and one gateway; nothing cut, axe clean, the wall is large."""

import dataclasses
import os
from pathlib import Path

import pytest

from central.fleet.order_store import add_order, change_order
from central.people.moments import now_ms
from central.presence import GatewayPresence
from central.store.engine import writing
from central.web.app import create_app
from central.web.server import WebServer
from central.web.session import SESSION_COOKIE
from contract.messages import Birth, DeviceHealth, Health, StreamHealth

pytestmark = pytest.mark.slow

SIZES = {"desk": (1366, 768), "phone": (390, 844)}
KEEP = os.environ.get("QUAYSO_PICTURES")


def presence(gateway, roles, state="online", devices=(), **said):
    """What a gateway said of itself a moment ago."""
    streams = (StreamHealth("a" * 32, 90, said.pop("acked", 90)),)
    told = {"disk_free_bytes": 20 << 30, "temperature_c": 48.0, "throttled": False, "unacked_s": 0, **said}
    health = Health(1, told.pop("clock", "synced"), streams, devices, 1, **told)
    return GatewayPresence(gateway, state, Birth(1, "mau", "0.3.1", "b", roles, ()), health, None, 12.0, 12.0)


PANEL = DeviceHealth("bang-nut", "panel", "ok")
HEARD = (
    presence("mau-sanh", ("hall", "kiosk"), devices=(DeviceHealth("may-in-1", "printer", "fault", "paper_out"),)),
    presence("mau-q1", ("counter",), devices=(PANEL, DeviceHealth("so-1", "board", "ok"))),
    presence("mau-q2", ("counter",), devices=(PANEL,), acked=40, unacked_s=1900, clock="holdover"),
    presence("mau-q3", ("counter",), "silent", devices=(PANEL,)),
    presence("mau-q4", ("counter",), devices=(PANEL,), temperature_c=83.0, throttled=True, training=True),
    presence("mau-tv", ("display",), devices=(DeviceHealth("loa", "voice", "unknown"),), temperature_c=None),
)


@pytest.fixture
def page(request, services, browser, staff_cookie):
    """Six gateways of a centre, as the technical staff see them."""
    with writing(services.engine) as connection:
        for key, state in (("restart", "done"), ("identify", "sent"), ("test_print", "failed"), ("fetch_logs", "done")):
            made = add_order(connection, "mau-q1", "mau", key, "ky-thuat", now_ms())
            result = '{"why": "no_printer"}' if key == "test_print" else None
            if key == "fetch_logs":
                result = '{"lines": ["21/11 09:12:01 INFO gateway.main: gateway mau-q1 is ready"]}'
            change_order(connection, made.id, state=state, result=result)
    server = WebServer(create_app(dataclasses.replace(services, presence=lambda: HEARD)), "127.0.0.1", 0)
    server.start()
    width, height = SIZES[request.param]
    context = browser.new_context(
        viewport={"width": width, "height": height}, locale="vi-VN", base_url=f"http://127.0.0.1:{server.port}"
    )
    context.add_cookies([{"name": SESSION_COOKIE, "value": staff_cookie, "url": f"http://127.0.0.1:{server.port}"}])
    page = context.new_page()
    page.size, page.said = request.param, []
    page.on("pageerror", lambda error: page.said.append(str(error)))
    page.on("console", lambda message: page.said.append(message.text))
    yield page
    assert page.said == []
    context.close()
    server.stop()


def judge(page, name):
    """Nothing is wider than the screen, and axe finds nothing at all."""
    from axe_playwright_python.sync_playwright import Axe

    page.evaluate("document.fonts.ready")
    if KEEP:
        page.screenshot(path=Path(KEEP) / f"{name}-{page.size}.png", full_page=True)
    assert page.evaluate("document.scrollingElement.scrollWidth - innerWidth") <= 0, name
    faults = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    assert [f"{fault['id']}: {[node['html'][:120] for node in fault['nodes']]}" for fault in faults] == [], name


@pytest.mark.parametrize("page", SIZES, indirect=True)
def test_list_wall_and_one(page):
    """Each page whole; an order is given by keyboard and stands in the history."""
    page.goto("/thiet-bi?site=mau")
    judge(page, "fleet")
    page.goto("/thiet-bi/tuong/mau")
    judge(page, "fleet-wall")
    sizes = page.evaluate(
        "[...document.querySelectorAll('.wall-tile *, .wall-sums')].map(e => parseFloat(getComputedStyle(e).fontSize))"
    )
    assert min(sizes) >= 27
    page.goto("/thiet-bi/may/mau-q1")
    judge(page, "fleet-one")
    page.get_by_role("button", name="Nhận diện mau-q1").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("text=chờ máy kết nối")
