"""``/board`` and ``/board/<counter>``: what a waiting area and the place over a counter show. Nothing is asked here.

Both pages live by the hall's state alone (``/events``); this module gives the words that do not change: names of
counters and services, opening hours, and the pictures of the folder ``idle`` beside ``site.toml``.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, abort, jsonify, request, send_file
from flask.typing import ResponseReturnValue

from contract.services import WEEKDAYS, Hours, Session
from contract.site import Counter, SiteConfig
from gateway.web.parts import PageParts
from gateway.web.render import render

IDLE_FOLDER = "idle"
IDLE_TYPES = {
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
    ".mp4": "video/mp4",
    ".webm": "video/webm",
}
MOST_IDLE_FILES = 200

NEEDS = {"submit": "Nộp hồ sơ", "collect": "Nhận kết quả", "ask": "Hỏi, hướng dẫn", "other": "Việc khác"}
NOTICE = "Ông/Bà giữ phiếu đến khi xong việc. Đánh giá sự phục vụ tại quầy hoặc bằng mã QR trên phiếu."
DAY_NAMES = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")


def pages(parts: PageParts) -> Blueprint:
    """The two pages and the pictures for idle times."""
    pages = Blueprint("board", __name__)
    folder = parts.site_dir / IDLE_FOLDER

    @pages.get("/board")
    def board() -> ResponseReturnValue:
        return render("board.html", **_board(parts.site, request.args.get("zone")))

    @pages.get("/board/<counter>")
    def counter_board(counter: str) -> ResponseReturnValue:
        known = next((one for one in parts.site.counters if one.id == counter), None)
        if known is None:
            abort(404)
        return render("board_counter.html", **_counter_board(parts.site, known))

    @pages.get("/board/idle/")
    def idle_files() -> ResponseReturnValue:
        return jsonify(files=sorted(_idle_files(folder)))

    @pages.get("/board/idle/<name>")
    def idle_file(name: str) -> ResponseReturnValue:
        file = _idle_files(folder).get(name)
        if file is None:
            abort(404)
        response: Response = send_file(file, mimetype=IDLE_TYPES[file.suffix.lower()], conditional=True, max_age=3600)
        return response

    return pages


def hours_lines(hours: Hours) -> list[tuple[str, str]]:
    """The opening hours as people write them: days, then sessions; days with the same sessions stand together."""
    by_day = [_sessions_text([s for s in hours.sessions if day in s.days]) for day in WEEKDAYS]
    lines: list[tuple[str, str]] = []
    start = 0
    for place in range(1, len(by_day) + 1):
        if place < len(by_day) and by_day[place] == by_day[start]:
            continue
        if by_day[start]:
            days = DAY_NAMES[start] if place - start == 1 else f"{DAY_NAMES[start]} – {DAY_NAMES[place - 1]}"
            lines.append((days, by_day[start]))
        start = place
    return lines


def _sessions_text(sessions: Sequence[Session]) -> str:
    ordered = sorted(sessions, key=lambda session: session.start)
    return ", ".join(f"{session.start} – {session.end}" for session in ordered)


def _board(site: SiteConfig, zone: str | None) -> dict[str, Any]:
    counters = [counter for counter in site.counters if zone is None or counter.zone == zone]
    if not counters:
        abort(404)
    return {
        "site_name": site.name,
        "notice": site.notice or NOTICE,
        "hours": hours_lines(site.hours),
        "counters": [{"id": counter.id, "name": _shown(counter)} for counter in counters],
        "needs": _needs(site, counters),
    }


def _needs(site: SiteConfig, counters: Sequence[Counter]) -> list[dict[str, Any]]:
    """Rows of people waiting for these counters. A service counts under the first of its needs, so that nobody is
    counted twice."""
    served = {code for counter in counters for code in counter.services}
    serves_all = len(counters) == len(site.counters) or any(not counter.services for counter in counters)
    services = [service for service in site.services if serves_all or service.code in served]
    rows = [
        {"name": name, "services": [service.code for service in services if service.needs[0] == need]}
        for need, name in NEEDS.items()
    ]
    return [row for row in rows if row["services"]]


def _counter_board(site: SiteConfig, counter: Counter) -> dict[str, Any]:
    names = {service.code: service.name for service in site.services}
    shown = _shown(counter)
    heading = f"QUẦY SỐ {shown}" if shown == counter.id else shown.upper()
    return {
        "counter": counter.id,
        "heading": heading if heading.startswith("QUẦY ") else f"QUẦY {heading}",
        "title": "" if shown == counter.title else counter.title or "",
        "services": [names[code] for code in counter.services if code in names],
    }


def _shown(counter: Counter) -> str:
    """What stands for a counter on a small card: its number, or its title where the id is a word."""
    is_word = len(counter.id) > 2 and not any(letter.isdecimal() for letter in counter.id)
    return counter.title if is_word and counter.title else counter.id


def _idle_files(folder: Path) -> dict[str, Path]:
    """Pictures and videos by name; a name that comes from a browser is only ever looked up here."""
    try:
        found = sorted(path for path in folder.iterdir() if path.suffix.lower() in IDLE_TYPES and path.is_file())
    except OSError:
        return {}
    return {path.name: path for path in found[:MOST_IDLE_FILES]}
