"""Error pages: what happened, why, and what to do, in Vietnamese; details go to the log, never to a browser."""

import logging
import secrets

from flask import Flask, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from central.api.operations import ROOT
from central.reports.refusal import ReportRefused
from central.web import session
from central.web.api.pages import refuse_http
from central.web.asking import AskedWrongly
from central.web.menu import menu
from central.web.render import render

log = logging.getLogger(__name__)

Answer = tuple[str, int]

_NOT_FOUND = (
    "Không có trang này",
    "Địa chỉ có thể đã gõ sai, hoặc trang đã được đổi chỗ.",
    "Xin về trang đầu và chọn lại.",
)
_SENTENCES = {
    404: _NOT_FOUND,
    403: (
        "Ông/Bà không có quyền xem trang này",
        "Tài khoản đang dùng chưa được giao vai trò cần cho trang này, hoặc cho trung tâm này.",
        "Nếu công việc cần đến, xin nhờ người quản trị tài khoản giao quyền.",
    ),
    405: (
        "Trang này chỉ để xem",
        "Trình duyệt đã gửi một yêu cầu mà trang không nhận.",
        "Xin về trang đầu và chọn lại.",
    ),
    413: (
        "Nội dung gửi lên quá lớn",
        "Máy chủ không nhận yêu cầu lớn như vậy, và chưa thay đổi gì.",
        "Xin quay lại và gửi nội dung ngắn hơn.",
    ),
    501: (
        "Chưa xuất được định dạng này",
        "Máy chủ còn thiếu một phần để ghi định dạng đó, thường là phông chữ của văn bản (gói fonts-liberation2).",
        "Xin tải DOCX, XLSX hoặc CSV, và báo người quản trị.",
    ),
}
_AGAIN = "Xin mở lại trang rồi gửi lần nữa."
_OTHER = ("Yêu cầu này không thực hiện được", "Máy chủ không hiểu yêu cầu.", "Xin về trang đầu và chọn lại.")


def install(app: Flask) -> None:
    """Answer every error with a page."""

    @app.errorhandler(AskedWrongly)
    def _asked_wrongly(error: AskedWrongly) -> Answer:
        return error_page(400, "Chưa hiểu yêu cầu", str(error), "Xin chọn lại trung tâm và kỳ báo cáo.")

    @app.errorhandler(ReportRefused)
    def _refused(error: ReportRefused) -> Answer:
        why = f"{error.reason_vi[:1].upper()}{error.reason_vi[1:]}."
        return error_page(404, "Chưa có số liệu của kỳ này", why, "Xin chọn kỳ khác, hoặc nạp bảng của kỳ này.")

    @app.errorhandler(session.NotSignedIn)
    def _not_signed_in(error: session.NotSignedIn) -> ResponseReturnValue:
        accepted = request.accept_mimetypes
        if request.method == "GET" and (not accepted or accepted.accept_html):
            return session.to_sign_in()
        return error_page(
            401, "Chưa đăng nhập", "Phiên làm việc đã hết hoặc chưa bắt đầu.", "Xin đăng nhập rồi thử lại."
        )

    @app.errorhandler(session.FormRefused)
    def _form_refused(error: session.FormRefused) -> Answer:
        return error_page(403, "Trang đã mở quá lâu", "Biểu mẫu không còn hiệu lực; chưa có gì thay đổi.", _AGAIN)

    @app.errorhandler(HTTPException)
    def _http(error: HTTPException) -> ResponseReturnValue | HTTPException:
        code = error.code or 500
        if code < 400:
            return error
        if request.path.startswith(f"{ROOT}/"):
            return refuse_http(error)
        return error_page(code, *_SENTENCES.get(code, _OTHER))

    @app.errorhandler(Exception)
    def _unexpected(error: Exception) -> Answer:
        reference = secrets.token_hex(4)
        log.error("page failed, reference %s", reference, exc_info=error)
        return error_page(
            500,
            "Trang này gặp lỗi",
            "Số liệu đã lưu không bị ảnh hưởng.",
            "Xin thử lại sau ít phút; nếu vẫn lỗi, xin báo bộ phận kỹ thuật.",
            reference,
        )


def error_page(code: int, what: str, why: str, then: str, reference: str = "") -> Answer:
    """One error page with its status."""
    sentences = {"what": what, "why": why, "next": then}
    page = render("error.html", code=code, action="/", reference=reference, menu=menu(), **sentences)
    return page, code
