"""``/gop-y``: what citizens wrote, how far each piece is and when it is due; topics, hand-over, answers.

The words are shown one at a time, on a page of their own; those about persons to the head of the centre alone. Every
act stands in the history of its piece and in the log.
"""

from datetime import date, datetime
from uuid import UUID

from flask import Blueprint, abort, redirect, request
from flask.typing import ResponseReturnValue

from central.feedback.cases import Act, CaseRefused, after
from central.feedback.figures import count, total
from central.feedback.reading import Left, find_left, left_at, steps_of, text_of
from central.feedback.topics import CONFIDENTIAL
from central.feedback.writing import STALE, store_act
from central.people import audit_log
from central.people.moments import now_ms
from central.people.roles import HEAD
from central.services import Services
from central.store.engine import reading, writing
from central.web import session
from central.web.feedback import showing
from central.web.menu import menu
from central.web.render import render
from central.workdays import workdays_of

INBOX_URL = "/gop-y"


def blueprint(services: Services) -> Blueprint:
    """The list, the page of one piece, and what is done with it."""
    pages = Blueprint("feedback", __name__, url_prefix=INBOX_URL)

    @pages.get("")
    def inbox() -> ResponseReturnValue:
        site = _site()
        today = _today(services, site)
        with reading(services.engine) as connection:
            found = left_at(connection, site, workdays_of(services.config, site), today)
        chosen, topic = request.args.get("show", "open"), request.args.get("topic", "")
        listed = showing.listed(found, chosen, topic, today)
        counts = count(found, today)
        return render(
            "feedback_inbox.html",
            rows=[showing.row(left, today, INBOX_URL, is_readable=_may_read(left)) for left in listed],
            tiles=showing.tiles(total(counts)),
            site=site,
            sites=[(code, services.config.sites[code].name) for code in session.sites()],
            site_name=services.config.sites[site].name,
            chosen=chosen,
            topic=topic,
            choices=showing.CHOICES,
            topics=showing.topics_of(counts),
            menu=menu(INBOX_URL, site),
        )

    @pages.get("/<uuid:note>")
    def one(note: UUID) -> ResponseReturnValue:
        return _one(services, _readable(services, note))

    @pages.post("/<uuid:note>")
    def act(note: UUID) -> ResponseReturnValue:
        left = _readable(services, note)
        wanted = Act(request.form.get("act", "")[:16], request.form.get("said", "").replace("\r\n", "\n"))
        try:
            _do(services, left, wanted)
        except CaseRefused as refused:
            return _one(services, _readable(services, note), str(refused), wanted), 409
        return redirect(f"{INBOX_URL}/{note}", 303)

    return pages


def _site() -> str:
    """The site asked for, else the first one this person may see."""
    mine = session.sites()
    asked = request.args.get("site") or (mine[0] if mine else "")
    if asked not in mine:
        abort(403)
    return asked


def _today(services: Services, site: str) -> date:
    return datetime.now(services.config.zone(site)).date()


def _may_read(left: Left) -> bool:
    """Whether the words may be read: what is or was about persons by the head alone."""
    is_confidential = bool(CONFIDENTIAL & {left.topic_left, left.case.topic})
    return not is_confidential or session.has(left.site, HEAD)


def _readable(services: Services, note: UUID) -> Left:
    """A piece of feedback of a site of this person's; answers 404 for any other, 403 for words about persons."""
    with reading(services.engine) as connection:
        found = find_left(connection, note, lambda day: True, datetime.now().date())
        if found is None or found.site not in session.sites():
            abort(404)
        today = _today(services, found.site)
        left = find_left(connection, note, workdays_of(services.config, found.site), today)
    if left is None or not _may_read(left):
        abort(403)
    return left


def _one(services: Services, left: Left, wrong: str = "", tried: Act | None = None) -> str:
    today = _today(services, left.site)
    with writing(services.engine) as connection:
        text, steps = text_of(connection, left.note), steps_of(connection, left.note)
        if CONFIDENTIAL & {left.topic_left, left.case.topic}:
            audit_log.note(connection, session.person(), audit_log.LOOK, f"góp ý {left.note}", left.site)
    return render(
        "feedback_one.html",
        left=showing.row(left, today, INBOX_URL, is_readable=True),
        case=left.case,
        text=text,
        steps=[showing.step(one, services.config.zone(left.site)) for one in steps],
        forms=showing.forms(left.case),
        wrong=wrong,
        tried=tried or Act(""),
        site_name=services.config.sites[left.site].name,
        inbox=f"{INBOX_URL}?site={left.site}",
        menu=menu(INBOX_URL, left.site),
    )


def _do(services: Services, left: Left, act: Act) -> None:
    """Do it to the case as the page showed it. Raises CaseRefused."""
    if request.form.get("version", "") != str(left.case.version):
        raise CaseRefused(STALE)
    person = session.person()
    changed = after(left.case, act, _today(services, left.site))
    with writing(services.engine) as connection:
        store_act(connection, left.note, left.site, left.case, changed, act, person.code, now_ms())
        audit_log.note(connection, person, f"feedback-{act.kind}", f"góp ý {left.note}", left.site)
