"""What the bytes of one stored line say: are they the ones that were hashed, and what is made of them? Pure."""

from typing import Any, NamedTuple

from sqlalchemy import Row

from central.audit.findings import Finding
from central.audit.places import Stated
from central.rules.placing import HOLE
from central.rules.reading import NOT_ALLOWED, UNREADABLE, Read
from central.rules.stored import MISPLACED, read_stored
from contract.lines import line_digest

BYTES = "bytes"


class Examined(NamedTuple):
    """``read`` None: the bytes are purged or not the true ones, so that nothing follows from them."""

    read: Read | None
    finding: Finding | None = None

    @property
    def prev(self) -> bytes | None:
        """What the line names as the one before it, None when that is not known."""
        line = None if self.read is None else self.read.line
        return None if line is None else bytes.fromhex(line.prev)


def examine(row: Row[Any], of: Stated) -> Examined:
    """Read a stored line again."""
    if row.line is None:
        return Examined(None)
    if line_digest(row.line) != row.hash:
        vi, en = "nội dung không khớp mã băm: đã bị sửa", "its bytes do not give its hash: they were changed"
        return Examined(None, _found(BYTES, vi, en, of, row.seq))
    read = read_stored(row.line, of.gateway, of.stream, row.seq)
    if read.reason == MISPLACED:
        vi = f"dòng này thuộc chỗ khác ({read.detail})"
        return Examined(None, _found(BYTES, vi, f"this line is of another place: {read.detail}", of, row.seq))
    if row.state == UNREADABLE:
        # What ingest failed on is kept like what cannot be read, though it can.
        return Examined(read if read.state == UNREADABLE else Read(UNREADABLE), _unreadable(read, of, row.seq))
    if read.state == NOT_ALLOWED:
        vi, en = "chỉ máy chủ trung tâm được ghi loại này, không tính", "only central writes this, not counted"
        return Examined(read, _found(NOT_ALLOWED, f"{vi} ({read.type})", f"{en} ({read.type})", of, row.seq))
    if read.type == HOLE:
        vi, en = "gateway không còn đọc được dòng này", "the gateway could not read this line any more"
        return Examined(read, _found("hole", vi, en, of, row.seq))
    return Examined(read)


def _unreadable(read: Read, of: Stated, seq: int) -> Finding:
    if read.state != UNREADABLE:
        vi = "lúc nhận xử lý không được, không tính; quayso rebuild sẽ thử lại"
        return _found(UNREADABLE, vi, "failed on arrival, not counted; quayso rebuild tries again", of, seq)
    vi = f"không đọc được, không tính ({read.reason})"
    return _found(UNREADABLE, vi, f"cannot be read, not counted: {read.reason}", of, seq)


def _found(kind: str, vi: str, en: str, of: Stated, seq: int) -> Finding:
    return Finding(kind, vi, en, of.gateway, of.stream, seq)
