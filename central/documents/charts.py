"""Draws the chart of a report for paper: the drawing of its page, with its colours written inside it.

A drawing in a document has no style sheet around it; the rules come from the one of the pages.
"""

import re
from functools import cache

from central.documents.document import Picture
from central.documents.sentences import Manner, share_text
from central.documents.tables import name_of, value_of
from central.reports.model import Report, Row
from kiosk_ui.assets import STATIC
from kiosk_ui.chart_parts import ChartLevel, ChartRow
from kiosk_ui.charts import wide_charts
from kiosk_ui.tokens import read_tokens

TITLE = "Số lượt đánh giá theo mức và tỷ lệ hài lòng"
NOTE = (
    "Cùng thứ tự với bảng, không xếp hạng. Chấm là tỷ lệ, thanh là khoảng tin cậy 95 %; "
    "thanh càng ngắn, con số càng chắc."
)
_FEW = "số lượt ít (dưới 10)"
_NONE = "không phát sinh"
_RULE = re.compile(
    r"^(\.(?:chart text|chart \.chart-[a-z]+|level-[a-z0-9]+|interval-[a-z]+)) \{([^}]*)\}", re.MULTILINE
)
_TOKEN = re.compile(r"var\((--[\w-]+)\)")


def pictures_of(report: Report, manner: Manner, family: str) -> tuple[Picture, ...]:
    """The chart of a report with one count column per level, in pieces that fit a page; nothing for others.

    family: the face of its words.
    """
    levels = report.site.scale.levels
    keys = {column.key for column in report.columns}
    if not all(level.code in keys for level in levels):
        return ()
    items = [row for row in report.rows if row.role == "item" and not value_of(report, row, "group")]
    rows = [_row(report, row, manner) for row in items]
    if not any(row.total for row in rows):
        return ()
    share = next((column.title for column in report.columns if column.kind == "share"), "Tỷ lệ")
    drawn = [ChartLevel(level.title, level.satisfied) for level in levels]
    share_title = f"{share}, khoảng tin cậy 95\N{NO-BREAK SPACE}%"
    pieces = wide_charts(rows, drawn, title=TITLE, share_title=share_title)
    return tuple(Picture(_styled(piece, family), TITLE) for piece in pieces)


def _row(report: Report, row: Row, manner: Manner) -> ChartRow:
    counts = tuple(int(value_of(report, row, level.code) or 0) for level in report.site.scale.levels)
    share = row.share
    if share is None or not share.denominator:
        return ChartRow(name_of(report, row), counts, 0, 0, _NONE, False)
    text = _FEW if share.is_small else share_text(share, manner)
    return ChartRow(name_of(report, row), counts, share.numerator, share.denominator, text, not share.is_small)


def _styled(svg: str, family: str) -> str:
    """The drawing with its own rules, for a program that knows no style sheet of the pages."""
    at = svg.index(">") + 1
    face = f'.chart text {{ font-family: "{family}" }}'
    return f"{svg[:at]}<style>{_rules(family)} {face}</style>{svg[at:]}"


@cache
def _rules(family: str) -> str:
    # Words in a face that is not there are left out of a picture without a word: there is one face.
    tokens = read_tokens() | {"--font-figures": f'"{family}"', "--font": f'"{family}"'}
    css = (STATIC / "charts.css").read_text("utf-8")
    # A halo behind words is drawn letter by letter there, and eats the letter before.
    rules = [
        f"{selector} {{{' '.join(body.split())}}}" for selector, body in _RULE.findall(css) if "paint-order" not in body
    ]
    return _TOKEN.sub(lambda found: tokens[found[1]], " ".join(rules))
