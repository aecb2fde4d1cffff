"""A picture of black and white dots as printers take it. Only data: no drawing, no device."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bitmap:
    """Rows of ``width_px / 8`` bytes from the top; the highest bit is the leftmost dot, 1 is black."""

    width_px: int
    height_px: int
    rows: bytes

    def __post_init__(self) -> None:
        if self.width_px % 8 or self.width_px <= 0 or self.height_px < 0:
            raise ValueError(f"a bitmap is whole bytes wide, not {self.width_px} x {self.height_px} dots")
        if len(self.rows) != self.stride * self.height_px:
            raise ValueError(f"{len(self.rows)} bytes are not {self.width_px} x {self.height_px} dots")

    @property
    def stride(self) -> int:
        """Bytes of one row."""
        return self.width_px // 8
