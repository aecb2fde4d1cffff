"""Sentences that a reader of the table of officers must see beside it (design §1.5: shown, never hidden)."""

from collections.abc import Mapping, Sequence

from central.registry.lists import Post
from central.reports.model import Finding
from central.reports.rating_counts import Tally
from central.reports.roster import RosterOfficer
from central.store.tables.base import NO_OFFICER
from contract.scales import Scale
from kiosk_ui.words import count_text

_MOST_NAMED = 5


def about_lists(roster: Sequence[RosterOfficer], has_officers: bool, has_agencies: bool) -> list[Finding]:
    """Lists that were not imported, and agencies that the list does not know."""
    if not has_officers:
        return [Finding("no_officer_list", "Chưa nạp danh sách cán bộ của trung tâm này.")]
    findings = []
    if not roster:
        text = "Danh sách cán bộ không có ai còn hiệu lực trong kỳ này."
        findings.append(Finding("no_officer_in_period", text))
    unknown = list(dict.fromkeys(name for officer in roster for name in officer.unknown_agencies))
    if unknown and has_agencies:
        text = f"Cơ quan chưa có trong danh sách cơ quan: {_named(unknown)}."
        findings.append(Finding("unknown_agency", text, len(unknown)))
    return findings


def about_officers(
    per_officer: Mapping[str, Tally],
    unknown_codes: Sequence[str],
    posts: Sequence[Post],
    outside: Mapping[str, int],
) -> list[Finding]:
    """Ratings whose officer is not known, or whose post did not hold on the day."""
    listed = {post.code for post in posts}
    strangers = [code for code in unknown_codes if code != NO_OFFICER and code not in listed]
    past = [code for code in unknown_codes if code in listed]
    findings = []
    if strangers:
        n = sum(per_officer[code].of_scale for code in strangers)
        text = f"{count_text(n)} lượt mang mã cán bộ chưa có trong danh sách: {_named(strangers)}."
        findings.append(Finding("unknown_officer", text, n))
    if past:
        n = sum(per_officer[code].of_scale for code in past)
        text = f"{count_text(n)} lượt của cán bộ có trong danh sách nhưng không có hiệu lực trong kỳ: {_named(past)}."
        findings.append(Finding("officer_not_in_period", text, n))
    if outside:
        n = sum(outside.values())
        text = (
            f"{count_text(n)} lượt vào ngày nằm ngoài thời gian ghi trong danh sách, vẫn tính cho cán bộ: "
            f"{_named(sorted(outside))}."
        )
        findings.append(Finding("outside_validity", text, n))
    if NO_OFFICER in per_officer:
        n = per_officer[NO_OFFICER].of_scale
        text = f"{count_text(n)} lượt không có cán bộ nào đăng nhập tại quầy."
        findings.append(Finding("nobody_signed_in", text, n))
    return findings


def about_apart(apart: Mapping[str, Tally], undated: Tally, scale: Scale) -> list[Finding]:
    """What stands outside the total and must be explained or settled by people."""
    findings = []
    if other := apart["other_scale"].total:
        text = f"{count_text(other)} lượt theo thang khác không được cộng chung với {scale.title}."
        findings.append(Finding("other_scale", text, other))
    if doubtful := apart["doubtful"].total:
        text = f"{count_text(doubtful)} lượt cần kiểm tra, chưa được tính vào tổng số."
        findings.append(Finding("doubtful", text, doubtful))
    if waiting := apart["no_ticket"].total:
        text = f"{count_text(waiting)} lượt chưa khớp lượt phục vụ nào, chưa được tính vào tổng số."
        findings.append(Finding("no_ticket", text, waiting))
    if undated.total:
        text = f"{count_text(undated.total)} lượt không rõ ngày (đồng hồ thiết bị chưa đúng giờ), không thuộc kỳ nào."
        findings.append(Finding("undated", text, undated.total))
    return findings


def _named(names: Sequence[str]) -> str:
    shown = ", ".join(f"“{name}”" for name in names[:_MOST_NAMED])
    more = len(names) - _MOST_NAMED
    return f"{shown} và {count_text(more)} tên khác" if more > 0 else shown
