"""Corrections that somebody proposed. Nothing here can be made again from events.

The corrections themselves are lines of central's own stream (`corrections`, a projection); here stands who proposed
what, what it was said to change, and why while nobody has decided yet: from then on the words are a note.
"""

from sqlalchemy import BigInteger, Column, String, Table, Text

from central.store.tables.base import Bytes16, RowId, metadata

correction_proposals = Table(
    "correction_proposals",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("site", String(32), nullable=False, index=True),
    Column("what", String(256), nullable=False, comment="see central.rules.corrections"),
    Column("old", String(256), nullable=False),
    Column("new", String(256), nullable=False),
    Column("reason", String(32), nullable=False, comment="see central.corrections.cases"),
    Column("words", Text, nullable=False, comment="why, as long as it is open; '' from then on"),
    Column("changes", Text, nullable=False, comment="what it changed when it was agreed to, JSON; '' before"),
    Column("note", Bytes16, comment="UUID of the note with these words once it was agreed to"),
    Column("state", String(16), nullable=False, comment="open, agreed, declined or withdrawn"),
    Column("proposed_by", String(64), nullable=False, comment="code of a person"),
    Column("proposed_role", String(16), nullable=False),
    Column("proposed_ms", BigInteger, nullable=False),
    Column("decided_by", String(64), nullable=False, comment="code of the second person; '' not yet"),
    Column("decided_ms", BigInteger),
    Column("said", Text, nullable=False, comment="why it was declined; '' for nothing"),
)
