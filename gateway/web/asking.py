"""What page modules share when they ask: is this browser paired, what does the order say, what does the hall answer.

Every order of a page goes through `order` and `ask_hall`; nothing here decides.
"""

import threading
from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID, uuid4

import msgspec
from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from contract.hall import REQUEST_EXPIRY_S, HallAnswer, HallError, Verb
from gateway.hall_commands import CallHelp, HallReply, HelpKind
from gateway.web.errors import Refused
from gateway.web.parts import PageParts

ANSWER_TIMEOUT_S = REQUEST_EXPIRY_S + 3.0
"""A kiosk that hears nothing from the hall for the life of a request still gives a number of its own."""
HALL_AWAY = HallError("hall_away", "Máy giữ hàng đợi chưa trả lời. Xin thử lại sau ít phút hoặc hỏi quầy hướng dẫn.")

T = TypeVar("T")


def pair_first(parts: PageParts, kind: str, counter: str | None = None) -> AnyResponse | None:
    """None for a browser that is paired for this; for any other the way to the page with the code."""
    if parts.screens.may(request, kind, counter):
        return None
    return redirect(url_for("pair.page", kind=kind, counter=counter))


def order(parts: PageParts, shape: type[T], kind: str, counter: str | None = None) -> T:
    """The order in the body, from a paired browser only. Raises Refused."""
    if not parts.screens.may(request, kind, counter):
        raise Refused(403, "not_paired", "Màn hình này chưa được ghép", "", "Xin báo bộ phận kỹ thuật.")
    return read_body(shape)


def read_body(shape: type[T]) -> T:
    """The JSON of the body in its shape. Raises Refused."""
    if request.mimetype != "application/json":
        raise Refused(415, "malformed", "Yêu cầu không đúng dạng")
    try:
        return msgspec.json.decode(request.get_data(), type=shape)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Refused(400, "malformed", "Yêu cầu không đúng dạng", "", "Xin mở lại trang và thử lại.") from None


def ask_hall(
    parts: PageParts,
    do: Verb,
    args: dict[str, Any],
    *,
    officer: str | None = None,
    request_id: UUID | None = None,
    timeout_s: float = ANSWER_TIMEOUT_S,
) -> HallAnswer:
    """Ask and wait; a hall that does not answer in time is away. ``request_id`` is made by the browser, so that a
    repeated click is done once."""
    wanted = request_id or uuid4()
    return wait_for(wanted, lambda take: parts.hall.ask(do, args, take, officer=officer, request=wanted), timeout_s)


def wait_for(request_id: UUID, ask: Callable[[HallReply], None], timeout_s: float = ANSWER_TIMEOUT_S) -> HallAnswer:
    """The answer that ``ask`` brings to what it is given; one that does not come in time is that of an absent hall."""
    answers: list[HallAnswer] = []
    answered = threading.Event()

    def take(answer: HallAnswer) -> None:
        answers.append(answer)
        answered.set()

    ask(take)
    answered.wait(timeout_s)
    return answers[0] if answers else HallAnswer(request_id, ok=False, error=HALL_AWAY)


def call_for_help(parts: PageParts, counter: str, kind: HelpKind) -> HallAnswer:
    """Call somebody; the answer says whether those in the hall can see it."""
    return wait_for(uuid4(), lambda heard: parts.post(CallHelp(counter, kind, parts.clock.now(), heard)))


def say(answer: HallAnswer, status: int = 409) -> Response:
    """The hall's answer as JSON: 200 when it was done, else ``status``; 503 when the hall is away."""
    body: dict[str, Any] = {"ok": answer.ok}
    if answer.ok:
        body["result"] = answer.result or {}
        return as_json(body)
    body["error"] = answer.error or HALL_AWAY
    return as_json(body, 503 if answer.error is None or answer.error.code == "hall_away" else status)


def as_json(body: Any, status: int = 200) -> Response:
    """Any value that msgspec can write."""
    return Response(msgspec.json.encode(body), status, mimetype="application/json")
