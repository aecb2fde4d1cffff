"""Tokens of other programs: shown once, stored as SHA-256, for some scopes and sites, until a day."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from central.api.scopes import SCOPES
from central.people.tokens import digest, new_token
from central.store.tables import api_tokens
from central.store.tables.people import EVERY_SITE

PREFIX = "qs_"
"""So that a token in a file or a log is recognised as what it is."""
DAY_MS = 86_400_000
MOST_DAYS = 3 * 366
_MINUTE_MS = 60_000
_NAME = re.compile(r"[a-z0-9][a-z0-9.-]{1,39}")


class TokenRefused(ValueError):
    """What was asked for is no token; the message is for the reader, in Vietnamese."""


@dataclass(frozen=True, slots=True)
class Token:
    """One token, without its word."""

    id: int
    name: str
    scopes: frozenset[str]
    sites: tuple[str, ...]
    made_ms: int
    made_by: str
    expires_ms: int
    used_ms: int | None
    used_from: str | None
    ended_ms: int | None

    def may_see(self, site: str) -> bool:
        """Whether it is for a site."""
        return EVERY_SITE in self.sites or site in self.sites

    def holds_at(self, now_ms: int) -> bool:
        """Whether it still opens anything."""
        return self.ended_ms is None and now_ms < self.expires_ms


@dataclass(frozen=True, slots=True)
class Wish:
    """A token that somebody asks for."""

    name: str
    scopes: Sequence[str]
    sites: Sequence[str]
    days: int


def make_token(connection: Connection, wish: Wish, who: str, now_ms: int) -> tuple[Token, str]:
    """Make a token; its word is given back and kept nowhere. Raises TokenRefused."""
    if not _NAME.fullmatch(wish.name):
        raise TokenRefused("Tên gồm 2–40 chữ thường không dấu, chữ số, dấu chấm, gạch.")
    if not wish.scopes or not set(wish.scopes) <= SCOPES.keys():
        raise TokenRefused("Xin chọn ít nhất một phạm vi.")
    if not wish.sites:
        raise TokenRefused("Xin chọn ít nhất một trung tâm.")
    if not 1 <= wish.days <= MOST_DAYS:
        raise TokenRefused(f"Thời hạn từ 1 đến {MOST_DAYS} ngày.")
    if any(one.name == wish.name and one.holds_at(now_ms) for one in all_tokens(connection)):
        raise TokenRefused("Tên này đang dùng cho một mã còn hiệu lực.")
    word = PREFIX + new_token()
    connection.execute(
        insert(api_tokens).values(
            name=wish.name, hash=digest(word), scopes="|".join(sorted(set(wish.scopes))),
            sites="|".join(dict.fromkeys(wish.sites)), made_ms=now_ms, made_by=who,
            expires_ms=now_ms + wish.days * DAY_MS,
        )
    )  # fmt: skip
    made = find_token(connection, word, now_ms)
    assert made is not None
    return made, word


def find_token(connection: Connection, word: str, now_ms: int) -> Token | None:
    """The token of a word, if it still opens anything."""
    row = connection.execute(select(api_tokens).where(api_tokens.c.hash == digest(word))).one_or_none()
    token = _token(row) if row is not None else None
    return token if token is not None and token.holds_at(now_ms) else None


def is_to_note(token: Token, now_ms: int) -> bool:
    """Whether its last use is worth writing again: by the minute is fine enough."""
    return token.used_ms is None or now_ms - token.used_ms >= _MINUTE_MS


def note_use(connection: Connection, token: Token, now_ms: int, address: str) -> None:
    """Keep when and from where it was used last."""
    change = update(api_tokens).where(api_tokens.c.id == token.id)
    connection.execute(change.values(used_ms=now_ms, used_from=address[:64]))


def revoke(connection: Connection, number: int, who: str, now_ms: int) -> None:
    """End a token at once."""
    change = update(api_tokens).where(api_tokens.c.id == number, api_tokens.c.ended_ms.is_(None))
    connection.execute(change.values(ended_ms=now_ms, ended_by=who))


def all_tokens(connection: Connection) -> list[Token]:
    """Every token that ever was, the newest first."""
    return [_token(row) for row in connection.execute(select(api_tokens).order_by(api_tokens.c.id.desc()))]


def _token(row: Row[Any]) -> Token:
    return Token(
        row.id, row.name, frozenset(row.scopes.split("|")), tuple(row.sites.split("|")), row.made_ms, row.made_by,
        row.expires_ms, row.used_ms, row.used_from, row.ended_ms,
    )  # fmt: skip
