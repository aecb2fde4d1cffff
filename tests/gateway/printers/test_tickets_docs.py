"""docs/tickets.md says what the code does."""

import re
from pathlib import Path

from gateway.printers import escpos_printer, status, ticket_run, wire
from gateway.printers.registry import PRINTER_DRIVERS


def page(repository: Path) -> str:
    """The page."""
    return (repository / "docs" / "tickets.md").read_text("utf-8")


def test_every_fault_is_explained(repository: Path) -> None:
    """Every fault that a printer can have stands in the table, and no other."""
    table = page(repository).split("| fault |")[1].split("\n\n")[0]
    written = {code for row in table.splitlines()[2:] for code in re.findall(r"`([a-z_]+)`", row.split("|")[1])}
    known = {*status.FAULTS, *wire.WIRE_FAULTS, wire.STALLED, ticket_run.NO_WORD, ticket_run.STOPPED}
    known |= {escpos_printer.SILENT, escpos_printer.DRAWING, escpos_printer.DRIVER}
    assert written == known


def test_every_driver_is_listed(repository: Path) -> None:
    """Each kind of printer has a row."""
    rows = set(re.findall(r"^\| `(\w+)` \| ", page(repository).split("| `driver` |")[1].split("\n\n")[0], re.M))
    assert rows == {str(kind.__struct_config__.tag) for kind in PRINTER_DRIVERS}


def test_the_picture_is_there(repository: Path) -> None:
    """What the page shows is a file beside it."""
    for name in re.findall(r"\((pictures/[^)]+)\)", page(repository)):
        assert (repository / "docs" / name).is_file()
