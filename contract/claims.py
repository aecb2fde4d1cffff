"""How a box without a name becomes a gateway: the claim's code, and what box and central say to each other over HTTPS.

A code is a token of 128 random bits, written so that people can type it: letters that look like digits are read as
such, and two characters at its end tell a slip of the finger.
"""

import hashlib
import re
import secrets
from typing import Annotated

import msgspec
from msgspec import Meta

from contract.fields import PRINTABLE, Token
from contract.ids import GatewayId, SiteId
from contract.links import Host, Port

PATH = "/claim/v1"
"""Where central answers claims."""
MOST_BYTES = 64 * 1024
"""Of a request and of what a box reads of a claim file."""

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})
_TOKEN_BYTES = 16
_CHECK_BITS = 12
_LENGTH = (_TOKEN_BYTES * 8 + _CHECK_BITS) // 5
_GROUP = 4

CodeText = Annotated[
    str, Meta(min_length=_LENGTH, max_length=64, pattern=PRINTABLE, examples=["4K7M-…"], extra={"secret": True})
]
Pem = Annotated[str, Meta(min_length=1, max_length=16 * 1024)]


class CodeMistyped(ValueError):
    """A text that is no code: too short, too long, or one character wrong."""

    def __init__(self) -> None:
        super().__init__(
            "mã không đúng: gồm 28 chữ và số; xin gõ lại / this is no code: 28 letters and digits; type it again"
        )


class ClaimFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``claim.toml``: what a box finds at its first boot. Without ``code`` somebody types one on the box.

    ``ca``: the one authority that central's certificate may be of. ``gateway`` and ``site``: whose file this is.
    """

    url: Annotated[str, Meta(pattern=r"^https://[^\s/?#@]+\Z", max_length=300, examples=["https://mau.vn:8443"])]
    ca: Pem
    code: CodeText | None = None
    gateway: GatewayId | None = None
    site: SiteId | None = None
    proxy: Annotated[str, Meta(pattern=r"^http://[^\s/?#@]+:[0-9]{1,5}\Z", examples=["http://proxy:3128"])] | None = (
        None
    )

    def __repr__(self) -> str:
        """Without the code: whatever is logged must not give a box away."""
        return f"ClaimFile(url={self.url}, gateway={self.gateway}, site={self.site})"


class ClaimRequest(msgspec.Struct, frozen=True):
    """What a box sends: the code, a request for a certificate of its own key, and whose file it holds."""

    code: Annotated[str, Meta(max_length=64)]
    csr: Annotated[str, Meta(max_length=16 * 1024)]
    gateway: GatewayId | None = None
    site: SiteId | None = None

    def __repr__(self) -> str:
        """Without the code."""
        return f"ClaimRequest(gateway={self.gateway}, site={self.site})"


class BrokerAddress(msgspec.Struct, frozen=True):
    """Where a broker is."""

    host: Host
    port: Port


class HallBroker(msgspec.Struct, frozen=True):
    """The files of the centre's own broker, for the box that keeps the queue."""

    conf: str
    acl: str
    crl: str
    passwords: str | None = None


class ClaimAnswer(msgspec.Struct, frozen=True):
    """What a box becomes. The names of the files it writes are its own business, none comes from here."""

    gateway: GatewayId
    site: SiteId
    ca: Pem
    gateway_toml: str
    site_toml: str
    brokers: tuple[BrokerAddress, ...]
    certificate: Pem
    hall_broker: HallBroker | None = None

    def __repr__(self) -> str:
        """Without the settings: they may hold a password."""
        return f"ClaimAnswer({self.gateway} of {self.site})"


class ClaimRefused(msgspec.Struct, frozen=True):
    """Why not, for a program (``error``) and for people in both languages."""

    error: Token
    vi: str
    en: str


def new_token() -> bytes:
    """128 random bits."""
    return secrets.token_bytes(_TOKEN_BYTES)


def token_hash(token: bytes) -> str:
    """What central stores of a token: its SHA-256; nobody finds 128 random bits from it."""
    return hashlib.sha256(token).hexdigest()


def write_code(token: bytes) -> str:
    """A token as people type it: seven groups of four."""
    number = int.from_bytes(token) << _CHECK_BITS | _check(token)
    letters = "".join(_ALPHABET[number >> shift & 31] for shift in range((_LENGTH - 1) * 5, -1, -5))
    return "-".join(letters[at : at + _GROUP] for at in range(0, _LENGTH, _GROUP))


def read_code(text: str) -> bytes:
    """The token in a code, however it was typed. Raises CodeMistyped."""
    letters = re.sub(r"[\s-]", "", text[:200]).upper().translate(_READ_AS)
    if len(letters) != _LENGTH or any(letter not in _ALPHABET for letter in letters):
        raise CodeMistyped
    number = 0
    for letter in letters:
        number = number << 5 | _ALPHABET.index(letter)
    token = (number >> _CHECK_BITS).to_bytes(_TOKEN_BYTES)
    if number & (1 << _CHECK_BITS) - 1 != _check(token):
        raise CodeMistyped
    return token


def _check(token: bytes) -> int:
    return int.from_bytes(hashlib.sha256(b"code" + token).digest()[:2]) & (1 << _CHECK_BITS) - 1
