"""The single things that are looked at before a period is closed. Each reads the store and says one sentence."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Literal, NamedTuple

from sqlalchemy import Connection, func, select

from central.config import CentralConfig, CentralSite
from central.presence import GatewayPresence
from central.projections.settings import counted_with, counts_with
from central.registry.lists import lists_in_force
from central.reports import officer_ratings
from central.reports.model import Report, Site
from central.reports.period import Period
from central.reports.registry import REPORTS
from central.rules.workdays import closable_from, rated_until
from central.store.tables import findings, imports, streams, tickets
from central.workdays import workdays_at
from contract.clock import utc_ms
from contract.ids import belongs_to_central
from kiosk_ui.words import count_text, date_text

_MOST_NAMED = 5
_BEFORE = timedelta(days=31)
"""A gateway that was heard so long before the period, and not since, is taken for one that was retired."""


Level = Literal["ok", "unknown", "warn", "block"]
"""``warn``: the period may be closed over it, with a written reason; ``block``: it may not; ``unknown``: nobody
here can tell, which is no reason to stop and is never shown as well."""


@dataclass(frozen=True, slots=True)
class Found:
    """What came of one look; see `central.closing.readiness.Line`."""

    code: str
    level: Level
    title: str
    text: str
    count: int | None = None
    todo: str = ""


class _Words(NamedTuple):
    title: str
    well: str
    todo: str


_SAID_BY_REPORTS = {
    "gap": _Words(
        "Dòng sự kiện", "Mọi thiết bị đã gửi đủ, không thiếu dòng nào.",
        "Bật thiết bị và kiểm tra đường truyền: dòng còn thiếu sẽ tự gửi về.",
    ),
    "lost": _Words(
        "Dòng sự kiện đã mất", "Không mất dòng nào.",
        "Không lấy lại được; ghi vào lý do chốt nếu kỳ này có ảnh hưởng.",
    ),
    "conflict": _Words(
        "Dòng mâu thuẫn", "Không có dòng nào mâu thuẫn.",
        "Xem quayso audit: có thể một thẻ nhớ đã bị sao chép.",
    ),
    "quarantine": _Words(
        "Dòng không đọc được", "Mọi dòng gửi đến trong kỳ đều đọc được.",
        "Xem nhật ký của thiết bị đã gửi; cập nhật chương trình nếu phiên bản quá cũ.",
    ),
    "no_officer_list": _Words("Danh sách cán bộ", "", "Nạp danh sách cán bộ."),
    "unknown_officer": _Words(
        "Cán bộ chưa có trong danh sách", "Mọi lượt đánh giá đều của cán bộ có trong danh sách.",
        "Bổ sung mã vào danh sách cán bộ rồi nạp lại.",
    ),
    "officer_not_in_period": _Words(
        "Cán bộ ngoài thời gian trong danh sách", "", "Sửa ngày hiệu lực trong danh sách cán bộ rồi nạp lại."
    ),
    "outside_validity": _Words(
        "Ngày ngoài thời gian trong danh sách", "", "Sửa ngày hiệu lực trong danh sách cán bộ rồi nạp lại."
    ),
    "unknown_agency": _Words(
        "Cơ quan chưa có trong danh sách", "", "Bổ sung cơ quan hoặc tên gọi khác vào danh sách rồi nạp lại."
    ),
}  # fmt: skip
"""Findings of reports that matter before closing: what they are called, what is said when there are none ('' for
nothing), what to do."""

_APART = {
    "no_ticket": _Words(
        "Đánh giá chưa khớp lượt phục vụ", "Mọi lượt đánh giá hợp lệ đều khớp một lượt phục vụ.",
        "Chờ thiết bị gửi đủ dòng lấy số; lượt nào không khớp được thì vẫn để riêng.",
    ),
    "doubtful": _Words(
        "Đánh giá cần kiểm tra", "Không có lượt nào cần kiểm tra.", "Xem từng lượt rồi quyết định tính hoặc để riêng."
    ),
    "undated": _Words(
        "Đánh giá không rõ ngày", "Mọi lượt đánh giá đều rõ ngày.",
        "Thiết bị chưa từng có giờ đúng trong lần khởi động ấy; bật lại mạng để thiết bị chỉnh giờ.",
    ),
}  # fmt: skip
"""Rows outside the total of the officers' table."""


def time_has_come(settings: CentralSite, site: Site, period: Period, now: datetime) -> Found:
    """Tickets of the last day may be rated until the end of the next working day."""
    title, today = "Thời hạn đánh giá", now.astimezone(site.zone).date()
    is_workday = workdays_at(settings)
    until, since = rated_until(period.last, is_workday), closable_from(period.last, is_workday)
    said = f"Mã QR trên phiếu của ngày cuối kỳ nhận đánh giá đến hết ngày {date_text(until)}"
    if today >= since:
        return Found("too_early", "ok", title, f"{said}, nay đã hết hạn.")
    return Found("too_early", "block", title, f"{said}.", None, f"Chốt được từ ngày {date_text(since)}.")


