"""``/nhat-ky``: what people changed and which data about officers they looked at; read only, newest first."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from central.config import DEFAULT_TIMEZONE
from central.people.audit_log import Wanted, entries
from central.people.rights import allowed_roles
from central.services import Services
from central.store.engine import reading
from central.store.tables.people import EVERY_SITE
from central.web import session
from central.web.asking import AskedWrongly
from central.web.menu import LOG_URL, menu
from central.web.people.showing import ACTS, log_rows
from central.web.render import render

ON_A_PAGE = 100
_FIELDS = ("person", "act", "from", "to")


def blueprint(services: Services) -> Blueprint:
    """The one address."""
    pages = Blueprint("people_log", __name__)

    @pages.get(LOG_URL)
    def page() -> ResponseReturnValue:
        said = {name: request.args.get(name, "").strip()[:64] for name in _FIELDS}
        with reading(services.engine) as connection:
            found = entries(connection, _wanted(said), ON_A_PAGE + 1)
        older = found[ON_A_PAGE - 1].id if len(found) > ON_A_PAGE else None
        return render(
            "people/log.html",
            rows=log_rows(found[:ON_A_PAGE], services.config),
            said=said,
            acts=ACTS,
            older={**{name: text for name, text in said.items() if text}, "before": older} if older else None,
            action=LOG_URL,
            menu=menu(LOG_URL),
        )

    return pages


def _wanted(said: dict[str, str]) -> Wanted:
    """What was asked for, within the sites whose log this person may read. Raises AskedWrongly."""
    before = request.args.get("before", "")
    first, last = _day(said["from"]), _day(said["to"])
    return Wanted(
        person=said["person"].lower(),
        act=said["act"],
        sites=None if _reads_all() else session.sites(),
        from_ms=_start_ms(first) if first else None,
        until_ms=_start_ms(last + timedelta(days=1)) if last else None,
        before_id=int(before) if before.isascii() and before.isdigit() and len(before) < 16 else None,
    )


def _reads_all() -> bool:
    """Whether the lines of no site, sign-ins and accounts, are this person's to read too."""
    roles = allowed_roles("people_log.page")
    return any(held.site == EVERY_SITE and held.role in roles for held in session.person().grants)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise AskedWrongly("Ngày cần viết theo mẫu 2026-08-31.") from None


def _start_ms(day: date) -> int:
    if not 1970 < day.year < 9999:
        raise AskedWrongly("Ngày cần viết theo mẫu 2026-08-31.")
    return int(datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(DEFAULT_TIMEZONE)).timestamp() * 1000)
