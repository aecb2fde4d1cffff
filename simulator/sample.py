"""The office of `quayso demo`: invented people, four counters, and every kind of device that a gateway drives."""

from contract.events.tickets import Need
from contract.services import Picture, Service
from simulator.plan import Agency, HallPlan, OfficePlan, Person, Place, Station

SITE = "van-phong-ao"
NAME = "Trung tâm Phục vụ hành chính công (văn phòng ảo)"

AGENCIES = (
    Agency("tu-phap", "Sở Tư pháp"),
    Agency("xay-dung", "Sở Xây dựng"),
    Agency("noi-vu", "Sở Nội vụ"),
    Agency("bao-hiem", "Bảo hiểm xã hội tỉnh"),
)
PEOPLE = (
    Person("cb-01", "Nguyễn Hải An", "tu-phap", "0412A701"),
    Person("cb-02", "Trần Thu Cúc", "xay-dung", "0412A702"),
    Person("cb-03", "Lê Minh Đạo", "noi-vu", "0412A703"),
    Person("cb-04", "Phạm Ngọc Hạ", "bao-hiem", "0412A704"),
    Person("cb-05", "Vũ Khánh Linh", "tu-phap", "0412A705"),
    Person("cb-06", "Hoàng Quốc Nam", "xay-dung", "0412A706"),
)
_ROWS: tuple[tuple[str, str, str, tuple[Need, ...], str | None, int, Picture], ...] = (
    ("chung-thuc", "Chứng thực bản sao, chữ ký", "A", ("submit",), "tu-phap", 300, "document"),
    ("ho-tich", "Khai sinh, kết hôn, khai tử", "A", ("submit",), "tu-phap", 480, "family"),
    ("xay-dung", "Giấy phép xây dựng, nhà ở", "C", ("submit",), "xay-dung", 720, "house"),
    ("nguoi-co-cong", "Người có công, việc làm", "E", ("submit",), "noi-vu", 600, "work"),
    ("bao-hiem", "Bảo hiểm xã hội, y tế", "G", ("submit",), "bao-hiem", 480, "insurance"),
    ("tra-ket-qua", "Nhận kết quả các loại hồ sơ", "K", ("collect",), None, 180, "result"),
    ("huong-dan", "Hỏi, hướng dẫn thủ tục", "Q", ("ask", "other"), None, 240, "question"),
)
SERVICES = tuple(
    Service(code, name, prefix, needs, agency, expected_s=expected_s, picture=picture)
    for code, name, prefix, needs, agency, expected_s, picture in _ROWS
)
"""What people come for; the everyday names of common procedures."""

HALL = HallPlan(
    "hall-01",
    SERVICES,
    serves={
        "1": ("chung-thuc", "ho-tich", "tra-ket-qua"),
        "2": ("xay-dung", "tra-ket-qua", "huong-dan"),
        "3": ("nguoi-co-cong", "bao-hiem", "huong-dan"),
        "4": ("chung-thuc", "ho-tich", "xay-dung", "bao-hiem", "tra-ket-qua", "huong-dan"),
    },
    notice="Không thu thêm khoản nào ngoài phí, lệ phí niêm yết tại quầy.",
    leader="cb-01",
)

SEATED = {"1": "cb-01", "2": "cb-02", "3": "cb-03"}
"""Who holds a badge to which reader when the office opens; counter 4 is left for the visitor to try."""


def sample_plan(queue: bool = True) -> OfficePlan:
    """A Pi with two panels on its pins, one with a button box and a badge reader on cables, one in software; and one
    with the hall: numbers, paper, boards, voice, desks. Without ``queue`` a press counts for the officer signed in."""
    return OfficePlan(
        SITE,
        NAME,
        stations=(
            Station("q-01", (Place("1", "gpio"), Place("2", "gpio"))),
            Station("q-02", (Place("3", "serial"),)),
            Station("q-03", (Place("4", "dummy"),)),
        ),
        people=PEOPLE,
        agencies=AGENCIES,
        mode="per-ticket" if queue else "free",
        titles={"1": "Tư pháp – Hộ tịch", "2": "Xây dựng", "3": "Nội vụ – Bảo hiểm", "4": "Quầy tổng hợp"},
        hall=HALL if queue else None,
    )
