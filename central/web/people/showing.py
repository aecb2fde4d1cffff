"""Turns accounts, sessions and lines of the log into the words that their pages show."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from central.config import DEFAULT_TIMEZONE, CentralConfig
from central.people.audit_log import Entry
from central.people.roles import ROLES, Grant, Person
from central.people.sessions import Session
from central.store.tables.people import EVERY_SITE

EVERY_SITE_TITLE = "Mọi trung tâm"
ACTS = {
    "look": "xem số liệu cán bộ",
    "sign-in": "đăng nhập",
    "sign-in-refused": "đăng nhập sai",
    "sign-out": "đăng xuất",
    "password-chosen": "đặt mật khẩu bằng liên kết",
    "password-changed": "đổi mật khẩu",
    "account-added": "thêm tài khoản",
    "account-renamed": "đổi họ tên",
    "account-blocked": "khóa tài khoản",
    "account-unblocked": "mở khóa tài khoản",
    "account-link": "tạo liên kết đặt mật khẩu",
    "right-given": "giao quyền",
    "right-taken": "thu quyền",
    "session-ended": "kết thúc phiên",
    "fleet-order": "ra lệnh cho máy",
    "set_aside-proposed": "đề nghị để riêng đánh giá",
    "set_aside-declined": "không đồng ý để riêng",
    "set_aside-withdrawn": "rút đề nghị để riêng",
    "set-aside": "để riêng đánh giá",
    "correction-proposed": "đề nghị đính chính",
    "correction-declined": "không đồng ý đính chính",
    "correction-withdrawn": "rút đề nghị đính chính",
    "corrected": "đính chính",
    "restore-proposed": "đề nghị tính lại đánh giá",
    "restore-declined": "không đồng ý tính lại",
    "restore-withdrawn": "rút đề nghị tính lại",
    "restored": "tính lại đánh giá",
    "review-asked": "đề nghị xem lại",
    "review-answered": "trả lời đề nghị xem lại",
    "purge": "xóa dữ liệu quá hạn",
    "form-entered": "nhập phiếu giấy",
    "form-corrected": "sửa phiếu giấy",
}
"""Acts of the log in words; an act that has none is shown by its code."""


@dataclass(frozen=True, slots=True)
class ShownGrant:
    """A right in words, and its parts for the form that takes it away."""

    site_title: str
    role_title: str
    grant: Grant


def moment(at_ms: int) -> str:
    """A moment to the minute at Vietnam's time: accounts belong to no one site."""
    return datetime.fromtimestamp(at_ms / 1000, ZoneInfo(DEFAULT_TIMEZONE)).strftime("%d/%m/%Y %H:%M")


def site_title(site: str, config: CentralConfig) -> str:
    """The name of a site; of one that is configured no more, its id."""
    if site == EVERY_SITE:
        return EVERY_SITE_TITLE
    known = config.sites.get(site)
    return known.name if known else site


def shown_grants(person: Person, config: CentralConfig) -> list[ShownGrant]:
    """The rights of somebody in words."""
    return [
        ShownGrant(site_title(held.site, config), ROLES[held.role].title if held.role in ROLES else held.role, held)
        for held in person.grants
    ]


def session_rows(opened: Iterable[Session], own: str) -> list[dict[str, object]]:
    """Sessions as rows; ``own`` is the one that asks."""
    return [
        {
            "public": one.public,
            "person": one.person,
            "name": one.name,
            "since": moment(one.created_ms),
            "seen": moment(one.seen_ms),
            "address": one.address,
            "agent": browser_name(one.agent),
            "is_own": one.public == own,
        }
        for one in opened
    ]


def browser_name(agent: str) -> str:
    """A browser and its system in two words, as far as they say so."""
    browsers = (("Edg/", "Edge"), ("coc_coc", "Cốc Cốc"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"))
    systems = (("Android", "Android"), ("iPhone", "iPhone"), ("Windows", "Windows"), ("Mac OS", "macOS"))
    named = [*(name for mark, name in (*browsers, ("Safari/", "Safari")) if mark in agent)][:1]
    named += [name for mark, name in (*systems, ("Linux", "Linux")) if mark in agent][:1]
    return ", ".join(named) or "trình duyệt không rõ"


def log_rows(found: Iterable[Entry], config: CentralConfig) -> list[dict[str, str]]:
    """Lines of the log as rows."""
    return [
        {
            "at": moment(entry.at_ms),
            "person": entry.person or "—",
            "act": ACTS.get(entry.act, entry.act),
            "what": entry.what,
            "site": site_title(entry.site, config) if entry.site else "",
            "address": entry.address,
        }
        for entry in found
    ]
