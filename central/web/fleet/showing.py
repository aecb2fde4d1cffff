"""Turns gateways and orders into the words that their pages show."""

import json
from collections import Counter
from collections.abc import Sequence
from typing import Any

from central.dashboard.words import ROLE_WORDS
from central.fleet.facts import Fact, Grade, age_words, worst
from central.fleet.orders import OPS, STATE_WORDS, WIRE_OPS, Order
from central.people.moments import now_ms
from central.web.fleet.listing import Listed
from central.web.people.showing import moment

GRADE_WORDS: dict[Grade, str] = {"alarm": "cần xử lý", "attention": "chú ý", "unknown": "chưa rõ", "fine": "tốt"}
GRADE_SIGNS: dict[Grade, str] = {"alarm": "✕", "attention": "!", "unknown": "?", "fine": "✓"}
"""Beside each colour stands a sign, and a word for who hears the page."""
CHOICES = (("", "Tất cả"), ("trouble", "Cần xử lý hoặc chú ý"), *((grade, GRADE_WORDS[grade]) for grade in GRADE_WORDS))
FEW_CHOICES = tuple(dict.fromkeys((key, words[0].upper() + words[1:]) for key, words in CHOICES))
LOG_LINES = "lines"


def what_of(one: Listed) -> str:
    """What a gateway does, in words."""
    words = [ROLE_WORDS.get(role, role) for role in one.roles if role != "counter" or not one.counters]
    if one.counters:
        words.append(f"quầy {', '.join(one.counters)}")
    text = ", ".join(words)
    return text[:1].upper() + text[1:]


def row(one: Listed, names: dict[str, str]) -> dict[str, Any]:
    """One gateway of the list."""
    facts = one.facts
    return {
        "gateway": one.gateway,
        "site": names.get(one.site, one.site or "chưa rõ trung tâm"),
        "what": what_of(one) or "chưa rõ việc",
        "grade": one.grade,
        "sign": GRADE_SIGNS[one.grade],
        "word": GRADE_WORDS[one.grade],
        "presence": "chờ máy nhận mã" if one.is_awaited else facts.presence.text,
        "presence_grade": "unknown" if one.is_awaited else facts.presence.grade,
        "heard": heard(one),
        "version": facts.version or "không rõ",
        "clock": facts.clock,
        "journal": facts.journal,
        "printers": together(facts.printers),
        "shows": together((*facts.shows, *facts.inputs)),
        "machine": (facts.temperature, facts.power, facts.disk),
        "config": facts.config,
        "last": last_event(one),
        "is_training": facts.is_training,
        "notes": notes(one),
        "troubles": troubles(one),
        "is_registered": one.device is not None,
    }


def together(facts: Sequence[Fact]) -> list[Fact]:
    """Devices of one kind in a few words: those with trouble by name, the others as a count."""
    bad = [one for one in facts if one.grade in ("alarm", "attention")]
    rest = [one for one in facts if one.grade not in ("alarm", "attention")]
    if not rest:
        return bad
    if len(rest) == 1:
        return [*bad, Fact(rest[0].name, rest[0].grade, rest[0].text, rest[0].before)]
    grade = worst(one.grade for one in rest)
    unknown = sum(one.grade == "unknown" for one in rest)
    text = f"{len(rest)} thiết bị tốt" if not unknown else f"{unknown}/{len(rest)} thiết bị không rõ"
    return [*bad, Fact("", grade, text)]


def heard(one: Listed) -> str:
    """How long ago it was heard."""
    ago = one.presence.heard_s_ago if one.presence else None
    if ago is None:
        return ""
    words = age_words(ago)
    return words if ago < 60 else f"{words} trước"


def last_event(one: Listed) -> str:
    """When central stored its last new event."""
    if one.last_event_ms is None:
        return "chưa có"
    ago_s = max(0, now_ms() - one.last_event_ms) / 1000
    return age_words(ago_s) if ago_s < 60 else f"{age_words(ago_s)} trước"


def notes(one: Listed) -> list[str]:
    """What else somebody must know."""
    said = []
    if one.has_returned:
        said.append("Máy này đã thu hồi mà vẫn gửi tin: thẻ cũ đã cắm lại, hoặc máy chủ MQTT chưa nạp lại quyền.")
    if one.facts.is_training:
        said.append("Đang ở chế độ thử: lượt bấm không tính số liệu.")
    if one.device is not None and one.device.replaces:
        said.append(f"Thay máy {one.device.replaces}.")
    return said


def troubles(one: Listed) -> list[str]:
    """What a wall says of a gateway: what is wrong, else of one that is not known what that is about."""
    wrong = [f"{fact.name}: {fact.text}" for fact in one.facts.troubles]
    if wrong or one.grade != "unknown" or one.is_awaited or one.facts.presence.grade == "unknown":
        return wrong
    always = {one.facts.temperature, one.facts.power, one.facts.config}
    return [f"{fact.name}: {fact.text}" for fact in one.facts.all if fact.grade == "unknown" and fact not in always]


def counts(found: Sequence[Listed]) -> list[dict[str, Any]]:
    """How many gateways stand how, for the tiles above the list."""
    by_grade = Counter(one.grade for one in found)
    return [
        {"grade": grade, "word": word, "sign": GRADE_SIGNS[grade], "count": by_grade[grade]}
        for grade, word in GRADE_WORDS.items()
    ]


def order_row(order: Order) -> dict[str, Any]:
    """One order of the history."""
    said = order.result if isinstance(order.result, dict) else {}
    lines = said.get(LOG_LINES)
    return {
        "title": title_of(order),
        "state": STATE_WORDS[order.state],
        "code": order.state,
        "at": moment(order.created_ms),
        "by": order.created_by,
        "said": _said(said),
        "lines": [str(line) for line in lines] if isinstance(lines, list) else [],
    }


def title_of(order: Order) -> str:
    """What an order is called; the two of the test mode are told apart by what they ask."""
    wire = {key: WIRE_OPS.get(key, key) for key in OPS}
    keys = [key for key, op in wire.items() if op == order.op and dict(OPS[key].args) == dict(order.args)]
    keys = keys or [key for key, op in wire.items() if op == order.op]
    return OPS[keys[0]].title if keys else order.op


_RESULT_WORDS = {
    "no_printer": "máy này không có máy in",
    "nothing_to_show": "máy này không có đèn hay bảng số",
    "not_valid": "máy không hiểu lệnh",
    "unknown_op": "phiên bản của máy chưa biết lệnh này",
    "restarted": "máy đã tắt giữa chừng",
    "late": "lệnh đến khi đã hết hạn",
    "busy": "máy đang làm quá nhiều lệnh",
}


def _said(said: dict[str, Any]) -> str:
    if why := said.get("why"):
        return _RESULT_WORDS.get(str(why), str(why))
    rest = {key: value for key, value in said.items() if key != LOG_LINES}
    return json.dumps(rest, ensure_ascii=False) if rest and not {"panels", "boards"} >= set(rest) else ""
