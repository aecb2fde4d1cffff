"""Follows the chain of one stream: does each line name the one before it? Pure."""

from collections.abc import Iterator

from central.audit.findings import Finding
from central.rules.placing import NO_HASH, chain_holds

BROKEN = "chain_broken"


class ChainProof:
    """Takes the lines of a stream in order and finds the breaks.

    A break that ingest recorded arrived like that and stands at the line that names another one. Any other
    was made in the store: when the line behind bears witness for the naming line, the named one was changed.
    """

    def __init__(self, gateway: str, stream: str) -> None:
        self._gateway = gateway
        self._stream = stream
        self._seq = 0
        self._hash: bytes | None = NO_HASH
        self._type = ""
        self._pending: int | None = None
        self._blamed = 0

    def take(self, seq: int, digest: bytes, type_: str, prev: bytes | None, is_recorded: bool) -> Iterator[Finding]:
        """The next stored line; ``prev`` is what it names, None when that is not known."""
        holds = None if seq != self._seq + 1 else chain_holds(self._hash, self._type, prev, type_)
        yield from self._settle(is_named=holds is True)
        if holds is False:
            if is_recorded:
                yield self._arrived_broken(seq)
            else:
                self._pending = seq
        elif is_recorded:
            yield self._found(
                seq,
                "lúc nhận đã ghi xích đứt ở đây, nay các dòng lại khớp: dòng đã bị thay",
                "a break was recorded here on arrival, now the lines fit: they were changed",
            )
        self._seq, self._hash, self._type = seq, digest, type_

    def end(self, complete_seq: int, complete_hash: bytes) -> Iterator[Finding]:
        """There are no more lines; the stream's own row bears witness for its last complete one."""
        yield from self._settle(is_named=self._seq == complete_seq and self._hash == complete_hash)

    def _settle(self, *, is_named: bool) -> Iterator[Finding]:
        seq, self._pending = self._pending, None
        if seq is None:
            return
        blamed = seq - 1 if is_named else seq
        if blamed == self._blamed:
            return
        self._blamed = blamed
        if is_named:
            yield self._found(
                blamed,
                f"dòng {seq} không chỉ đúng dòng này: dòng này đã bị sửa",
                f"line {seq} names other bytes than these: this line was changed",
            )
        else:
            yield self._found(
                blamed,
                f"dòng này không chỉ đúng dòng {seq - 1}: một trong hai đã bị sửa",
                f"does not name line {seq - 1}: one of the two was changed",
            )

    def _arrived_broken(self, seq: int) -> Finding:
        return self._found(
            seq,
            f"đến nơi đã đứt: không chỉ đúng dòng {seq - 1}",
            f"arrived broken: does not name line {seq - 1}",
        )

    def _found(self, seq: int, vi: str, en: str) -> Finding:
        return Finding(BROKEN, vi, en, self._gateway, self._stream, seq)
