"""What Decree 30/2020 asks of the pages of a template: remarks for who changed it, never a refusal."""

from docx.document import Document as WordDocument
from docx.section import Section
from docx.shared import Length

_MARGINS_MM = {"trên": (20, 25), "dưới": (20, 25), "trái": (30, 35), "phải": (15, 20)}
_FACE = "Times New Roman"
_BODY = "VB Nội dung"
_SIZES_PT = (13.0, 14.0)
_SLACK_MM = 0.6


def layout_remarks(word: WordDocument) -> list[str]:
    """Where the first page of a template leaves the layout of the decree."""
    section = word.sections[0]
    remarks = [*_paper(section), *_margins(section)]
    style = next((style for style in word.styles if style.name == _BODY), None)
    font = getattr(style, "font", None)
    if font is not None and font.name not in (None, _FACE):
        remarks.append(f"Phông chữ của “{_BODY}” là {font.name}; Nghị định 30/2020/NĐ-CP quy định {_FACE}.")
    if font is not None and font.size is not None and font.size.pt not in _SIZES_PT:
        remarks.append(f"Cỡ chữ của “{_BODY}” là {font.size.pt:g}; Nghị định 30/2020/NĐ-CP quy định 13 đến 14.")
    return remarks


def _paper(section: Section) -> list[str]:
    size = (_mm(section.page_width), _mm(section.page_height))
    if abs(size[0] - 210) > _SLACK_MM or abs(size[1] - 297) > _SLACK_MM:
        return [f"Khổ giấy là {size[0]:.0f} × {size[1]:.0f} mm; Nghị định 30/2020/NĐ-CP quy định A4 (210 × 297 mm)."]
    return []


def _margins(section: Section) -> list[str]:
    there = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    remarks = []
    for (side, (least, most)), margin in zip(_MARGINS_MM.items(), there, strict=True):
        if not least - _SLACK_MM <= _mm(margin) <= most + _SLACK_MM:
            remarks.append(
                f"Lề {side} là {_mm(margin):.0f} mm; Nghị định 30/2020/NĐ-CP quy định {least} đến {most} mm."
            )
    return remarks


def _mm(length: Length | None) -> float:
    return length.mm if length is not None else 0.0
