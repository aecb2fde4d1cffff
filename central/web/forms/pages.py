"""``/phieu-giay``: forms of surveys on paper, typed in one after the other, and corrected with their history."""

from collections.abc import Mapping
from datetime import date, datetime
from urllib.parse import urlencode

from flask import Blueprint, abort, redirect, request
from flask.typing import ResponseReturnValue

from central.forms.filled import FormRefused, filled_on, typed_one_by_one, typed_quickly
from central.forms.storing import CORRECT, RESTORE, VOID, Form, change, counted_in, enter, form, newest, steps_of
from central.forms.surveys import Survey, SurveysDamaged, held_on, own_folder, surveys_of
from central.reports.period import PRESETS
from central.services import Services
from central.store.engine import reading, writing
from central.web import session
from central.web.asking import AskedWrongly
from central.web.forms import showing
from central.web.menu import FORMS_URL, menu
from central.web.render import render


def blueprint(services: Services) -> Blueprint:
    """Typing forms in, and one form."""
    pages = Blueprint("forms", __name__, url_prefix=FORMS_URL)

    @pages.get("")
    def page() -> ResponseReturnValue:
        return _page(services, _site(request.args), request.args)

    @pages.post("")
    def enter_it() -> ResponseReturnValue:
        return _enter(services, _site(request.form))

    @pages.get("/<int:number>")
    def one(number: int) -> ResponseReturnValue:
        return _one(services, _found(services, number))

    @pages.post("/<int:number>")
    def change_it(number: int) -> ResponseReturnValue:
        return _change(services, _found(services, number))

    return pages


def _site(said: Mapping[str, str]) -> str:
    mine = session.sites()
    asked = said.get("site") or (mine[0] if mine else "")
    if asked not in mine:
        abort(403)
    return asked


def _today(services: Services, site: str) -> date:
    return datetime.now(services.config.zone(site)).date()


def _surveys(services: Services, site: str) -> dict[str, Survey]:
    try:
        return surveys_of(site, own_folder(services.engine.url.database))
    except SurveysDamaged as error:
        raise AskedWrongly(f"Có mẫu phiếu không đọc được: {error}.") from None


def _page(services: Services, site: str, said: Mapping[str, str], refused: str = "") -> str:
    surveys, today = _surveys(services, site), _today(services, site)
    chosen = surveys.get(said.get("survey", "")) or next(iter(held_on(surveys, today)), None)
    month = PRESETS["month"].around(today)
    with reading(services.engine) as connection:
        counts = counted_in(connection, site, month)
        rows = newest(connection, site, chosen.key) if chosen else []
    n = next((n for survey, n, _ in counts if chosen and survey.key == chosen.key), 0)
    saved = said.get("saved", "")
    return render(
        "forms/enter.html",
        survey=chosen,
        surveys=[(one.key, one.title) for one in surveys.values()],
        rows=[showing.row(one, chosen) for one in rows] if chosen else [],
        month_count=n,
        site=site,
        sites=[(code, services.config.sites[code].name) for code in session.sites()],
        site_name=services.config.sites[site].name,
        day=said.get("day") or today.isoformat(),
        today=today.isoformat(),
        typed=said if refused else {},
        saved=saved if saved.isascii() and saved.isdigit() and len(saved) < 19 else "",
        refused=refused,
        menu=menu(FORMS_URL, site),
    )


def _enter(services: Services, site: str) -> ResponseReturnValue:
    said = request.form
    survey = _surveys(services, site).get(said.get("survey", ""))
    if survey is None:
        abort(400)
    try:
        quick = said.get("quick", "").strip()
        answers = typed_quickly(survey, quick) if quick else typed_one_by_one(survey, said)
        day = filled_on(survey, said.get("day", ""), _today(services, site))
    except FormRefused as refused:
        return _page(services, site, said, str(refused)), 409
    with writing(services.engine) as connection:
        number = enter(connection, site, survey, day, answers, session.person())
    words = {"site": site, "survey": survey.key, "day": day.isoformat(), "saved": number}
    return redirect(f"{FORMS_URL}?{urlencode(words)}", 303)


def _found(services: Services, number: int) -> Form:
    with reading(services.engine) as connection:
        found = form(connection, number) if number < 2**62 else None
    if found is None or found.site not in session.sites():
        abort(404)
    return found


def _one(services: Services, found: Form, refused: str = "", typed: Mapping[str, str] | None = None) -> str:
    survey = _surveys(services, found.site).get(found.survey)
    with reading(services.engine) as connection:
        steps = steps_of(connection, found.id)
    zone = services.config.zone(found.site)
    return render(
        "forms/one.html",
        form=found,
        survey=survey,
        fields=showing.fields(survey, typed, found.answers) if survey else [],
        steps=[showing.step(one, survey, zone) for one in steps],
        is_void=found.state == VOID,
        site_name=services.config.sites[found.site].name,
        today=_today(services, found.site).isoformat(),
        refused=refused,
        typed=typed or {},
        list_url=f"{FORMS_URL}?{urlencode({'site': found.site, 'survey': found.survey})}",
        menu=menu(FORMS_URL, found.site),
    )


def _change(services: Services, found: Form) -> ResponseReturnValue:
    said, survey = request.form, _surveys(services, found.site).get(found.survey)
    act, version = said.get("act", ""), said.get("version", "")
    if act not in (CORRECT, VOID, RESTORE) or survey is None:
        abort(400)
    try:
        answers, day = found.answers, found.day
        if act == CORRECT:
            answers = typed_one_by_one(survey, said)
            day = filled_on(survey, said.get("day", ""), _today(services, found.site)).isoformat()
        number = int(version) if version.isascii() and version.isdigit() and len(version) < 10 else 0
        with writing(services.engine) as connection:
            change(connection, found, act, day, answers, session.person(), number, said.get("reason", ""))
    except FormRefused as refused:
        return _one(services, _found(services, found.id), str(refused), said if act == CORRECT else None), 409
    return redirect(f"{FORMS_URL}/{found.id}", 303)
