"""``/reports/<name>``: the page of a report and its downloads."""

import dataclasses
import hashlib
from datetime import UTC, date, datetime

import msgspec
from flask import Blueprint, Response, abort, request
from flask.typing import ResponseReturnValue

from central.closing.closing import changes_since
from central.closing.frozen import FrozenDamaged
from central.documents.office import office_of
from central.exports.formats import FormatMissing, UnknownFormat, file_name
from central.exports.registry import FORMATS, format_of, write
from central.reports.making import make_report
from central.reports.model import Report
from central.reports.period import PRESETS, REGIME_END, Period, following, preset_of, previous
from central.reports.refusal import ReportRefused
from central.reports.registry import REPORTS
from central.services import Services
from central.web import session
from central.web.asking import Asked, read_asked
from central.web.closing.view import period_url
from central.web.menu import Link, menu, report_url
from central.web.render import render, standalone_page
from central.web.report_scope import ABOUT_OFFICERS, NotYet, scoped_report
from central.web.view import view_of
from kiosk_ui.words import date_text

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def blueprint(services: Services) -> Blueprint:
    """The pages of every registered report."""
    pages = Blueprint("reports", __name__, url_prefix="/reports")

    @pages.get("/<name>")
    def page(name: str) -> ResponseReturnValue:
        asked = _asked(services, name)
        try:
            report = _made(services, name, asked, "trang")
        except NotYet:
            raise
        except ReportRefused as refused:
            return _nothing(services, name, asked, refused)
        return _page(services, report, asked)

    @pages.get("/<name>.<ending>")
    def download(name: str, ending: str) -> ResponseReturnValue:
        try:
            export = format_of(ending)
        except UnknownFormat:
            abort(404)
        asked = _asked(services, name)
        report = _made(services, name, asked, ending)
        try:
            data = write(report, ending, standalone_page, office_of(services.config, asked.site))
        except FormatMissing:
            abort(501)
        response = Response(data, mimetype=export.media_type)
        response.content_type = export.media_type
        if export.paper is None:  # a document also holds what people wrote, and follows its template
            response.set_etag(_fingerprint(report, ending), weak=True)
        if ending != "json":
            response.headers["Content-Disposition"] = f'attachment; filename="{file_name(report, ending)}"'
        return response.make_conditional(request)

    return pages


def _asked(services: Services, name: str) -> Asked:
    if name not in REPORTS:
        abort(404)
    said = request.args.get("site", "").strip()
    allowed = session.sites()
    if said in services.config.sites and said not in allowed:
        abort(403)
    seen = {site: config for site, config in services.config.sites.items() if site in allowed}
    return read_asked(request.args, msgspec.structs.replace(services.config, sites=seen), _today(services))


def _made(services: Services, name: str, asked: Asked, shape: str) -> Report:
    """The report as who asks may see it; a look at figures of officers is written into the log."""
    report = scoped_report(services, session.person(), name, asked.site, asked.period, _today(services))
    if name in ABOUT_OFFICERS:
        days = f"{date_text(asked.period.first)}–{date_text(asked.period.last)}"
        session.looked(f"{REPORTS[name].title} {days} ({shape})", asked.site)
    return report


def _today(services: Services) -> date:
    """Today at the site that is asked about; at Vietnam's default when it is none of ours."""
    return datetime.now(services.config.zone(request.args.get("site", "").strip())).date()


def _page(services: Services, report: Report, asked: Asked) -> str:
    exports = [
        (known.title, report_url(report.key, asked.site, asked.period, known.key))
        for known in FORMATS.values()
        if known.is_offered
    ]
    return render(
        "report.html",
        report=view_of(report, exports),
        levels=report.site.scale.levels,
        presets=_presets(report, _today(services)),
        sites=[{"id": key, "name": services.config.sites[key].name} for key in session.sites()],
        action=report_url(report.key),
        changed=_changed(services, report),
        closing_url=period_url(asked.site, asked.period),
        menu=menu(report.key, asked.site, asked.period),
    )


def _changed(services: Services, report: Report) -> int:
    """How many rows of a closed report differ now, for who may look at that."""
    if report.closed is None or not session.may("closing.period"):
        return 0
    whole = make_report(services.engine, services.config, report.key, report.site.id, report.period)
    return len(changes_since(services.engine, whole, datetime.now(UTC)))


def _nothing(services: Services, name: str, asked: Asked, refused: ReportRefused) -> str:
    """The page of a report with nothing to be made from, with the periods that there are."""
    days = f"{date_text(asked.period.first)}–{date_text(asked.period.last)}"
    return render(
        "no_report.html",
        title=REPORTS[name].title,
        site_name=services.config.sites[asked.site].name,
        why=f"{refused.reason_vi[:1].upper()}{refused.reason_vi[1:]}."
        if isinstance(refused, FrozenDamaged)
        else f"Chưa có số liệu của kỳ {days}.",
        periods=[
            Link(f"{date_text(period.first)}–{date_text(period.last)}", report_url(name, asked.site, period))
            for period in refused.stored
        ],
        menu=menu(name, asked.site, asked.period),
    )


def _presets(report: Report, today: date) -> list[Link]:
    """The periods one step away: before, after, and of each preset the one that belongs to what is shown.

    A regime's period is named by the month it ends in, on the 14th: June and 15 May - 14 June belong together.
    """
    shown = report.period
    named = shown.last.replace(day=min(shown.last.day, REGIME_END))
    day = today if shown.first <= today <= shown.last else named
    around = [
        Link(preset.title, _url(report, preset.around(day)), preset == preset_of(shown)) for preset in PRESETS.values()
    ]
    beside = [Link("Kỳ trước", _url(report, previous(shown))), Link("Kỳ sau", _url(report, following(shown)))]
    return [*beside, *around]


def _url(report: Report, period: Period) -> str:
    return report_url(report.key, report.site.id, period)


def _fingerprint(report: Report, ending: str) -> str:
    """The same for the same figures, whenever they were made: who polls is told that nothing has changed."""
    timeless = dataclasses.replace(report, made_at=_EPOCH)
    return hashlib.sha256(write(timeless, "json", standalone_page) + ending.encode()).hexdigest()[:32]
