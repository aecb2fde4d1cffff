"""What an import found, kept with it; and answers about names of agencies, which outlive every list."""

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, String, Table, Text

from central.store.tables.base import metadata

import_findings = Table(
    "import_findings",
    metadata,
    Column("import_id", Integer, ForeignKey("imports.id"), primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("row", Integer, comment="in the file; NULL: about the whole of it"),
    Column("key", String(40), nullable=False, comment="of the column in its layout, '' for none"),
    Column("kind", String(24), nullable=False, comment="what does not add up; answer: what a person decided"),
    Column("text", Text, nullable=False, comment="in Vietnamese, as it was shown"),
)

agency_answers = Table(
    "agency_answers",
    metadata,
    Column("site", String(32), primary_key=True),
    Column("folded", String(300), primary_key=True, comment="the unknown name as names are compared"),
    Column("name", String(300), nullable=False, comment="as it was printed"),
    Column("agency", String(200), nullable=False, comment="the agency it is; '' for a new one of that name"),
    Column("answered_by", String(200), nullable=False),
    Column("answered_ms", BigInteger, nullable=False),
)
