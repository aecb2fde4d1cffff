"""Frames of the Alpha sign protocol (form 9708-8061 of its maker): writing a TEXT file. Pure."""

SIGNS_OF_EVERY_KIND = b"Z"
WRITE_TEXT, FILE_A = b"A", b"A"
MIDDLE_LINE, HOLD_MODE, FLASH_MODE = b" ", b"b", b"c"

NUL, SOH, STX, ETX, EOT, ESC = b"\x00", b"\x01", b"\x02", b"\x03", b"\x04", b"\x1b"


def text_frame(address: int, text: str, flash: bool) -> bytes:
    """Show ``text`` until another one comes; with the sum of STX to ETX, so that a damaged frame is not shown."""
    words = STX + WRITE_TEXT + FILE_A + ESC + MIDDLE_LINE + (FLASH_MODE if flash else HOLD_MODE)
    body = words + text.encode("ascii") + ETX
    head = NUL * 5 + SOH + SIGNS_OF_EVERY_KIND + f"{address:02X}".encode("ascii")
    return head + body + f"{sum(body) & 0xFFFF:04X}".encode("ascii") + EOT
