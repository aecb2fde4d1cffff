"""``/``: the reports of every centre, each opened at its latest data."""

from datetime import datetime

from flask import Blueprint
from flask.typing import ResponseReturnValue

from central.reports.period import PRESETS
from central.reports.rating_counts import last_day
from central.reports.registry import REPORTS
from central.services import Services
from central.store.engine import reading
from central.web import session
from central.web.asking import DEFAULT_PRESET
from central.web.menu import BOARD_URL, menu, report_url
from central.web.render import render
from kiosk_ui.words import date_text

BOARD = "dashboard.page"
BOARD_SUMMARY = "Khu vực chờ hôm nay, cảnh báo, các tháng qua."


def blueprint(services: Services) -> Blueprint:
    """The one address."""
    pages = Blueprint("index", __name__)

    @pages.get("/")
    def index() -> ResponseReturnValue:
        may_see = {key: session.sites("reports.page", key) for key in REPORTS}
        sites = [site for site in services.config.sites if any(site in seen for seen in may_see.values())]
        with reading(services.engine) as connection:
            days = {site: last_day(connection, site) for site in sites}
        reports = [
            {"title": "Bảng theo dõi", "summary": BOARD_SUMMARY, "url": BOARD_URL} for _ in session.sites(BOARD)[:1]
        ]
        for site in sites:
            config = services.config.sites[site]
            day = days[site] or datetime.now(services.config.zone(site)).date()
            latest = f"Số liệu đến ngày {date_text(day)}." if days[site] else "Chưa có số liệu."
            for report in REPORTS.values():
                if site not in may_see[report.key]:
                    continue
                url = report_url(report.key, site, PRESETS[DEFAULT_PRESET].around(day))
                summary = f"{config.name}. {report.summary} {latest}"
                reports.append({"title": report.title, "summary": summary, "url": url})
        waiting = bool(sites) and not any(days.values())
        no_sites = not services.config.sites
        return render("index.html", site_name="", reports=reports, waiting=waiting, no_sites=no_sites, menu=menu())

    return pages
