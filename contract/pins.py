"""Hashes of PINs (RFC 7914, scrypt) as ``site.toml`` holds them. Never keeps, logs or shows a PIN."""

import base64
import binascii
import hashlib
import hmac
import re
import secrets

LOG2_N = 14
_R, _P, _SALT_BYTES, _KEY_BYTES = 8, 1, 16, 32
_LOG2_ALLOWED = range(10, 18)
_ROOM_BYTES = 1 << 28
_PIN = re.compile(r"[0-9]{4,8}\Z")
_NOBODY = "scrypt$14$AAAAAAAAAAAAAAAAAAAAAA==$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
"""Tried where there is no hash, so that an officer without a PIN takes as long as one with it."""


def is_pin(text: str) -> bool:
    """Tell whether a text may be a PIN: 4 to 8 digits."""
    return _PIN.match(text) is not None


def is_easy(pin: str) -> bool:
    """Tell whether a PIN is among the first that anybody tries: one digit, or digits in a row."""
    steps = {(ord(after) - ord(before)) % 10 for before, after in zip(pin, pin[1:], strict=False)}
    return len(steps) == 1 and steps <= {0, 1, 9}


def hash_pin(pin: str, salt: bytes | None = None, log2_n: int = LOG2_N) -> str:
    """The hash of a PIN for ``site.toml``. Raises ValueError for what is no PIN."""
    if not is_pin(pin):
        raise ValueError("a PIN has 4 to 8 digits")
    salt = salt or secrets.token_bytes(_SALT_BYTES)
    key = _derive(pin, salt, log2_n, _KEY_BYTES)
    return f"scrypt${log2_n}${_text(salt)}${_text(key)}"


def fits(pin: str, stored: str | None) -> bool:
    """Tell whether ``pin`` is the one behind ``stored``; as slow for nobody's PIN as for a wrong one.

    A hash that cannot be read fits no PIN.
    """
    read = _read(stored or _NOBODY)
    log2_n, salt, key = read or _read_sound(_NOBODY)
    same = hmac.compare_digest(_derive(pin, salt, log2_n, len(key)), key)
    return same and stored is not None and read is not None and is_pin(pin)


def _derive(pin: str, salt: bytes, log2_n: int, size: int) -> bytes:
    return hashlib.scrypt(
        pin.encode("utf-8", "surrogatepass"), salt=salt, n=1 << log2_n, r=_R, p=_P, maxmem=_ROOM_BYTES, dklen=size
    )


def _read(stored: str) -> tuple[int, bytes, bytes] | None:
    try:
        return _read_sound(stored)
    except (ValueError, binascii.Error):
        return None


def _read_sound(stored: str) -> tuple[int, bytes, bytes]:
    name, log2_n, salt, key = stored.split("$")
    if name != "scrypt" or int(log2_n) not in _LOG2_ALLOWED:
        raise ValueError("not a hash this gateway can check")
    return int(log2_n), base64.b64decode(salt, validate=True), base64.b64decode(key, validate=True)


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")
