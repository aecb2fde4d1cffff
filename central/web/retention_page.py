"""``/luu-giu-du-lieu``: how long each kind of data is kept, what would go today, what went; it drops nothing."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from flask import Blueprint
from flask.typing import ResponseReturnValue

from central.config import DEFAULT_TIMEZONE
from central.retention.lines import NEEDED
from central.retention.purging import Due, due, record_of
from central.retention.rules import KINDS
from central.services import Services
from central.store.engine import reading
from central.web import session
from central.web.menu import RETENTION_URL, menu
from central.web.render import render
from kiosk_ui.words import count_text, date_text


def blueprint(services: Services) -> Blueprint:
    """The one address."""
    pages = Blueprint("retention", __name__)

    @pages.get(RETENTION_URL)
    def page() -> ResponseReturnValue:
        zone, sites = ZoneInfo(DEFAULT_TIMEZONE), session.sites()
        found = due(services.engine, services.config, datetime.now(UTC).astimezone(zone).date())
        with reading(services.engine) as connection:
            done = record_of(connection)
        titles, names = {kind.key: kind.title for kind in KINDS}, services.config.sites
        return render(
            "retention.html",
            rows=[_row(one, services) for one in found if not one.site or one.site in sites],
            done=[
                {
                    "at": datetime.fromtimestamp(one.at_ms / 1000, UTC).astimezone(zone).strftime("%H:%M %d/%m/%Y"),
                    "what": titles.get(one.kind, one.kind),
                    "site": names[one.site].name if one.site in names else one.site,
                    "n": count_text(one.n),
                    "before": date_text(date.fromisoformat(one.before_day)),
                }
                for one in done
                if not one.site or one.site in sites
            ],
            menu=menu(RETENTION_URL),
        )

    return pages


def _row(one: Due, services: Services) -> dict[str, object]:
    days = one.kind.days(services.config.retention)
    return {
        "title": one.kind.title,
        "site": services.config.sites[one.site].name if one.site else "",
        "limit": f"{count_text(days)} ngày" if days else "giữ mãi",
        "before": date_text(one.before) if one.before else "",
        "n": count_text(one.n) if one.before else "",
        "leaves": one.kind.leaves,
        "stays": [f"{count_text(n)} dòng {NEEDED[why]}" for why, n in one.stays.items()],
    }
