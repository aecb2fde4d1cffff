"""The web application of the virtual office: what it obeys, whom it refuses, what it streams."""

import json

import pytest

from simulator.devices.base import Eye
from simulator.sample import sample_plan
from simulator.web.actions import CannotDo
from simulator.web.app import create_app
from simulator.web.feed import Feed


class Recorder:
    """Actions that only remember; ``sentence`` refuses everything."""

    def __init__(self):
        self.done, self.sentence = [], ""

    def __getattr__(self, name):
        def act(*words):
            if self.sentence:
                raise CannotDo(self.sentence)
            self.done.append((name, *words))

        return act


class StubOffice:
    """As much of an office as the page's frame needs."""

    def __init__(self, queue=True):
        self.plan = sample_plan(queue)
        self.pages_url = "http://127.0.0.1:8081" if queue else None
        self.broker = type("Broker", (), {"name": "mosquitto"})
        self.central = type("Central", (), {"url": "http://127.0.0.1:9"})

    def station_of(self, counter):
        """A station with one panel, the third with a cable."""
        panel = type("Panel", (), {"can_unplug": counter == "3"})
        return type("Station", (), {"name": "q-01", "panels": {counter: panel}})


class StubObserver:
    """Snapshots out of a list, the last one for ever."""

    def __init__(self, *snapshots):
        self._snapshots = list(snapshots)

    def look(self, _report):
        """The next one."""
        return self._snapshots.pop(0) if len(self._snapshots) > 1 else self._snapshots[0]


class StubDoor:
    """A way into central; central itself does not answer."""

    def link(self, path):
        """The address that leads there."""
        return f"http://127.0.0.1:9/lien-ket/x?to={path}"

    def open(self, path, headers=None, *, timeout_s):
        """Nobody listens."""
        raise ConnectionRefusedError(path)


class StubReport:
    """A report's address."""

    door = StubDoor()

    def query(self):
        """The words after the question mark."""
        return "site=van-phong-ao"


@pytest.fixture
def actions():
    """What was done through the page."""
    return Recorder()


@pytest.fixture
def open_page(actions):
    """Call it to get a client of the application at the address a browser uses, of an office with a queue or not."""
    feed = Feed(StubObserver({"day": "hôm nay"}), None, Eye())
    feed.start()
    yield lambda queue: create_app(StubOffice(queue), feed, StubReport(), actions, actions).test_client()
    feed.stop()


@pytest.fixture
def page(open_page):
    """The page of an office with a queue."""
    return open_page(True)


def do(page, order, **headers):
    """Send an order as the page's script does."""
    return page.post(
        "/do", base_url="http://127.0.0.1:8800", data=json.dumps(order),
        headers={"Content-Type": "application/json", "Origin": "http://127.0.0.1:8800", **headers},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("order", "done"),
    [
        ({"do": "press", "counter": "1", "level": "good"}, ("press", "1", "good")),
        ({"do": "badge", "counter": "4", "officer": "cb-04"}, ("hold_badge", "4", "cb-04")),
        ({"do": "sign_out", "counter": "4"}, ("sign_out", "4")),
        ({"do": "cable", "counter": "3", "plugged": False}, ("set_cable", "3", False)),
        ({"do": "broker", "running": False}, ("set_broker", False)),
        ({"do": "central", "running": True}, ("set_central", True)),
        ({"do": "network", "running": False}, ("set_hall_broker", False)),
        ({"do": "take", "service": "ho-tich"}, ("take_number", "ho-tich")),
        ({"do": "key", "counter": "2", "key": "call_next"}, ("press_key", "2", "call_next")),
        ({"do": "printer", "fault": "cover_open", "on": True}, ("set_printer_fault", "cover_open", True)),
        ({"do": "printer_cable", "plugged": False}, ("set_printer_cable", False)),
    ],
)
def test_orders_are_obeyed(page, actions, order, done):
    """Each order of the page becomes one action."""
    assert do(page, order).status_code == 204
    assert actions.done == [done]


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b'{"do":"press"}', b'{"do":"press","counter":1,"level":"good"}', b'{"do":"format"}',
     b'{"do":"sign_out","counter":"1","more":1}', b'{"do":"printer","fault":"dies_after","on":true}', b"\xff\xfe",
     b"[" * 900],
)  # fmt: skip
def test_nonsense_does_nothing(page, actions, body):
    """A body that is no order is refused with a sentence, and nothing happens."""
    answer = page.post("/do", base_url="http://127.0.0.1:8800", data=body, content_type="application/json")
    assert answer.status_code == 400
    assert answer.json["error"]
    assert actions.done == []


