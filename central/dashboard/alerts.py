"""What calls for somebody: rules over what is known of a centre this moment. Pure.

A rule that cannot be judged, because nobody knows, says so: an alert then neither begins nor ends.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from central.dashboard.facts import DeviceNow, GatewayNow, SiteNow
from central.dashboard.limits import AlertLimits
from central.dashboard.words import FAULT_WORDS, device_words

Kind = Literal["wait", "no_counter", "hall_silent", "paper", "device_fault", "gateway_away", "doubtful"]
KINDS: tuple[Kind, ...] = ("wait", "no_counter", "hall_silent", "paper", "device_fault", "gateway_away", "doubtful")
OF_DEVICES: frozenset[Kind] = frozenset({"paper", "device_fault"})

PRINTER = "printer"
PAPER_FAULTS = frozenset({"paper_out", "paper_low"})

UNHEARD_S = 600.0
"""A gateway that was never heard since central began to listen may still be on its way."""
SILENT_S = 30.0


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """Which alert it is: there is one of each at a time."""

    kind: Kind
    gateway: str = ""
    device: str = ""


@dataclass(frozen=True, slots=True)
class Alert:
    """A condition that holds. ``patience_s``: for how long it must hold before anybody is called."""

    key: Key
    text: str
    patience_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Judged:
    """What holds, and what could not be judged: whole kinds, and the devices of some gateways."""

    holds: tuple[Alert, ...] = ()
    unjudged: frozenset[Kind] = field(default_factory=frozenset)
    unheard: frozenset[str] = field(default_factory=frozenset)

    def can_judge(self, key: Key) -> bool:
        """Whether the absence of an alert means that it is over."""
        return key.kind not in self.unjudged and not (key.kind in OF_DEVICES and key.gateway in self.unheard)


Rule = Callable[[SiteNow, AlertLimits], Iterator[Alert]]


def judge(now: SiteNow, limits: AlertLimits) -> Judged:
    """Every alert that holds at a centre."""
    unjudged: set[Kind] = set()
    if not now.is_live:
        unjudged |= {"wait", "no_counter"}
    # Nobody at all is heard: it is central that hears nothing.
    if all(box.state == "unknown" for box in now.gateways):
        unjudged.add("gateway_away")
        if now.standing == "unknown":
            unjudged.add("hall_silent")
    unheard = frozenset(box.gateway for box in now.gateways if not box.is_online)
    holds = tuple(alert for kind, rule in RULES.items() if kind not in unjudged for alert in rule(now, limits))
    return Judged(holds, frozenset(unjudged), unheard)


def _wait(now: SiteNow, limits: AlertLimits) -> Iterator[Alert]:
    wait_s = now.longest_wait_s
    if wait_s is not None and wait_s > limits.wait_min * 60:
        yield Alert(Key("wait"), f"Có người chờ quá {limits.wait_min} phút mà chưa được gọi")


def _no_counter(now: SiteNow, limits: AlertLimits) -> Iterator[Alert]:
    if now.is_open and now.open_counters == 0:
        text = f"Không có quầy nào mở đã {limits.no_counter_min} phút, trong giờ làm việc"
        yield Alert(Key("no_counter"), text, limits.no_counter_min * 60.0)


def _hall_silent(now: SiteNow, _limits: AlertLimits) -> Iterator[Alert]:
    if now.is_hall_expected and not now.is_live and now.is_open:
        yield Alert(Key("hall_silent"), "Khu vực chờ không gửi tin về", SILENT_S)


def _paper(now: SiteNow, limits: AlertLimits) -> Iterator[Alert]:
    for box, device in _heard(now):
        key = Key("paper", box.gateway, device.device)
        if device.kind != PRINTER:
            continue
        if device.fault in PAPER_FAULTS:
            yield Alert(key, f"{device_words(device.kind, device.device)} ({box.gateway}): {FAULT_WORDS[device.fault]}")
        elif device.left is not None and device.left < limits.paper_left:
            text = (
                f"{device_words(device.kind, device.device)} ({box.gateway}): cuộn giấy còn khoảng {device.left} phiếu"
            )
            yield Alert(key, text)


def _device_fault(now: SiteNow, limits: AlertLimits) -> Iterator[Alert]:
    for box, device in _heard(now):
        if device.state == "fault" and not (device.kind == PRINTER and device.fault in PAPER_FAULTS):
            key = Key("device_fault", box.gateway, device.device)
            what = FAULT_WORDS.get(device.fault, device.fault)
            text = f"{device_words(device.kind, device.device)} ({box.gateway}) bị lỗi"
            yield Alert(key, f"{text}: {what}" if what else text, limits.fault_min * 60.0)


def _gateway_away(now: SiteNow, _limits: AlertLimits) -> Iterator[Alert]:
    for box in now.gateways:
        if box.state in ("offline", "silent"):
            yield Alert(Key("gateway_away", box.gateway), f"Mất liên lạc với thiết bị {box.gateway}")
        elif box.state == "unknown":
            text = f"Chưa liên lạc được với thiết bị {box.gateway}"
            yield Alert(Key("gateway_away", box.gateway), text, UNHEARD_S)


def _doubtful(now: SiteNow, limits: AlertLimits) -> Iterator[Alert]:
    if now.today.doubtful >= limits.doubtful_presses:
        text = f"Hôm nay đã có ít nhất {limits.doubtful_presses} lượt bấm đánh giá cần kiểm tra"
        yield Alert(Key("doubtful"), text)


def _heard(now: SiteNow) -> Iterator[tuple[GatewayNow, DeviceNow]]:
    """Devices of gateways that are there to speak for them."""
    return ((box, device) for box in now.gateways if box.is_online for device in box.devices)


RULES: dict[Kind, Rule] = {
    "wait": _wait,
    "no_counter": _no_counter,
    "hall_silent": _hall_silent,
    "paper": _paper,
    "device_fault": _device_fault,
    "gateway_away": _gateway_away,
    "doubtful": _doubtful,
}
"""Every rule; to add one, write it and add its row."""
