"""Paper that grows downwards: texts, rules, banners and codes are put below each other on it.

It knows sizes and no words; nothing of it outlasts one ticket.
"""

from PIL import Image, ImageDraw

from gateway.paper.code import qr_code
from gateway.paper.layouts import Layout
from gateway.paper.typesetter import EDGE_PX, Style, fit, line, width_px
from gateway.printers.bitmap import Bitmap

CAP = 0.70
"""Height of capitals and digits, in sizes."""

_LONGEST_PX = 1600
_MANY_LINES = (2, 3, 4, 5)
_BESIDE_CODE = (4, 6)


class Sheet:
    """One ticket being drawn."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._image = Image.new("1", (layout.width, _LONGEST_PX), 0)
        self._pen = ImageDraw.Draw(self._image)
        self._y = 0
        self._inner = layout.width - 2 * layout.side

    def bitmap(self) -> Bitmap:
        """What was drawn, cut off below."""
        width, height = self._layout.width, min(self._y, _LONGEST_PX)
        return Bitmap(width, height, self._image.tobytes()[: width // 8 * height])

    def gap(self, height: int) -> None:
        """White paper."""
        self._y += height

    def rule(self) -> None:
        """A line across."""
        side = self._layout.side
        self._pen.rectangle((side, self._y, self._layout.width - 1 - side, self._y + 1), fill=1)
        self._y += 2

    def text(self, text: str, styles: tuple[Style, ...]) -> None:
        """A text in the middle: two lines, then smaller, then more lines."""
        self._y += self._block(text, styles, self._layout.side, self._inner, self._y, _MANY_LINES)

    def number(self, number: str, style: Style) -> None:
        """The number, digit by digit: they are pictures already."""
        x = (self._layout.width - width_px(number, style)) / 2
        base = self._y + round(style.size_px * CAP)
        for character in number:
            self._paste(line(character, style), round(x) - EDGE_PX, base - style.base_px)
            x += width_px(character, style)
        self._y = base

    def banner(self, text: str, styles: tuple[Style, ...], filled: bool) -> None:
        """Words nobody overlooks: white on black, or in a frame."""
        room = self._inner - 2 * styles[-1].size_px
        style, (shown, *_) = fit(text, styles, room, (1,))
        picture = line(shown, style)
        height = round(style.size_px * 1.5)
        width = min(self._inner, picture.width + 2 * style.size_px)
        left = (self._layout.width - width) // 2
        box = (left, self._y, left + width - 1, self._y + height - 1)
        self._pen.rounded_rectangle(box, radius=8, fill=int(filled), outline=1, width=4)
        base = self._y + (height + round(style.size_px * CAP)) // 2
        x = left + (width - picture.width + style.tracking_px) // 2
        self._paste(picture, x, base - style.base_px, ink=int(not filled))
        self._y += height

    def facts(self, facts: list[tuple[str, str]]) -> None:
        """What it is and how much: side by side on wide paper, else a row for each."""
        if self._layout.columns:
            self._columns(facts)
        else:
            for label, value in facts:
                self.row(label, value)

    def _columns(self, facts: list[tuple[str, str]]) -> None:
        layout, width, bottom = self._layout, self._inner // len(facts), self._y
        for index, (label, value) in enumerate(facts):
            x = layout.side + index * width
            top = self._y + self._block(label, layout.label, x, width, self._y, (1,))
            inner = width - layout.gap
            bottom = max(bottom, top + self._block(value, layout.value, x + layout.gap // 2, inner, top, (1, 2)))
        for index in range(1, len(facts)):
            x = layout.side + index * width
            self._pen.rectangle((x - 1, self._y + 4, x, bottom - 4), fill=1)
        self._y = bottom

    def row(self, label: str, value: str) -> None:
        """What it is on the left, how much on the right."""
        layout = self._layout
        label_style, (label, *_) = fit(label, layout.label, self._inner, (1,))
        room = self._inner - round(width_px(label, label_style)) - layout.gap
        style, parts = fit(value, layout.value, room, (1, 2))
        self._line(label, label_style, layout.side - EDGE_PX, self._y, style.size_px)
        for part in parts:
            x = layout.width - layout.side - round(width_px(part, style)) - EDGE_PX
            self._line(part, style, x, self._y, style.size_px)
            self._y += style.leading_px

    def code(self, address: str, words: str) -> None:
        """A QR code, its words beside it, or below on narrow paper."""
        layout = self._layout
        picture = qr_code(address, layout.code)
        if not layout.columns:
            self._paste(picture, (layout.width - picture.width) // 16 * 8, self._y)
            self._y += picture.height + layout.gap
            self.text(words, layout.small)
            return
        self._paste(picture, (layout.side + 15) // 8 * 8, self._y)
        x = layout.side + picture.width + 2 * layout.gap
        style, parts = fit(words, layout.small, layout.width - layout.side - x, _BESIDE_CODE)
        top = self._y + (picture.height - style.leading_px * len(parts)) // 2
        for index, part in enumerate(parts):
            self._line(part, style, x, top + index * style.leading_px, style.size_px)
        self._y += picture.height

    def _block(self, text: str, styles: tuple[Style, ...], x: int, width: int, y: int, lines: tuple[int, ...]) -> int:
        """Centred lines; returns their height."""
        style, parts = fit(text, styles, width, lines)
        for index, part in enumerate(parts):
            left = x + (width - round(width_px(part, style))) // 2 - EDGE_PX
            self._line(part, style, left, y + index * style.leading_px, style.size_px)
        return style.leading_px * len(parts)

    def _line(self, text: str, style: Style, x: int, y: int, base: int) -> None:
        self._paste(line(text, style), x, y + base - style.base_px)

    def _paste(self, picture: Image.Image, x: int, y: int, ink: int = 1) -> None:
        self._image.paste(ink, (x, y), picture)
