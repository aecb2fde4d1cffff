"""``/imports/history`` and ``/imports/<id>``: who imported what, what was found in it, what it replaced."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from flask import Blueprint, abort, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from central.imports.history import (
    Difference,
    PastImport,
    difference,
    findings_of,
    past_import,
    past_imports,
    replaced_by_it,
    rows_of,
)
from central.imports.kinds import ImportKind, TableKind
from central.imports.registry import IMPORTS
from central.imports.remarks import ANSWER
from central.registry.tables import TableInForce, load_table
from central.services import Services
from central.store.engine import reading
from central.web import session
from central.web.imports.examining import Looked
from central.web.imports.keeping import Draft
from central.web.imports.tables import Said, TableView, figure_view, general, kept_list_view
from central.web.menu import IMPORTS_URL, menu
from central.web.render import render
from kiosk_ui.words import count_text, date_text, moment_text

RECENT = 8
MOST_CHANGES = 200


@dataclass(frozen=True, slots=True)
class PastView:
    """One import in words."""

    id: int
    kind: str
    period: str
    file: str
    sha256: str
    rows: str
    findings: int
    at: str
    who: str
    is_current: bool
    replaced_by: int | None
    replaced_at: str


def add_routes(pages: Blueprint, services: Services) -> None:
    """The pages of the history, in the blueprint of imports."""

    @pages.get("/history")
    def history() -> ResponseReturnValue:
        sites = session.sites()
        site = request.args.get("site", "") or next(iter(sites), "")
        if site not in sites:
            abort(404)
        kind = request.args.get("kind", "")
        with reading(services.engine) as connection:
            found = past_imports(connection, site, kind=kind if kind in IMPORTS else "")
        return render(
            "import_history.html",
            site=site,
            site_name=services.config.sites[site].name,
            sites=[{"id": one, "name": services.config.sites[one].name} for one in sites],
            kinds=[(one.key, one.title) for one in IMPORTS.values()],
            kind=kind,
            imports=[_view(services, one) for one in found],
            menu=menu(IMPORTS_URL, site),
        )

    @pages.get("/<int:number>")
    def one(number: int) -> ResponseReturnValue:
        with reading(services.engine) as connection:
            found = past_import(connection, number)
            if found is None or found.site not in session.sites() or found.kind not in IMPORTS:
                abort(404)
            return _one_page(connection, services, found)


def recent(services: Services, site: str) -> list[PastView]:
    """The newest imports of a site."""
    if site not in session.sites("imports.history"):
        return []
    with reading(services.engine) as connection:
        return [_view(services, one) for one in past_imports(connection, site, limit=RECENT)]


def replaced(connection: Connection, services: Services, draft: Draft, looked: Looked) -> PastView | None:
    """The import that a preview would replace."""
    if looked.examined is None or looked.examined.replaces is None:
        return None
    found = past_import(connection, looked.examined.replaces)
    return _view(services, found) if found else None


def _one_page(connection: Connection, services: Services, found: PastImport) -> str:
    kept = findings_of(connection, found.id)
    said = [Said(one.row, one.key, one.kind, one.text) for one in kept if one.kind != ANSWER]
    table = _table(connection, found, said)
    before = replaced_by_it(connection, found.id)
    changes = _changes(connection, before, found) if before else None
    return render(
        "import_one.html",
        one=_view(services, found),
        site=found.site,
        site_name=services.config.sites[found.site].name,
        layout=found.layout if len(IMPORTS[found.kind].layouts) > 1 else "",
        table=table,
        general=general(said, table),
        notes=[one.text for one in kept if one.kind == ANSWER],
        is_old=bool(found.finding_count and not said),
        before=_view(services, before) if before else None,
        changes=changes,
        changed=_changed(found, changes),
        is_new=request.args.get("done") == "1",
        menu=menu(IMPORTS_URL, found.site),
    )


def _table(connection: Connection, found: PastImport, said: Sequence[Said]) -> TableView:
    kind = IMPORTS[found.kind]
    if isinstance(kind, ImportKind):
        return kept_list_view(kind.columns, rows_of(connection, found.kind, found.id))
    days = date.fromisoformat(found.first), date.fromisoformat(found.last)
    held = TableInForce(found.id, found.kind, found.layout, *days, found.file, found.sha256)
    return figure_view(load_table(connection, held, kind.layout_of(found.layout)).table, said)


def _changes(connection: Connection, before: PastImport, now: PastImport) -> Difference:
    return difference(rows_of(connection, before.kind, before.id), rows_of(connection, now.kind, now.id))


def _changed(found: PastImport, changes: Difference | None) -> list[tuple[str, str, str, str]]:
    """Every changed cell: name of the row, title of the column, before, now."""
    if changes is None:
        return []
    titles = _titles(found)
    return [
        (name, titles.get(key, key), _count(old), _count(new)) for name, key, old, new in changes.changed[:MOST_CHANGES]
    ]


def _titles(found: PastImport) -> dict[str, str]:
    kind = IMPORTS[found.kind]
    if isinstance(kind, TableKind):
        return {one.key: one.title for one in kind.layout_of(found.layout).fields}
    return {one.name: one.heads[0] for one in kind.columns if one.heads}


def _count(text: str) -> str:
    return (count_text(int(text)) if text.isdigit() and len(text) < 16 else text) or "(trống)"


def _view(services: Services, one: PastImport) -> PastView:
    zone = services.config.zone(one.site)

    def moment(at_ms: int) -> str:
        return moment_text(datetime.fromtimestamp(at_ms / 1000, UTC).astimezone(zone))

    kind = IMPORTS.get(one.kind)
    days = [date_text(date.fromisoformat(day)) for day in (one.first, one.last) if day]
    return PastView(
        id=one.id,
        kind=kind.title if kind else one.kind,
        period="–".join(days),
        file=one.file,
        sha256=one.sha256,
        rows=count_text(one.row_count),
        findings=one.finding_count,
        at=moment(one.imported_ms),
        who=one.imported_by or "không ghi",
        is_current=one.replaced_ms is None,
        replaced_by=one.replaced_by,
        replaced_at=moment(one.replaced_ms) if one.replaced_ms is not None else "",
    )
