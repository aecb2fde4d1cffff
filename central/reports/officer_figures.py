"""Figures and headlines of the report of ratings per officer, with their numerators and denominators."""

from collections.abc import Callable, Mapping, Sequence

from central.reports.model import Figure, Tile
from central.reports.rating_counts import Tally
from central.reports.roster import RosterOfficer
from central.reports.statistics import percent
from contract.scales import Level


def figures_of(total: Tally, before: Tally | None) -> dict[str, Figure]:
    """Every figure by its name (domain §3.1), with its change against the period before."""
    figures = {
        "ratings": _count(_of_scale, total, before),
        "satisfied": _count(_satisfied, total, before),
        "satisfied_share": _share(_satisfied, total, before),
    }
    for level in total.scale.levels:
        at_level = _at(level)
        figures[f"count_{level.code}"] = _count(at_level, total, before)
        figures[f"share_{level.code}"] = _share(at_level, total, before)
    return figures


def tiles_of(
    total: Tally, before: Tally | None, roster: Sequence[RosterOfficer], apart: Mapping[str, Tally]
) -> tuple[Tile, ...]:
    """The headlines: how many, how many satisfied, how many not, how many set apart."""
    figures = figures_of(total, before)
    satisfied = [level for level in total.scale.levels if level.satisfied]
    others = [level for level in total.scale.levels if not level.satisfied]
    agencies = {name for officer in roster for name in officer.agencies}
    not_satisfied = _count(lambda got: got.of_scale - got.satisfied, total, before)
    set_apart = Figure(sum(got.total for got in apart.values()), "count")
    return (
        Tile("Lượt đánh giá", figures["ratings"], (("{} cán bộ", len(roster)), ("{} cơ quan", len(agencies)))),
        Tile(_titles(satisfied, " và "), figures["satisfied_share"]),
        Tile(
            _titles(others, ", "),
            not_satisfied,
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


def _of_scale(got: Tally) -> int:
    return got.of_scale


def _satisfied(got: Tally) -> int:
    return got.satisfied


def _at(level: Level) -> Callable[[Tally], int]:
    return lambda got: got.level(level.code)


def _count(part: Callable[[Tally], int], total: Tally, before: Tally | None) -> Figure:
    return Figure(part(total), "count", change=part(total) - part(before) if before else None)


def _share(part: Callable[[Tally], int], total: Tally, before: Tally | None) -> Figure:
    value = percent(part(total), total.of_scale)
    earlier = percent(part(before), before.of_scale) if before else None
    change = None if value is None or earlier is None else value - earlier
    return Figure(value, "percent", part(total), total.of_scale, change)
