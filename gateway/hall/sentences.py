"""What the hall says when it does not do something, for people; the code is for programs."""

import re
from uuid import UUID

from contract.hall import HallAnswer, HallError

SENTENCES: dict[str, tuple[str, str]] = {
    "expired": ("expired", "Yêu cầu đến quá muộn nên không thực hiện. Xin bấm lại."),
    "not_the_hall": (
        "not_the_hall",
        "Trung tâm đang có một máy giữ hàng đợi khác hoạt động; máy này không nhận yêu cầu. Xin báo cán bộ kỹ thuật.",
    ),
    "recovering": ("recovering", "Hàng đợi đang khởi động. Xin thử lại sau vài giây."),
    "other_gateway": ("malformed", "Mã yêu cầu này là của một thiết bị khác; không thực hiện."),
    "other_counter": ("other_counter", "Thiết bị này không thuộc quầy đó; không thực hiện."),
    "only_the_hall": ("other_counter", "Việc này chỉ làm được tại quầy hướng dẫn."),
    "hall_away": ("hall_away", "Chưa liên lạc được với máy giữ hàng đợi. Xin thử lại."),
}

_MISSING = re.compile(r"missing required field `(\w+)`")
_PLACE = re.compile(r"\$\.(\w+)")


def error(why: str) -> HallError:
    """The refusal of one kind."""
    code, sentence = SENTENCES[why]
    return HallError(code, sentence)


def refusal(request: UUID, why: str) -> HallAnswer:
    """The refusing answer to a request."""
    return HallAnswer(request, False, error=error(why))


def malformed(request: UUID, what: str) -> HallAnswer:
    """The answer to a request whose arguments cannot be read; ``what`` is msgspec's complaint, which names the
    field."""
    field = _MISSING.search(what) or _PLACE.search(what)
    named = f"mục “{field[1]}” thiếu hoặc sai" if field else "phần args phải là một đối tượng JSON"
    return HallAnswer(request, False, error=HallError("malformed", f"Yêu cầu không hợp lệ: {named}."))
