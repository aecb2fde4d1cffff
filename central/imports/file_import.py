"""Imports one file: reads, checks, and puts its list in the place of the one before, in one transaction.

A preview does the same without storing; what it showed can be asked to be stored just so.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePath

from sqlalchemy import Connection, Engine, select

from central.imports.agency_answers import FILE, NEW, answered, completed_list, remember
from central.imports.kinds import NOTHING_SAID, Checked, ImportKind, Known, TableKind, Wanted
from central.imports.remarks import ANSWER, Remark
from central.imports.storing import Head, Origin, in_force, replace
from central.imports.table import ReadList, read_list
from central.imports.table_import import ReadTable, check_figure_table, read_figure_table
from central.registry.lists import agencies_of, lists_in_force
from central.registry.names import AgencyNames
from central.reports.period import Period
from central.store.engine import reading, writing
from central.store.tables.registry import imports, services

AnyKind = ImportKind | TableKind
AnyRead = ReadList | ReadTable


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a file. ``import_id`` is None after a dry run."""

    import_id: int | None
    row_count: int
    findings: tuple[str, ...]
    layout: str = ""
    period: Period | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file as it came: its name and its bytes."""

    name: str
    data: bytes

    @property
    def shown(self) -> str:
        """Its name without folders, which say nothing to others and may name a person."""
        name = PurePath(self.name.replace("\\", "/")).name
        return "".join(letter for letter in name if letter.isprintable()).lstrip(". ")[:255]

    @property
    def sha256(self) -> str:
        """The hash of its bytes, in hex."""
        return hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody said beside a file: its layout and period, names of agencies, and who he is."""

    wanted: Wanted = NOTHING_SAID
    names: Mapping[str, str] = field(default_factory=dict)
    who: str = ""


@dataclass(frozen=True, slots=True)
class Examined:
    """A file checked against the store: what would be stored, and the state of the store that this holds for."""

    checked: Checked
    head: Head
    replaces: int | None
    state: str


class StoreChanged(RuntimeError):
    """Something was imported since the preview: what it showed may not hold any more."""


def import_file(
    engine: Engine,
    kind: AnyKind,
    site: str,
    source: SourceFile,
    *,
    wanted: Wanted = NOTHING_SAID,
    dry_run: bool = False,
    names: Mapping[str, str] | None = None,
    who: str = "",
) -> Imported:
    """Check a file and store it as the site's list in force, or table of its period; a dry run only checks.

    Raises ImportRefused when the file cannot be understood; then nothing is stored.
    """
    asked = Asked(wanted, names or {}, who)
    read = read_source(kind, source, wanted)
    if dry_run:
        with reading(engine) as connection:
            return _imported(None, examine(connection, kind, site, read, asked), read)
    return store(engine, kind, site, source, read, asked)


def read_source(kind: AnyKind, source: SourceFile, wanted: Wanted) -> AnyRead:
    """What stands in a file. Raises ImportRefused."""
    if isinstance(kind, TableKind):
        return read_figure_table(kind, source.data, source.shown, wanted)
    return read_list(source.data, source.shown, kind.columns, wanted.sheet)


def examine(connection: Connection, kind: AnyKind, site: str, read: AnyRead, asked: Asked) -> Examined:
    """What was read, checked against the store as it is in this transaction. Raises ImportRefused."""
    known = _known(connection, site, asked.names)
    if isinstance(kind, TableKind):
        assert isinstance(read, ReadTable)
        checked = check_figure_table(connection, site, kind, read, known)
        head = Head(kind.key, site, read.table.layout.key, read.period)
    else:
        assert isinstance(read, ReadList)
        checked, head = kind.check(read.records, read.name, known), Head(kind.key, site)
    notes = (*checked.notes, *(_answer(name, agency) for name, agency in asked.names.items()))
    checked = Checked(checked.row_count, checked.rows, checked.findings, notes)
    return Examined(checked, head, in_force(connection, head), state_of(connection, site, kind))


def store(
    engine: Engine,
    kind: AnyKind,
    site: str,
    source: SourceFile,
    read: AnyRead,
    asked: Asked,
    *,
    state: str | None = None,
    also: Callable[[Connection, int], None] | None = None,
) -> Imported:
    """Store a file with the answers about it, and whatever ``also`` writes, in one transaction.

    Raises ImportRefused, and StoreChanged when the store is not in ``state`` any more.
    """
    with writing(engine) as connection:
        if state is not None and state != state_of(connection, site, kind):
            raise StoreChanged
        examined = examine(connection, kind, site, read, asked)
        if asked.names:
            remember(connection, site, asked.names, asked.who)
            _complete_agencies(connection, site, asked.who)
        import_id = replace(connection, examined.head, Origin(source.shown, source.sha256, asked.who), examined.checked)
        if also is not None:
            also(connection, import_id)
        if kind.key == "agencies":
            _complete_agencies(connection, site, asked.who)
    return _imported(import_id, examined, read)


def state_of(connection: Connection, site: str, kind: AnyKind) -> str:
    """What decides how a file of a kind is checked: the imports in force that it is compared with."""
    ids = connection.scalars(
        select(imports.c.id)
        .where(
            imports.c.site == site,
            imports.c.kind.in_({kind.key, "agencies", "services"}),
            imports.c.superseded_ms.is_(None),
        )
        .order_by(imports.c.id)
    )
    return ",".join(map(str, ids))


def _imported(import_id: int | None, examined: Examined, read: AnyRead) -> Imported:
    checked, head = examined.checked, examined.head
    findings = tuple(remark.text(read.name) for remark in checked.findings)
    notes = tuple(remark.text(read.name) for remark in checked.notes)
    return Imported(import_id, checked.row_count, findings, head.layout, head.period, notes)


def _known(connection: Connection, site: str, names: Mapping[str, str]) -> Known:
    held = lists_in_force(connection, site, ("agencies", "services"))
    ids = {kind: used.id for kind, used in held.items()}
    codes = connection.scalars(select(services.c.code).where(services.c.import_id == ids.get("services", -1)))
    listed = answered(agencies_of(connection, ids.get("agencies")), names)
    return Known(AgencyNames(listed), frozenset(codes))


def _complete_agencies(connection: Connection, site: str, who: str) -> None:
    """Put remembered names into the list of agencies: as a list of its own, so that the history shows it."""
    data = completed_list(connection, site)
    if data is None:
        return
    from central.imports.registry import IMPORTS  # the registry knows every kind, and this module

    kind, source = IMPORTS["agencies"], SourceFile(FILE, data)
    assert isinstance(kind, ImportKind)
    checked = kind.check(read_list(data, FILE, kind.columns).records, FILE, Known(AgencyNames(())))
    replace(connection, Head("agencies", site), Origin(FILE, source.sha256, who), checked)


def _answer(name: str, agency: str) -> Remark:
    meant = "là một cơ quan mới" if agency == NEW else f"chính là “{agency}”"
    return Remark(
        f"người nạp cho biết “{name}” {meant}; tên này được ghi nhớ", f"“{name}” was answered: {agency or 'new'}",
        kind=ANSWER,
    )  # fmt: skip
