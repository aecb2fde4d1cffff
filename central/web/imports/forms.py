"""Reads the forms of the import pages into a draft; checks everything before anybody works with it."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from datetime import date

import msgspec

from central.imports.agency_answers import NEW
from central.imports.kinds import TableKind
from central.imports.period_of_file import BETWEEN
from central.imports.registry import IMPORTS
from central.imports.remarks import AGENCY, Remark
from central.registry.names import fold
from central.web.imports.keeping import Draft

NEW_AGENCY = "+"
"""What the choice "đơn vị mới" sends; the name of an agency is sent as "=" and the name."""

_CELL = re.compile(r"[A-Z]{1,3}[1-9][0-9]{0,6}")
_LONGEST_SHEET = 64


class FormWrong(ValueError):
    """Something in a form cannot be used; the message is for the reader."""


def first_draft(form: Mapping[str, str], sites: Iterable[str], owner: str, file: str) -> Draft:
    """What the first form says about a file. Raises FormWrong."""
    site, kind = form.get("site", ""), form.get("kind", "")
    if site not in sites:
        raise FormWrong("Xin chọn trung tâm.")
    if kind not in IMPORTS:
        raise FormWrong("Xin chọn loại số liệu.")
    return with_options(Draft("", owner, site, kind, file, ""), form)


def with_options(draft: Draft, form: Mapping[str, str]) -> Draft:
    """Layout, period and sheet as a form says them; what it does not say stays. Raises FormWrong."""
    kind = IMPORTS[draft.kind]
    first, last = (_day(form.get(key, getattr(draft, name))) for key, name in (("from", "first"), ("to", "last")))
    if (offered := form.get("period", "")) and offered.count(BETWEEN) == 1:
        first, last = map(_day, offered.split(BETWEEN))
    layout, sheet = form.get("layout", draft.layout), form.get("sheet", draft.sheet)
    if not isinstance(kind, TableKind):
        first = last = layout = ""
    if layout and layout not in kind.layouts:
        raise FormWrong(f"Loại “{kind.title}” không có mẫu này; hãy để “Tự nhận ra” hoặc chọn mẫu khác.")
    if bool(first) != bool(last):
        raise FormWrong("Xin ghi cả hai ngày của kỳ, hoặc để trống cả hai.")
    if first and last < first:
        raise FormWrong("Ngày cuối kỳ đứng trước ngày đầu kỳ.")
    return msgspec.structs.replace(draft, first=first, last=last, layout=layout, sheet=sheet[:_LONGEST_SHEET])


def with_answers(draft: Draft, form: Mapping[str, str], findings: Iterable[Remark], known: Iterable[str]) -> Draft:
    """The draft with the answers of the preview's form about cells and names. Raises FormWrong."""
    cells = dict(draft.cells)
    for key, value in form.items():
        cell = key.removeprefix("cell-")
        if key.startswith("cell-") and _CELL.fullmatch(cell) and value.isdigit() and len(value) < 17:
            cells[cell] = value
    agencies, names = set(known), dict(draft.names)
    for one in findings:
        if one.kind != AGENCY or one.found is None:
            continue
        said = form.get(name_field(one.found), "") or (NEW_AGENCY if "all-new" in form else "")
        if said == NEW_AGENCY:
            names[one.found] = NEW
        elif said.startswith("=") and said[1:] in agencies:
            names[one.found] = said[1:]
    return with_options(msgspec.structs.replace(draft, cells=cells, names=names), form)


def name_field(name: str) -> str:
    """The field that asks for a name: short, whatever the name."""
    return "name-" + hashlib.sha256(fold(name).encode()).hexdigest()[:16]


def _day(text: str) -> str:
    text = text.strip()
    try:
        return date.fromisoformat(text).isoformat() if text else ""
    except ValueError:
        raise FormWrong("Ngày phải có thật, ghi theo năm-tháng-ngày.") from None
