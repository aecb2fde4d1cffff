"""The finding that lists share: an agency that the agencies' list does not know. The row is kept."""

from collections.abc import Iterable

from central.imports.kinds import Known
from central.imports.remarks import AGENCY, Remark
from central.registry.names import fold


def unknown_agencies(named: Iterable[tuple[int, str]], known: Known) -> list[Remark]:
    """One finding for each unknown name in ``(row, agency)`` pairs, at the first row that has it."""
    rows: dict[str, list[tuple[int, str]]] = {}
    for row, agency in named:
        if agency and not known.agencies.knows(agency):
            rows.setdefault(fold(agency), []).append((row, agency))
    return [_finding(places, known.agencies.near(places[0][1])) for places in rows.values()]


def _finding(places: list[tuple[int, str]], near: str | None) -> Remark:
    row, agency = places[0]
    others = f" ({len(places)} dòng/rows)" if len(places) > 1 else ""
    # Asked once: the answer stands in the list of agencies, where every later import finds it.
    how = "thêm tên hoặc bí danh vào danh sách agencies / add the name or an alias to the agencies list"
    if near:
        how += f"; nếu chính là “{near}”: ghi “{agency}” vào cột aliases của dòng đó, rồi quayso import agencies"
    return Remark(
        f"cơ quan chưa có trong danh sách agencies; dòng vẫn được giữ{others}",
        "this agency is not in the agencies list; the row is kept",
        how,
        row,
        "agency",
        agency,
        AGENCY,
        choices=(near,) if near else (),
    )
