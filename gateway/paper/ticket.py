"""Draws one ticket: the number first and largest, then what to do, how long it takes, and a code to follow it.

Proportions are those of the screens (8-dot steps); the words come from a language pack.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from uuid import UUID

from contract.clock import Stamp
from gateway.hall_commands import PrintTicket
from gateway.paper.faces import clean
from gateway.paper.layouts import LAYOUTS
from gateway.paper.sheet import Sheet
from gateway.paper.typesetter import Style, width_px
from gateway.paper.words import Words
from gateway.printers.bitmap import Bitmap

TRAINING = "TẬP HUẤN"
"""On the paper of a gateway in training, in every language: it is for the staff."""

GLUED = "hành chính công"
"""Part of the name of nearly every centre; it is not broken over two lines."""

_NEVER = Stamp(datetime(2000, 1, 1, tzinfo=UTC), "holdover", "", 0)
_MINUTE_S, _HOUR_MIN, _COARSE_MIN = 60, 60, 5


class TicketPainter:
    """Draws the tickets of one printer. ``words`` by language; the first is taken for a language without words."""

    def __init__(self, width: int, centre: str, words: Mapping[str, Words]) -> None:
        self._layout = LAYOUTS[width]
        self._centre = clean(centre).replace(GLUED, GLUED.replace(" ", "\N{NO-BREAK SPACE}"))
        self._words = words
        self._default = next(iter(words.values()))

    def prepare(self) -> None:
        """Draw once what every ticket has: the centre's name, the words, every digit in its large size."""
        for language in self._words:
            for number in ("A012", "A345", "A678", "A900"):
                self.draw(PrintTicket(UUID(int=0), number, self._centre, True, 0, _MINUTE_S, _NEVER, 2, language, "-"))

    def draw(self, order: PrintTicket) -> Bitmap:
        """The ticket as a bitmap. Raises KhmerImpossible for Khmer that would come out unshaped."""
        words = self._words.get(order.language, self._default)
        sheet = Sheet(self._layout)
        self._head(sheet, order, words)
        self._number(sheet, order, words)
        self._wait(sheet, order, words)
        self._foot(sheet, order, words)
        return sheet.bitmap()

    def _head(self, sheet: Sheet, order: PrintTicket, words: Words) -> None:
        layout = self._layout
        sheet.gap(layout.gap // 2)
        sheet.text(self._centre, layout.centre)
        sheet.gap(layout.gap // 2)
        sheet.rule()
        if order.training:
            sheet.gap(layout.gap // 2)
            sheet.banner(TRAINING, layout.banner, filled=True)
        if order.attempt > 1:
            sheet.gap(layout.gap // 2)
            sheet.banner(words.say("reprint", count=order.attempt - 1), layout.banner, filled=False)
        sheet.gap(layout.gap // 2)
        sheet.text(order.service, layout.service)

    def _number(self, sheet: Sheet, order: PrintTicket, words: Words) -> None:
        layout = self._layout
        sheet.gap(layout.gap)
        sheet.text(words.say("number"), (layout.caption,))
        sheet.gap(layout.gap * 2 // 3)
        number = clean(order.number)
        sheet.number(number, self._number_style(number))
        if order.priority:
            sheet.gap(layout.gap)
            sheet.banner(words.say("priority"), layout.banner, filled=True)
        sheet.gap(layout.gap)

    def _number_style(self, number: str) -> Style:
        """As large as the paper is wide."""
        size = self._layout.number
        while size > 32 and width_px(number, Style("bold", size)) > self._layout.width - 2 * self._layout.side:
            size -= 8
        return Style("bold", size)

    def _wait(self, sheet: Sheet, order: PrintTicket, words: Words) -> None:
        people = words.say("people", count=order.ahead) if order.ahead else words.say("nobody")
        columns = [(words.say("ahead"), people)]
        if order.estimate_s is not None:
            columns.append((words.say("wait"), duration(words, order.estimate_s)))
        sheet.rule()
        sheet.gap(self._layout.gap // 2)
        sheet.facts(columns)
        sheet.gap(self._layout.gap // 2)
        sheet.rule()

    def _foot(self, sheet: Sheet, order: PrintTicket, words: Words) -> None:
        layout = self._layout
        sheet.gap(layout.gap // 2)
        sheet.text(words.say("sit"), layout.note)
        if order.qr is not None:
            sheet.gap(layout.gap)
            sheet.code(order.qr, words.say("scan"))
        if order.issued.clock != "unset":
            at = order.issued.at
            sheet.gap(layout.gap)
            sheet.text(words.say("issued", time=f"{at:%H:%M}", date=f"{at:%d/%m/%Y}"), layout.small)
        sheet.gap(layout.gap // 2)


def duration(words: Words, seconds: int) -> str:
    """ "khoảng 12 phút": whole minutes, from an hour on in steps of five, never too few."""
    minutes = max(1, -(-seconds // _MINUTE_S))
    if minutes < _HOUR_MIN:
        return words.say("minutes", minutes=minutes)
    minutes = -(-minutes // _COARSE_MIN) * _COARSE_MIN
    return words.say("hours", hours=minutes // _HOUR_MIN, minutes=minutes % _HOUR_MIN)
