"""Painters of tickets and orders to draw."""

from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from functools import cache
from typing import Any
from uuid import UUID

import pytest

from contract.clock import Stamp
from gateway.hall_commands import PrintTicket
from gateway.paper.ticket import TicketPainter
from gateway.paper.words import read_words

CENTRE = "Trung tâm Phục vụ hành chính công tỉnh Mẫu"
AT = datetime(2026, 11, 23, 8, 15, tzinfo=timezone(timedelta(hours=7)))


@cache
def _painter(width: int, centre: str) -> TicketPainter:
    return TicketPainter(width, centre, {code: read_words(code) for code in ("vi", "en", "km")})


@pytest.fixture(scope="session")
def painter() -> Callable[..., TicketPainter]:
    """A painter for a width of paper and the name of a centre."""
    return lambda width=576, centre=CENTRE: _painter(width, centre)


@pytest.fixture(scope="session")
def order() -> Callable[..., PrintTicket]:
    """A ticket to draw; every field may be another."""

    def make(**other: Any) -> PrintTicket:
        fields: dict[str, Any] = {
            "ticket": UUID(int=1), "number": "A105", "service": "Chứng thực bản sao, chữ ký", "priority": False,
            "ahead": 7, "estimate_s": 700, "issued": Stamp(AT, "synced", "boot", 1), "attempt": 1, "language": "vi",
            "qr": "https://mot-cua.mau.vn/t/7Q3kZp0aB9xY",
        }  # fmt: skip
        return PrintTicket(**{**fields, **other})

    return make
