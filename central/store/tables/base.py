"""The one MetaData, with names for constraints that every database gives the same way."""

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, LargeBinary, MetaData

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
    }
)

Bytes16 = LargeBinary(16)
"""A hash or a UUID: 16 bytes, half the size of their text."""

RowId = BigInteger().with_variant(Integer(), "sqlite")
"""A row number; SQLite gives the name INTEGER a meaning of its own, other databases need the size."""

DAY_UNKNOWN = ""
"""`day` of an event whose time is not known: "không rõ ngày", a row of its own in every report."""

NO_OFFICER = ""
"""`officer` of a rating for which nobody was signed in."""


def place() -> tuple[Column[int], Column[int]]:
    """The key of a row that stands for one line: its stream and its number there.

    Not the line's row in `events`: a projection then depends on the lines alone, not on their arrival,
    and still names its place when the line itself has gone.
    """
    return (
        Column("stream_id", RowId, ForeignKey("streams.id"), primary_key=True),
        Column("seq", BigInteger, primary_key=True),
    )
