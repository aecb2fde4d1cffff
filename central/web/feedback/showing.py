"""What the inbox shows of a piece of feedback: words for codes, and which acts are open. Pure."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo

from central.feedback.cases import ACTS, ENDED, STATES, Case
from central.feedback.due import standing_of
from central.feedback.figures import Counts
from central.feedback.reading import Left, Step
from central.feedback.topics import ELSEWHERE, TOPICS, topic_title
from kiosk_ui.words import count_text, date_text

CHOICES = {"open": "Chưa xong", "overdue": "Quá hạn", "ended": "Đã xong", "all": "Tất cả"}
_STANDINGS = {
    "on_time": "xong đúng hạn",
    "late": "xong sau hạn",
    "open": "còn hạn",
    "overdue": "quá hạn",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One piece in words."""

    url: str
    topic: str
    left_on: str
    due: str
    state: str
    standing: str
    is_overdue: bool
    is_readable: bool
    source: str


@dataclass(frozen=True, slots=True)
class Form:
    """One act that is open: what it asks for. ``kind`` is text, lines, day, choice or nothing."""

    act: str
    title: str
    label: str = ""
    kind: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    value: str = ""
    most: int = 200


def row(left: Left, today: date, url: str, *, is_readable: bool) -> Row:
    """A piece as the list and its own page name it."""
    case = left.case
    standing = standing_of(case.due, case.ended_on, today)
    return Row(
        url=f"{url}/{left.note}",
        topic=topic_title(case.topic),
        left_on=date_text(left.left_on) if left.left_on else "không rõ ngày",
        due=date_text(case.due),
        state=_state(case),
        standing=_STANDINGS[standing],
        is_overdue=standing == "overdue",
        is_readable=is_readable,
        source="điện thoại" if left.by_phone else "tại Trung tâm",
    )


def _state(case: Case) -> str:
    words = STATES[case.state]
    if not case.handed_to:
        return words
    return f"{words} cho {case.handed_to}" if case.state == "handed" else f"{words}, đã chuyển cho {case.handed_to}"


def listed(found: list[Left], chosen: str, topic: str, today: date) -> list[Left]:
    """What was chosen, the earliest due first; ended ones with the newest first."""
    kept = [left for left in found if not topic or left.case.topic == topic]
    if chosen == "ended":
        ended = [left for left in kept if left.case.state in ENDED]
        return sorted(ended, key=lambda left: left.case.ended_on or today, reverse=True)
    if chosen == "overdue":
        kept = [left for left in kept if standing_of(left.case.due, left.case.ended_on, today) == "overdue"]
    elif chosen != "all":
        kept = [left for left in kept if left.case.state not in ENDED]
    return sorted(kept, key=lambda left: (left.case.due, left.left_on or today))


def tiles(counts: Counts) -> list[tuple[str, str, str]]:
    """Label, value, what stands below it."""
    due = f"trên {count_text(counts.due)} góp ý đến hạn hoặc đã xong" if counts.due else "chưa có góp ý nào đến hạn"
    return [
        ("Đã nhận", count_text(counts.received), f"{count_text(counts.handed)} đã chuyển xử lý"),
        ("Xong đúng hạn", count_text(counts.on_time), due),
        ("Xong sau hạn", count_text(counts.late), ""),
        ("Đang xem xét", count_text(counts.open + counts.overdue), f"{count_text(counts.overdue)} quá hạn"),
    ]


def topics_of(counts: dict[str, Counts]) -> list[tuple[str, str, int]]:
    """Code, words and number of each topic."""
    return [(code, topic_title(code), one.received) for code, one in counts.items()]


def step(one: Step, zone: tzinfo) -> tuple[str, str, str, str]:
    """When, who, what, and what was said with it."""
    at = datetime.fromtimestamp(one.at_ms / 1000, UTC).astimezone(zone)
    said = topic_title(one.said) if one.act in ("sort", "redirect") else one.said
    if one.act == "due":
        said = date_text(date.fromisoformat(one.said))
    return f"{at:%H:%M} ngày {at:%d/%m/%Y}", one.person, ACTS.get(one.act, one.act), said


def forms(case: Case) -> list[Form]:
    """The acts that are open now."""
    if case.state in ENDED:
        return [Form("reopen", ACTS["reopen"], "Lý do", "text")]
    known = tuple(TOPICS.items())
    found = [
        Form("answer", ACTS["answer"], "Câu trả lời, hiện trên trang của phiếu", "lines", most=2000),
        Form("hand", ACTS["hand"], "Người hoặc cơ quan nhận", "text", value=case.handed_to),
        Form("sort", ACTS["sort"], "Việc góp ý", "choice", known, case.topic),
        Form("due", ACTS["due"], "Hạn trả lời mới", "day", value=case.due.isoformat()),
        Form(
            "redirect",
            ACTS["redirect"],
            "Không thuộc góp ý; người gửi được chỉ dẫn",
            "choice",
            tuple(ELSEWHERE.items()),
        ),
        Form("close", ACTS["close"], "Lý do", "text"),
    ]
    return [Form("take", ACTS["take"]), *found] if case.state == "new" else found
