"""Who sits where by plan, who is away by plan, with what officers sign in; settings written from here; API tokens.

No row is ever changed but to say from when on it no longer counts, and by whom: history stays.
"""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, LargeBinary, String, Table, Text

from central.store.tables.base import RowId, metadata


def _made() -> tuple[Column[int], Column[str]]:
    return (
        Column("made_ms", BigInteger, nullable=False),
        Column("made_by", String(64), nullable=False, comment="code of an account"),
    )


def _ended() -> tuple[Column[int], Column[str]]:
    return (
        Column("ended_ms", BigInteger, comment="from when on the row no longer counts; NULL: it does"),
        Column("ended_by", String(64)),
    )


def _days() -> tuple[Column[str], Column[str]]:
    return (
        Column("valid_from", String(10), nullable=False, comment="YYYY-MM-DD, included; '' since ever"),
        Column("valid_to", String(10), nullable=False, comment="YYYY-MM-DD, included; '' without end"),
    )


roster_seats = Table(
    "roster_seats",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("site", String(32), nullable=False),
    Column("counter", String(64), nullable=False),
    Column("officer", String(64), nullable=False),
    Column("role", String(16), nullable=False, comment="principal, substitute"),
    *_days(),
    *_made(),
    *_ended(),
    Index("ix_roster_seats_site", "site", "counter"),
)

roster_absences = Table(
    "roster_absences",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("site", String(32), nullable=False),
    Column("officer", String(64), nullable=False),
    Column("kind", String(16), nullable=False, comment="leave, training, other"),
    *_days(),
    *_made(),
    *_ended(),
    Index("ix_roster_absences_site", "site", "valid_to"),
)

officer_access = Table(
    "officer_access",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("site", String(32), nullable=False),
    Column("officer", String(64), nullable=False),
    Column("kind", String(16), nullable=False, comment="pin, badge, leader"),
    Column("value", String(256), nullable=False, comment="of a PIN its scrypt hash, never the PIN"),
    *_made(),
    *_ended(),
    Index("ix_officer_access_site", "site", "officer"),
)

site_settings = Table(
    "site_settings",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("site", String(32), nullable=False),
    Column("settings", Text, nullable=False, comment="JSON: hours, priority, languages, notice, services"),
    *_made(),
    Index("ix_site_settings_site", "site"),
)

site_versions = Table(
    "site_versions",
    metadata,
    Column("id", RowId, primary_key=True, comment="the version that gateways are told"),
    Column("site", String(32), nullable=False),
    Column("toml", Text, nullable=False, comment="the whole site.toml"),
    Column("sha256", String(64), nullable=False, comment="of its bytes, hex"),
    *_made(),
    Index("ix_site_versions_site", "site"),
)

config_wishes = Table(
    "config_wishes",
    metadata,
    Column("gateway", String(32), primary_key=True),
    Column("version", RowId, ForeignKey("site_versions.id"), nullable=False),
    Column("sha256", String(64), nullable=False, comment="of what this gateway is sent, hex"),
    Column("with_keys", Integer, nullable=False, comment="1: PIN hashes stand in it"),
)

api_tokens = Table(
    "api_tokens",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("name", String(100), nullable=False, comment="which program has it"),
    Column("hash", LargeBinary(32), nullable=False, unique=True, comment="SHA-256; the token is stored nowhere"),
    Column("scopes", String(200), nullable=False, comment="separated by |"),
    Column("sites", String(2000), nullable=False, comment="separated by |; *: every site"),
    Column("expires_ms", BigInteger, nullable=False),
    Column("used_ms", BigInteger, comment="last use, by the minute"),
    Column("used_from", String(64)),
    *_made(),
    *_ended(),
)
