"""Writes counts, dates and times the way Vietnamese readers expect them. Pure functions."""

from datetime import date, datetime


def count_text(value: int) -> str:
    """Write a count with ``.`` between thousands: ``1.742``; a minus sign, not a hyphen, before negatives."""
    grouped = f"{abs(value):,}".replace(",", ".")
    return f"\N{MINUS SIGN}{grouped}" if value < 0 else grouped


def date_text(day: date) -> str:
    """Write a day as ``01/01/2021``."""
    return f"{day:%d/%m/%Y}"


def moment_text(moment: datetime) -> str:
    """Write a moment, in its own time zone, as ``08:15 ngày 02/03/2026``."""
    return f"{moment:%H:%M} ngày {moment:%d/%m/%Y}"
