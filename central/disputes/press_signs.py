"""Signs in the presses themselves: doubts of the machine, one telephone, an even rhythm, presses at once. Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from statistics import median

from central.disputes.signs import ACCEPTED, DOUBTFUL, DUPLICATE, Press, Sign, Visit
from kiosk_ui.words import count_text

ONE_PHONE = "one_phone"
DOUBTS = {
    "at_once": "bấm ngay khi màn hình vừa mở",
    "rhythm": "bấm đều nhịp như các lượt trước",
    "panel_fault": "hộp nút đang báo lỗi",
    ONE_PHONE: "một điện thoại đánh giá nhiều phiếu trong ngày",
}
"""Doubts of gateways and of the public page in words; one that has none is shown by its code."""

RHYTHM_PRESSES = 8
"""So many presses in a row, one as long after the other: chance alone gives that less than once in years."""
RHYTHM_SHARE, RHYTHM_LEAST_S = 0.05, 2.0
"""How far the gaps may differ: by this share of their middle one, or by this many seconds."""
LONGEST_GAP_S = 1_800
PROMPT_MS, PROMPT_LEAST, PROMPT_SHARE = 2_000, 6, 0.8
"""Most of a day's ratings at a counter within two seconds after the service ended."""


def doubtful(presses: Iterable[Press]) -> Iterator[Sign]:
    """Ratings that a machine put aside to be looked at, by counter and officer."""
    every: Counter[tuple[str, str]] = Counter()
    found: dict[tuple[str, str], list[Press]] = defaultdict(list)
    for press in presses:
        every[press.officer, press.counter] += 1
        if press.verdict == DOUBTFUL and ONE_PHONE not in press.doubts:
            found[press.officer, press.counter].append(press)
    for where, own in sorted(found.items()):
        why = Counter(doubt for press in own for doubt in press.doubts)
        said = [f"{count_text(n)} lượt: {DOUBTS.get(doubt, doubt)}." for doubt, n in sorted(why.items())]
        against = ["Các lượt này chưa được tính vào số liệu nào."]
        if why["panel_fault"]:
            against.append("Hộp nút báo lỗi vào lúc đó: có thể do thiết bị.")
        if len(own) < 3:
            against.append("Số lượt ít, có thể là tình cờ.")
        yield Sign(
            "doubtful", len(own), every[where], tuple(said) or ("Máy không ghi lý do.",), tuple(against), *where,
            ratings=tuple(press.rating for press in own),
        )  # fmt: skip


def one_phone(presses: Iterable[Press]) -> Iterator[Sign]:
    """Tickets rated from a telephone that rated more of them on that day than one visitor has."""
    by_day: dict[str, list[Press]] = defaultdict(list)
    every: Counter[str] = Counter()
    for press in presses:
        every[press.day] += press.channel == "qr"
        if ONE_PHONE in press.doubts:
            by_day[press.day].append(press)
    for day, own in sorted(by_day.items()):
        yield Sign(
            "one_phone", len(own), every[day],
            (f"{count_text(len(own))} phiếu được đánh giá từ điện thoại đã đánh giá trên ba phiếu trong ngày.",),
            ("Các lượt này chưa được tính vào số liệu nào.",
             "Một người đi làm việc thay cho nhiều người cũng cầm nhiều phiếu."),
            day=day, ratings=tuple(press.rating for press in own),
        )  # fmt: skip


def rhythm(presses: Iterable[Press]) -> Iterator[Sign]:
    """Presses at a counter that follow each other in equal steps."""
    for (day, counter), own in _by_place(presses).items():
        timed = sorted((press for press in own if press.time_ms is not None), key=lambda press: press.time_ms or 0)
        runs = list(_even_runs(timed))
        if not runs:
            continue
        told = [press for run in runs for press in run]
        step_s = median(_gaps_s(runs[0]))
        longest = max(map(len, runs))
        yield Sign(
            "rhythm", len(told), len(own),
            (f"{count_text(longest)} lượt liền nhau, lượt sau cách lượt trước khoảng {count_text(round(step_s))} giây, "
             "gần như không lệch.",),
            ("Việc giống nhau làm liên tiếp có thể cho nhịp gần đều, nhưng hiếm khi đều đến thế.",
             "Xem thêm: mỗi lượt có gắn với một phiếu khác nhau không."),
            officer=_single(press.officer for press in told), counter=counter, day=day,
            ratings=tuple(press.rating for press in told),
        )  # fmt: skip


def prompt(presses: Iterable[Press], visits: Mapping[bytes, Visit]) -> Iterator[Sign]:
    """Ratings of a day at a counter that nearly all came within two seconds after the service ended."""
    for (day, counter), own in _by_place(presses).items():
        after = [(press, ended) for press in own if (ended := _ms_after_end(press, visits)) is not None]
        quick = [press for press, ended in after if 0 <= ended <= PROMPT_MS]
        if len(quick) < PROMPT_LEAST or len(quick) < PROMPT_SHARE * len(after):
            continue
        yield Sign(
            "prompt", len(quick), len(after),
            (f"{count_text(len(quick))} trên {count_text(len(after))} lượt được bấm trong vòng 2 giây "
             "sau khi cán bộ bấm Xong.",),
            ("Người dân có thể đã đứng sẵn trước máy và quyết định từ trước.",),
            officer=_single(press.officer for press in quick), counter=counter, day=day,
            ratings=tuple(press.rating for press in quick),
        )  # fmt: skip


def _by_place(presses: Iterable[Press]) -> dict[tuple[str, str], list[Press]]:
    """Presses by day and counter; a press that repeats another one says nothing of a rhythm."""
    found: dict[tuple[str, str], list[Press]] = defaultdict(list)
    for press in presses:
        if press.verdict != DUPLICATE and press.kind != DUPLICATE and press.channel != "qr":
            found[press.day, press.counter].append(press)
    return dict(sorted(found.items()))


def _even_runs(timed: Sequence[Press]) -> Iterator[list[Press]]:
    start = 0
    while start + RHYTHM_PRESSES <= len(timed):
        end = start + RHYTHM_PRESSES
        if not _is_even(timed[start:end]):
            start += 1
            continue
        while end < len(timed) and _is_even(timed[start : end + 1]):
            end += 1
        yield list(timed[start:end])
        start = end


def _is_even(run: Sequence[Press]) -> bool:
    gaps = _gaps_s(run)
    return max(gaps) <= LONGEST_GAP_S and max(gaps) - min(gaps) <= max(RHYTHM_LEAST_S, RHYTHM_SHARE * median(gaps))


def _gaps_s(run: Sequence[Press]) -> list[float]:
    times = [press.time_ms or 0 for press in run]
    return [(later - earlier) / 1000 for earlier, later in zip(times, times[1:], strict=False)]


def _ms_after_end(press: Press, visits: Mapping[bytes, Visit]) -> int | None:
    visit = visits.get(press.ticket) if press.ticket is not None and press.verdict in (ACCEPTED, DOUBTFUL) else None
    if visit is None or visit.finished_ms is None or press.time_ms is None:
        return None
    return press.time_ms - visit.finished_ms


def _single(officers: Iterable[str]) -> str:
    """The officer of all of them; '' when they are of several."""
    different = set(officers)
    return different.pop() if len(different) == 1 else ""
