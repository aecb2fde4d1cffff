"""Figures and headlines of the report of ratings per officer, with their numerators and denominators."""

from collections.abc import Mapping, Sequence

from central.reports.model import Figure, Tile
from central.reports.rating_counts import Tally
from central.reports.roster import RosterOfficer
from central.reports.statistics import percent
from contract.scales import Level


def figures_of(total: Tally) -> dict[str, Figure]:
    """Every figure by its name (domain §3.1)."""
    figures = {
        "ratings": Figure(total.of_scale, "count"),
        "satisfied": Figure(total.satisfied, "count"),
        "satisfied_share": _share(total.satisfied, total),
        "dissatisfied": Figure(total.of_scale - total.satisfied, "count"),
    }
    for level in total.scale.levels:
        figures[f"count_{level.code}"] = Figure(total.level(level.code), "count")
        figures[f"share_{level.code}"] = _share(total.level(level.code), total)
    return figures


def tiles_of(
    figures: Mapping[str, Figure], total: Tally, roster: Sequence[RosterOfficer], apart: Mapping[str, Tally]
) -> tuple[Tile, ...]:
    """The headlines: how many, how many satisfied, how many not, how many set apart."""
    satisfied = [level for level in total.scale.levels if level.satisfied]
    others = [level for level in total.scale.levels if not level.satisfied]
    agencies = {name for officer in roster for name in officer.agencies}
    set_apart = Figure(sum(got.total for got in apart.values()), "count")
    return (
        Tile("Lượt đánh giá", figures["ratings"], (("{} cán bộ", len(roster)), ("{} cơ quan", len(agencies)))),
        Tile(_titles(satisfied, " và "), figures["satisfied_share"]),
        Tile(
            _titles(others, ", "),
            figures["dissatisfied"],
            tuple((f"{level.title} {{}}", total.level(level.code)) for level in others),
        ),
        Tile(
            "Ngoài tổng số",
            set_apart,
            (("cần kiểm tra {}", apart["doubtful"].total), ("bấm lặp {}", apart["duplicate"].total)),
        ),
    )


def _titles(levels: Sequence[Level], between: str) -> str:
    return between.join(level.title for level in levels)


def _share(part: int, total: Tally) -> Figure:
    return Figure(percent(part, total.of_scale), "percent", part, total.of_scale)
