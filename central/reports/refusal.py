"""Why a report cannot be made although its name, its centre and its period are all right."""

from collections.abc import Iterable

from central.reports.period import Period


class ReportRefused(LookupError):
    """There is nothing to make it from; the message says what there is, in Vietnamese, then English.

    ``reason_vi`` is the Vietnamese part alone, for a page; ``stored`` are the periods that could be made.
    """

    def __init__(self, reason_vi: str, reason_en: str, stored: Iterable[Period] = ()) -> None:
        super().__init__(f"{reason_vi} / {reason_en}")
        self.reason_vi = reason_vi
        self.stored = tuple(stored)
