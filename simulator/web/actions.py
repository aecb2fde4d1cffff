"""What a person at the page may do: press, hold a badge, sign out, pull cables, cut a broker, stop central."""

import threading

from gateway.control import words
from simulator.broker_process import BrokerFailed
from simulator.devices.base import Unplugged
from simulator.office import AnyBroker, Office
from simulator.people import Fingers, ask_gateway


class CannotDo(RuntimeError):
    """An action that makes no sense now; the text tells a person why, in Vietnamese."""


class Actions:
    """Each action goes the way a hand would; none reaches into a gateway."""

    def __init__(self, office: Office, fingers: Fingers) -> None:
        self._office = office
        self._fingers = fingers
        self._switch = threading.Lock()
        self.broker_wanted = True
        """Whether nobody cut the line to central on purpose."""
        self.hall_broker_wanted = True
        """Whether nobody cut the network inside the centre on purpose."""

    def press(self, counter: str, level: str) -> None:
        """Press a button like a finger does. Raises CannotDo."""
        panel = self._office.station_of(_known(self._office, counter)).panels[counter]
        try:
            if not self._fingers.press(panel, level):
                raise CannotDo("Nút này đang được bấm.")
        except Unplugged:
            raise CannotDo("Hộp nút đang rút cáp: không bấm được.") from None
        except ValueError:
            raise CannotDo(f"Quầy {counter} không có nút này.") from None

    def hold_badge(self, counter: str, officer: str) -> None:
        """Hold an officer's badge to the reader of a counter: in, or out when already there. Raises CannotDo."""
        _known(self._office, counter)
        try:
            person = self._office.plan.person(officer)
        except KeyError:
            raise CannotDo("Không có cán bộ này.") from None
        elsewhere = [seat for seat, sitting in self._office.seats().items() if sitting == officer and seat != counter]
        if elsewhere:
            raise CannotDo(f"{person.name} đang ngồi ở quầy {elsewhere[0]}.")
        self._office.hold_badge(counter, officer)

    def sign_out(self, counter: str) -> None:
        """Sign out whoever sits at a counter, through the control socket. Raises CannotDo."""
        station = self._office.station_of(_known(self._office, counter))
        try:
            answer = ask_gateway(station.gateway.config.control, words.SignOutRequest(counter))
        except OSError as error:
            raise CannotDo(f"Gateway không trả lời: {error}") from None
        if not answer.ok:
            raise CannotDo(answer.vi)

    def set_cable(self, counter: str, plugged: bool) -> None:
        """Pull or put back the cable of a button box. Raises CannotDo."""
        panel = self._office.station_of(_known(self._office, counter)).panels[counter]
        try:
            (panel.plug if plugged else panel.unplug)()
        except Unplugged:
            raise CannotDo(f"Bảng nút của quầy {counter} không có cáp để rút.") from None

    def set_broker(self, running: bool) -> None:
        """Cut the line to central as a power cut does, or join it again. Raises CannotDo."""
        with self._switch:
            self.broker_wanted = running
            _switch(self._office.broker, running)
        self._office.eye.changed()

    def set_hall_broker(self, running: bool) -> None:
        """Cut the network inside the centre, or join it again. Raises CannotDo."""
        broker = self._office.hall_broker
        if broker is None:
            raise CannotDo("Văn phòng này không có máy cấp số.")
        with self._switch:
            self.hall_broker_wanted = running
            _switch(broker, running)
        self._office.eye.changed()

    def set_central(self, running: bool) -> None:
        """Stop central or start it."""
        with self._switch:
            self._office.keeper.wish(running)


def _switch(broker: AnyBroker, running: bool) -> None:
    try:
        if running:
            broker.start()
        else:
            broker.kill()
    except BrokerFailed as error:
        raise CannotDo(f"Không khởi động lại được môi giới: {error}") from None


def _known(office: Office, counter: str) -> str:
    if counter not in office.plan.counters:
        raise CannotDo("Không có quầy này.")
    return counter
