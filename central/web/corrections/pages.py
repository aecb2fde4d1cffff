"""``/dinh-chinh``: what was recorded wrongly is corrected by two people; before and after stay to be seen.

Numbers of ratings are for the head of the centre; who supervises sees visits and open minutes.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from uuid import UUID

from flask import Blueprint, abort, redirect, request
from flask.typing import ResponseReturnValue

from central.corrections import cases
from central.corrections.cases import CorrectionRefused, Wanted, local_moment, seat_wanted
from central.corrections.changes import Changes
from central.corrections.proposals import (
    Proposal,
    agree,
    checked,
    decline,
    look_at,
    officers_of,
    proposal,
    proposals_at,
    propose,
    ticket_called,
    undoing,
)
from central.disputes.cases import LONGEST, is_concerned
from central.disputes.proposals import closed_with
from central.people.roles import HEAD, SUPERVISOR
from central.rules.corrections import AS_VOID, TICKET
from central.services import Services
from central.store.engine import reading
from central.store.tables import tickets
from central.web import session
from central.web.corrections import showing
from central.web.disputes.showing import accounts_of, closed, names_at
from central.web.menu import CORRECTIONS_URL as URL
from central.web.menu import menu
from central.web.render import render


def blueprint(services: Services) -> Blueprint:
    """The list with its forms, the look before proposing, proposing, a proposal, deciding."""
    pages = Blueprint("corrections", __name__, url_prefix=URL)

    @pages.get("")
    def page() -> ResponseReturnValue:
        return _list(services, _site(services, request.args))

    @pages.post("/xem-truoc")
    def preview() -> ResponseReturnValue:
        return _preview(services, _site(services, request.form))

    @pages.post("")
    def propose_it() -> ResponseReturnValue:
        return _propose(services, _site(services, request.form))

    @pages.get("/<int:number>")
    def one(number: int) -> ResponseReturnValue:
        return _one(services, _found(services, number))

    @pages.post("/<int:number>")
    def act(number: int) -> ResponseReturnValue:
        return _act(services, _found(services, number))

    return pages


def _site(services: Services, said: Mapping[str, str]) -> str:
    allowed = session.sites()
    site = said.get("site", "").strip() or next(iter(allowed), "")
    if site not in allowed:
        abort(403)
    return site


def _list(services: Services, site: str, refused: str = "", typed: Mapping[str, str] | None = None) -> str:
    zone = services.config.zone(site)
    session.looked("đính chính", site)
    with reading(services.engine) as connection:
        found, names = proposals_at(connection, site), names_at(connection, site)
        accounts = accounts_of(connection, showing.accounts_named(found))
        rows = [showing.row(one, showing.said_in(connection, one.wanted, zone, names), zone, accounts) for one in found]
    return render(
        "corrections/list.html",
        rows=rows,
        names=sorted(names.items()),
        reasons=cases.REASONS,
        longest=LONGEST,
        refused=refused,
        typed=typed or {},
        now=datetime.now(zone).strftime("%Y-%m-%dT%H:%M"),
        site=site,
        sites=[(code, services.config.sites[code].name) for code in session.sites()],
        site_name=services.config.sites[site].name,
        menu=menu(URL, site),
    )


def _wanted(services: Services, site: str, said: Mapping[str, str]) -> Wanted:
    """What a form asks for. Raises CorrectionRefused."""
    reason, words, what = said.get("reason", ""), said.get("words", ""), said.get("what", "")
    old, new, zone = said.get("old", "").strip(), said.get("new", "").strip(), services.config.zone(site)
    if what:
        return Wanted(site, what, old, new, reason, words)
    if said.get("kind") == TICKET:
        try:
            day = date.fromisoformat(said.get("day", ""))
        except ValueError:
            raise CorrectionRefused("Xin ghi ngày lấy số.") from None
        with reading(services.engine) as connection:
            ticket = ticket_called(connection, site, day, said.get("number", ""))
            state = connection.execute(tickets.select().where(tickets.c.ticket == ticket)).one().state
        return Wanted(site, f"{TICKET}/{UUID(bytes=ticket)}", state, AS_VOID, reason, words)
    since, until = local_moment(said.get("since", ""), zone), local_moment(said.get("until", ""), zone)
    text = seat_wanted(since, until, said.get("counter", "").strip(), datetime.now(UTC))
    return Wanted(site, text, old, new, reason, words)


def _preview(services: Services, site: str) -> ResponseReturnValue:
    zone, whole = services.config.zone(site), session.has(site, HEAD)
    try:
        wanted = checked(_wanted(services, site, request.form))
        changes = look_at(services.own_stream, services.engine, zone, wanted)
        if not changes.officers:
            raise CorrectionRefused(cases.NOTHING)
    except CorrectionRefused as refused:
        return _list(services, site, str(refused), request.form), 409
    session.looked("xem trước đính chính", site)
    with reading(services.engine) as connection:
        names = names_at(connection, site)
        said = showing.said_in(connection, wanted, zone, names)
        periods = closed_with(connection, site, changes.days)
    return render(
        "corrections/preview.html",
        said=said,
        wanted=wanted,
        reason=cases.REASONS[wanted.reason],
        titles=showing.titles(whole=whole),
        rows=showing.rows(changes, names, whole=whole),
        whole=whole,
        closed=closed(periods),
        site=site,
        site_name=services.config.sites[site].name,
        list_url=f"{URL}?site={site}",
        menu=menu(URL, site),
    )


def _propose(services: Services, site: str) -> ResponseReturnValue:
    who, zone = session.person(), services.config.zone(site)
    try:
        wanted = _wanted(services, site, request.form)
        number = propose(services.own_stream, services.engine, zone, wanted, who, _role(site), session.address())
    except CorrectionRefused as refused:
        return _list(services, site, str(refused), request.form), 409
    return redirect(f"{URL}/{number}", 303)


def _role(site: str) -> str:
    return HEAD if session.has(site, HEAD) else SUPERVISOR


def _found(services: Services, number: int) -> Proposal:
    with reading(services.engine) as connection:
        found = proposal(connection, number) if number < 2**62 else None
    if found is None or found.wanted.site not in session.sites():
        abort(404)
    return found


def _changes(services: Services, found: Proposal) -> Changes:
    """As it was when it was decided; what it would change, while it is open."""
    if found.state != cases.OPEN:
        return found.changes
    try:
        return look_at(services.own_stream, services.engine, services.config.zone(found.wanted.site), found.wanted)
    except CorrectionRefused:
        return found.changes


def _one(services: Services, found: Proposal, refused: str = "", typed: Mapping[str, str] | None = None) -> str:
    site, who = found.wanted.site, session.person()
    zone, whole, own = services.config.zone(site), session.has(site, HEAD), who.code == found.proposed_by
    changes = _changes(services, found)
    session.looked(f"đính chính {found.id}", site)
    with reading(services.engine) as connection:
        names, accounts = names_at(connection, site), accounts_of(connection, showing.accounts_named([found]))
        said = showing.said_in(connection, found.wanted, zone, names)
        periods = closed_with(connection, site, changes.days)
        undo = undoing(connection, found)
    concerned = is_concerned(who, site, officers_of(changes, found.wanted))
    return render(
        "corrections/one.html",
        one=showing.row(found, said, zone, accounts),
        said=said,
        words=found.words,
        answer=found.said,
        titles=showing.titles(whole=whole),
        rows=showing.rows(changes, names, whole=whole),
        whole=whole,
        may_decide=not own and not concerned,
        is_own=own,
        undo="" if concerned else undo,
        reasons=cases.REASONS,
        longest=LONGEST,
        closed=closed(periods),
        refused=refused,
        typed=typed or {},
        site=site,
        site_name=services.config.sites[site].name,
        list_url=f"{URL}?site={site}",
        menu=menu(URL, site),
    )


def _act(services: Services, found: Proposal) -> ResponseReturnValue:
    who, site, said = session.person(), found.wanted.site, request.form.get("act", "")
    if said not in ("agree", "decline"):
        abort(400)
    try:
        if said == "agree":
            zone, role = services.config.zone(site), _role(site)
            agree(services.own_stream, services.engine, zone, found, who, role, session.address())
        else:
            decline(services.engine, found, who, request.form.get("said", ""), session.address())
    except CorrectionRefused as refused:
        return _one(services, _found(services, found.id), str(refused), request.form), 409
    return redirect(f"{URL}/{found.id}", 303)
