"""Paper forms of surveys, typed in one by one; never mixed with what devices took."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, String, Table, Text

from central.store.tables.base import RowId, metadata

paper_forms = Table(
    "paper_forms",
    metadata,
    Column("id", RowId, primary_key=True, comment="its number, as it is written on the paper"),
    Column("site", String(32), nullable=False),
    Column("survey", String(64), nullable=False, comment="key of the survey whose questions it answers"),
    Column("day", String(10), nullable=False, comment="on which it was filled in, YYYY-MM-DD"),
    Column("answers", Text, nullable=False, comment="JSON, question -> answer; a question left open is not there"),
    Column("state", String(8), nullable=False, comment="held or void"),
    Column("version", Integer, nullable=False, comment="grows with each correction"),
    Index(None, "site", "day"),
)

paper_form_steps = Table(
    "paper_form_steps",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("form_id", RowId, ForeignKey("paper_forms.id"), nullable=False, index=True),
    Column("version", Integer, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("person", String(64), nullable=False, comment="code of who typed it"),
    Column("act", String(8), nullable=False, comment="enter, correct, void or restore"),
    Column("day", String(10), nullable=False),
    Column("answers", Text, nullable=False, comment="as they were from then on"),
    Column("reason", Text, nullable=False, comment="why it was corrected"),
)
"""History of every form; nothing of it is ever changed."""
