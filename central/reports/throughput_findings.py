"""Sentences that a reader of the table of visits must see beside it (design §1.5: shown, never hidden)."""

from central.registry.services import NO_AGENCY
from central.reports.model import Finding
from central.reports.visit_counts import TOTAL, VisitNumbers
from central.rules.visits import ISSUED, SERVED
from kiosk_ui.words import count_text


def about_visits(numbers: VisitNumbers, *, has_services: bool) -> list[Finding]:
    """What is in no figure, or in fewer than a reader would think."""
    total, findings = numbers.of(TOTAL), []
    ownerless = numbers.of(("agency", NO_AGENCY)).issued if NO_AGENCY in numbers.keys("agency") else 0
    if not has_services and total.issued:
        text = "Chưa nạp danh sách dịch vụ của trung tâm này: chưa biết các lượt thuộc cơ quan nào."
        findings.append(Finding("no_service_list", text))
    elif ownerless:
        text = f"{count_text(ownerless)} lượt thuộc dịch vụ mà danh sách không ghi cơ quan vào ngày đó."
        findings.append(Finding("unknown_agency", text, ownerless))
    if open_ := total.state(ISSUED):
        text = f"{count_text(open_)} lượt chưa xong khi lập bảng."
        findings.append(Finding("unfinished", text, open_))
    served = total.state(SERVED)
    if nobody := numbers.outcomes.get("", (0, 0))[0]:
        text = f"{count_text(nobody)} lượt không ai bấm Xong, khép lại khi hết ngày: không tính thời gian phục vụ."
        findings.append(Finding("nobody_finished", text, nobody))
    if unclear := served - total.took("wait").n:
        text = f"{count_text(unclear)} lượt đã phục vụ không rõ thời gian chờ (đồng hồ thiết bị chưa đúng giờ)."
        findings.append(Finding("unknown_wait", text, unclear))
    if numbers.unended:
        text = (
            f"{count_text(numbers.unended)} lần đăng nhập quầy không có giờ rời quầy: "
            "thời gian sau lần ghi cuối cùng không được tính là quầy mở."
        )
        findings.append(Finding("unended", text, numbers.unended))
    return findings + _apart(numbers)


def _apart(numbers: VisitNumbers) -> list[Finding]:
    findings = []
    if n := numbers.unissued:
        text = f"{count_text(n)} lượt chưa nhận được dòng lấy số, chưa được tính vào tổng số."
        findings.append(Finding("unissued", text, n))
    if n := numbers.undated:
        text = f"{count_text(n)} lượt không rõ ngày (đồng hồ thiết bị chưa đúng giờ), không thuộc kỳ nào."
        findings.append(Finding("undated", text, n))
    return findings
