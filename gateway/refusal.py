"""What people see instead when an action could not be stored."""

from gateway.commands import ControlAnswer
from gateway.effects import Answer, Confirm, Effect, Refuse

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


def refused(effect: Effect, answer: ControlAnswer) -> Effect:
    """The effect to show when the commit behind ``effect`` failed; ``answer`` says why to who asked."""
    match effect:
        case Confirm(panel):
            return Refuse(panel)
        case Answer(reply, said) if said.ok:
            return Answer(reply, answer)
        case _:
            return effect
