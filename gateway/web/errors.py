"""Errors of pages: what happened, why, and what to do, in Vietnamese; details go to the log, never to a browser.

A page gets a page; an order (anything but GET) gets JSON.
"""

import logging
import secrets

from flask import Flask, Response, jsonify, make_response, request
from werkzeug.exceptions import HTTPException

from gateway.web.render import render

log = logging.getLogger(__name__)


class Refused(Exception):
    """A request that is not done: its status, a code for programs, and three sentences for people."""

    def __init__(self, status: int, code: str, what: str, why: str = "", then: str = "") -> None:
        super().__init__(what)
        self.status = status
        self.code = code
        self.sentences = (what, why, then)


_HTTP = {
    404: (
        "not_found",
        "Không có trang này",
        "Địa chỉ có thể đã gõ sai, hoặc máy này không có phần việc đó.",
        "Xin kiểm tra lại địa chỉ.",
    ),
    405: ("not_allowed", "Trang này chỉ để xem", "Trình duyệt đã gửi một yêu cầu mà trang không nhận.", ""),
    413: ("too_large", "Yêu cầu quá lớn", "Trình duyệt đã gửi nhiều hơn mức trang này nhận.", ""),
}
_OTHER = ("malformed", "Yêu cầu này không thực hiện được", "Máy không hiểu yêu cầu.", "Xin thử lại.")


def install(app: Flask) -> None:
    """Answer every error with a page, or with JSON where an order was given."""

    @app.errorhandler(Refused)
    def _refused(error: Refused) -> Response:
        return answer(error.status, error.code, *error.sentences)

    @app.errorhandler(HTTPException)
    def _http(error: HTTPException) -> Response | HTTPException:
        status = error.code or 500
        if status < 400:
            return error
        return answer(status, *_HTTP.get(status, _OTHER))

    @app.errorhandler(Exception)
    def _unexpected(error: Exception) -> Response:
        reference = secrets.token_hex(4)
        log.error("page failed, reference %s", reference, exc_info=error)
        return answer(
            500,
            "page_failed",
            "Trang này gặp lỗi",
            "Số thứ tự và đánh giá đã lưu không bị ảnh hưởng.",
            f"Trang tự thử lại; nếu vẫn lỗi, xin báo bộ phận kỹ thuật, mã lỗi {reference}.",
        )


def answer(status: int, code: str, what: str, why: str = "", then: str = "") -> Response:
    """One refusal, as a page or as JSON."""
    if request.method not in ("GET", "HEAD"):
        sentence = " ".join(f"{part.rstrip('.')}." for part in (what, why, then) if part)
        response = jsonify(ok=False, error={"code": code, "message": sentence})
    else:
        # A kiosk has nobody to press "reload": what may pass by itself is tried again.
        response = make_response(
            render("error.html", code=status, what=what, why=why, then=then, again=status in (404, 500, 503))
        )
    response.status_code = status
    return response
