"""Lists of a centre as they were imported: agencies, officers, services, and which file each came from.

An import is never changed: the next one of its kind supersedes it, and its rows stay as its history.
"""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, String, Table, text

from central.store.tables.base import metadata

OPEN = ""
"""``valid_from`` or ``valid_to`` of something that has always been, or has no end yet."""

_IS_CURRENT = text("superseded_ms IS NULL")

imports = Table(
    "imports",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("site", String(32), nullable=False),
    Column("kind", String(32), nullable=False, comment="a key of central/imports/registry.py"),
    Column("period_from", String(10), nullable=False, server_default="", comment="'' for a list"),
    Column("period_to", String(10), nullable=False, server_default=""),
    Column("file", String(255), nullable=False, comment="its name without folders"),
    Column("sha256", String(64), nullable=False, comment="of the file's bytes, hex"),
    Column("row_count", Integer, nullable=False),
    Column("finding_count", Integer, nullable=False),
    Column("imported_ms", BigInteger, nullable=False, comment="central's clock, milliseconds UTC"),
    Column("superseded_ms", BigInteger, comment="when the next one took its place; NULL: in force"),
    Column("layout", String(16), nullable=False, server_default="", comment="of a figure table; '' for a list"),
    Column("replaced_by", Integer, comment="the import that took its place"),
    Column("imported_by", String(200), nullable=False, server_default="", comment="who; '' not known"),
    Index(
        "uq_imports_in_force", "site", "kind", "period_from", "period_to",
        unique=True, sqlite_where=_IS_CURRENT, postgresql_where=_IS_CURRENT,
    ),
)  # fmt: skip


def _key() -> tuple[Column[int], Column[int]]:
    """Import and place in its file: the order of the file is the order of the reports."""
    return (
        Column("import_id", Integer, ForeignKey("imports.id"), primary_key=True),
        Column("position", Integer, primary_key=True),
    )


def _validity() -> tuple[Column[str], Column[str]]:
    return (
        Column("valid_from", String(10), nullable=False, comment="YYYY-MM-DD, included; '' since ever"),
        Column("valid_to", String(10), nullable=False, comment="YYYY-MM-DD, included; '' without end"),
    )


agencies = Table(
    "agencies",
    metadata,
    *_key(),
    Column("name", String(200), nullable=False),
    *_validity(),
    Column("successor", String(200), nullable=False, comment="name of the agency that took over, '' for none"),
)

agency_aliases = Table(
    "agency_aliases",
    metadata,
    *_key(),
    Column("place", Integer, primary_key=True, comment="in the cell of that row"),
    Column("alias", String(200), nullable=False),
)

officers = Table(
    "officers",
    metadata,
    *_key(),
    Column("code", String(64), nullable=False),
    Column("name", String(200), nullable=False),
    Column("agency", String(200), nullable=False, comment="as written in the file, '' for none"),
    Column("role", String(64), nullable=False),
    *_validity(),
    Column("employment", String(64), nullable=False),
)

services = Table(
    "services",
    metadata,
    *_key(),
    Column("code", String(64), nullable=False),
    Column("name", String(200), nullable=False),
    Column("prefix", String(8), nullable=False),
    Column("agency", String(200), nullable=False, comment="as written in the file, '' for none"),
    *_validity(),
    Column("need", String(16), nullable=False),
)
