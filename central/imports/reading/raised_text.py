"""Marks raised text inside the cells of a sheet: there it is a footnote mark, and "10²" must not be read as 102.

Texts that a workbook shares among cells keep their fonts when they are read; those written into the sheet do not.
"""

import io
import re
import zipfile

_RUN = re.compile(
    rb"<r>\s*<rPr>((?:(?!</rPr>).)*vertAlign val=\"superscript\"(?:(?!</rPr>).)*)</rPr>\s*<t([^>]*)>([^<]*)</t>\s*</r>",
    re.DOTALL,
)
_IN_SHEET, _RAISED = b"<is>", b'vertAlign val="superscript"'


def with_raised_marked(data: bytes) -> bytes:
    """The workbook with ``<sup>…</sup>`` around raised text in its sheets; the very same bytes when there is none."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        changed = {
            part.filename: _RUN.sub(rb'<r><t xml:space="preserve"> &lt;sup&gt;\3&lt;/sup&gt;</t></r>', content)
            for part in archive.infolist()
            if part.filename.startswith("xl/worksheets/") and part.filename.endswith(".xml")
            if _IN_SHEET in (content := archive.read(part)) and _RAISED in content
        }
        if not changed:
            return data
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as written:
            for part in archive.infolist():
                written.writestr(part.filename, changed.get(part.filename) or archive.read(part))
    return made.getvalue()
