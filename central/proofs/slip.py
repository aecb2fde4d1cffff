"""The evening slip: counts and chain heads of one day as plain text, to be printed, signed and kept by several people.

A head on paper is what nobody who administers the store can rewrite.
"""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, select

from central.reports import officer_ratings, throughput
from central.reports.model import Finding, Head, Report, Site
from central.reports.period import Period
from central.reports.words import ROW_LABELS
from central.store.tables import events, streams
from kiosk_ui.words import count_text, date_text

_WIDTH = 72
_COUNTED_VISITS = (("issued", "Số thứ tự đã cấp"), ("served", "Lượt đã phục vụ"))


def slip_text(connection: Connection, site: Site, day: Period, made_at: datetime) -> str:
    """The slip of a site for a day; ``connection`` must be in one transaction."""
    ratings = officer_ratings.make(connection, site, day, made_at)
    visits = throughput.make(connection, site, day, made_at)
    told = _streams_of(connection, day)
    heads = [head for head in ratings.proof.heads if (head.gateway, head.stream) in told]
    parts = [
        f"{site.name}\nPHIẾU CUỐI NGÀY {date_text(day.first)}\nLập lúc {made_at:%H:%M:%S %d/%m/%Y}, số liệu tạm tính.",
        "\n".join([*_visit_lines(visits), *_rating_lines(ratings)]),
        "\n".join(["Đầu xích của từng luồng (thiết bị, luồng, số dòng, mã):", *map(_head, heads)]),
        f"Mã chung của phiếu:\n  {_in_groups(joint_code(heads))}",
    ]
    if said := _of_lines(ratings.findings):
        parts.append("\n".join(["Cần biết:", *said]))
    parts.append(
        "Hãy giữ một bản ở ngoài trung tâm. Kiểm tra về sau: quayso export proof,\n"
        "rồi python3 verify.py --head MÃ (viết liền)."
    )
    parts.append(
        "Người lập                       Cán bộ chứng kiến\n\n\n\n(ký, ghi rõ họ tên)             (ký, ghi rõ họ tên)"
    )
    return f"\n{'-' * _WIDTH}\n".join(parts) + "\n"


def joint_code(heads: Sequence[Head]) -> str:
    """One code for all heads: the first 16 bytes of the SHA-256 of ``gateway stream seq head``, a line for each."""
    lines = sorted(f"{one.gateway} {one.stream} {one.seq} {one.head}\n" for one in heads)
    return hashlib.sha256("".join(lines).encode()).hexdigest()[:32]


def _streams_of(connection: Connection, day: Period) -> set[tuple[str, str]]:
    """The streams with lines of that day."""
    there = events.c.stream_id == streams.c.id
    statement = select(streams.c.gateway, streams.c.stream).join(events, there).distinct()
    return {(row.gateway, row.stream) for row in connection.execute(statement.where(events.c.day == str(day.first)))}


def _visit_lines(report: Report) -> list[str]:
    return [
        _count(label, int(report.figures[name].value or 0)) for name, label in _COUNTED_VISITS if name in report.figures
    ]


def _rating_lines(report: Report) -> list[str]:
    """The total with its levels, and every kind that stands apart with at least one rating."""
    keys = [column.key for column in report.columns]
    lines = []
    for row in report.rows:
        cells = dict(zip(keys, row.cells, strict=True))
        if row.kind == "total":
            lines.append(_count("Đánh giá được tính", _number(cells["ratings"])))
            levels = report.site.scale.levels
            lines += [_count(f"  {level.title}", _number(cells[level.code])) for level in levels]
        elif row.role == "apart" and cells["ratings"]:
            lines.append(_count(f"Để riêng: {ROW_LABELS[row.kind]}", _number(cells["ratings"])))
    return lines


def _number(cell: object) -> int:
    return cell if isinstance(cell, int) else 0


def _of_lines(findings: Sequence[Finding]) -> list[str]:
    """What is said about lines: gaps, losses, contradictions."""
    return [f"- {one.text}" for one in findings if one.code in ("gap", "lost", "conflict", "quarantine")]


def _count(label: str, n: int) -> str:
    return f"{label} {'.' * (_WIDTH - 12 - len(label))} {count_text(n):>10}"


def _head(head: Head) -> str:
    return f"  {head.gateway}  {head.stream}  {head.seq}\n    {_in_groups(head.head)}"


def _in_groups(code: str) -> str:
    """A code in groups of four, to be read aloud and compared."""
    return " ".join(code[start : start + 4] for start in range(0, len(code), 4))
