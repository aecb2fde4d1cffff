"""What the control socket may ask of the pages: pair a screen by its code, list the paired ones, unpair one."""

import logging

from gateway.commands import ControlAnswer
from gateway.control import words
from gateway.web.pages.pair import title_of
from gateway.web.pairing import Pairing, PairingRefused
from gateway.web.screens_file import PairedScreen

log = logging.getLogger(__name__)

_REFUSALS = {
    "wrong_code": words.refusal(
        "wrong_code",
        "Không có màn hình nào đang hiện mã này. Mã có giá trị 10 phút; xin đọc lại mã trên màn hình.",
        "No screen shows this code. A code lives for ten minutes: read it from the screen again.",
    ),
    "too_many_tries": words.refusal(
        "too_many_tries",
        "Đã gõ sai quá nhiều lần. Xin chờ 10 phút rồi thử lại.",
        "Too many wrong codes. Wait ten minutes and try again.",
    ),
}
_NOT_STORED = words.refusal(
    "not_stored",
    "Không ghi được danh sách màn hình; chưa thay đổi gì.",
    "The list could not be stored; nothing changed.",
)


class ScreenOrders:
    """Answers for one gateway's pairing."""

    def __init__(self, pairing: Pairing) -> None:
        self._pairing = pairing

    def answer(self, request: words.ScreenRequest) -> ControlAnswer:
        """Do it and say how it ended."""
        try:
            match request:
                case words.PairRequest(code):
                    return self._pair(code)
                case words.UnpairRequest(screen):
                    return self._unpair(screen)
                case words.ScreensRequest():
                    return self._list()
        except OSError as error:
            log.error("the paired screens could not be stored: %s", error)
            return _NOT_STORED

    def _pair(self, code: str) -> ControlAnswer:
        try:
            screen = self._pairing.approve(code)
        except PairingRefused as error:
            return _REFUSALS[error.why]
        log.warning("screen %s was paired: %s of counter %s", screen.id, screen.kind, screen.counter)
        said = f"{screen.id}: {title_of(screen.kind, screen.counter)}"
        return ControlAnswer(True, "done", f"Đã ghép {said}.", f"Paired {screen.id}.", _facts(screen))

    def _unpair(self, screen: str) -> ControlAnswer:
        if not self._pairing.revoke(screen):
            return words.refusal("unknown_screen", f"Không có màn hình {screen}.", f"There is no screen {screen}.")
        log.warning("screen %s was unpaired", screen)
        return ControlAnswer(True, "done", f"Đã bỏ ghép {screen}.", f"Unpaired {screen}.")

    def _list(self) -> ControlAnswer:
        screens = self._pairing.screens()
        count = len(screens)
        facts = {"screens": [_facts(screen) for screen in screens]}
        return ControlAnswer(True, "done", f"Đã ghép {count} màn hình.", f"Paired screens: {count}.", facts)


def _facts(screen: PairedScreen) -> dict[str, str | None]:
    return {
        "screen": screen.id,
        "kind": screen.kind,
        "counter": screen.counter,
        "paired_at": screen.paired_at.isoformat(timespec="seconds"),
    }
