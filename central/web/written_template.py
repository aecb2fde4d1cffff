"""``/mau-van-ban``: the Word template of documents: taken away, changed in Word, checked, then used."""

from datetime import UTC, datetime

from flask import Blueprint, Response, abort, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import RequestEntityTooLarge

from central.documents.docx_writer import TEMPLATE, TemplateWrong, chart_face
from central.documents.office import Office, office_of
from central.documents.template_check import FIELDS, check_template
from central.documents.template_store import TemplateStore, shipped
from central.people import audit_log
from central.services import Services
from central.store.engine import writing
from central.web import session
from central.web.menu import TEMPLATE_URL, menu
from central.web.render import render

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_TOO_LARGE = "Tệp lớn hơn 4 MB. Mẫu chỉ có chữ và bảng: xin bỏ hình ảnh lớn rồi lưu lại."


def blueprint(services: Services) -> Blueprint:
    """The page, its downloads and its forms. One template serves every centre of this installation."""
    pages = Blueprint("template", __name__, url_prefix=TEMPLATE_URL)

    @pages.get("")
    def page() -> ResponseReturnValue:
        return _page(services, done=request.args.get("xong", ""))

    @pages.get("/tai")
    def download() -> ResponseReturnValue:
        wants_shipped = "goc" in request.args
        data = shipped() if wants_shipped else _store(services).current()
        name = f"goc-{TEMPLATE}" if wants_shipped else TEMPLATE
        return Response(data, mimetype=_WORD, headers={"Content-Disposition": f'attachment; filename="{name}"'})

    @pages.post("")
    def upload() -> ResponseReturnValue:
        sent = request.files.get("file")
        if sent is None or not sent.filename:
            return _page(services, wrong="Xin chọn tệp mẫu đã sửa."), 400
        try:
            _store(services).put(sent.read(), chart_face(_office(services)), datetime.now(UTC))
        except TemplateWrong as error:
            return _page(services, wrong=_in_vietnamese(str(error))), 400
        _note(services, "template-changed")
        return redirect(f"{TEMPLATE_URL}?xong=doi", 303)

    @pages.post("/goc")
    def restore() -> ResponseReturnValue:
        _store(services).drop(datetime.now(UTC))
        _note(services, "template-restored")
        return redirect(f"{TEMPLATE_URL}?xong=goc", 303)

    @pages.errorhandler(RequestEntityTooLarge)
    def _too_large(error: RequestEntityTooLarge) -> ResponseReturnValue:
        return _page(services, wrong=_TOO_LARGE), 413

    return pages


def _page(services: Services, *, wrong: str = "", done: str = "") -> str:
    store = _store(services)
    remarks, broken = [], ""
    if store.is_own:
        try:
            remarks = check_template(store.current(), chart_face(_office(services)))
        except TemplateWrong as error:
            broken = _in_vietnamese(str(error))
    return render(
        "written_template.html",
        is_own=store.is_own,
        remarks=remarks,
        broken=broken,
        wrong=wrong,
        done=done,
        fields=FIELDS.items(),
        menu=menu(TEMPLATE_URL),
    )


def _in_vietnamese(message: str) -> str:
    """The Vietnamese half of each problem, as one sentence after the other."""
    problems = [problem.partition(" / ")[0] for problem in message.split("; ")]
    # What is allowed stands behind the English half.
    allowed = [problem.partition(". Có: ")[2] for problem in message.split("; ")]
    said = [f"{text}. Được dùng: {known}" if known else text for text, known in zip(problems, allowed, strict=True)]
    return " ".join(f"{text[:1].upper()}{text[1:].rstrip('.')}." for text in said if text)


def _office(services: Services) -> Office:
    return office_of(services.config, "")


def _store(services: Services) -> TemplateStore:
    folder = _office(services).folder
    if folder is None:
        abort(404)
    return TemplateStore(folder)


def _note(services: Services, act: str) -> None:
    with writing(services.engine) as connection:
        audit_log.note(connection, session.person(), act, TEMPLATE)