def test_a_large_body_is_refused(page, actions):
    """No order is large."""
    assert page.post("/do", data=b"x" * 5000, content_type="application/json").status_code == 413
    assert actions.done == []


@pytest.mark.parametrize(
    ("address", "headers"),
    [
        ("http://127.0.0.1:8800", {"Origin": "http://evil.example"}),
        ("http://127.0.0.1:8800", {"Content-Type": "text/plain"}),
        ("http://evil.example", {"Origin": "http://evil.example"}),
        ("http://127.0.0.1:8800", {"Origin": "null"}),
    ],
)
def test_other_sites_press_nothing(page, actions, address, headers):
    """A page of another site, a plain form, or a name that was made to point here is refused."""
    answer = page.post(
        "/do", base_url=address, data='{"do":"broker","running":false}',
        headers={"Content-Type": "application/json", **headers},
    )  # fmt: skip
    assert answer.status_code == 403
    assert actions.done == []


def test_a_refusal_is_a_sentence(page, actions):
    """What cannot be done now is said in Vietnamese."""
    actions.sentence = "Hộp nút đang rút cáp: không bấm được."
    answer = do(page, {"do": "press", "counter": "3", "level": "good"})
    assert (answer.status_code, answer.json) == (409, {"error": actions.sentence})


def test_the_frame_of_the_page(page):
    """The page names every counter and level, runs no inline code, and offers a cable where there is one."""
    answer = page.get("/")
    text = answer.text
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    assert [text.count(f'id="counter-{n}"') for n in (1, 2, 3, 4)] == [1, 1, 1, 1]
    assert text.count('class="press"') == 16
    assert text.count("cable-link") == 1
    assert text.count('class="take"') == 7 and text.count('class="key"') == 20
    assert text.count("http://127.0.0.1:8081/desk/") == text.count("http://127.0.0.1:8081/rate/") == 4
    assert "<script>" not in text and " style=" not in text and " onclick" not in text


def test_an_office_without_a_queue_has_no_waiting_area(open_page):
    """Where ratings alone are tried, nothing of tickets stands on the page."""
    text = open_page(False).get("/").text
    assert text.count('class="press"') == 16
    assert not any(word in text for word in ("Khu vực chờ", 'class="key"', "/desk/", "switch-network", "Phiếu"))


def test_the_report_is_one_click_away(page):
    """On this machine today's report opens signed in at central, elsewhere under the page's own address; without
    central it says 503."""
    path = "/reports/officer-ratings?site=van-phong-ao"
    assert page.get("/today").location == f"http://127.0.0.1:9/lien-ket/x?to={path}"
    assert page.get("/today", base_url="http://192.0.2.7:8800").location == path
    assert page.get("/reports/officer-ratings?site=x").status_code == 503


def test_the_stream_sends_what_changed(wait_until):
    """First everything, then only the parts that changed; at the end it says so and gives its place back."""
    eye = Eye()
    feed = Feed(StubObserver({"a": 1, "b": 1}, {"a": 1, "b": 2}), None, eye)
    feed.start()
    stream = feed.stream()
    first = json.loads(next(stream).removeprefix(b"data: "))
    assert first["a"] == 1
    if first["b"] == 1:
        assert json.loads(next(stream).removeprefix(b"data: ")) == {"b": 2}
    assert feed.now() == {"a": 1, "b": 2}
    feed.stop()
    assert next(stream).startswith(b"event: end")
    assert list(stream) == []
    assert not feed.is_full
