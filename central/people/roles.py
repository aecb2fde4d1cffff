"""Roles and the people who hold them, as plain values; reads and opens nothing."""

from collections.abc import Iterable
from dataclasses import dataclass

from central.store.tables.people import EVERY_SITE

ADMIN, IT, REPORTER, HEAD, SUPERVISOR, GUIDE, AGENCY, OFFICER = (
    "admin", "it", "reporter", "head", "supervisor", "guide", "agency", "officer",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Role:
    """One role: its title, what it is for, and what has to be said with it ('' nothing)."""

    code: str
    title: str
    does: str
    detail_title: str = ""


ROLES: dict[str, Role] = {
    role.code: role
    for role in (
        Role(ADMIN, "Quản trị tài khoản", "Lập tài khoản, giao quyền, kết thúc phiên làm việc, xem nhật ký."),
        Role(IT, "Kỹ thuật", "Quản lý thiết bị và cấu hình; không xem đánh giá."),
        Role(REPORTER, "Lập báo cáo", "Xem và xuất mọi báo cáo, nạp bảng số; số đánh giá đến hết hôm qua."),
        Role(HEAD, "Lãnh đạo Trung tâm", "Xem mọi số liệu, cả từng lượt đánh giá cùng thời điểm."),
        Role(SUPERVISOR, "Giám sát", "Theo dõi khu vực chờ, quầy, lượt phục vụ; không xem đánh giá."),
        Role(GUIDE, "Hướng dẫn", "Hướng dẫn công dân, nhận góp ý."),
        Role(AGENCY, "Cơ quan cử cán bộ", "Xem đánh giá cán bộ của cơ quan mình, gộp từ 5 lượt.", "Cơ quan"),
        Role(OFFICER, "Cán bộ tại quầy", "Xem đánh giá của chính mình, gộp từ 5 lượt.", "Mã cán bộ"),
    )
}
"""Every role, in the order in which pages list them."""


@dataclass(frozen=True, slots=True)
class Grant:
    """A role at a site (`*`: every site). ``detail``: the agency of `agency`, the officer code of `officer`."""

    site: str
    role: str
    detail: str = ""

    def holds_at(self, site: str) -> bool:
        """Whether it holds at a site."""
        return self.site in (site, EVERY_SITE)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is signed in, or might be."""

    id: int
    code: str
    name: str
    grants: tuple[Grant, ...] = ()
    is_blocked: bool = False
    has_password: bool = False

    @property
    def roles(self) -> frozenset[str]:
        """Every role held anywhere."""
        return frozenset(grant.role for grant in self.grants)

    def roles_at(self, site: str) -> frozenset[str]:
        """The roles held at a site."""
        return frozenset(grant.role for grant in self.grants if grant.holds_at(site))

    def details(self, site: str, role: str) -> tuple[str, ...]:
        """The agencies or officer codes that stand with a role at a site."""
        return tuple(grant.detail for grant in self.grants if grant.role == role and grant.holds_at(site))

    def sites(self, configured: Iterable[str], roles: frozenset[str] | None = None) -> tuple[str, ...]:
        """Those of the configured sites where one of the roles is held; any role when none are named."""
        return tuple(site for site in configured if self.roles_at(site) & (roles if roles is not None else self.roles))
