"""``/imports``: choose a file, look at what it would become, answer what is asked, store just that."""

import logging
from collections.abc import Mapping

import msgspec
from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection
from werkzeug.exceptions import RequestEntityTooLarge

from central.imports.file_import import SourceFile, StoreChanged, store
from central.imports.registry import IMPORTS
from central.imports.remarks import ImportRefused
from central.people import audit_log
from central.people.roles import Person
from central.registry.lists import agencies_of, lists_in_force
from central.services import Services
from central.store.engine import reading
from central.web import session
from central.web.imports import history_pages, preview_view
from central.web.imports.examining import Looked, look
from central.web.imports.forms import FormWrong, first_draft, with_answers
from central.web.imports.keeping import Draft, Drafts, NoDraft
from central.web.menu import IMPORTS_URL, menu
from central.web.render import render

log = logging.getLogger(__name__)

_GONE = "Bản xem trước này không còn nữa: đã quá hai giờ, đã nạp, hoặc đã bỏ. Xin chọn lại tệp."
_CHANGED = "Số liệu đã lưu thay đổi từ lúc xem trước. Bảng dưới đây đã được xem lại; xin kiểm tra rồi nạp."
_TOO_LARGE = "Tệp lớn hơn 10 MB. Bảng số liệu không lớn như vậy: hãy bỏ hình ảnh và các trang tính khác, rồi lưu lại."


def blueprint(services: Services) -> Blueprint:
    """The pages of imports."""
    pages = Blueprint("imports", __name__, url_prefix=IMPORTS_URL)
    drafts = Drafts(services.config)
    _add_choosing(pages, services, drafts)
    _add_preview(pages, services, drafts)
    history_pages.add_routes(pages, services)

    @pages.errorhandler(NoDraft)
    def _gone(error: NoDraft) -> ResponseReturnValue:
        return _start_page(services, request.args, _GONE), 404

    @pages.errorhandler(RequestEntityTooLarge)
    def _too_large(error: RequestEntityTooLarge) -> ResponseReturnValue:
        return _start_page(services, request.args, _TOO_LARGE), 413

    return pages


def _add_choosing(pages: Blueprint, services: Services, drafts: Drafts) -> None:
    """Where a file is chosen."""

    @pages.get("")
    def page() -> ResponseReturnValue:
        return _start_page(services, request.args)

    @pages.post("")
    def upload() -> ResponseReturnValue:
        sent = request.files.get("file")
        try:
            if sent is None or not sent.filename:
                raise FormWrong("Xin chọn tệp cần nạp.")
            name = SourceFile(sent.filename, b"").shown or "tệp"
            draft = first_draft(request.form, session.sites(), session.person().code, name)
        except FormWrong as wrong:
            return _start_page(services, request.form, str(wrong)), 400
        kept = drafts.add(draft, sent.read())
        return redirect(url_for("imports.preview", draft=kept.id), 303)


def _add_preview(pages: Blueprint, services: Services, drafts: Drafts) -> None:
    """Where it is looked at, asked about, stored or thrown away."""

    @pages.get("/preview/<draft>")
    def preview(draft: str) -> ResponseReturnValue:
        found = _find(drafts, draft)
        return _preview_page(services, found, _looked(services, drafts, found))

    @pages.post("/preview/<draft>")
    def answer(draft: str) -> ResponseReturnValue:
        found = _find(drafts, draft)
        if "forget" in request.form:
            drafts.change(msgspec.structs.replace(found, cells={}, names={}))
            return redirect(url_for("imports.preview", draft=found.id), 303)
        looked = _looked(services, drafts, found)
        findings = looked.examined.checked.findings if looked.examined else ()
        try:
            drafts.change(with_answers(found, request.form, findings, _agency_names(services, found.site)))
        except FormWrong as wrong:
            return _preview_page(services, found, looked, str(wrong)), 400
        return redirect(url_for("imports.preview", draft=found.id), 303)

    @pages.post("/preview/<draft>/store")
    def confirm(draft: str) -> ResponseReturnValue:
        return _confirm(services, drafts, _find(drafts, draft))

    @pages.post("/preview/<draft>/discard")
    def discard(draft: str) -> ResponseReturnValue:
        found = _find(drafts, draft)
        drafts.drop(found)
        return redirect(url_for("imports.page", site=found.site), 303)


def _find(drafts: Drafts, draft: str) -> Draft:
    """The draft of who asks, where he may still import. Raises NoDraft."""
    found = drafts.find(draft, session.person().code)
    if found.site not in session.sites():
        raise NoDraft
    return found


def _looked(services: Services, drafts: Drafts, draft: Draft) -> Looked:
    data = drafts.data(draft)
    with reading(services.engine) as connection:
        return look(connection, draft, data, _who(session.person()))


def _confirm(services: Services, drafts: Drafts, draft: Draft) -> ResponseReturnValue:
    looked = _looked(services, drafts, draft)
    if looked.read is None or looked.examined is None:
        return _preview_page(services, draft, looked), 409
    if request.form.get("shown") != looked.shown:
        return _preview_page(services, draft, looked, _CHANGED), 409
    who = session.person()

    def note(connection: Connection, import_id: int) -> None:
        what = f"#{import_id} {looked.kind.key}: {draft.file}, {draft.sha256}"
        audit_log.note(connection, who, "import", what, draft.site, address=session.address())

    try:
        done = store(
            services.engine, looked.kind, draft.site, looked.source, looked.read, looked.asked,
            state=looked.examined.state, also=note,
        )  # fmt: skip
    except (StoreChanged, ImportRefused):
        return _preview_page(services, draft, _looked(services, drafts, draft), _CHANGED), 409
    drafts.drop(draft)
    log.info("imported %s for %s as %s", looked.kind.key, draft.site, done.import_id)
    return redirect(url_for("imports.one", number=done.import_id, done=1), 303)


def _who(person: Person) -> str:
    return f"{person.name} ({person.code})" if person.name != person.code else person.code


def _agency_names(services: Services, site: str) -> list[str]:
    with reading(services.engine) as connection:
        held = lists_in_force(connection, site, ("agencies",)).get("agencies")
        return list(dict.fromkeys(agency.name for agency in agencies_of(connection, held.id if held else None)))


def _start_page(services: Services, given: Mapping[str, str], wrong: str = "") -> str:
    sites = [{"id": site, "name": services.config.sites[site].name} for site in session.sites("imports.upload")]
    site = given.get("site", "") or (sites[0]["id"] if sites else "")
    return render(
        "import_start.html",
        sites=sites,
        said={key: given.get(key, "") for key in ("kind", "layout", "from", "to")} | {"site": site},
        kinds=[(kind.key, kind.title, kind.has_period) for kind in IMPORTS.values()],
        layouts=[(one.key, one.title) for kind in IMPORTS.values() if len(kind.layouts) > 1 for one in kind.tables],  # type: ignore[union-attr]
        wrong=wrong,
        recent=history_pages.recent(services, site),
        menu=menu(IMPORTS_URL, site or None),
    )


def _preview_page(services: Services, draft: Draft, looked: Looked, wrong: str = "") -> str:
    with reading(services.engine) as connection:
        replaced = history_pages.replaced(connection, services, draft, looked)
    return render(
        "import_preview.html",
        draft=draft,
        kind=looked.kind,
        site_name=services.config.sites[draft.site].name,
        shown=looked.shown,
        view=preview_view.view_of(looked, _agency_names(services, draft.site)),
        replaced=replaced,
        wrong=wrong,
        menu=menu(IMPORTS_URL, draft.site),
    )
