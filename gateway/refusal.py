"""What people see instead when an action could not be stored."""

from contract.hall import HallAnswer, HallError
from gateway.commands import ControlAnswer
from gateway.effects import Answer, AnswerHall, Confirm, Effect, Print, Refuse, ShowHall, Tell

NOT_STORED = ControlAnswer(
    False,
    "not_stored",
    "Chưa lưu được vào bộ nhớ của thiết bị; chưa có gì thay đổi. Kiểm tra thẻ nhớ rồi làm lại.",
    "Could not be stored on this device; nothing has changed. Check its card, then try again.",
)
NOT_VALID = ControlAnswer(
    False,
    "not_valid",
    "Có giá trị không hợp lệ (mã quá dài hoặc có ký tự điều khiển); chưa có gì thay đổi.",
    "A value is not valid (a code too long, or with control characters); nothing has changed.",
)
FAILED = ControlAnswer(
    False,
    "failed",
    "Gateway gặp lỗi khi xử lý; chưa có gì thay đổi. Xem nhật ký hệ thống.",
    "The gateway failed on this order; nothing has changed. See the system's log.",
)


def refused(effect: Effect, answer: ControlAnswer) -> Effect | None:
    """The effect to show when the commit behind ``effect`` failed; ``answer`` says why to who asked.

    None: nothing at all, because what it would show or print is not stored.
    """
    match effect:
        case Confirm(panel):
            return Refuse(panel)
        case Answer(reply, said) if said.ok:
            return Answer(reply, answer)
        case AnswerHall(ask, told) if told.ok:
            return AnswerHall(ask, HallAnswer(told.id, False, error=HallError("not_stored", answer.vi)))
        case Tell(_, instead):
            return None if instead is None else Tell(instead)
        case Print() | ShowHall():
            return None
        case _:
            return effect
