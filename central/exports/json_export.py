"""JSON of a report in the shape other programs rely on (design §7)."""

import json
from decimal import Decimal
from typing import Any

from central.exports.formats import PageWriter
from central.reports.model import Cell, Figure, Report


def write(report: Report, page: PageWriter) -> bytes:
    """The whole report as JSON; ``page`` is not needed."""
    return (json.dumps(as_json(report), ensure_ascii=False, indent=1) + "\n").encode()


def as_json(report: Report) -> dict[str, Any]:
    """The report as plain values: counts are numbers, percents are decimal strings, nothing is ``null``."""
    columns = [column.key for column in report.columns]
    return {
        "report": report.key,
        "title": report.title,
        "site": report.site.id,
        "site_name": report.site.name,
        "from": report.period.first.isoformat(),
        "to": report.period.last.isoformat(),
        "scale": report.site.scale.code,
        "ratings_mode": report.site.mode,
        "mode_note": report.mode_note,
        "facts": list(report.facts),
        "made_at": report.made_at.isoformat(timespec="seconds"),
        "closed": _closed(report),
        "proof": {
            "heads": [
                {"gateway": head.gateway, "stream": head.stream, "seq": head.seq, "head": head.head}
                for head in report.proof.heads
            ],
            "imports": [{"kind": used.kind, "file": used.file, "sha256": used.sha256} for used in report.proof.imports],
        },
        "rows": [dict(zip(columns, map(_plain, row.cells), strict=True)) for row in report.rows],
        "figures": {name: _figure(figure) for name, figure in report.figures.items()},
        "lists": [
            {
                "key": one.key,
                "title": one.title,
                "values": [{"name": name, "value": value} for name, value in one.values],
                "total": one.total,
            }
            for one in report.lists
        ],
        "findings": [
            {"code": finding.code, "text": finding.text, "count": finding.count} for finding in report.findings
        ],
    }


def _closed(report: Report) -> dict[str, Any]:
    """When and under which hash the figures were closed; nothing in it while they are not."""
    closed = report.closed
    if closed is None:
        return {}
    return {"at": closed.at.isoformat(timespec="seconds"), "version": closed.version, "sha256": closed.sha256}


def _figure(figure: Figure) -> dict[str, Any]:
    return {
        "value": _plain(figure.value),
        "numerator": figure.numerator,
        "denominator": figure.denominator,
        "unit": figure.unit,
        "change": _plain(figure.change),
        "change_year": _plain(figure.change_year),
        "source": figure.source,
        "earlier": [
            {
                "relation": earlier.relation,
                "from": earlier.period.first.isoformat(),
                "to": earlier.period.last.isoformat(),
                "value": _plain(earlier.value),
                "published_in": earlier.file or None,
            }
            for earlier in figure.earlier
        ],
    }


def _plain(cell: Cell) -> str | int | None:
    return str(cell) if isinstance(cell, Decimal) else cell
