"""The form of a centre's settings: what was typed becomes a draft, or a sentence that names the field."""

from collections.abc import Iterator
from typing import Any

import msgspec

from central.rosters.refusal import EditRefused
from central.settings_push.draft import Draft
from contract.reasons import short
from contract.services import WEEKDAYS
from contract.site import SiteConfig

MOST_SESSIONS = 6
DAY_WORDS = dict(zip(WEEKDAYS, ("T2", "T3", "T4", "T5", "T6", "T7", "CN"), strict=True))
LANGUAGES = (("vi", "Tiếng Việt"), ("en", "English"), ("km", "Tiếng Khmer"), ("hmn", "Tiếng Mông (Hmoob)"))
_MOST_LINES = 200


def read_draft(said: Any) -> Draft:
    """The settings that were typed. Raises EditRefused."""
    values = {
        "hours": {
            "sessions": list(_sessions(said)),
            "holidays": _lines(said.get("holidays", "")),
            "swapped": list(_swapped(said.get("swapped", ""))),
        },
        "priority": _priority(said),
        "languages": said.getlist("languages"),
        "notice": said.get("notice", "").strip() or None,
    }
    try:
        return msgspec.convert(values, Draft, builtin_types=())
    except msgspec.ValidationError as error:
        raise EditRefused(_field(str(error)), f"Chưa đúng: {short(error)}") from None


def shown_draft(site: SiteConfig) -> dict[str, Any]:
    """What the form shows of the settings that hold."""
    empty = {"days": (), "start": "", "end": "", "tickets_until": ""}
    sessions = [
        {"days": one.days, "start": one.start, "end": one.end, "tickets_until": one.tickets_until or ""}
        for one in site.hours.sessions
    ]
    return {
        "sessions": [*sessions, *[empty] * max(1, 3 - len(sessions))][: max(MOST_SESSIONS, len(sessions))],
        "holidays": "\n".join(map(str, site.hours.holidays)),
        "swapped": "\n".join(f"{one.day} {DAY_WORDS[one.works_as]}" for one in site.hours.swapped),
        "policy": site.priority.policy,
        "others_between": site.priority.others_between,
        "bonus_min": site.priority.bonus_min,
        "languages": site.languages,
        "notice": site.notice or "",
    }


def _sessions(said: Any) -> Iterator[dict[str, Any]]:
    for place in range(MOST_SESSIONS):
        start, end = said.get(f"start-{place}", "").strip(), said.get(f"end-{place}", "").strip()
        days = said.getlist(f"days-{place}")
        if not (start or end):
            continue
        if not days:
            raise EditRefused(f"days-{place}", f"Buổi {place + 1}: xin chọn ngày trong tuần.")
        until = said.get(f"until-{place}", "").strip()
        yield {"days": days, "start": start, "end": end, **({"tickets_until": until} if until else {})}


def _swapped(text: str) -> Iterator[dict[str, str]]:
    codes = {word: code for code, word in DAY_WORDS.items()}
    for line in _lines(text):
        day, _, word = line.partition(" ")
        if word.strip().upper() not in codes:
            raise EditRefused("swapped", "Ngày làm bù: mỗi dòng một ngày và một thứ, ví dụ 2026-12-26 T2.")
        yield {"day": day, "works_as": codes[word.strip().upper()]}


def _priority(said: Any) -> dict[str, Any]:
    found: dict[str, Any] = {"policy": said.get("policy", "ratio")}
    for name, words in (("others_between", "Số người khác xen giữa"), ("bonus_min", "Số phút được tính thêm")):
        text = said.get(name, "").strip()
        if text and not (text.isascii() and text.isdecimal() and len(text) <= 4):
            raise EditRefused(name, f"{words}: xin ghi một số.")
        if text:
            found[name] = int(text)
    return found


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines()[:_MOST_LINES] if line.strip()]


def _field(error: str) -> str:
    """The field of the form that a message of the reader is about."""
    path = error.rpartition("`$.")[2].rstrip("`")
    names = ("holidays", "swapped", "policy", "others_between", "bonus_min", "languages", "notice")
    return next((name for name in names if name in path), "sessions")
