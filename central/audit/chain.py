"""Follows the chain of one stream: does each line name the one before it? Pure."""

from collections.abc import Callable

from central.audit.findings import Finding
from central.rules.placing import NO_HASH, chain_holds

BROKEN = "chain_broken"


class ChainProof:
    """Takes the lines of a stream in order and finds the breaks.

    A break that ingest recorded arrived like that and stands at the line that names another one. Any other
    was made in the store: when the line behind bears witness for the naming line, the named one was changed.
    """

    def __init__(self, gateway: str, stream: str, find: Callable[[Finding], None]) -> None:
        self._gateway = gateway
        self._stream = stream
        self._find = find
        self._seq = 0
        self._hash = NO_HASH
        self._type = ""
        self._pending: int | None = None
        self._blamed = 0

    def take(self, seq: int, digest: bytes, type_: str, prev: bytes | None, is_recorded: bool) -> None:
        """The next stored line; ``prev`` is what it names, None when that is not known."""
        holds = None if seq != self._seq + 1 else chain_holds(self._hash, self._type, prev, type_)
        if self._pending is not None:
            self._settle(self._pending, is_named=holds is True)
        if holds is False:
            if is_recorded:
                vi = f"đến nơi đã đứt: không chỉ đúng dòng {seq - 1}"
                self._blame(seq, vi, f"arrived broken: does not name line {seq - 1}")
            else:
                self._pending = seq
        elif is_recorded:
            vi = "lúc nhận đã ghi xích đứt ở đây, nay không thấy đứt: dòng đã bị thay"
            self._blame(seq, vi, "a break was recorded here on arrival and is gone: lines were changed")
        self._seq, self._hash, self._type = seq, digest, type_

    def end(self, complete_seq: int, complete_hash: bytes) -> None:
        """There are no more lines; the stream's own row bears witness for its last complete one."""
        if self._pending is not None:
            self._settle(self._pending, is_named=self._seq == complete_seq and self._hash == complete_hash)

    def _settle(self, seq: int, *, is_named: bool) -> None:
        """Say whose fault the break before ``seq`` is, now that it is known whether a later one names ``seq``."""
        self._pending = None
        if is_named and seq > 1:
            vi = f"dòng {seq} không chỉ đúng dòng này: dòng này đã bị sửa"
            self._blame(seq - 1, vi, f"line {seq} names other bytes than these: this line was changed")
        else:
            vi = f"không chỉ đúng dòng {seq - 1}: đã bị sửa"
            self._blame(seq, vi, f"does not name line {seq - 1}: it was changed")

    def _blame(self, seq: int, vi: str, en: str) -> None:
        if seq != self._blamed:
            self._blamed = seq
            self._find(Finding(BROKEN, vi, en, self._gateway, self._stream, seq))
