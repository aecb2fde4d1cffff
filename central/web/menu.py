"""The menu beside every page: built from the registry of reports, so that a new one appears by itself.

It shows nobody a page that he may not open: each address is held against the rights of who asks.
"""

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from flask import current_app, has_request_context
from werkzeug.exceptions import HTTPException

from central.reports.period import Period
from central.reports.registry import REPORTS
from central.web import session

BOARD_URL, COMPARE_URL = "/bang-theo-doi", "/bang-theo-doi/so-sanh"
BOARD_PAGES = (("Bảng theo dõi", BOARD_URL), ("So sánh", COMPARE_URL))
METHOD, METHOD_URL = "method", "/cach-tinh"
"""The page that says how figures are made."""
IMPORTS_URL = "/imports"
FEEDBACK_URL = "/gop-y"
DISPUTES_URL, REVIEWS_URL, FORMS_URL, RETENTION_URL = "/can-kiem-tra", "/xem-lai", "/phieu-giay", "/luu-giu-du-lieu"
WRITTEN_URL, TEMPLATE_URL = "/phan-viet-tay", "/mau-van-ban"
CLOSING_URL, CORRECTIONS_URL = "/chot-ky", "/dinh-chinh"
ACCOUNTS_URL, SESSIONS_URL, LOG_URL, OWN_URL = "/tai-khoan", "/phien-lam-viec", "/nhat-ky", "/toi"
DEVICES_URL, FLEET_URL = "/them-thiet-bi", "/thiet-bi"
TOKENS_URL = "/ma-truy-cap"
ROSTERS_URL, PINS_URL, SETTINGS_URL = "/phan-cong", "/ma-pin", "/cau-hinh"


@dataclass(frozen=True, slots=True)
class Link:
    """One entry."""

    label: str
    url: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """Entries under a title."""

    title: str
    links: tuple[Link, ...]


def menu(current: str = "", site: str | None = None, period: Period | None = None) -> tuple[Section, ...]:
    """The menu; what was chosen on this page is taken along to the next."""
    links = tuple(
        Link(report.title, report_url(report.key, site, period), report.key == current) for report in REPORTS.values()
    )
    method = Link("Cách tính", METHOD_URL, current == METHOD)
    imported = Link("Nạp số liệu", IMPORTS_URL + (f"?site={site}" if site else ""), current == IMPORTS_URL)
    closing = Link("Chốt kỳ", CLOSING_URL + (f"?site={site}" if site else ""), current == CLOSING_URL)
    written = Link("Phần viết tay", WRITTEN_URL + (f"?site={site}" if site else ""), current == WRITTEN_URL)
    template = Link("Mẫu văn bản", TEMPLATE_URL, current == TEMPLATE_URL)
    feedback = Link("Góp ý", FEEDBACK_URL + (f"?site={site}" if site else ""), current == FEEDBACK_URL)
    devices = (
        Link("Quản lý thiết bị", FLEET_URL, current == FLEET_URL),
        Link("Thêm thiết bị", DEVICES_URL, current == DEVICES_URL),
    )
    people = (
        Link("Tài khoản", ACCOUNTS_URL, current == ACCOUNTS_URL),
        Link("Phiên làm việc", SESSIONS_URL, current == SESSIONS_URL),
        Link("Mã truy cập", TOKENS_URL, current == TOKENS_URL),
        Link("Nhật ký", LOG_URL, current == LOG_URL),
        Link("Lưu giữ dữ liệu", RETENTION_URL, current == RETENTION_URL),
    )
    reports = Section("Báo cáo", (*links, imported, written, closing, template))
    return _allowed(
        (
            Section("Theo dõi", tuple(_of_site(label, url, current, site) for label, url in BOARD_PAGES)),
            reports,
            Section("Góp ý", (feedback, _of_site("Phiếu giấy", FORMS_URL, current, site))),
            Section(
                "Kiểm tra",
                (
                    _of_site("Cần kiểm tra", DISPUTES_URL, current, site),
                    _of_site("Đề nghị xem lại", REVIEWS_URL, current, site),
                ),
            ),
            Section(
                "Vận hành",
                (
                    _of_site("Đính chính", CORRECTIONS_URL, current, site),
                    _of_site("Phân công", ROSTERS_URL, current, site),
                    _of_site("Mã PIN, thẻ", PINS_URL, current, site),
                    _of_site("Cấu hình gửi máy", SETTINGS_URL, current, site),
                ),
            ),
            Section("Thiết bị", devices),
            Section("Quản trị", people),
            Section("Về số liệu", (method,)),
            Section("Của tôi", (Link("Tài khoản của tôi", OWN_URL, current == OWN_URL),)),
        )
    )


def _of_site(label: str, url: str, current: str, site: str | None) -> Link:
    return Link(label, url + (f"?site={site}" if site else ""), current == url)


def _allowed(sections: Iterable[Section]) -> tuple[Section, ...]:
    """What who asks may open; outside of a request, in a page written to a file, everything."""
    if not has_request_context():
        return tuple(sections)
    kept = (dataclasses.replace(one, links=tuple(filter(_may_open, one.links))) for one in sections)
    return tuple(section for section in kept if section.links)


def _may_open(link: Link) -> bool:
    try:
        endpoint, arguments = current_app.url_map.bind("").match(urlsplit(link.url).path)
    except HTTPException:
        return False
    return session.may(endpoint, dict(arguments))


def report_url(key: str, site: str | None = None, period: Period | None = None, ending: str = "") -> str:
    """The address of a report, or of its download in the format of that ending."""
    asked = {"site": site} if site else {}
    if period:
        asked |= {"from": period.first.isoformat(), "to": period.last.isoformat()}
    path = f"/reports/{key}{'.' if ending else ''}{ending}"
    return f"{path}?{urlencode(asked)}" if asked else path
