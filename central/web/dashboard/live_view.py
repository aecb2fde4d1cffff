"""Turns what is known of a centre this moment into the texts of its page. Pure; the same for everybody who may look.

Two views that are equal look the same: minutes are shown, so that a quiet page changes at most once a minute.
No officer stands here, and nothing about levels.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from central.dashboard.alert_log import Logged
from central.dashboard.facts import AT_WORK, DeviceNow, GatewayNow, HourCounts, SiteNow
from central.dashboard.limits import AlertLimits
from central.dashboard.words import (
    ALERT_WORDS,
    COUNTER_WORDS,
    FAULT_WORDS,
    PRESENCE_WORDS,
    ROLE_WORDS,
    STANDING_WORDS,
    device_words,
    minutes_words,
)  # fmt: skip
from central.reports.statistics import SMALL_SAMPLE, Share
from central.web.view import share_text
from kiosk_ui.words import count_text, date_text

UNKNOWN = "chưa rõ"
CALLS = 6
_WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")


@dataclass(frozen=True, slots=True)
class Figure:
    """A headline. ``tone``: '' or `alarm`; the words say the same."""

    label: str
    value: str
    note: str = ""
    tone: str = ""


@dataclass(frozen=True, slots=True)
class CounterView:
    """A counter: what it does, and the number there."""

    name: str
    state: str
    words: str
    number: str = ""


@dataclass(frozen=True, slots=True)
class AlertView:
    """An alert that stands."""

    id: int
    title: str
    text: str
    since: str
    seen: str = ""


@dataclass(frozen=True, slots=True)
class BoxView:
    """A gateway with what is wrong at it. ``tone``: ok, alarm or unknown."""

    name: str
    roles: str
    words: str
    tone: str
    troubles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HourView:
    """One hour of the day."""

    label: str
    counts: HourCounts


@dataclass(frozen=True, slots=True)
class LiveView:
    """Everything of today on the page of a centre."""

    site: str
    name: str
    day: str
    standing: str
    standing_words: str
    warning: str
    figures: tuple[Figure, ...]
    alerts: tuple[AlertView, ...]
    counters: tuple[CounterView, ...]
    services: tuple[tuple[str, str], ...]
    calls: tuple[tuple[str, str, str], ...]
    hours: tuple[HourView, ...]
    boxes: tuple[BoxView, ...]
    notice: str = ""
    is_stale: bool = False


def live_view(
    now: SiteNow,
    name: str,
    zone: tzinfo,
    alerts: Iterable[Logged],
    limits: AlertLimits,
    names: Mapping[str, str],
    people: Mapping[str, str],
) -> LiveView:
    """The page of a centre. ``names``: of services by code; ``people``: who saw an alert, by code of account."""
    hall = now.hall
    return LiveView(
        site=now.site,
        name=name,
        day=f"{_WEEKDAYS[now.today.day.weekday()]}, {date_text(now.today.day)}",
        standing=now.standing,
        standing_words=_standing(now, zone),
        warning=_warning(now, zone),
        figures=tuple(figures_of(now, limits)),
        alerts=tuple(_alert(one, zone, people) for one in alerts),
        counters=tuple(_counter(key, now) for key in sorted(now.counters, key=natural)) if now.is_of_today else (),
        services=tuple(_services(now, names)),
        calls=tuple(
            (call.number, call.counter, clock(call.at, zone))
            for call in tuple(hall.calls if hall else ())[-CALLS:][::-1]
        )
        if now.is_of_today
        else (),
        hours=tuple(_hours(now.today.hours)),
        boxes=tuple(_box(box) for box in now.gateways),
        notice=(hall.notice or "") if hall is not None and now.is_of_today else "",
        is_stale=not now.is_live,
    )


def figures_of(now: SiteNow, limits: AlertLimits) -> Iterable[Figure]:
    """The headlines of today. What the hall does not say just now is not known, whatever it said before."""
    total = now.today.total
    waiting, wait_s = now.waiting if now.is_live else None, now.longest_wait_s
    yield Figure("Đang chờ", UNKNOWN if waiting is None else count_text(waiting), "người chưa được gọi")
    too_long = wait_s is not None and wait_s > limits.wait_min * 60
    longest = "—" if waiting == 0 else UNKNOWN if wait_s is None else minutes_words(wait_s)
    yield Figure("Chờ lâu nhất", longest, f"giới hạn {limits.wait_min} phút", "alarm" if too_long else "")
    yield _counters(now)
    left = f"đã lấy {count_text(total.issued)} số · vắng {count_text(total.missed)}"
    yield Figure("Đã phục vụ hôm nay", count_text(total.served), left)
    within = Share(now.today.within_limit, now.today.waits)
    few = within.denominator < SMALL_SAMPLE
    counts = f"{count_text(within.numerator)}/{count_text(within.denominator)} lượt đã phục vụ"
    yield Figure("Chờ không quá 15 phút", counts.split(" ")[0] if few else share_text(within), counts)


def _counters(now: SiteNow) -> Figure:
    counters = list(now.counters.values())
    if not now.is_live or not counters:
        return Figure("Quầy đang mở", UNKNOWN, "")
    states = [counter.state for counter in counters]
    n = now.open_counters or 0
    note = f"đang phục vụ {states.count('serving')} · tạm nghỉ {states.count('paused')}"
    return Figure("Quầy đang mở", f"{n}/{len(counters)}", note, "alarm" if n == 0 and now.is_open else "")


def clock(at: datetime, zone: tzinfo) -> str:
    """An hour and its minutes."""
    return f"{at.astimezone(zone):%H:%M}"


def clock_ms(at_ms: int, zone: tzinfo) -> str:
    """The same for milliseconds UTC."""
    return clock(datetime.fromtimestamp(at_ms / 1000, UTC), zone)


def natural(name: str) -> tuple[tuple[int, str], ...]:
    """Counter 2 stands before counter 10."""
    return tuple((int(part), "") if part.isdigit() else (0, part) for part in re.split(r"(\d+)", name) if part)


def _standing(now: SiteNow, zone: tzinfo) -> str:
    if now.hall is None:
        return STANDING_WORDS["unknown"]
    if now.is_live:
        doors = "đang mở cửa" if now.hall.open else "đã đóng cửa"
        return f"{doors}, cập nhật {clock_ms(now.now_ms, zone)}"
    return STANDING_WORDS["stale"]


def _warning(now: SiteNow, zone: tzinfo) -> str:
    if now.hall is None:
        return "Chưa nhận được tin từ khu vực chờ của trung tâm này. Số lượt dưới đây là của những sự kiện đã nhận."
    if now.is_live:
        return ""
    at = now.hall.at.astimezone(zone)
    said = f"{at:%H:%M}" if now.is_of_today else f"{at:%H:%M} ngày {at:%d/%m/%Y}"
    return f"Khu vực chờ tạm ngừng gửi tin. Tin gần nhất lúc {said}; từ đó đến nay chưa rõ tình hình."


def _alert(one: Logged, zone: tzinfo, people: Mapping[str, str]) -> AlertView:
    seen = ""
    if one.seen_ms is not None:
        seen = f"{people.get(one.seen_by, one.seen_by)} đã xem lúc {clock_ms(one.seen_ms, zone)}"
    return AlertView(one.id, ALERT_WORDS.get(one.kind, one.kind), one.text, clock_ms(one.raised_ms, zone), seen)


def _counter(key: str, now: SiteNow) -> CounterView:
    counter = now.counters[key]
    number = counter.number or "" if counter.state in AT_WORK else ""
    return CounterView(key, counter.state, COUNTER_WORDS.get(counter.state, counter.state), number)


def _services(now: SiteNow, names: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    """Those for which somebody waits, the most first."""
    if now.hall is None or not now.is_of_today:
        return
    waiting = {code: service.waiting for code, service in now.hall.services.items() if service.waiting}
    for code in sorted(waiting, key=lambda code: (-waiting[code], code)):
        yield names.get(code, code), count_text(waiting[code])


def _hours(hours: Mapping[int, HourCounts]) -> Iterable[HourView]:
    """From the first hour with numbers to the last, those between without any included."""
    known = [hour for hour in hours if hour >= 0]
    for hour in range(min(known), max(known) + 1) if known else ():
        yield HourView(f"{hour:02}", hours.get(hour, HourCounts()))
    if -1 in hours:
        yield HourView("?", hours[-1])


def _box(box: GatewayNow) -> BoxView:
    roles = ", ".join(ROLE_WORDS.get(role, role) for role in box.roles)
    if not box.is_online:
        tone = "unknown" if box.state == "unknown" else "alarm"
        return BoxView(box.gateway, roles, PRESENCE_WORDS[box.state], tone)
    troubles = tuple(filter(None, map(_trouble, box.devices)))
    has_fault = any(device.state == "fault" for device in box.devices)
    tone = "alarm" if has_fault else "unknown" if troubles else "ok"
    return BoxView(box.gateway, roles, PRESENCE_WORDS["online"], tone, troubles)


def _trouble(device: DeviceNow) -> str:
    if device.state == "ok":
        return ""
    name = device_words(device.kind, device.device)
    if device.state != "fault":
        return f"{name}: {UNKNOWN}"
    return f"{name}: {FAULT_WORDS.get(device.fault) or device.fault or 'bị lỗi'}"
