"""Finds the files of the typefaces in their installed packages; copies and changes nothing."""

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

KHMER_FAMILY = "Noto Sans Khmer"
KHMER_PACKAGE = "fontpkg_noto_sans_khmer"
KHMER_FILE = "NotoSansKhmer[wdth,wght].ttf"


class FontMissing(LookupError):
    """The typeface is not installed, or its package no longer holds the file."""


def font_path(weight: str) -> Path:
    """Return the TTF file of ``weight`` (a key of :data:`WEIGHTS`).

    Raises :class:`KeyError` for an unknown weight and :class:`FontMissing` when the file is not there.
    """
    return _in_package(PACKAGE, WEIGHTS[weight], FAMILY)


def khmer_path() -> Path:
    """Return the TTF file of the Khmer letters, with every weight in it. Raises :class:`FontMissing`."""
    return _in_package(KHMER_PACKAGE, KHMER_FILE, KHMER_FAMILY)


def _in_package(package: str, file_name: str, family: str) -> Path:
    distribution = f"fontpkg-{family.lower().replace(' ', '-')}"
    try:
        folder = resources.files(package)
    except ModuleNotFoundError:
        raise FontMissing(
            f"Chưa có phông chữ {family}. Cài gói {distribution} rồi khởi động lại. / "
            f"The typeface {family} is not installed: install the package {distribution} and start again."
        ) from None
    path = Path(str(folder.joinpath("files", file_name)))
    if not path.is_file():
        raise FontMissing(
            f"Gói {distribution} không có tệp {file_name}. Cài lại gói này. / "
            f"The package {distribution} holds no file {file_name}: install it again."
        )
    return path
