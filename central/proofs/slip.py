"""The evening slip: counts and chain heads of one day, to be printed, signed and kept by several people.

A head on paper is what nobody who administers the store can rewrite.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from central.reports import officer_ratings, throughput
from central.reports.model import Finding, Head, Report, Site
from central.reports.period import Period
from central.reports.words import ROW_LABELS
from central.store.tables import events, streams
from kiosk_ui.words import count_text, date_text

_COUNTED_VISITS = (("issued", "Số thứ tự đã cấp"), ("served", "Lượt đã phục vụ"))
_WIDTH = 72
HEADS, JOINT, KNOW = "Đầu xích của từng luồng", "Mã chung của phiếu", "Cần biết"
KEEP = "Hãy giữ một bản ở ngoài trung tâm."
CHECK = "Kiểm tra về sau: quayso export proof, rồi python3 verify.py --head MÃ (viết liền)."
SIGNERS = ("Người lập", "Cán bộ chứng kiến")
SIGN = "(ký, ghi rõ họ tên)"


@dataclass(frozen=True, slots=True)
class Line:
    """A count with its words; ``inner``: a part of the line above."""

    label: str
    count: int
    inner: bool = False


@dataclass(frozen=True, slots=True)
class Slip:
    """What stands on a slip, before any format."""

    site_name: str
    day: str
    made_at: datetime
    lines: tuple[Line, ...]
    heads: tuple[Head, ...]
    know: tuple[str, ...]

    @property
    def made(self) -> str:
        """When it was made, and how final it is."""
        return f"Lập lúc {self.made_at:%H:%M:%S %d/%m/%Y}, số liệu tạm tính."

    @property
    def code(self) -> str:
        """One code for all heads, in groups."""
        return in_groups(joint_code(self.heads))


def slip_of(connection: Connection, site: Site, day: Period, made_at: datetime) -> Slip:
    """The slip of a site for a day; ``connection`` must be in one transaction."""
    ratings = officer_ratings.make(connection, site, day, made_at)
    visits = throughput.make(connection, site, day, made_at)
    told = _streams_of(connection, day)
    return Slip(
        site.name,
        date_text(day.first),
        made_at,
        (*_visit_lines(visits), *_rating_lines(ratings)),
        tuple(head for head in ratings.proof.heads if (head.gateway, head.stream) in told),
        tuple(_of_lines(ratings.findings)),
    )


def slip_text(slip: Slip) -> str:
    """The slip as plain text."""
    parts = [
        f"{slip.site_name}\nPHIẾU CUỐI NGÀY {slip.day}\n{slip.made}",
        "\n".join(map(_count, slip.lines)),
        "\n".join([f"{HEADS} (thiết bị, luồng, số dòng, mã):", *map(_head, slip.heads)]),
        f"{JOINT}:\n  {slip.code}",
    ]
    if slip.know:
        parts.append("\n".join([f"{KNOW}:", *(f"- {one}" for one in slip.know)]))
    parts.append(f"{KEEP} Kiểm tra về sau: quayso export proof,\nrồi python3 verify.py --head MÃ (viết liền).")
    left, right = SIGNERS
    parts.append(f"{left:<32}{right}\n\n\n\n{SIGN:<32}{SIGN}")
    return f"\n{'-' * _WIDTH}\n".join(parts) + "\n"


def joint_code(heads: Sequence[Head]) -> str:
    """One code for all heads: the first 16 bytes of the SHA-256 of ``gateway stream seq head``, a line for each."""
    lines = sorted(f"{one.gateway} {one.stream} {one.seq} {one.head}\n" for one in heads)
    return hashlib.sha256("".join(lines).encode()).hexdigest()[:32]


def in_groups(code: str) -> str:
    """A code in groups of four, to be read aloud and compared."""
    return " ".join(code[start : start + 4] for start in range(0, len(code), 4))


def _streams_of(connection: Connection, day: Period) -> set[tuple[str, str]]:
    """The streams with lines of that day."""
    there = events.c.stream_id == streams.c.id
    statement = select(streams.c.gateway, streams.c.stream).join(events, there).distinct()
    return {(row.gateway, row.stream) for row in connection.execute(statement.where(events.c.day == str(day.first)))}


def _visit_lines(report: Report) -> list[Line]:
    return [
        Line(label, int(report.figures[name].value or 0)) for name, label in _COUNTED_VISITS if name in report.figures
    ]


def _rating_lines(report: Report) -> list[Line]:
    """The total with its levels, and every kind that stands apart with at least one rating."""
    keys = [column.key for column in report.columns]
    lines = []
    for row in report.rows:
        cells = dict(zip(keys, row.cells, strict=True))
        if row.kind == "total":
            lines.append(Line("Đánh giá được tính", _number(cells["ratings"])))
            lines += [Line(level.title, _number(cells[level.code]), True) for level in report.site.scale.levels]
        elif row.role == "apart" and cells["ratings"]:
            lines.append(Line(f"Để riêng: {ROW_LABELS[row.kind]}", _number(cells["ratings"])))
    return lines


def _number(cell: object) -> int:
    return cell if isinstance(cell, int) else 0


def _of_lines(findings: Sequence[Finding]) -> list[str]:
    """What is said about lines: gaps, losses, contradictions."""
    return [one.text for one in findings if one.code in ("gap", "lost", "conflict", "quarantine")]


def _count(line: Line) -> str:
    label = f"{'  ' * line.inner}{line.label}"
    return f"{label} {'.' * (_WIDTH - 12 - len(label))} {count_text(line.count):>10}"


def _head(head: Head) -> str:
    return f"  {head.gateway}  {head.stream}  {head.seq}\n    {in_groups(head.head)}"
