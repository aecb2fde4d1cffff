"""Who may sign in, with which rights, and what they did; nothing here can be made again from events."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, LargeBinary, String, Table

from central.store.tables.base import Bytes16, RowId, metadata

EVERY_SITE = "*"
"""`site` of a right that holds in every centre, those added later included."""

people = Table(
    "people",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("code", String(64), nullable=False, unique=True, comment="what is typed to sign in, lower case"),
    Column("name", String(200), nullable=False),
    Column("password", String(255), nullable=False, comment="argon2id; '' while none was chosen"),
    Column("blocked", Integer, nullable=False, comment="1: may not sign in"),
    Column("created_ms", BigInteger, nullable=False),
)

person_roles = Table(
    "person_roles",
    metadata,
    Column("person_id", RowId, ForeignKey("people.id"), primary_key=True),
    Column("site", String(32), primary_key=True, comment="'*' every site"),
    Column("role", String(16), primary_key=True),
    Column("detail", String(200), primary_key=True, comment="agency of `agency`, code of `officer`, else ''"),
)

sessions = Table(
    "sessions",
    metadata,
    Column("id_hash", LargeBinary(32), primary_key=True, comment="SHA-256; the id itself is in the cookie alone"),
    Column("person_id", RowId, ForeignKey("people.id"), nullable=False, index=True),
    Column("public", String(16), nullable=False, unique=True, comment="its name in lists; opens nothing"),
    Column("created_ms", BigInteger, nullable=False),
    Column("seen_ms", BigInteger, nullable=False, comment="to the minute"),
    Column("address", String(64), nullable=False),
    Column("agent", String(200), nullable=False),
)

one_time_links = Table(
    "one_time_links",
    metadata,
    Column("token_hash", LargeBinary(32), primary_key=True, comment="SHA-256"),
    Column("person_id", RowId, ForeignKey("people.id"), nullable=False, index=True),
    Column("purpose", String(16), nullable=False, comment="first, invite, reset: a password; demo: signs in"),
    Column("created_ms", BigInteger, nullable=False),
    Column("expires_ms", BigInteger, nullable=False),
    Column("used_ms", BigInteger, comment="when it was used or replaced"),
)

audit_log = Table(
    "audit_log",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("at_ms", BigInteger, nullable=False, index=True),
    Column("person", String(64), nullable=False, comment="code; '' for central itself or nobody"),
    Column("act", String(32), nullable=False),
    Column("what", String(1000), nullable=False),
    Column("site", String(32), nullable=False, comment="'' for none"),
    Column("address", String(64), nullable=False),
)
"""Append-only: the store itself refuses to change or remove a row."""

rating_blocks = Table(
    "rating_blocks",
    metadata,
    Column("site", String(32), primary_key=True),
    Column("officer", String(64), primary_key=True),
    Column("scale", String(16), primary_key=True),
    Column("number", Integer, primary_key=True, comment="1, 2 … per officer and scale"),
    Column("first_day", String(10), nullable=False),
    Column("last_day", String(10), nullable=False),
    Column("counts", String(200), nullable=False, comment="JSON, level -> n; never changed"),
)
"""Ratings of an officer as an agency or the officer sees them: closed for good, at least five together."""

rating_block_members = Table(
    "rating_block_members",
    metadata,
    Column("rating", Bytes16, primary_key=True, comment="UUID of a rating that stands in a block"),
    sqlite_with_rowid=False,
)

rating_block_days = Table(
    "rating_block_days",
    metadata,
    Column("site", String(32), primary_key=True),
    Column("closed_until", String(10), nullable=False, comment="the last day whose ratings were put into blocks"),
)

Index("ix_audit_log_person", audit_log.c.person, audit_log.c.at_ms)
