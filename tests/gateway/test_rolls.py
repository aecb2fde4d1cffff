"""How much paper is left: kept over a restart, told to the guide and in health."""

from uuid import uuid4

import pytest

from gateway.config.gateway_toml import GatewayConfig
from gateway.config.printers import DummyPrinterConfig
from gateway.hall_commands import PrintEnded
from gateway.joining.devices import Devices
from gateway.joining.printers_now import PrinterNow
from gateway.joining.rolls import Rolls
from gateway.officers.guide_view import printer_shown
from gateway.printers.base import Surroundings
from gateway.printers.registry import make_printer
from gateway.printers.roll import RollState


@pytest.fixture
def printer():
    """Makes a printer that has printed nothing yet."""
    around = Surroundings(post=lambda order: None, draw=lambda order: None)
    return lambda: make_printer(DummyPrinterConfig("may-in"), around)


def ended(outcome="printed"):
    """How a print ended."""
    return PrintEnded("may-in", uuid4(), 1, outcome)


def test_a_roll_is_remembered_over_a_restart(tmp_path, printer):
    """The forecast goes on where it was, not at a full roll."""
    rolls, first, posted = Rolls(tmp_path / "rolls.json"), printer(), []
    rolls.watch({"may-in": first})
    post = rolls.following(posted.append)
    first.set_roll_state(RollState(used_mm=20_000.0, tickets=180, whole=True))
    post(ended("sent"))
    assert not (tmp_path / "rolls.json").exists()
    post(ended())
    second = printer()
    Rolls(tmp_path / "rolls.json").watch({"may-in": second})
    assert second.forecast() == first.forecast() and second.forecast().printed == 180
    assert len(posted) == 2


@pytest.mark.parametrize("bytes_", [b"", b"{", b'{"may-in": 5}', b"[]"])
def test_a_broken_file_costs_the_forecast_alone(tmp_path, printer, bytes_):
    """Nobody is kept from printing by it."""
    (tmp_path / "rolls.json").write_bytes(bytes_)
    one = printer()
    Rolls(tmp_path / "rolls.json").watch({"may-in": one})
    assert one.forecast().printed == 0


def test_a_folder_that_cannot_be_written_hinders_no_print(tmp_path, printer):
    """The printer's word goes its way all the same."""
    rolls, posted = Rolls(tmp_path / "missing" / "rolls.json"), []
    rolls.watch({"may-in": printer()})
    rolls.following(posted.append)(ended())
    assert len(posted) == 1


@pytest.mark.parametrize(
    ("fault", "left", "text", "needs_somebody"),
    [
        (None, 120, "Máy in may-in: còn khoảng 120 phiếu", False),
        (None, 40, "Máy in may-in: còn khoảng 40 phiếu, sắp hết giấy", True),
        ("paper_low", 90, "Máy in may-in: còn khoảng 90 phiếu, sắp hết giấy", True),
        ("paper_out", 0, "Máy in may-in: hết giấy, xin thay cuộn mới", True),
        ("something_new", 90, "Máy in may-in: có lỗi", True),
    ],
)
def test_a_guide_reads_what_to_do(fault, left, text, needs_somebody):
    """One sentence, in words."""
    shown = printer_shown(PrinterNow("may-in", fault, left))
    assert (shown.text, shown.needs_somebody) == (text, needs_somebody)


def test_a_gateway_without_printers_knows_of_none(tmp_path, clock):
    """A counter loads nothing of printers."""
    config = GatewayConfig("q-03", "trung-tam", data_dir=str(tmp_path))
    assert Devices(config, None, clock, print, print).paper_left() == {}
