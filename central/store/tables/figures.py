"""Figure tables as they were imported: every row and every cell as printed, the computed total beside it.

Like lists, they are never changed: the next import of a period supersedes the one before as a whole.
"""

from sqlalchemy import Column, ForeignKey, ForeignKeyConstraint, Integer, String, Table

from central.store.tables.base import metadata

import_rows = Table(
    "import_rows",
    metadata,
    Column("import_id", Integer, ForeignKey("imports.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("row", Integer, nullable=False, comment="its place in the file"),
    Column("kind", String(16), nullable=False, comment="agency, total, percent, group, or an item of the layout"),
    Column("no", String(32), nullable=False, comment="as printed, '' for none"),
    Column("label", String(300), nullable=False, comment="what the row is about, as printed"),
)

import_cells = Table(
    "import_cells",
    metadata,
    Column("import_id", Integer, primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("key", String(40), primary_key=True, comment="of the column in its layout"),
    Column("printed", String(300), nullable=False, comment="as in the file"),
    Column("value", String(32), nullable=False, comment="the number in it, with a decimal point; '' for none"),
    Column("computed", String(32), nullable=False, comment="in a total row: the sum of the rows; else ''"),
    ForeignKeyConstraint(["import_id", "position"], ["import_rows.import_id", "import_rows.position"]),
)

counters = Table(
    "counters",
    metadata,
    Column("import_id", Integer, ForeignKey("imports.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("code", String(64), nullable=False),
    Column("name", String(200), nullable=False),
    Column("services", String(2000), nullable=False, comment="codes, separated by |"),
    Column("zone", String(64), nullable=False),
    Column("valid_from", String(10), nullable=False, comment="YYYY-MM-DD, included; '' since ever"),
    Column("valid_to", String(10), nullable=False, comment="YYYY-MM-DD, included; '' without end"),
)
