"""The fields of each list as its forms show them: label, choices, what is changed from a day on."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Field:
    """One field. ``choices``: value and word; ``list``: suggestions to type from; ``is_key``: never changed."""

    name: str
    label: str
    choices: tuple[tuple[str, str], ...] = ()
    suggestions: str = ""
    is_key: bool = False
    is_needed: bool = False
    help: str = ""


@dataclass(frozen=True, slots=True)
class ListOf:
    """One list and its fields; rows are shown by ``name``."""

    key: str
    title: str
    one: str
    fields: tuple[Field, ...]


EMPLOYMENTS = (
    ("", "Chưa ghi"),
    ("civil_servant", "Công chức"),
    ("public_employee", "Viên chức"),
    ("contract", "Hợp đồng"),
    ("postal", "Nhân viên bưu điện"),
    ("company", "Nhân viên doanh nghiệp"),
)
NEEDS = (("submit", "Nộp hồ sơ"), ("collect", "Nhận kết quả"), ("ask", "Hỏi, hướng dẫn"), ("other", "Khác"))
ROLES = (("", "Chưa ghi"), ("principal", "Chính thức"), ("substitute", "Dự phòng"))
_AGENCY = Field("agency", "Cơ quan", suggestions="agencies")

LISTS: dict[str, ListOf] = {
    one.key: one
    for one in (
        ListOf(
            "services",
            "Dịch vụ",
            "dịch vụ",
            (
                Field("code", "Mã", is_key=True, is_needed=True),
                Field("name", "Tên dịch vụ", is_needed=True),
                Field("prefix", "Chữ đầu số thứ tự", help="Ví dụ A. Để trống thì không ai lấy số cho việc này."),
                _AGENCY,
                Field("need", "Nhu cầu", NEEDS),
            ),
        ),
        ListOf(
            "officers",
            "Cán bộ",
            "cán bộ",
            (
                Field("code", "Mã cán bộ", is_key=True, is_needed=True),
                Field("name", "Họ và tên", is_needed=True),
                _AGENCY,
                Field("role", "Vai trò", ROLES),
                Field("employment", "Hình thức làm việc", EMPLOYMENTS),
            ),
        ),
        ListOf(
            "counters",
            "Quầy",
            "quầy",
            (
                Field("code", "Số quầy", is_key=True, is_needed=True),
                Field("name", "Tên quầy"),
                Field("services", "Các dịch vụ", help="Mã dịch vụ, cách nhau bằng dấu |. Để trống: mọi dịch vụ."),
                Field("zone", "Khu vực"),
            ),
        ),
    )
}
"""Lists by their kind of import."""

TABS = (*((one.key, one.title) for one in LISTS.values()), ("seats", "Trực quầy"), ("absences", "Vắng có kế hoạch"))
EVERY_WORD = {value: word for choices in (EMPLOYMENTS, NEEDS, ROLES) for value, word in choices if value}
"""What codes of choices are called."""
