"""Finds the files of Be Vietnam Pro in the installed font package; copies and changes nothing."""

from importlib import resources
from pathlib import Path

FAMILY = "Be Vietnam Pro"
PACKAGE = "fontpkg_be_vietnam_pro"

WEIGHTS: dict[str, str] = {
    "regular": "BeVietnamPro-Regular.ttf",
    "medium": "BeVietnamPro-Medium.ttf",
    "semibold": "BeVietnamPro-SemiBold.ttf",
    "bold": "BeVietnamPro-Bold.ttf",
}
"""The weights that pages use: our name for the weight -> file name in the package."""


class FontMissing(LookupError):
    """The typeface is not installed, or its package no longer holds the file."""


def font_path(weight: str) -> Path:
    """Return the TTF file of ``weight`` (a key of :data:`WEIGHTS`).

    Raises :class:`KeyError` for an unknown weight and :class:`FontMissing` when the file is not there.
    """
    file_name = WEIGHTS[weight]
    try:
        folder = resources.files(PACKAGE)
    except ModuleNotFoundError:
        raise FontMissing(
            f"Chưa có phông chữ {FAMILY}. Cài gói fontpkg-be-vietnam-pro rồi khởi động lại. / "
            f"The typeface {FAMILY} is not installed: install the package fontpkg-be-vietnam-pro and start again."
        ) from None
    path = Path(str(folder.joinpath("files", file_name)))
    if not path.is_file():
        raise FontMissing(
            f"Gói fontpkg-be-vietnam-pro không có tệp {file_name}. Cài lại gói này. / "
            f"The package fontpkg-be-vietnam-pro holds no file {file_name}: install it again."
        )
    return path
