"""The hands behind orders: lamps and boards, the slip with the printer's own word, test mode, what is impossible."""

import threading
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from contract.clock import Stamp
from contract.messages import Command
from gateway.commands import ControlAnswer, SetTestMode
from gateway.commands_from_central.doing import Doing
from gateway.commands_from_central.logs import LogMemory
from gateway.commands_from_central.said import OrderEnded
from gateway.hall_commands import PrintEnded
from gateway.paper.slip import draw_slip
from gateway.self_test.slip import make_slip


class Tools:
    """A gateway's hands that remember what they did."""

    def __init__(self, panels=1, boards=1, printer=True, supervised=True):
        self.panels, self.boards, self.printer, self.supervised = panels, boards, printer, supervised
        self.done, self.papers = [], []

    def lamps(self, on):
        """Switch."""
        self.done.append(("lamps", on))
        return self.panels

    def name_on_boards(self):
        """Show."""
        return self.boards

    def as_before(self):
        """Restore."""
        self.done.append("as before")

    def print_slip(self, paper):
        """Print."""
        self.papers.append(paper)
        return self.printer

    def restart(self):
        """Stop."""
        return self.supervised

    def retire(self):
        """Remember."""
        self.done.append("retired")


@pytest.fixture
def make():
    """Makes hands, started; ``ends`` are the ends that the worker would get."""
    made = []

    def build(**options):
        tools = Tools(**options)
        ends, came = [], threading.Condition()

        def post(order):
            if isinstance(order, SetTestMode):
                order.reply(ControlAnswer(True, "done", "", ""))
                return
            with came:
                ends.append(order)
                came.notify_all()

        doing = Doing(tools, post, LogMemory())
        doing.tools, doing.ends = tools, ends
        doing.start()
        made.append(doing)
        return doing

    yield build
    for one in made:
        one.stop()


def order(op, **args):
    """An order."""
    return Command("id", op, args, 60)


@pytest.mark.parametrize(
    ("op", "args", "why"),
    [
        ("format", {}, "unknown_op"),
        ("identify", {"seconds": 0}, "not_valid"),
        ("identify", {"seconds": 10**9}, "not_valid"),
        ("identify", {"loud": True}, "not_valid"),
        ("test_mode", {}, "not_valid"),
        ("restart", {"now": 1}, "not_valid"),
    ],
)
def test_what_cannot_be_done_is_not_begun(make, op, args, why):
    """Orders of later versions and such with wrong arguments."""
    assert make().why_not(order(op, **args)) == {"why": why}


def test_lamps_and_boards_are_as_before(make, wait_until):
    """The box says which one it is, then everything shows again what it should."""
    doing = make()
    assert doing.why_not(order("identify", seconds=1)) is None
    doing.begin(order("identify", seconds=1))
    wait_until(lambda: doing.ends)
    assert doing.ends == [OrderEnded("id", "done", {"panels": 1, "boards": 1})]
    assert doing.tools.done[-1] == "as before"


def test_a_box_with_nothing_to_show_says_so(make, wait_until):
    """No lamp, no board."""
    doing = make(panels=0, boards=0)
    doing.begin(order("identify", seconds=1))
    wait_until(lambda: doing.ends)
    assert doing.ends == [OrderEnded("id", "failed", {"why": "nothing_to_show"})]


@pytest.mark.parametrize(
    ("outcome", "fault", "state"),
    [("printed", None, "done"), ("failed", "paper_out", "failed"), ("unknown", "no_word", "unknown")],
)
def test_a_slip_ends_by_the_printers_word(make, wait_until, outcome, fault, state):
    """ "Sent" is no end; tickets of citizens are none of ours."""
    doing = make()
    doing.begin(order("test_print"))
    wait_until(lambda: doing.tools.papers)
    (paper,) = doing.tools.papers
    assert not doing.printed(PrintEnded("k1", uuid4(), 1, "printed"))
    assert doing.printed(PrintEnded("k1", paper, 1, "sent")) and doing.ends == []
    assert doing.printed(PrintEnded("k1", paper, 1, outcome, fault))
    wait_until(lambda: doing.ends)
    assert doing.ends == [OrderEnded("id", state, {"fault": fault} if fault else None)]


@pytest.mark.parametrize(
    ("op", "args", "options", "end"),
    [
        ("test_print", {}, {"printer": False}, ("failed", {"why": "no_printer"})),
        ("restart", {}, {"supervised": False}, ("failed", {"why": "not_supervised"})),
        ("test_mode", {"on": True}, {}, ("done", None)),
        ("retire", {}, {}, ("done", None)),
    ],
)
def test_other_orders(make, wait_until, op, args, options, end):
    """Each ends once."""
    doing = make(**options)
    doing.begin(order(op, **args))
    wait_until(lambda: doing.ends)
    assert doing.ends == [OrderEnded("id", *end)]


@pytest.mark.parametrize("width", [384, 576])
def test_the_slip_is_paper(width):
    """Both widths, long words too; without a right clock it says so by a paper of the same form."""
    rows = [("Máy chủ trung tâm", "nối được"), ("Bấm thử quay-3", "2/4, còn Không hài lòng, Bình thường")] * 6
    at = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
    slip = make_slip(uuid4(), "tinh-mau-q3", rows, Stamp(at, "unset", "boot", 1))
    drawn = draw_slip(width, "Trung tâm", slip.service, slip.number, slip.rows, at)
    assert drawn.width_px == width and any(drawn.rows)
    assert any(draw_slip(width, "Trung tâm", slip.service, slip.number, slip.rows, None).rows)