def counted_as_configured(connection: Connection, config: CentralConfig) -> Found:
    """Figures made with other settings than those of now are not what would be closed."""
    title, made_with = "Cách tính", counted_with(connection)
    if made_with is None or made_with.same(counts_with(config)):
        return Found("settings", "ok", title, "Số liệu được tính theo đúng cấu hình hiện hành.")
    text = "Số liệu trong kho được tính với cấu hình khác với central.toml hiện nay."
    return Found("settings", "block", title, text, None, "Chạy quayso rebuild hoặc khởi động lại quayso central.")


class Gateways:
    """What the gateways of a site still hold, as far as that is known."""

    def __init__(
        self, connection: Connection, site: Site, period: Period, presence: Sequence[GatewayPresence] | None
    ) -> None:
        self._presence = presence
        midnight = datetime.combine(period.first, time.min, tzinfo=site.zone)
        self._since_ms = utc_ms(midnight - _BEFORE)
        self._end_ms = utc_ms(datetime.combine(period.last + timedelta(days=1), time.min, tzinfo=site.zone))
        rows = connection.execute(select(streams).where(streams.c.site == site.id)).all()
        self._rows = [row for row in rows if not belongs_to_central(row.gateway)]

    def behind(self) -> Found:
        """Lines that gateways have written and central does not hold yet, as they told when they were heard last."""
        title = "Dòng chưa gửi về"
        if self._presence is None:
            text = "Không rõ: máy này không nghe thiết bị."
            return Found("behind", "unknown", title, text, None, "Xem mục này ở trang Chốt kỳ.")
        complete = {(row.gateway, row.stream): row.complete_seq for row in self._rows}
        told = [one for one in self._presence if self._is_ours(one) and (one.birth or one.health)]
        waiting: dict[str, int] = {}
        for one in told:
            for stream, last in _told_by(one).items():
                held = last - complete.get((one.gateway, stream), 0)
                if held > 0:
                    waiting[one.gateway] = waiting.get(one.gateway, 0) + held
        if waiting:
            total = sum(waiting.values())
            text = f"{count_text(total)} dòng còn ở thiết bị: {_named(sorted(waiting))}."
            return Found("behind", "warn", title, text, total, "Chờ gửi hết; nếu không giảm thì kiểm tra đường truyền.")
        names = {row.gateway for row in self._rows}
        if len(told) < len(names):
            text = f"Nghe thấy {count_text(len(told))} trên {count_text(len(names))} thiết bị từng gửi dòng."
            return Found("behind", "unknown", title, text, None, "Bật thiết bị còn vắng để biết chắc.")
        return Found("behind", "ok", title, f"{count_text(len(told))} thiết bị được nghe thấy, không còn dòng nào chờ.")

    def silent(self) -> Found:
        """Gateways that worked around the period and were not heard since it ended: they may hold lines of it."""
        title = "Thiết bị chưa gửi gì từ khi hết kỳ"
        last: dict[str, int] = {}
        for row in self._rows:
            last[row.gateway] = max(last.get(row.gateway, 0), row.last_seen_ms)
        silent = sorted(name for name, seen in last.items() if self._since_ms <= seen < self._end_ms)
        if not silent:
            return Found("silent", "ok", title, "Không có: mọi thiết bị của kỳ đã gửi tiếp sau ngày cuối kỳ.")
        text = f"{count_text(len(silent))} thiết bị: {_named(silent)}. Có thể còn giữ dòng của kỳ này."
        return Found("silent", "warn", title, text, len(silent), "Bật từng thiết bị cho đến khi gửi hết dòng.")

    def _is_ours(self, one: GatewayPresence) -> bool:
        return any(row.gateway == one.gateway for row in self._rows)


def chains(connection: Connection, site: str) -> Found:
    """Breaks and streams under two names, as they were noticed on arrival."""
    title = "Chuỗi sự kiện"
    there = (streams.c.gateway == findings.c.gateway) & (streams.c.stream == findings.c.stream)
    statement = (
        select(findings.c.gateway)
        .join(streams, there)
        .where(streams.c.site == site, findings.c.kind.in_(("chain_broken", "foreign_stream")))
    )
    broken = list(connection.execute(statement).scalars())
    if not broken:
        return Found("chain", "ok", title, "Mọi chuỗi đều liền.")
    text = f"Chuỗi đứt hoặc lẫn tại {_named(sorted(set(broken)))}."
    return Found("chain", "warn", title, text, len(broken), "Chạy quayso audit để biết từng chỗ.")


