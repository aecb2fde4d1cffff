"""The parts of a document that people wrote, in their order; figures in them come from the report, never from here."""

from collections.abc import Iterator
from dataclasses import dataclass

from central.documents.blocks import BLOCKS, LATENESS
from central.documents.document import Paragraph
from central.documents.office import Office
from central.documents.sentences import counted, listed
from central.documents.tables import name_of, plain, value_of
from central.reports.model import Report

_LATE = (("resolved_late", "đã giải quyết quá hạn"), ("pending_late", "đang giải quyết quá hạn"))
_DOSSIERS = "dossiers"
_DASHES = ("- ", "– ", "+ ")


@dataclass(frozen=True, slots=True)
class LateAgency:
    """An agency with late dossiers, and how many, in words."""

    name: str
    counts: str


def late_agencies(report: Report) -> list[LateAgency]:
    """The agencies of the dossier table that have late dossiers, in its order; none where there is no such table."""
    table = next((part for part in (*report.parts, report) if part.key == _DOSSIERS), None)
    found = []
    for row in table.rows if table else ():
        late = [(int(value_of(table, row, key) or 0), words) for key, words in _LATE] if table else []
        if table and row.role == "item" and any(n for n, _ in late):
            counts = [f"{counted(n, 'hồ sơ')} {words}" for n, words in late if n]
            found.append(LateAgency(name_of(table, row), listed(counts)))
    return found


def written_parts(report: Report, office: Office) -> Iterator[tuple[str, tuple[Paragraph, ...]]]:
    """Heading and paragraphs of every block in which somebody wrote something."""
    blocks = office.blocks
    if blocks is None:
        return
    common = blocks.get(report.site.id, report.key, report.period)
    causes = blocks.by_agency(report.site.id, report.key, report.period, LATENESS)
    for key, kind in BLOCKS.items():
        paragraphs = [_line(plain(line)) for line in common.get(key, "").split("\n")]
        if kind.is_by_agency:
            paragraphs += _by_agency(report, causes)
        if paragraphs := [paragraph for paragraph in paragraphs if paragraph.text]:
            yield kind.heading, tuple(paragraphs)


def _by_agency(report: Report, causes: dict[str, str]) -> Iterator[Paragraph]:
    """The causes in the order of the table, each with its counts; then those of agencies that are not late there."""
    late = {agency.name: agency.counts for agency in late_agencies(report)} if causes else {}
    for name in (*late, *(name for name in causes if name not in late)):
        if text := causes.get(name):
            first, *more = [line for line in map(plain, text.split("\n")) if line]
            counts = f" ({late[name]})" if name in late else ""
            yield Paragraph(f"{name}{counts}: {_without_dash(first)}", "item")
            yield from map(_line, more)


def _line(line: str) -> Paragraph:
    """A line that somebody wrote: one that begins with a dash is an item."""
    without = _without_dash(line)
    return Paragraph(without, "text" if without == line else "item")


def _without_dash(line: str) -> str:
    return line[2:].strip() if line.startswith(_DASHES) else line
