"""What staff ask for when they add a device, checked against the site and what is there already."""

import ipaddress
import re
from collections.abc import Collection
from dataclasses import dataclass

import msgspec

from central.provisioning.devices import ROLES, Device, Network
from central.provisioning.settings import HostName
from central.provisioning.wirings import WIRINGS
from contract.ids import belongs_to_central, is_valid_id
from contract.messages import Role

MOST_COUNTERS = 40
LONGEST_ID = 32


class OrderWrong(ValueError):
    """A device that cannot be added: why, in both languages, and which field is to be changed."""

    def __init__(self, field: str, vi: str, en: str) -> None:
        super().__init__(f"{vi} / {en}")
        self.field, self.vi, self.en = field, vi, en


@dataclass(frozen=True, slots=True)
class Order:
    """A box that is wanted. ``gateway``: its id, '' for one that central finds; ``days``: how long its claim is good,
    0 for the usual time; ``replaces``: whose place it takes."""

    site: str
    roles: tuple[Role, ...]
    counters: tuple[str, ...] = ()
    wiring: str = "gpio"
    gateway: str = ""
    host: str = ""
    network: Network = Network()
    days: int = 0
    replaces: str | None = None


def check_order(order: Order, sites: Collection[str], central_host: str | None) -> None:
    """Raises OrderWrong for the first thing that does not fit."""
    if order.site not in sites:
        raise OrderWrong("site", f"không có trung tâm “{order.site}”", f"there is no site “{order.site}”")
    if not order.roles or any(role not in ROLES for role in order.roles):
        raise OrderWrong("roles", "chọn ít nhất một việc cho máy", "choose at least one role")
    _check_wiring(order)
    if order.gateway and (not is_valid_id(order.gateway) or belongs_to_central(order.gateway)):
        raise OrderWrong(
            "gateway",
            "mã máy gồm 2–32 ký tự a–z, 0–9, “-”, không bắt đầu bằng “central”",
            "an id is 2-32 of a-z, 0-9, '-', and none of central's",
        )
    if not 0 <= order.days <= 365:
        raise OrderWrong("days", "số ngày từ 1 đến 365", "1 to 365 days")
    own_names = {central_host, "localhost", "127.0.0.1"}
    if {order.host, order.gateway} & own_names - {None}:
        raise OrderWrong("host", "tên này là của máy chủ trung tâm", "this name belongs to central")
    if order.host and not _is(order.host, HostName):
        raise OrderWrong("host", "không phải tên máy hoặc địa chỉ IP", "no host name or address")
    check_network(order.network)


def _check_wiring(order: Order) -> None:
    wiring = WIRINGS.get(order.wiring)
    if wiring is None:
        raise OrderWrong("wiring", f"không có sơ đồ đấu nút “{order.wiring}”", f"no wiring map “{order.wiring}”")
    if "counter" in order.roles and not order.counters:
        raise OrderWrong("counters", "máy của quầy phải có số quầy", "a counter's box needs its counter")
    most = min(wiring.most_counters, MOST_COUNTERS)
    if len(order.counters) > most:
        raise OrderWrong(
            "counters", f"sơ đồ này chỉ có chỗ cho {most} quầy", f"this wiring map has room for {most} counters"
        )
    for counter in order.counters:
        if not re.fullmatch(r"\w[\w.-]{0,15}", counter):
            raise OrderWrong("counters", f"số quầy “{counter[:20]}” không dùng được", "a counter cannot be named so")
    if len(set(order.counters)) < len(order.counters):
        raise OrderWrong("counters", "một quầy ghi hai lần", "a counter is named twice")


def check_network(network: Network) -> None:
    """Raises OrderWrong for an address that is none."""
    try:
        if network.address:
            ipaddress.ip_interface(network.address)
        for text in (network.router, *network.name_servers):
            if text:
                ipaddress.ip_address(text)
    except ValueError:
        raise OrderWrong("address", "địa chỉ mạng không đúng, ví dụ 192.168.10.21/24", "no network address") from None
    if network.address and "/" not in network.address:
        raise OrderWrong("address", "thiếu độ dài mạng, ví dụ 192.168.10.21/24", "the prefix length is missing")
    if network.proxy and not re.fullmatch(r"http://[A-Za-z0-9.-]{1,253}:[0-9]{1,5}", network.proxy):
        raise OrderWrong("proxy", "ghi như http://proxy.tinh.vn:3128", "write it like http://proxy.tinh.vn:3128")


def free_id(order: Order, taken: Collection[str]) -> str:
    """An id nobody had before: that of the box it replaces, or of site and place, with a number behind it."""
    if order.replaces:
        base = re.sub(r"-r[0-9]{1,3}\Z", "", order.replaces)
        wanted = [f"{base[: LONGEST_ID - 5]}-r{n}" for n in range(2, 1000)]
    else:
        place = f"q{order.counters[0]}" if order.counters and "counter" in order.roles else order.roles[0]
        tail = re.sub(r"[^a-z0-9]+", "-", place.lower()).strip("-") or "may"
        base = f"{order.site[: LONGEST_ID - len(tail[:12]) - 5]}-{tail[:12]}".strip("-")
        wanted = [base, *(f"{base}-{n}" for n in range(2, 1000))]
    for name in wanted:
        if name not in taken:
            return name
    raise OrderWrong("gateway", "hãy tự đặt mã máy", "choose an id yourself")


def device_from(order: Order, gateway: str, created_ms: int) -> Device:
    """The device that an order asks for."""
    return Device(
        gateway=gateway,
        site=order.site,
        roles=tuple(role for role in ROLES if role in order.roles),
        counters=order.counters,
        wiring=order.wiring,
        host=order.host,
        network=order.network,
        replaces=order.replaces,
        created_ms=created_ms,
    )


def _is(text: str, kind: object) -> bool:
    try:
        msgspec.convert(text, kind)
    except msgspec.ValidationError:
        return False
    return True
