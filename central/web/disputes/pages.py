"""``/can-kiem-tra``: what deserves a look, and setting ratings aside by two people.

Single ratings with time and level are for the head of the centre; who makes the reports sees their days alone, of
yesterday and before.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

import msgspec
from flask import Blueprint, abort, redirect, request
from flask.typing import ResponseReturnValue

from central.disputes import cases
from central.disputes.cases import DisputeRefused
from central.disputes.looking import presses_with, signs_in, visits_with
from central.disputes.proposals import (
    Proposal,
    Wanted,
    agree,
    closed_with,
    days_of,
    decline,
    proposal,
    proposals_at,
    propose,
)
from central.disputes.signs import Press, Sign, Visit
from central.people.roles import HEAD, REPORTER
from central.reports.period import Period
from central.rules.counting import COUNTED, SET_ASIDE
from central.services import Services
from central.store.engine import reading, writing
from central.web import session
from central.web.asking import Asked, AskedWrongly, read_asked
from central.web.disputes import showing
from central.web.disputes.showing import URL
from central.web.menu import menu
from central.web.render import render

_SHOWN_MOST = 200


def blueprint(services: Services) -> Blueprint:
    """The list, one sign, proposing, a proposal, deciding."""
    pages = Blueprint("disputes", __name__, url_prefix=URL)

    @pages.get("")
    def page() -> ResponseReturnValue:
        return _list(services)

    @pages.get("/viec")
    def sign() -> ResponseReturnValue:
        return _sign(services, request.args)

    @pages.post("/de-nghi")
    def propose_it() -> ResponseReturnValue:
        return _propose(services)

    @pages.get("/de-nghi/<int:number>")
    def one(number: int) -> ResponseReturnValue:
        return _one(services, _found(services, number))

    @pages.post("/de-nghi/<int:number>")
    def act(number: int) -> ResponseReturnValue:
        return _act(services, _found(services, number))

    return pages


def _asked(services: Services, said: Mapping[str, str]) -> Asked:
    """Site and days; below the head of the centre up to yesterday."""
    site, allowed = said.get("site", "").strip(), session.sites()
    if site in services.config.sites and site not in allowed:
        abort(403)
    seen = {code: one for code, one in services.config.sites.items() if code in allowed}
    today = datetime.now(services.config.zone(site)).date()
    asked = read_asked(said, msgspec.structs.replace(services.config, sites=seen), today)
    if session.has(asked.site, HEAD):
        return asked
    yesterday = today - timedelta(days=1)
    if asked.period.first > yesterday:
        raise AskedWrongly("Các lượt của hôm nay có từ ngày mai.")
    return Asked(asked.site, Period(asked.period.first, min(asked.period.last, yesterday)))


def _list(services: Services) -> str:
    today = datetime.now(UTC).date()
    try:
        asked = _asked(services, request.args)
    except AskedWrongly:
        if request.args.get("from"):
            raise
        # On the first of a month there is nothing of it yet for who sees yesterday.
        asked = _asked(services, {**request.args, "from": str(today - timedelta(days=31)), "to": str(today)})
    site, period = asked.site, asked.period
    session.looked(f"cần kiểm tra {period.first} – {period.last}", site)
    zone = services.config.zone(site)
    with reading(services.engine) as connection:
        found = signs_in(connection, services.config, site, period)
        names = showing.names_at(connection, site)
        proposals = proposals_at(connection, site)
        accounts = showing.accounts_of(connection, [c for p in proposals for c in (p.proposed_by, p.decided_by)])
    return render(
        "disputes/list.html",
        signs=[showing.sign(one, site, period, names) for one in found],
        proposals=[showing.proposal(one, zone, accounts) for one in proposals],
        site=site,
        sites=[(code, services.config.sites[code].name) for code in session.sites()],
        site_name=services.config.sites[site].name,
        period=period,
        days=showing.days_text(period.first.isoformat(), period.last.isoformat()),
        has_hours=services.config.sites[site].hours is not None,
        menu=menu(URL, site, period),
    )


def _sign(
    services: Services, said: Mapping[str, str], refused: str = "", typed: Mapping[str, str] | None = None
) -> str:
    asked = _asked(services, said)
    about = tuple(said.get(name, "") for name in ("kind", "officer", "counter", "day"))
    with reading(services.engine) as connection:
        signs = signs_in(connection, services.config, asked.site, asked.period)
        found = next((one for one in signs if one.about == about), None)
        if found is None:
            abort(404)
        presses = presses_with(connection, asked.site, found.ratings[:_SHOWN_MOST])
        visits = visits_with(connection, asked.site, found.tickets[:_SHOWN_MOST])
        names = showing.names_at(connection, asked.site)
        periods = closed_with(connection, asked.site, days_of(presses))
    session.looked(f"từng lượt cần kiểm tra ({found.kind})", asked.site)
    return _render_sign(services, asked, found, presses, visits, names, periods, refused, typed or {})


def _render_sign(
    services: Services, asked: Asked, found: Sign, presses: Sequence[Press], visits: Sequence[Visit],
    names: Mapping[str, str], periods: Sequence[Period], refused: str, typed: Mapping[str, str],
) -> str:  # fmt: skip
    site, zone, scale = asked.site, services.config.zone(asked.site), services.config.sites[asked.site].scale
    whole = session.has(site, HEAD)
    shown = [showing.press(one, zone, scale, names, whole=whole, wanted=COUNTED) for one in presses]
    return render(
        "disputes/sign.html",
        sign=showing.sign(found, site, asked.period, names),
        about=dict(zip(("kind", "officer", "counter", "day"), found.about, strict=True)),
        presses=shown,
        can_propose=any(one.can_be_chosen for one in shown),
        whole=whole,
        visits=[showing.visit(one, zone, names) for one in visits] if whole else [],
        hidden_visits=len(visits) if not whole else 0,
        more=max(len(found.ratings), len(found.tickets)) - _SHOWN_MOST,
        reasons=cases.REASONS,
        act=cases.SET_ASIDE,
        site=site,
        site_name=services.config.sites[site].name,
        period=asked.period,
        closed=showing.closed(periods),
        refused=refused,
        typed=typed,
        longest=cases.LONGEST,
        list_url=f"{URL}?site={site}&from={asked.period.first}&to={asked.period.last}",
        menu=menu(URL, site, asked.period),
    )


def _propose(services: Services) -> ResponseReturnValue:
    said, site, who = request.form, request.form.get("site", ""), session.person()
    if site not in session.sites():
        abort(403)
    try:
        ids = [UUID(text).bytes for text in said.getlist("rating")[: cases.MOST_RATINGS + 1]]
    except ValueError:
        abort(400)
    wanted = Wanted(site, said.get("act", ""), ids, said.get("reason", ""), said.get("words", ""))
    role = HEAD if session.has(site, HEAD) else REPORTER
    try:
        with writing(services.engine) as connection:
            number = propose(connection, wanted, who, role, session.address())
    except DisputeRefused as refused:
        if said.get("kind"):
            return _sign(services, said, str(refused), said), 409
        return _refused(str(refused), site), 409
    return redirect(f"{URL}/de-nghi/{number}", 303)


def _refused(why: str, site: str) -> str:
    return render("disputes/refused.html", why=why, list_url=f"{URL}?site={site}", menu=menu(URL, site))


def _found(services: Services, number: int) -> Proposal:
    with reading(services.engine) as connection:
        found = proposal(connection, number) if number < 2**62 else None
    if found is None or found.site not in session.sites():
        abort(404)
    return found


def _one(services: Services, found: Proposal, refused: str = "", typed: Mapping[str, str] | None = None) -> str:
    site, zone, scale = found.site, services.config.zone(found.site), services.config.sites[found.site].scale
    whole, who = session.has(site, HEAD), session.person()
    with reading(services.engine) as connection:
        presses = presses_with(connection, site, found.ratings)
        names = showing.names_at(connection, site)
        accounts = showing.accounts_of(connection, (found.proposed_by, found.decided_by))
        periods = closed_with(connection, site, days_of(presses))
    concerned = cases.is_concerned(who, site, {press.officer for press in presses})
    own = who.code == found.proposed_by
    session.looked(f"đề nghị {found.id}", site)
    return render(
        "disputes/proposal.html",
        one=showing.proposal(found, zone, accounts),
        words=found.words,
        said=found.said,
        state=found.state,
        presses=[
            showing.press(one, zone, scale, names, whole=whole, wanted=SET_ASIDE) for one in presses
        ],
        whole=whole,
        may_decide=whole and not own and not concerned,
        is_own=own,
        can_restore=found.act == cases.SET_ASIDE
        and found.state == cases.AGREED
        and any(press.kind == SET_ASIDE for press in presses)
        and not concerned,
        act=cases.RESTORE,
        reasons=cases.REASONS,
        longest=cases.LONGEST,
        closed=showing.closed(periods),
        site=site,
        site_name=services.config.sites[site].name,
        refused=refused,
        typed=typed or {},
        list_url=f"{URL}?site={site}",
        menu=menu(URL, site),
    )  # fmt: skip


def _act(services: Services, found: Proposal) -> ResponseReturnValue:
    who, site, said = session.person(), found.site, request.form.get("act", "")
    if said not in ("agree", "decline"):
        abort(400)
    if not session.has(site, HEAD) and (said == "agree" or who.code != found.proposed_by):
        abort(403)
    try:
        if said == "agree":
            agree(services.own_stream, site, found.id, who, session.address())
        else:
            words = request.form.get("said", "")
            decline(services.own_stream, site, found.id, who, words, session.address())
    except DisputeRefused as refused:
        return _one(services, _found(services, found.id), str(refused), request.form), 409
    return redirect(f"{URL}/de-nghi/{found.id}", 303)
