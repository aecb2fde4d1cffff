"""The QR code of a ticket as dots. It knows no address: it draws what it is given."""

import segno
from PIL import Image

QUIET_MODULES = 4
_MASK = 3


def qr_code(text: str, most_px: int) -> Image.Image:
    """The code in modules of an even number of dots; with the white round it that it needs, it is at most
    ``most_px`` wide. That white is not drawn.

    One fixed mask: to try all eight costs six times as much, and readers take any.
    """
    code = segno.make(text, error="m", micro=False, boost_error=False, mask=_MASK)
    rows = [bytes(row) for row in code.matrix]
    side = len(rows)
    module_px = max(2, most_px // (side + 2 * QUIET_MODULES) // 2 * 2)
    small = Image.frombytes("L", (side, side), b"".join(rows)).point(lambda dark: 255 if dark else 0)
    large = small.resize((side * module_px, side * module_px), Image.Resampling.NEAREST)
    return large.convert("1")
