"""Random words that open something: made from 256 bits, and only their SHA-256 is ever stored."""

import hashlib
import hmac
import secrets

_BYTES = 32
_LONGEST = 64


def new_token() -> str:
    """A word for a cookie or an address: 43 letters, digits, `-` and `_`."""
    return secrets.token_urlsafe(_BYTES)


def digest(token: str) -> bytes:
    """What is stored of a token. A token has 256 random bits: no salt and no slow hash is needed."""
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()


def form_token(secret: str) -> str:
    """The word that forms carry for the browser with this cookie; the cookie cannot be made from it."""
    return hmac.new(secret.encode("utf-8", "replace"), b"form", hashlib.sha256).hexdigest()


def is_form_token(said: str, secret: str) -> bool:
    """Whether a form was made for the browser with this cookie; takes the same time for every wrong word."""
    return hmac.compare_digest(said[:_LONGEST].encode("utf-8", "replace"), form_token(secret).encode())