def from_reports(reports: Mapping[str, Report]) -> Iterator[Found]:
    """What the reports themselves say of their figures, and what stands outside the totals."""
    said = dict.fromkeys(finding for report in reports.values() for finding in report.findings)
    for code, words in _SAID_BY_REPORTS.items():
        of_it = [finding for finding in said if finding.code == code]
        if of_it:
            count = sum(finding.count or 1 for finding in of_it)
            yield Found(code, "warn", words.title, " ".join(one.text for one in of_it), count, words.todo)
        elif words.well:
            yield Found(code, "ok", words.title, words.well)
    officers = reports.get(officer_ratings.KEY)
    if officers is not None:
        yield from _outside(officers)


def _outside(report: Report) -> Iterator[Found]:
    keys = [column.key for column in report.columns]
    numbers = {row.kind: dict(zip(keys, row.cells, strict=True))["ratings"] for row in report.rows}
    for kind, words in _APART.items():
        n = numbers.get(kind) or 0
        if not isinstance(n, int) or not n:
            yield Found(kind, "ok", words.title, words.well)
        else:
            text = f"{count_text(n)} lượt, đứng ngoài tổng số."
            yield Found(kind, "warn", words.title, text, n, words.todo)


def open_visits(connection: Connection, site: Site, period: Period) -> Found:
    """Numbers of which nobody said how they ended: a day that was not closed."""
    title = "Lượt chưa kết thúc"
    statement = select(func.count()).where(
        tickets.c.site == site.id,
        tickets.c.day.between(period.first.isoformat(), period.last.isoformat()),
        tickets.c.state == "issued",
    )
    n = int(connection.scalar(statement) or 0)
    if not n:
        return Found("open_visits", "ok", title, "Mọi số đã cấp đều có kết thúc.")
    text = f"{count_text(n)} số đã cấp chưa có kết thúc."
    return Found("open_visits", "warn", title, text, n, "Có thể một ngày chưa khép, hoặc dòng cuối ngày chưa về.")


def lists(connection: Connection, site: Site) -> Found:
    """Lists without which names and agencies stay unknown."""
    wanted = {"officers": "cán bộ", "agencies": "cơ quan"}
    if site.mode != "free":
        wanted["services"] = "dịch vụ"
    there = lists_in_force(connection, site.id, tuple(wanted))
    missing = [name for kind, name in wanted.items() if kind not in there]
    if not missing:
        return Found("lists", "ok", "Danh sách đã nạp", f"Có đủ danh sách {', '.join(wanted.values())}.")
    text = f"Chưa nạp danh sách {', '.join(missing)}."
    return Found("lists", "warn", "Danh sách đã nạp", text, len(missing), "Nạp danh sách ở trang Nạp số liệu.")


def tables(connection: Connection, site: str, period: Period, refused: Mapping[str, str]) -> Found:
    """Tables of this period that were not imported, or whose sums did not add up."""
    title, todo = "Bảng số của kỳ", "Nạp bảng số của đúng kỳ này, hoặc ghi lý do nếu không có."
    if refused:
        names = ", ".join(REPORTS[key].title for key in refused)
        return Found("tables", "warn", title, f"Không lập được: {names} (chưa nạp số liệu).", len(refused), todo)
    first, last = period.first.isoformat(), period.last.isoformat()
    statement = select(imports.c.file).where(
        imports.c.site == site,
        imports.c.superseded_ms.is_(None),
        imports.c.finding_count > 0,
        imports.c.period_from >= first,
        imports.c.period_to <= last,
        imports.c.period_from != "",
    )
    wrong = list(connection.execute(statement).scalars())
    if wrong:
        text = f"{count_text(len(wrong))} tệp có chỗ không khớp khi nạp: {_named(wrong)}."
        return Found("tables", "warn", title, text, len(wrong), "Xem lại từng chỗ; số in trong tệp vẫn được giữ.")
    return Found("tables", "ok", title, "Mọi báo cáo đều lập được; các tệp đã nạp đều khớp.")


def _told_by(one: GatewayPresence) -> dict[str, int]:
    """The last line of each stream as the gateway told it: in its health, else in its birth."""
    told = {said.stream: said.last for said in one.birth.streams} if one.birth else {}
    for said in one.health.streams if one.health else ():
        told[said.stream] = max(told.get(said.stream, 0), said.last)
    return told


def _named(names: Sequence[str]) -> str:
    more = len(names) - _MOST_NAMED
    shown = ", ".join(names[:_MOST_NAMED])
    return f"{shown} và {count_text(more)} nơi khác" if more > 0 else shown
