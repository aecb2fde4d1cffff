"""The evening slip as one page of A4, set with typst in the face of documents."""

import json
from pathlib import Path

from central.documents.faces import Face
from central.documents.pdf_writer import compiled
from central.proofs.slip import CHECK, HEADS, JOINT, KEEP, KNOW, SIGN, SIGNERS, Slip, in_groups
from kiosk_ui.words import count_text

LAYOUT = Path(__file__).with_name("slip.typ")
_STANDARD = "a-2b"
_SMALLER_FROM, _SMALLEST_FROM = 14, 26
"""Streams of a day from which the table of heads is set smaller, so that the slip stays one page."""


def slip_pdf(slip: Slip, face: Face) -> bytes:
    """The slip as PDF, the same bytes for the same slip."""
    inputs = {"slip": json.dumps(values_of(slip), ensure_ascii=False), "face": face.family}
    return compiled(LAYOUT, inputs, face, format="pdf", pdf_standards=[_STANDARD],
                    timestamp=int(slip.made_at.timestamp()))  # fmt: skip


def values_of(slip: Slip) -> dict[str, object]:
    """What the layout reads: finished words, never markup."""
    many = len(slip.heads)
    return {
        "title": f"Phiếu cuối ngày {slip.day}",
        "site": slip.site_name,
        "day": slip.day,
        "made": slip.made,
        "lines": [{"label": one.label, "count": count_text(one.count), "inner": one.inner} for one in slip.lines],
        "heads_title": HEADS,
        "heads": [[one.gateway, one.stream, count_text(one.seq), in_groups(one.head)] for one in slip.heads],
        "heads_pt": 10 if many < _SMALLER_FROM else 8.5 if many < _SMALLEST_FROM else 6.5,
        "joint": JOINT,
        "code": slip.code,
        "know": KNOW,
        "known": list(slip.know),
        "keep": [KEEP, CHECK],
        "signers": list(SIGNERS),
        "sign": SIGN,
    }
