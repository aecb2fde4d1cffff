"""Devices, the claims with which boxes become them, and the certificates that were given out."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, String, Table, Text

from central.store.tables.base import RowId, metadata

devices = Table(
    "devices",
    metadata,
    Column("gateway", String(32), primary_key=True, comment="never given to another box again"),
    Column("site", String(32), nullable=False),
    Column("state", String(16), nullable=False, comment="waiting (for its box), active, retired"),
    Column("roles", String(200), nullable=False, comment="separated by |"),
    Column("counters", String(1000), nullable=False, comment="separated by |"),
    Column("wiring", String(32), nullable=False, comment="a key of central/provisioning/wirings.py"),
    Column("host", String(253), nullable=False, comment="under which others of the centre reach it, '' for none"),
    Column("network", Text, nullable=False, comment="JSON: address and proxy of its network"),
    Column("replaces", String(32), ForeignKey("devices.gateway"), comment="whose place it took"),
    Column("password_hash", String(200), comment="for the broker, where passwords are used"),
    Column("created_ms", BigInteger, nullable=False),
    Column("retired_ms", BigInteger),
    Index("ix_devices_site_state", "site", "state"),
)

claims = Table(
    "claims",
    metadata,
    Column("id", RowId, primary_key=True),
    Column("gateway", String(32), ForeignKey("devices.gateway"), nullable=False),
    Column("token_hash", String(64), nullable=False, unique=True, comment="SHA-256, hex; the token is stored nowhere"),
    Column("created_ms", BigInteger, nullable=False),
    Column("created_by", String(64), nullable=False),
    Column("expires_ms", BigInteger, nullable=False),
    Column("used_ms", BigInteger, comment="when its one use was"),
    Column("key_hash", String(64), comment="SHA-256 of the public key that used it"),
    Column("withdrawn_ms", BigInteger, comment="when staff took it back"),
    Index("ix_claims_gateway", "gateway"),
)

orders = Table(
    "fleet_orders",
    metadata,
    Column("id", String(36), primary_key=True, comment="UUID; the gateway remembers it and does it once"),
    Column("gateway", String(32), nullable=False),
    Column("site", String(32), nullable=False),
    Column("op", String(16), nullable=False),
    Column("args", Text, nullable=False, comment="JSON"),
    Column("state", String(16), nullable=False, comment="queued, sent, done, failed, expired, unknown"),
    Column("result", Text, comment="JSON, as the gateway told it"),
    Column("created_ms", BigInteger, nullable=False),
    Column("created_by", String(64), nullable=False),
    Column("expires_ms", BigInteger, nullable=False),
    Column("sent_ms", BigInteger, comment="when the broker last took it for a gateway that listens"),
    Column("ended_ms", BigInteger),
    Index(None, "gateway", "created_ms"),
    Index(None, "state"),
)

certificates = Table(
    "certificates",
    metadata,
    Column("serial", String(40), primary_key=True, comment="hex"),
    Column("name", String(64), nullable=False, comment="its common name: a gateway, or central"),
    Column("authority", Integer, nullable=False, comment="which of our authorities signed it"),
    Column("key_hash", String(64), nullable=False),
    Column("pem", Text, nullable=False),
    Column("issued_ms", BigInteger, nullable=False),
    Column("expires_ms", BigInteger, nullable=False),
    Column("revoked_ms", BigInteger),
    Index("ix_certificates_name", "name"),
)
