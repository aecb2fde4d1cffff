"""``/xem-lai``: an officer asks for a look at a block or a day of the own ratings; the head of the centre answers.

The officer sees blocks and days, never a single rating; the answer says what was decided and not about which.
"""

from collections.abc import Mapping
from datetime import date, datetime

from flask import Blueprint, abort, redirect, request
from flask.typing import ResponseReturnValue

from central.disputes import cases
from central.disputes.cases import DisputeRefused
from central.disputes.looking import presses_of
from central.disputes.proposals import closed_with, days_of
from central.disputes.reviews import Asked, Review, answer, ask, blocks_of, review, reviews_at
from central.people.block_store import close_days
from central.people.roles import HEAD, OFFICER
from central.rules.counting import COUNTED
from central.services import Services
from central.store.engine import reading, writing
from central.web import session
from central.web.disputes import showing
from central.web.disputes.showing import REVIEWS_URL
from central.web.menu import menu
from central.web.render import render


def blueprint(services: Services) -> Blueprint:
    """The list with the form of who asks, one request, its answer."""
    pages = Blueprint("reviews", __name__, url_prefix=REVIEWS_URL)

    @pages.get("")
    def page() -> ResponseReturnValue:
        return _list(services, _site(request.args))

    @pages.post("")
    def ask_for_it() -> ResponseReturnValue:
        return _ask(services, _site(request.form))

    @pages.get("/<int:number>")
    def one(number: int) -> ResponseReturnValue:
        return _one(services, _found(services, number))

    @pages.post("/<int:number>")
    def answer_it(number: int) -> ResponseReturnValue:
        return _answer(services, _found(services, number))

    return pages


def _site(said: Mapping[str, str]) -> str:
    mine = session.sites()
    asked = said.get("site") or (mine[0] if mine else "")
    if asked not in mine:
        abort(403)
    return asked


def _today(services: Services, site: str) -> date:
    return datetime.now(services.config.zone(site)).date()


def _list(services: Services, site: str, refused: str = "", typed: Mapping[str, str] | None = None) -> str:
    own = session.person().details(site, OFFICER)
    is_head = session.has(site, HEAD)
    if own:
        close_days(services.engine, site, _today(services, site))
    scale, zone = services.config.sites[site].scale, services.config.zone(site)
    with reading(services.engine) as connection:
        found = reviews_at(connection, site, None if is_head else own)
        names = showing.names_at(connection, site)
        blocks = [(code, showing.blocks(blocks_of(connection, site, code, scale))) for code in own]
    return render(
        "disputes/reviews.html",
        rows=[showing.review(one, zone, names) for one in found],
        own=[(code, showing.officer_text(code, names), of_code) for code, of_code in blocks],
        is_head=is_head,
        reasons=cases.REVIEW_REASONS,
        longest=cases.LONGEST,
        site=site,
        sites=[(code, services.config.sites[code].name) for code in session.sites()],
        site_name=services.config.sites[site].name,
        refused=refused,
        typed=typed or {},
        menu=menu(REVIEWS_URL, site),
    )


def _ask(services: Services, site: str) -> ResponseReturnValue:
    said, who = request.form, session.person()
    officer = said.get("officer", "")
    if officer not in who.details(site, OFFICER):
        abort(403)
    block, scale = said.get("block", "0"), services.config.sites[site].scale
    number = int(block) if block.isascii() and block.isdigit() and len(block) < 7 else 0
    asked = Asked(site, officer, scale, number, said.get("day", ""), said.get("reason", ""), said.get("words", ""))
    try:
        with writing(services.engine) as connection:
            ask(connection, asked, who, _today(services, site), session.address())
    except DisputeRefused as refused:
        return _list(services, site, str(refused), said), 409
    return redirect(f"{REVIEWS_URL}?site={site}", 303)


def _found(services: Services, number: int) -> Review:
    """A request of this person's, or of a site where he is the head; 404 for every other."""
    with reading(services.engine) as connection:
        found = review(connection, number) if number < 2**62 else None
    if found is None or not _may_see(found):
        abort(404)
    return found


def _may_see(found: Review) -> bool:
    return session.has(found.site, HEAD) or found.officer in session.person().details(found.site, OFFICER)


def _one(services: Services, found: Review, refused: str = "", typed: Mapping[str, str] | None = None) -> str:
    site, zone, scale = found.site, services.config.zone(found.site), services.config.sites[found.site].scale
    who = session.person()
    is_head = session.has(site, HEAD) and not cases.is_concerned(who, site, [found.officer])
    with reading(services.engine) as connection:
        names = showing.names_at(connection, site)
        accounts = showing.accounts_of(connection, [found.answered_by])
        presses = presses_of(connection, site, found.officer, found.first_day, found.last_day) if is_head else []
        periods = closed_with(connection, site, days_of(presses))
    if is_head:
        session.looked(f"từng lượt của đề nghị xem lại {found.id}", site)
    return render(
        "disputes/review.html",
        one=showing.review(found, zone, names),
        words=found.words,
        said=found.said,
        answered_by=accounts.get(found.answered_by, "") if is_head else "Lãnh đạo Trung tâm",
        is_open=found.state == cases.OPEN,
        is_head=is_head,
        presses=[showing.press(one, zone, scale, names, whole=True, wanted=COUNTED) for one in presses],
        whole=True,
        act=cases.SET_ASIDE,
        reasons=cases.REASONS,
        results={key: cases.REVIEW_STATES[key] for key in (cases.KEPT, cases.CHANGED)},
        longest=cases.LONGEST,
        closed=showing.closed(periods),
        site=site,
        site_name=services.config.sites[site].name,
        refused=refused,
        typed=typed or {},
        list_url=f"{REVIEWS_URL}?site={site}",
        menu=menu(REVIEWS_URL, site),
    )


def _answer(services: Services, found: Review) -> ResponseReturnValue:
    if not session.has(found.site, HEAD):
        abort(403)
    said = request.form
    try:
        with writing(services.engine) as connection:
            answer(connection, found, said.get("result", ""), said.get("said", ""), session.person(), session.address())
    except DisputeRefused as refused:
        return _one(services, _found(services, found.id), str(refused), said), 409
    return redirect(f"{REVIEWS_URL}/{found.id}", 303)
