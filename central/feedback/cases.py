"""What staff may do with a piece of feedback, and what it becomes by that. Pure: nothing is stored or asked here."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from central.feedback.topics import ELSEWHERE, TOPICS

State = Literal["new", "taken", "handed", "answered", "redirected", "closed"]

STATES: dict[State, str] = {
    "new": "Mới",
    "taken": "Đang xem xét",
    "handed": "Đã chuyển",
    "answered": "Đã trả lời",
    "redirected": "Đã chỉ dẫn nơi gửi",
    "closed": "Đã xong, không trả lời",
}
ENDED: tuple[State, ...] = ("answered", "redirected", "closed")
ACTS: dict[str, str] = {
    "take": "Nhận xem xét",
    "sort": "Đổi việc góp ý",
    "due": "Đổi hạn trả lời",
    "hand": "Chuyển xử lý",
    "answer": "Trả lời",
    "redirect": "Chỉ dẫn nơi gửi",
    "close": "Kết thúc, không trả lời",
    "reopen": "Mở lại",
}
MOST_ANSWER = 2_000
MOST_NAME = 200


class CaseRefused(ValueError):
    """It cannot be done; the message is for the reader, in Vietnamese."""


@dataclass(frozen=True, slots=True)
class Case:
    """How far a piece of feedback is. ``version`` grows with each act."""

    state: State
    topic: str
    due: date
    handed_to: str = ""
    handed_on: date | None = None
    ended_on: date | None = None
    answer: str = ""
    version: int = 0


@dataclass(frozen=True, slots=True)
class Act:
    """What somebody does; ``said`` is the word that goes with it: topic, day, name, answer or reason."""

    kind: str
    said: str = ""


def after(case: Case, act: Act, today: date) -> Case:
    """The case after an act of today. Raises CaseRefused."""
    if act.kind not in ACTS:
        raise CaseRefused("Không có việc này.")
    is_ended = case.state in ENDED
    if is_ended != (act.kind == "reopen"):
        raise CaseRefused("Góp ý này đã xong. Muốn làm tiếp, xin mở lại." if is_ended else "Góp ý này chưa xong.")
    changed = _CHANGES[act.kind](case, act.said.strip(), today)
    return replace(changed, version=case.version + 1)


def _take(case: Case, said: str, today: date) -> Case:
    if case.state != "new":
        raise CaseRefused("Góp ý này đã có người nhận.")
    return replace(case, state="taken")


def _sort(case: Case, said: str, today: date) -> Case:
    if said not in TOPICS:
        raise CaseRefused("Xin chọn một việc trong danh sách.")
    return replace(_begun(case), topic=said)


def _due(case: Case, said: str, today: date) -> Case:
    try:
        day = date.fromisoformat(said)
    except ValueError:
        raise CaseRefused("Ngày chưa đúng, viết theo mẫu 2026-08-31.") from None
    if not today <= day <= date(today.year + 1, 12, 31):
        raise CaseRefused("Hạn trả lời không thể ở trước hôm nay hoặc quá xa.")
    return replace(_begun(case), due=day)


def _hand(case: Case, said: str, today: date) -> Case:
    name = _words(said, MOST_NAME, "Xin ghi người hoặc cơ quan nhận.")
    return replace(case, state="handed", handed_to=name, handed_on=case.handed_on or today)


def _answer(case: Case, said: str, today: date) -> Case:
    text = _words(said, MOST_ANSWER, "Xin viết câu trả lời.", lines=True)
    return replace(case, state="answered", answer=text, ended_on=today)


def _redirect(case: Case, said: str, today: date) -> Case:
    """It belongs elsewhere: who left it reads where."""
    if said not in ELSEWHERE:
        raise CaseRefused("Xin chọn nơi cần chỉ dẫn.")
    return replace(case, state="redirected", answer=said, ended_on=today)


def _close(case: Case, said: str, today: date) -> Case:
    _words(said, MOST_NAME, "Xin ghi lý do.")
    return replace(case, state="closed", answer="", ended_on=today)


def _reopen(case: Case, said: str, today: date) -> Case:
    _words(said, MOST_NAME, "Xin ghi lý do.")
    return replace(case, state="handed" if case.handed_to else "taken", answer="", ended_on=None)


def _begun(case: Case) -> Case:
    return replace(case, state="taken") if case.state == "new" else case


def _words(said: str, most: int, empty: str, lines: bool = False) -> str:
    """Words of at least a letter without control characters. Raises CaseRefused."""
    if not said:
        raise CaseRefused(empty)
    if len(said) > most:
        raise CaseRefused(f"Dài quá {most} chữ cái. Xin viết ngắn lại.")
    if any(not (letter.isprintable() or (lines and letter == "\n")) for letter in said):
        raise CaseRefused("Có ký tự không in được. Xin xóa và viết lại.")
    return said


_CHANGES = {
    "take": _take,
    "sort": _sort,
    "due": _due,
    "hand": _hand,
    "answer": _answer,
    "redirect": _redirect,
    "close": _close,
    "reopen": _reopen,
}
