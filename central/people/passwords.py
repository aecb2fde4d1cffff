"""Passwords: argon2id hashes, and which passwords are refused because everybody tries them first.

Measured on two small cores: 19 MiB and two passes take about 0.1 s. Two are computed at a time, so that a flood
of guesses takes neither the memory nor the cores from the pages and ingest.
"""

import threading
import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from central.people.common_passwords import COMMON, COMMON_WORDS

SHORTEST, LONGEST = 10, 200
FEWEST_LETTERS = 5
_MEMORY_KIB, _PASSES, _AT_ONCE = 19_456, 2, 2
_ROWS = ("0123456789", "9876543210", "qwertyuiop", "asdfghjkl", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz")
_gate = threading.BoundedSemaphore(_AT_ONCE)


class PasswordRefused(ValueError):
    """A password that is too easy; the message is a Vietnamese sentence for who chose it."""


@cache
def hasher() -> PasswordHasher:
    """The one hasher; tests put a cheap one in its place."""
    return PasswordHasher(time_cost=_PASSES, memory_cost=_MEMORY_KIB, parallelism=1)


@cache
def _hash_of_nobody() -> str:
    return hasher().hash("a password that nobody has")


def hash_password(password: str) -> str:
    """The hash that is stored."""
    with _gate:
        return hasher().hash(_normal(password))


def is_password(password: str, stored: str | None) -> bool:
    """Whether the password belongs to a stored hash; None, nobody's account, takes the same work."""
    with _gate:
        try:
            hasher().verify(stored or _hash_of_nobody(), _normal(password)[:LONGEST])
        except (VerificationError, InvalidHashError):
            return False
    return stored is not None


def must_be_hashed_again(stored: str) -> bool:
    """Whether a hash was made with other parameters than those of today."""
    return hasher().check_needs_rehash(stored)


def check_password(password: str, code: str, name: str) -> None:
    """Refuse what is short or among the first guesses. Raises PasswordRefused."""
    plain = _normal(password)
    if len(plain) < SHORTEST:
        raise PasswordRefused(f"Mật khẩu phải có ít nhất {SHORTEST} ký tự.")
    if len(plain) > LONGEST:
        raise PasswordRefused(f"Mật khẩu không dài quá {LONGEST} ký tự.")
    bare = _bare(plain)
    if len(set(bare)) < FEWEST_LETTERS or _is_a_row(bare):
        raise PasswordRefused("Mật khẩu này dễ đoán: chỉ lặp lại hoặc xếp liền vài ký tự.")
    if bare in COMMON or bare.strip("0123456789!@#$%^&*.,-_ ") in COMMON_WORDS:
        raise PasswordRefused("Mật khẩu này nằm trong số những mật khẩu bị thử đầu tiên.")
    if any(len(word) >= 4 and word in bare and len(bare) - len(word) < 6 for word in _own_words(code, name)):
        raise PasswordRefused("Mật khẩu không được là tên đăng nhập hoặc họ tên thêm vài ký tự.")


def _normal(password: str) -> str:
    """The same letters typed on another keyboard or telephone are the same password."""
    return unicodedata.normalize("NFC", password)


def _bare(text: str) -> str:
    """Small letters without Vietnamese marks: guesses are tried with and without them."""
    decomposed = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def _is_a_row(bare: str) -> bool:
    """Whether it walks along the keyboard, the digits or the alphabet, once or again and again."""
    return any(bare in row * (len(bare) // len(row) + 2) for row in _ROWS)


def _own_words(code: str, name: str) -> set[str]:
    return {_bare(code), _bare(code).partition("@")[0], _bare(name).replace(" ", "")}
