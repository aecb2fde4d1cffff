"""Signs in the visits: services too short for anything, services that ended while the centre was closed. Pure."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator

from central.disputes.signs import Sign, Visit
from kiosk_ui.words import count_text

SHORT_S = 20
SHORT_LEAST = 3
"""One or two in a period are numbers that were called by mistake."""

IsOpen = Callable[[int], bool | None]
"""Whether the site was open at a moment (milliseconds UTC), its leeway included; None: its hours are not known."""


def short_service(visits: Iterable[Visit]) -> Iterator[Sign]:
    """Officers with several services under 20 seconds."""
    every: Counter[str] = Counter()
    found: dict[str, list[Visit]] = defaultdict(list)
    for visit in visits:
        if visit.service_s is None:
            continue
        every[visit.officer] += 1
        if visit.service_s < SHORT_S:
            found[visit.officer].append(visit)
    for officer, own in sorted(found.items()):
        if len(own) < SHORT_LEAST:
            continue
        days = len({visit.day for visit in own})
        yield Sign(
            "short_service", len(own), every[officer],
            (f"{count_text(len(own))} trên {count_text(every[officer])} lượt phục vụ kéo dài dưới {SHORT_S} giây, "
             f"trong {count_text(days)} ngày.",),
            ("Trả kết quả đã có sẵn, chỉ sang quầy khác có thể xong rất nhanh.",
             "Số đã gọi mà người dân không đến, cán bộ bấm Xong thay vì Vắng mặt."),
            officer=officer, tickets=tuple(visit.ticket for visit in own),
        )  # fmt: skip


def out_of_hours(visits: Iterable[Visit], is_open: IsOpen) -> Iterator[Sign]:
    """Services that ended while the centre was closed, by officer and day."""
    every: Counter[tuple[str, str]] = Counter()
    found: dict[tuple[str, str], list[Visit]] = defaultdict(list)
    for visit in visits:
        if visit.finished_ms is None:
            continue
        every[visit.officer, visit.day] += 1
        if is_open(visit.finished_ms) is False:
            found[visit.officer, visit.day].append(visit)
    for (officer, day), own in sorted(found.items(), key=lambda item: (item[0][1], item[0][0])):
        yield Sign(
            "out_of_hours", len(own), every[officer, day],
            (f"{count_text(len(own))} lượt bấm Xong khi Trung tâm đã nghỉ quá 30 phút hoặc chưa mở cửa.",),
            ("Có thể là làm thêm giờ cho người đã chờ, hoặc ngày làm bù chưa ghi trong giờ làm việc.",
             "Có thể cán bộ quên bấm Xong và bấm bù sau."),
            officer=officer, day=day, tickets=tuple(visit.ticket for visit in own),
        )  # fmt: skip
