"""Reads what a page was asked for out of its address; checks everything before anybody works with it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from central.config import CentralConfig
from central.reports.period import PRESETS, Period, PeriodWrong, asked_period

DEFAULT_PRESET = "month"
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_LONGEST = 64


class AskedWrongly(ValueError):
    """Something in the address cannot be understood; the message is for the reader, in Vietnamese."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a report is wanted for."""

    site: str
    period: Period


def read_asked(arguments: Mapping[str, str], config: CentralConfig, today: date) -> Asked:
    """Site and period of a request; the first site and this month where nothing is said.

    ``from`` and ``to`` win over ``preset``, which means the period of that kind round today.
    Raises AskedWrongly.
    """
    said = {name: value.strip() for name, value in arguments.items() if value.strip()}
    return Asked(_site(said.get("site"), config), _period(said, today))


def _site(said: str | None, config: CentralConfig) -> str:
    if not config.sites:
        raise AskedWrongly("Tệp central.toml chưa có trung tâm nào.")
    if said is None:
        return next(iter(config.sites))
    if said not in config.sites:
        raise AskedWrongly(f"Không có trung tâm nào mang mã “{_short(said)}”.")
    return said


def _period(said: Mapping[str, str], today: date) -> Period:
    first, last = said.get("from"), said.get("to")
    if first is None and last is None:
        preset = said.get("preset", DEFAULT_PRESET)
        if preset not in PRESETS:
            raise AskedWrongly(f"Không có kỳ báo cáo “{_short(preset)}”.")
        return PRESETS[preset].around(today)
    if first is None or last is None:
        raise AskedWrongly("Phải chọn cả ngày đầu kỳ và ngày cuối kỳ.")
    days = _day(first, "Ngày đầu kỳ"), _day(last, "Ngày cuối kỳ")
    try:
        return asked_period(*days)
    except PeriodWrong as error:
        sentence = str(error).partition(" / ")[0]
        raise AskedWrongly(f"{sentence[:1].upper()}{sentence[1:]}.") from None


def _day(text: str, what: str) -> date:
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise AskedWrongly(f"{what} “{_short(text)}” không phải là ngày (viết theo mẫu 2026-08-31).")


def _short(text: str) -> str:
    shown = "".join(letter if letter.isprintable() else " " for letter in text)
    return shown if len(shown) <= _LONGEST else shown[: _LONGEST - 1] + "…"
