"""What a person may do in the waiting area and at an officer's keypad: take a number, press keys, vex the printer."""

from contract.hall import CounterNow, HallState
from simulator.devices.base import Eye
from simulator.devices.waiting_area import PrinterFault, WaitingArea
from simulator.office import Office
from simulator.web.actions import CannotDo

KEYS = ("call_next", "start", "finish_and_next", "recall", "miss")
"""The keys of an officer's keypad that the page offers, in the order of a visit."""
ANSWER_S = 6.5
"""A request to the hall expires after 5 s; then the keypad refuses."""
CUT = "Mạng nội bộ đang cắt: bàn phím không tới được máy cấp số. Bàn cán bộ nằm ngay trên máy đó nên vẫn dùng được."


class HallActions:
    """Each action goes the way a hand would; a refusal says what the device itself has no words for."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def take_number(self, service: str) -> None:
        """Press the ticket button of a service. Raises CannotDo."""
        area = self._area()
        if service not in area.services:
            raise CannotDo("Không có nút này.")
        before = self._state()
        answer = area.buttons.press(service, ANSWER_S)
        self._eye.changed()
        if answer != "confirm":
            raise CannotDo(_no_number(before))

    def press_key(self, counter: str, key: str) -> None:
        """Press a key of an officer's keypad. Raises CannotDo."""
        if counter not in self._office.plan.counters or key not in KEYS:
            raise CannotDo("Bàn phím không có phím này.")
        keypad = self._office.station_of(counter).keypads.get(counter)
        if keypad is None:
            raise CannotDo("Quầy này không có bàn phím.")
        before = self._now(counter)
        answer = keypad.press(key, ANSWER_S)
        self._eye.changed()
        if answer != "confirm":
            if self._is_cut(counter):
                raise CannotDo(CUT)
            raise CannotDo(refusal(key, before))

    def set_printer_fault(self, fault: PrinterFault, on: bool) -> None:
        """Take the paper out or open the cover, or undo that."""
        self._area().printer.set_fault(fault, on)
        self._eye.changed()

    def set_printer_cable(self, plugged: bool) -> None:
        """Pull the printer's cable or put it back."""
        self._area().printer.set_cable(plugged)
        self._eye.changed()

    def paper(self, nth: int) -> bytes | None:
        """A ticket that came out, as a PNG."""
        paper = self._area().printer.paper(nth)
        return None if paper is None else paper.png()

    @property
    def _eye(self) -> Eye:
        return self._office.eye

    def _area(self) -> WaitingArea:
        hall = self._office.hall
        if hall is None or hall.area is None:
            raise CannotDo("Văn phòng này không có máy lấy số.")
        return hall.area

    def _state(self) -> HallState | None:
        side = None if self._office.hall is None else self._office.hall.gateway.hall
        return None if side is None else side.feed.look().state

    def _now(self, counter: str) -> CounterNow:
        state = self._state()
        return CounterNow("closed") if state is None else state.counters.get(counter, CounterNow("closed"))

    def _is_cut(self, counter: str) -> bool:
        broker = self._office.hall_broker
        return broker is not None and broker.pid is None and self._office.station_of(counter) is not self._office.hall


def _no_number(state: HallState | None) -> str:
    if state is None or state.rev == 0:
        return "Máy cấp số chưa sẵn sàng, xin đợi vài giây."
    if not state.open:
        return "Ngoài giờ làm việc: máy không cấp số."
    return "Máy chưa cấp được số cho việc này."


def refusal(key: str, now: CounterNow) -> str:
    """Why a key was most likely refused at a counter that was doing this: a keypad itself can only blink."""
    if now.officer is None:
        return "Chưa có cán bộ ở quầy này: quẹt thẻ trước."
    if now.state == "paused":
        return "Quầy đang tạm nghỉ."
    called, serving = now.state == "called", now.state == "serving"
    match key:
        case "call_next" if called or serving:
            return f"Quầy đang có số {now.number}: xong số này rồi mới gọi tiếp."
        case "call_next":
            return "Không còn ai chờ việc của quầy này. Lấy một số trước."
        case "start" if serving:
            return f"Đang phục vụ số {now.number} rồi."
        case "start" | "recall" | "miss" if not called and not serving:
            return "Chưa gọi số nào: bấm Gọi tiếp trước."
        case "recall" | "miss" if serving:
            return f"Số {now.number} đã vào quầy."
        case "miss":
            return "Chỉ báo vắng mặt sau hai lần gọi, cách nhau ít nhất 60 giây."
        case "finish_and_next" if not called and not serving:
            return "Quầy chưa có số nào để xong: bấm Gọi tiếp trước."
        case _:
            return "Máy cấp số chưa nhận phím này, xin bấm lại."
