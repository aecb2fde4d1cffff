"""Writes a package: lines, places, the table as the report says it, and the verifier with its explanation."""

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, select

from central.exports import csv_export
from central.proofs.selection import streams_of
from central.proofs.sinks import Sink
from central.proofs.stored_lines import REDACTED, Held, anchors_of, facts_of_redacted, held_in
from central.registry.lists import Post, lists_in_force, posts_of
from central.registry.names import overlaps
from central.reports import officer_ratings
from central.reports.model import Report, Site
from central.reports.period import Period
from central.store.tables import conflicts

OUTSIDE = Path(__file__).with_name("outside")
"""What is handed out as it is. Nothing here is imported by the program."""

ABOUT = "proof.json"
_POST = ("code", "name", "agency", "valid_from", "valid_to")


def write_package(
    connection: Connection, site: Site, timezone: str, period: Period, version: str, made_at: datetime, sink: Sink
) -> str:
    """Write everything and return the SHA-256 of `proof.json`, which stands for the whole package.

    ``connection`` must be in one transaction, so that lines and table are of one state of the store.
    """
    report = officer_ratings.make(connection, site, period, made_at)
    writing = _Writing(sink)
    parts: list[dict[str, Any]] = []
    redacted: list[bytes] = []
    notes: list[str] = []
    for stream in streams_of(connection, site.id, period):
        parts.append(_stream(writing, stream, held_in(connection, stream.id)))
        redacted += facts_of_redacted(connection, stream)
        notes += _conflicts(connection, stream)
        if parts[-1].pop(REDACTED):
            redacted += anchors_of(connection, stream.gateway)
    writing.put("redacted.jsonl", dict.fromkeys(redacted))
    writing.put("officer-ratings.csv", [csv_export.write(report, lambda _: "")])
    writing.put("officers.csv", [_posts(_posts_in(connection, site, period))])
    for file in sorted(OUTSIDE.iterdir()):
        if file.is_file():
            writing.put(file.name, [file.read_bytes()])
    about = {**_about(report, timezone, version), "notes": notes, "streams": parts, "files": writing.digests}
    raw = (json.dumps(about, ensure_ascii=False, indent=1) + "\n").encode()
    with sink.open(ABOUT) as file_:
        file_.write(raw)
    return hashlib.sha256(raw).hexdigest()


class _Writing:
    """Files of a package and their hashes."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self.digests: dict[str, str] = {}

    def put(self, name: str, parts: Iterable[bytes]) -> None:
        digest = hashlib.sha256()
        with self._sink.open(name) as file:
            for part in parts:
                file.write(part)
                digest.update(part)
        self.digests[name] = digest.hexdigest()


def _stream(writing: _Writing, stream: Row[Any], held: Iterable[Held]) -> dict[str, Any]:
    """Write the lines and the places of a stream; what `proof.json` says of it."""
    name = f"{stream.gateway}/{stream.stream}"
    lines, places = f"lines/{name}.jsonl", f"places/{name}.csv"
    said, has_redacted = [b"first,last,kind,hash\n"], False

    def each() -> Iterable[bytes]:
        nonlocal has_redacted
        for one in held:
            said.append(f"{one.first},{one.last},{one.kind},{one.hash}\n".encode())
            has_redacted |= one.kind == REDACTED
            if one.raw is not None:
                yield one.raw + b"\n"

    writing.put(lines, each())
    writing.put(places, said)
    head = {"seq": stream.complete_seq, "head": stream.complete_hash.hex()}
    whose = {"gateway": stream.gateway, "stream": stream.stream, "site": stream.site}
    return {**whose, **head, "lines": lines, "places": places, REDACTED: has_redacted}


def _conflicts(connection: Connection, stream: Row[Any]) -> list[str]:
    """A note for each place that other bytes claim too; those bytes count nowhere and are not handed out."""
    rows = connection.execute(select(conflicts).where(conflicts.c.stream_id == stream.id).order_by(conflicts.c.seq))
    vi, en = "có dòng khác cũng nhận chỗ này, không tính", "another line claims this place, not counted"
    return [f"{stream.gateway} {stream.stream} {row.seq}: {vi} ({row.hash.hex()}) / {en}" for row in rows]


def _about(report: Report, timezone: str, version: str) -> dict[str, Any]:
    site, period = report.site, report.period
    heads = [{"gateway": h.gateway, "stream": h.stream, "seq": h.seq, "head": h.head} for h in report.proof.heads]
    return {
        "site": site.id,
        "site_name": site.name,
        "from": period.first.isoformat(),
        "to": period.last.isoformat(),
        "timezone": timezone,
        "scale": site.scale.code,
        "ratings": site.mode,
        "made_at": report.made_at.isoformat(timespec="seconds"),
        "version": version,
        "imports": [{"kind": one.kind, "file": one.file, "sha256": one.sha256} for one in report.proof.imports],
        "heads": heads,
    }


def _posts_in(connection: Connection, site: Site, period: Period) -> list[Post]:
    """The posts that hold on a day of the period, in the order of their list."""
    lists = lists_in_force(connection, site.id, ("officers",))
    posts = posts_of(connection, lists["officers"].id) if "officers" in lists else []
    return [post for post in posts if overlaps((post.valid_from, post.valid_to), (period.first, period.last))]


def _posts(posts: Sequence[Post]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(_POST)
    for post in posts:
        days = ("" if day is None else day.isoformat() for day in (post.valid_from, post.valid_to))
        writer.writerow([*(csv_export.harmless(word) for word in (post.code, post.name, post.agency)), *days])
    return text.getvalue().encode("utf-8-sig")
