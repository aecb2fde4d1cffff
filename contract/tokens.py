"""The token in a ticket's QR code: it names one ticket and proves that this centre printed it.

It holds nothing about a person, and nobody can make one without the centre's ``secret`` (site.toml). Gateways and
central read it alike.
"""

import base64
import binascii
import hashlib
import hmac
from uuid import UUID

PATH = "/t/"
_PROOF_BYTES = 9


def make_token(ticket: UUID, secret: str) -> str:
    """The token of a ticket: 34 letters, digits, "-" and "_"."""
    return base64.urlsafe_b64encode(ticket.bytes + _proof(ticket, secret)).decode("ascii").rstrip("=")


def read_token(token: str, secret: str) -> UUID | None:
    """The ticket that a token names, or None when this centre did not make it."""
    if not token.isascii() or len(token) > 64:
        return None
    try:
        raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    if len(raw) != 16 + _PROOF_BYTES:
        return None
    ticket = UUID(bytes=raw[:16])
    return ticket if hmac.compare_digest(raw[16:], _proof(ticket, secret)) else None


def ticket_url(public_url: str, ticket: UUID, secret: str) -> str:
    """The address in the code: where a phone follows this ticket and rates the service."""
    return f"{public_url.rstrip('/')}{PATH}{make_token(ticket, secret)}"


def _proof(ticket: UUID, secret: str) -> bytes:
    return hmac.new(secret.encode(), b"quayso ticket 1\0" + ticket.bytes, hashlib.sha256).digest()[:_PROOF_BYTES]
