"""Finds rows that say two things about one code or name at one time; which of them is right is for people."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from central.imports.remarks import Remark
from central.registry.names import overlaps


@dataclass(frozen=True, slots=True)
class Claim:
    """Row ``row`` says something about ``key`` between two days (None: no bound)."""

    key: str
    shown: str
    row: int
    valid_from: date | None
    valid_to: date | None


def clashes(claims: Iterable[Claim], column: str) -> list[Remark]:
    """A remark for each claim whose key an earlier row claims for a day that both hold."""
    remarks: list[Remark] = []
    earlier: dict[str, list[Claim]] = {}
    for claim in claims:
        others = earlier.setdefault(claim.key, [])
        for other in others:
            if overlaps((claim.valid_from, claim.valid_to), (other.valid_from, other.valid_to)):
                remarks.append(_clash(claim, other, column))
                break
        others.append(claim)
    return remarks


def text_of(day: date | None) -> str:
    """A bound as it is stored: "" for none."""
    return day.isoformat() if day else ""


def _clash(claim: Claim, other: Claim, column: str) -> Remark:
    return Remark(
        f"trùng với dòng {other.row} trong cùng thời gian hiệu lực",
        f"row {other.row} says the same for an overlapping time",
        "mỗi tên hoặc mã chỉ một dòng tại một thời điểm / one row at any one time",
        claim.row,
        column,
        claim.shown,
    )
