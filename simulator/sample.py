"""The office of `quayso demo`: invented people, four counters, and every kind of device that a gateway drives."""

from simulator.plan import Agency, OfficePlan, Person, Place, Station

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
SEATED = {"1": "cb-01", "2": "cb-02", "3": "cb-03"}
"""Who holds a badge to which reader when the office opens; counter 4 is left for the visitor to try."""


def sample_plan() -> OfficePlan:
    """A Pi with two panels on its pins, one with a button box and a badge reader on cables, one in software."""
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
    )
