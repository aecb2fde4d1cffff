"""Writes the parts of a page that change, once for all who look: a part is made anew only when what it shows changed.

What a reader may not see is not in his part: each audience of a centre has parts of its own.
"""

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from central.dashboard.alert_log import Logged
from central.dashboard.board import Board, Picture
from central.services import Services
from central.store.engine import reading
from central.web.dashboard.live_view import LiveView, live_view
from central.web.dashboard.naming import account_names, service_names
from central.web.dashboard.province_view import CentreRow, centre_row
from central.web.render import environment
from kiosk_ui.bar_charts import Bar, Look, stacked_bars
from kiosk_ui.words import count_text

HEAD_ONLY = frozenset({"doubtful"})
"""Kinds of alerts that tell of ratings of today."""

Parts = Mapping[str, str]
NAMES_S = 60.0
"""How old the names of services may be."""

HOUR_PARTS = (("đã phục vụ", 1), ("chưa xong", 2), ("vắng mặt", 3), ("bỏ về, hủy", 5))
_SIZES = (("w", 640.0, "chart-wide"), ("n", 340.0, "chart-narrow"))


@dataclass(frozen=True, slots=True)
class Audience:
    """What distinguishes readers of one centre."""

    sees_ratings_today: bool = False
    may_see: bool = False
    """May say that an alert was seen."""


class Regions:
    """The parts of the pages of every centre. Any thread may ask."""

    def __init__(self, services: Services, board: Board) -> None:
        self._services, self._board = services, board
        self._lock = threading.Lock()
        self._live: dict[tuple[str, Audience], tuple[int, LiveView, Parts]] = {}
        self._names: dict[str, tuple[float, Mapping[str, str]]] = {}
        self._rows: dict[tuple[str, Audience], tuple[int, CentreRow, Parts]] = {}

    def live(self, site: str, audience: Audience) -> tuple[LiveView, Parts]:
        """The page of a centre: its view, and its parts by name. Raises SQLAlchemyError."""
        picture = self._board.look()
        with self._lock:
            held = self._live.get((site, audience))
            if held is not None and held[0] == picture.number:
                return held[1:]
            view = self._view(picture, site, audience)
            parts = held[2] if held is not None and held[1] == view else _written(view, audience)
            self._live[site, audience] = picture.number, view, parts
            return view, parts

    def row(self, site: str, audience: Audience) -> tuple[CentreRow, Parts]:
        """The row of a centre among others. Raises SQLAlchemyError."""
        picture = self._board.look()
        with self._lock:
            held = self._rows.get((site, audience))
            if held is not None and held[0] == picture.number:
                return held[1:]
            config = self._services.config
            alerts = shown_alerts(picture, site, audience)
            row = centre_row(picture.sites[site], config.sites[site].name, config.zone(site), len(alerts))
            if held is not None and held[1] == row:
                parts = held[2]
            else:
                parts = {f"row-{site}": str(_macros().centre_cells(row))}
            self._rows[site, audience] = picture.number, row, parts
            return row, parts

    def _view(self, picture: Picture, site: str, audience: Audience) -> LiveView:
        config = self._services.config
        alerts = shown_alerts(picture, site, audience)
        names = self._names_of(site)
        codes = frozenset(one.seen_by for one in alerts if one.seen_by)
        people: Mapping[str, str] = {}
        if codes:
            with reading(self._services.engine) as connection:
                people = account_names(connection, codes)
        known = config.sites[site]
        return live_view(picture.sites[site], known.name, config.zone(site), alerts, known.alerts, names, people)

    def _names_of(self, site: str) -> Mapping[str, str]:
        held = self._names.get(site)
        if held is None or time.monotonic() - held[0] >= NAMES_S:
            with reading(self._services.engine) as connection:
                held = self._names[site] = time.monotonic(), service_names(connection, site)
        return held[1]


def shown_alerts(picture: Picture, site: str, audience: Audience) -> tuple[Logged, ...]:
    """The alerts that stand and that this audience may see."""
    return tuple(
        one for one in picture.alerts.get(site, ()) if audience.sees_ratings_today or one.kind not in HEAD_ONLY
    )


def hour_charts(view: LiveView) -> tuple[str, ...]:
    """Numbers by the hour in which they were taken, for a desk and for a phone."""
    counts = [hour.counts for hour in view.hours]
    bars = [
        Bar(hour.label, (hour.counts.served, hour.counts.unfinished, hour.counts.missed, hour.counts.left))
        for hour in view.hours
    ]
    said = f"{count_text(sum(one.issued for one in counts))} số đã lấy. Số liệu ở bảng bên dưới."
    title = "Số đã lấy theo giờ và kết quả đến lúc này"
    return tuple(
        stacked_bars(bars, HOUR_PARTS, Look(title, said, f"hours-{uid}", width_px, css))
        for uid, width_px, css in _SIZES
    )


def _written(view: LiveView, audience: Audience) -> Parts:
    macros = _macros()
    return {
        "state": str(macros.state(view)),
        "alerts": str(macros.alerts(view, audience.may_see)),
        "figures": str(macros.figures(view.figures)),
        "hours": str(macros.hours(view, hour_charts(view))),
        "waiting": str(macros.waiting(view)),
        "counters": str(macros.counters(view)),
        "boxes": str(macros.boxes(view)),
    }


def _macros() -> Any:
    return environment().get_template("dashboard/live.html").module
