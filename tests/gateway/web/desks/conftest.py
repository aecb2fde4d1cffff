"""Desks and guides over a real hall: the role on a journal and worker, officers with PINs, a paired browser."""

import dataclasses
import shutil
from uuid import uuid4

import msgspec
import pytest

from contract.hall import HallAnswer
from contract.site import Officer
from gateway.hall.workshop import Workshop
from gateway.hall_commands import CallHelp, MarkNeeds
from gateway.joining.printers_now import PrinterNow
from gateway.officers.pins import hash_pin

ORIGIN = {"Origin": "http://localhost"}
PIN = "4071"
NAMES = (
    "Lê Hoàng Chi", "Trần Văn Ví Dụ", "Đặng Thu Hà", "Vũ Minh Giang", "Hồ Thị Lan", "Dương Thị Mỹ", "Mai Anh Sơn",
    "Đinh Thị Quế", "Bùi Đức Huy", "Phạm Ngọc Ánh", "Hoàng Văn Bách", "Phan Thị Cúc", "Võ Đình Dũng", "Ngô Thị Én",
    "Đỗ Xuân Giáp", "Lý Thị Hồng", "Tạ Quang Khải", "Cao Thị Loan", "Hà Văn Minh", "Trịnh Thị Nga",
)  # fmt: skip


@pytest.fixture(scope="session")
def pin_hash():
    """The hash of PIN, quick to check."""
    return hash_pin(PIN, log2_n=10)


@pytest.fixture
def site(site, pin_hash):
    """The centre with twenty officers, the first a leader, and a secret for day codes."""
    officers = tuple(
        Officer(f"cb-{place:02}", name, pin=pin_hash if place < 4 else None, leader=place == 1)
        for place, name in enumerate(NAMES, 1)
    )
    return msgspec.structs.replace(site, officers=officers, secret="mot chuoi chi de thu, dai hon 32 ky tu")


@pytest.fixture
def hall(site, clock, tmp_path, empty_journal):
    """A real hall, at work."""

    def begin(path):
        if not path.exists() or not path.stat().st_size:
            shutil.copy(empty_journal, path)

    (tmp_path / "data").mkdir(exist_ok=True)
    made = Workshop(site, tmp_path / "data", clock, gateway="q-01", migrate=begin)
    made.start()
    made.journal._open.execute("PRAGMA synchronous=OFF")
    made.ask("unpause", {"counter": "2"})
    yield made
    made.stop()


@pytest.fixture
def parts(parts, hall, posted):
    """Pages over that hall; what is posted past its requests is noted, and its own orders reach it."""

    def post(order):
        posted.append(order)
        if isinstance(order, MarkNeeds):
            hall.inbox.post(order)
        if isinstance(order, CallHelp):
            made.helps.call(order.counter, order.kind, made.clock.monotonic_s())
            order.reply(HallAnswer(uuid4(), True))

    made = dataclasses.replace(
        parts, hall=hall.hall, feed=hall.feed, queue=hall.queue, post=post,
        printers=lambda: (PrinterNow("may-in", None, 300),),
    )  # fmt: skip
    return made


class Browser:
    """A paired browser of a desk, or of the guide, as its script talks."""

    def __init__(self, client, home):
        self.client = client
        self.home = home

    def post(self, what, body, **more):
        """An order; its id is fresh unless named."""
        return self.client.post(f"{self.home}/{what}", json={"request": str(uuid4()), **body}, headers=ORIGIN, **more)

    def now(self):
        """What the page shows."""
        return self.client.get(f"{self.home}/now").json

    def sign_in(self, officer="cb-01", code=PIN):
        """Type a PIN."""
        return self.post("sign-in", {"officer": officer, "code": code})

    def do(self, action, **more):
        """A key of the desk, with what the page shows at this moment."""
        now = self.now()
        believed = {
            "officer": now["officer"]["code"] if now["officer"] else "cb-01",
            "ticket": now["ticket"]["id"] if now["ticket"] else None,
        }
        return self.post("do", {"do": action, **believed, **more})


@pytest.fixture
def desk(client, pair):
    """The desk of counter 2; nobody is signed in yet."""
    return Browser(pair("desk", "2"), "/desk/2")


@pytest.fixture
def other_desk(app, pair):
    """The desk of counter 3 on a browser of its own, for the same services."""
    return Browser(pair("desk", "3", with_client=app.test_client()), "/desk/3")


@pytest.fixture
def guide(app, pair):
    """The guide's browser."""
    return Browser(pair("guide", with_client=app.test_client()), "/guide")


@pytest.fixture
def take(hall):
    """Call it with a service: a number, as a kiosk gets it."""

    def taken(service="ho-tich", **more):
        answer = hall.ask("take_ticket", {"service": service, "channel": "kiosk", **more})
        assert answer.ok, answer
        return answer.result

    return taken


@pytest.fixture
def facts(hall):
    """Call it: the data of all lines of the journal, without the start."""
    from contract.lines import read_data, read_line

    def read():
        rows = hall.journal.read(hall.journal.stream, 1, 10_000)[0]
        return [fact for row in rows if (fact := read_data(read_line(row.line))).TYPE != "gateway.started"]

    return read
