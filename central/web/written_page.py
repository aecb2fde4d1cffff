"""``/phan-viet-tay``: the texts that people write into a report and its period; what two write at once is kept.

A form that was filled while somebody else saved the same part is not stored: both texts are shown.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from urllib.parse import urlencode

import msgspec
from flask import Blueprint, abort, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from central.documents.blocks import BLOCKS, BlocksChanged, BlockStore, Change, Place, Written
from central.documents.office import office_of
from central.documents.written import LateAgency, late_agencies
from central.people import audit_log
from central.reports.making import make_report
from central.reports.monthly import KEY as MONTHLY
from central.reports.period import PRESETS, Period, preset_of, previous
from central.reports.refusal import ReportRefused
from central.reports.registry import REPORTS
from central.services import Services
from central.store.engine import writing
from central.web import session
from central.web.asking import Asked, AskedWrongly, read_asked
from central.web.menu import WRITTEN_URL, Link, menu, report_url
from central.web.render import render
from kiosk_ui.words import date_text, moment_text

_LONGEST = 20_000
"""What a part may hold here; the files themselves may hold more."""


@dataclass(frozen=True, slots=True)
class Area:
    """One text area: its field, what stands beside it, and what it holds."""

    name: str
    anchor: str
    title: str
    text: str
    version: str
    who: str = ""
    hint: str = ""
    before_url: str = ""
    theirs: str = ""
    is_draft: bool = False


def blueprint(services: Services) -> Blueprint:
    """The page and its form."""
    pages = Blueprint("written", __name__, url_prefix=WRITTEN_URL)

    @pages.get("")
    def page() -> ResponseReturnValue:
        desk = _Desk(services, request.args)
        return desk.page(desk.areas(draft=request.args.get("nhap", "")), saved="luu" in request.args)

    @pages.post("")
    def save() -> ResponseReturnValue:
        desk = _Desk(services, request.form)
        changes = list(desk.changes(request.form))
        who = session.person()
        if any(len(change.text) > _LONGEST for change in changes):
            return desk.page(desk.typed(changes, {}), wrong=True), 400
        try:
            desk.store.save(changes, who.name, datetime.now(UTC))
        except BlocksChanged as stale:
            return desk.page(desk.typed(changes, stale.changed), clashes=len(stale.changed)), 409
        with writing(services.engine) as connection:
            audit_log.note(connection, who, "written", f"{desk.report} {desk.period.first}", desk.site)
        return redirect(f"{desk.url()}&luu=1#da-luu", 303)

    return pages


class _Desk:
    """The texts of one report and period, as a page shows and a form changes them."""

    def __init__(self, services: Services, said: Mapping[str, str]) -> None:
        self._services, self._said = services, said
        asked = _asked(services, said)
        self.site, self.period = asked.site, asked.period
        self.report = said.get("report", MONTHLY)
        if self.report not in REPORTS:
            abort(404)
        store = office_of(services.config, self.site).blocks
        if store is None:
            abort(404)
        self.store: BlockStore = store
        self._zone = services.config.zone(self.site)

    def url(self, period: Period | None = None, **more: str) -> str:
        """The address of this page, or of that of another period."""
        period = period or self.period
        days = {"from": period.first.isoformat(), "to": period.last.isoformat()}
        return f"{WRITTEN_URL}?{urlencode({'site': self.site, 'report': self.report, **days, **more})}"

    def areas(self, draft: str = "") -> list[Area]:
        """What stands in every part; the part named ``draft`` begins with the text of the period before."""
        areas = []
        for n, (place, title, hint) in enumerate(self._places(), start=1):
            written, name, anchor = self.store.read(place), _name(place), f"phan-{n}"
            before = self._before(place) if not written.text else ""
            is_draft = bool(before) and draft in (name, "tat-ca")
            areas.append(
                Area(
                    name, anchor, title, before if is_draft else written.text, written.version, self._who(written),
                    hint, f"{self.url(nhap=name)}#{anchor}" if before and not is_draft else "", is_draft=is_draft,
                )
            )  # fmt: skip
        return areas

    def typed(self, changes: list[Change], stale: Mapping[Place, Written]) -> list[Area]:
        """What was typed, with what others saved meanwhile beside it; saved again it takes the place of theirs."""
        mine = {change.place: change for change in changes}
        areas = []
        for n, (place, title, hint) in enumerate(self._places(), start=1):
            theirs, now = stale.get(place), self.store.read(place)
            text = mine[place].text if place in mine else now.text
            version = mine[place].version if place in mine and not theirs else now.version
            said = theirs.text or "(đã xóa hết)" if theirs else ""
            who = self._who(theirs or now)
            areas.append(Area(_name(place), f"phan-{n}", title, text, version, who, hint, theirs=said))
        return areas

    def changes(self, form: MultiDict[str, str]) -> list[Change]:
        """The parts of the form; a part that the form does not bring is left alone."""
        return [
            Change(place, form[_name(place)], form.get(f"{_name(place)}.version", ""))
            for place, _, _ in self._places(form)
            if _name(place) in form
        ]

    def page(self, areas: list[Area], *, saved: bool = False, clashes: int = 0, wrong: bool = False) -> str:
        """The page with these areas."""
        return render(
            "written.html",
            title=REPORTS[self.report].title,
            site_id=self.site,
            site_name=self._services.config.sites[self.site].name,
            days=f"{date_text(self.period.first)}–{date_text(self.period.last)}",
            period=self.period,
            report=self.report,
            reports=[(key, known.title) for key, known in REPORTS.items()],
            sites=[(key, self._services.config.sites[key].name) for key in session.sites()],
            presets=self._presets(),
            areas=areas,
            saved=saved,
            clashes=clashes,
            wrong=wrong,
            longest=_LONGEST,
            all_before_url=self.url(nhap="tat-ca") if any(area.before_url for area in areas) else "",
            downloads=[
                (ending.upper(), report_url(self.report, self.site, self.period, ending)) for ending in ("docx", "pdf")
            ],
            menu=menu(WRITTEN_URL, self.site, self.period),
        )

    def _places(self, form: Mapping[str, str] | None = None) -> list[tuple[Place, str, str]]:
        """Every part with its title and what helps its writer; the causes by agency behind the common one."""
        found = []
        for key, kind in BLOCKS.items():
            found.append((self._place(key), kind.heading, ""))
            if kind.is_by_agency:
                late = {one.name: f"Trong kỳ: {one.counts}." for one in self._late()}
                written = self.store.by_agency(self.site, self.report, self.period, key)
                sent = [name.partition(":")[2] for name in form or () if name.startswith(f"{key}:")]
                sent = [name.removesuffix(".version") for name in sent]
                for name in dict.fromkeys((*late, *written, *sent)):
                    hint = late.get(name, "Bảng hồ sơ của kỳ không ghi hồ sơ quá hạn của cơ quan này.")
                    found.append((self._place(key, name), name, hint))
        return found

    def _place(self, key: str, agency: str = "") -> Place:
        return Place(self.site, self.report, self.period, key, agency)

    def _late(self) -> list[LateAgency]:
        try:
            report = make_report(self._services.engine, self._services.config, self.report, self.site, self.period)
        except ReportRefused:
            return []
        return late_agencies(report)

    def _before(self, place: Place) -> str:
        return self.store.read(_of_period(place, previous(self.period))).text

    def _who(self, written: Written) -> str:
        if written.at is None:
            return ""
        when = moment_text(written.at.astimezone(self._zone))
        return f"{written.by} lưu lúc {when}" if written.by else f"Tệp được sửa ngoài trang này lúc {when}"

    def _presets(self) -> list[Link]:
        today = datetime.now(self._zone).date()
        day: date = today if self.period.first <= today <= self.period.last else self.period.last
        kind = preset_of(self.period)
        around = [Link(p.title, self.url(p.around(day)), p == kind) for p in PRESETS.values()]
        return [Link("Kỳ trước", self.url(previous(self.period))), *around]


def _of_period(place: Place, period: Period) -> Place:
    """The same part of another period."""
    return Place(place.site, place.report, period, place.key, place.agency)


def _name(place: Place) -> str:
    """The field of a part in the form."""
    return f"{place.key}:{place.agency}" if place.agency else place.key


def _asked(services: Services, said: Mapping[str, str]) -> Asked:
    """Site and period of a request, among the sites of who asks. Raises AskedWrongly."""
    site, allowed = said.get("site", "").strip(), session.sites()
    if site in services.config.sites and site not in allowed:
        abort(403)
    if not allowed:
        raise AskedWrongly("Chưa được giao trung tâm nào.")
    seen = {key: config for key, config in services.config.sites.items() if key in allowed}
    today = datetime.now(services.config.zone(site)).date()
    return read_asked(said, msgspec.structs.replace(services.config, sites=seen), today)
