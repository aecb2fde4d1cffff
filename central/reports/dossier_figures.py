"""The figures of a dossier table: its printed totals, and the shares computed from them (domain §3.1)."""

from decimal import Decimal

from central.imports.figure_table import ZERO, FigureRow, FigureTable
from central.reports.model import Figure, Tile
from central.reports.statistics import percent

Counts = dict[str, int]

NOUN = "hồ sơ"

SHARES: tuple[tuple[str, str, str], ...] = (
    ("on_time_share", "resolved_in_time", "resolved_total"),
    ("late_share", "resolved_late", "resolved_total"),
    ("early_share", "resolved_early", "resolved_total"),
    ("resolved_share", "resolved_total", "total"),
    ("pending_late_share", "pending_late", "pending_total"),
    ("pending_in_time_share", "pending_in_time", "pending_total"),
    ("returned_share", "returned", "total"),
    ("cancelled_share", "cancelled", "total"),
    ("online_share_of_received", "received_online", "total"),
    ("online_share_of_new", "received_online", "received_new"),
)
"""Name, numerator, denominator; a share whose columns the layout has not is left out."""


def counts_of(row: FigureRow, table: FigureTable) -> Counts:
    """The counts of a row by name, with those that follow from them: new, in time, pending."""
    counts = {key: int(row.count(key)) for key in table.counted}
    if "received_new" not in counts:
        new = [key for key in counts if key.startswith("received_")]
        counts["received_new"] = sum(counts[key] for key in new)
    if "pending_total" not in counts:
        counts["pending_total"] = sum(counts.get(key, 0) for key in table.layout.pending)
    counts["resolved_in_time"] = counts.get("resolved_early", 0) + counts.get("resolved_on_time", 0)
    return counts


def figures_of(table: FigureTable) -> dict[str, Figure]:
    """Every figure of the printed total row."""
    counts = counts_of(table.total, table) if table.total else {}
    figures = {key: Figure(n, "count", source="import") for key, n in counts.items()}
    if "late_system" in counts:
        figures["late_real"] = Figure(_late_real(counts), "count", source="import")
    for name, part, whole in SHARES:
        if part in counts and whole in counts:
            share = percent(counts[part], counts[whole])
            figures[name] = Figure(share, "percent", counts[part], counts[whole], source="import")
    return figures


def _late_real(counts: Counts) -> int:
    """What is late without the software's part, where the table does not count it itself."""
    return counts.get("late_real", counts.get("resolved_late", 0) - counts["late_system"])


def tiles_of(figures: dict[str, Figure]) -> tuple[Tile, ...]:
    """The headlines."""
    received = (("{} mới", _of(figures, "received_new")), ("{} kỳ trước chuyển sang", _of(figures, "carried_over")))
    resolved = (("{} quá hạn", _of(figures, "resolved_late")),)
    pending = (("{} quá hạn", _of(figures, "pending_late")),)
    return (
        Tile("Hồ sơ tiếp nhận", figures["total"], received, NOUN),
        Tile("Đã giải quyết", figures["resolved_total"], resolved, NOUN),
        Tile("Trước hạn và đúng hạn", _drawable(figures["on_time_share"])),
        Tile("Đang giải quyết", figures["pending_total"], pending, NOUN),
    )


def _of(figures: dict[str, Figure], name: str) -> int:
    value = figures[name].value if name in figures else None
    return int(value) if value is not None else 0


def _drawable(figure: Figure) -> Figure:
    """A share of counts that do not fit each other has no interval; it is shown without."""
    fits = figure.numerator is not None and figure.denominator is not None and figure.numerator <= figure.denominator
    return figure if fits else Figure(None, "count")


def percent_of_row(table: FigureTable, total: FigureRow) -> dict[str, Decimal | None]:
    """The percent row under the total, computed: of each column its share of the column that its layout names."""
    shares: dict[str, Decimal | None] = {}
    for one in table.layout.percents:
        whole = next((key for key in one.wholes if key in table.columns), "")
        if one.of in table.columns and whole:
            shares[one.of] = percent(int(total.count(one.of)), int(total.count(whole) or ZERO))
    return shares
