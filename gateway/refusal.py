"""What people see instead when an action could not be stored."""

from gateway.commands import ControlAnswer
from gateway.effects import Answer, Confirm, Effect, Refuse

_NOT_STORED = ControlAnswer(
    False,
    "not_stored",
    "Chưa lưu được vào bộ nhớ của thiết bị; chưa có gì thay đổi. Kiểm tra thẻ nhớ rồi làm lại.",
    "Could not be stored on this device; nothing has changed. Check its card, then try again.",
)


def refused(effect: Effect) -> Effect:
    """The effect to show when the commit behind ``effect`` failed."""
    match effect:
        case Confirm(panel):
            return Refuse(panel)
        case Answer(reply, answer) if answer.ok:
            return Answer(reply, _NOT_STORED)
        case _:
            return effect
