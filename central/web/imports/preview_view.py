"""What the preview shows of a file: what was recognised, what is asked, the rows, what does not add up. Words only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from central.imports.kinds import TableKind
from central.imports.period_of_file import BETWEEN
from central.imports.registry import IMPORTS
from central.imports.remarks import AGENCY, CELL, LAYOUT, PERIOD, SHEET, Remark, said
from central.imports.table import ReadList
from central.web.imports.examining import Looked
from central.web.imports.forms import NEW_AGENCY, name_field
from central.web.imports.recognised import Recognised, recognised
from central.web.imports.tables import Said, TableView, figure_view, general, list_view
from kiosk_ui.words import count_text, date_text

_ASKED = (CELL, SHEET, LAYOUT, PERIOD)


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer: what is sent and what is read."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Question:
    """One question with its answers; ``kind`` says how it is drawn (``cell``, ``choice``, ``period``, ``name``)."""

    kind: str
    field: str
    text: str
    choices: tuple[Choice, ...]
    help: str = ""


@dataclass(frozen=True, slots=True)
class PreviewView:
    """A whole preview. ``table`` is None when the file cannot be understood (yet)."""

    refused: tuple[str, ...]
    questions: tuple[Question, ...]
    names: tuple[Question, ...]
    found: Recognised | None
    table: TableView | None
    general: tuple[str, ...]
    notes: tuple[str, ...]
    finding_count: int


def view_of(looked: Looked, agencies: Sequence[str]) -> PreviewView:
    """The preview of a file that was looked at."""
    asked = [one for one in looked.refused if one.kind in _ASKED]
    refused = tuple(said(one) for one in looked.refused if one not in asked)
    questions = tuple(_question(one, looked) for one in asked)
    if looked.read is None:
        return PreviewView(refused, questions, (), None, None, (), (), 0)
    checked = looked.examined.checked if looked.examined else None
    findings = checked.findings if checked else ()
    # Unknown names are asked above the table, and need not be told again below each row.
    told = [_told(one) for one in findings if one.kind != AGENCY]
    table = _table(looked, told)
    return PreviewView(
        refused,
        questions,
        tuple(_name_question(one, agencies) for one in findings if one.kind == AGENCY),
        recognised(looked.kind, looked.read),
        table,
        tuple(general(told, table)),
        tuple(said(one) for one in checked.notes) if checked else (),
        len(findings),
    )


def _told(one: Remark) -> Said:
    return Said(one.row, one.key or one.column, one.kind, said(one))


def _table(looked: Looked, told: Sequence[Said]) -> TableView:
    read = looked.read
    if isinstance(read, ReadList):
        assert not isinstance(looked.kind, TableKind)
        return list_view(looked.kind.columns, read.records, told)
    assert read is not None
    return figure_view(read.table, told)


def _question(one: Remark, looked: Looked) -> Question:
    if one.kind == CELL:
        count = count_text(int(one.choices[0]))
        text = f"Ô {one.key} ghi “{one.found}”. Bản gốc ghi {count} phải không?"
        why = (
            "Phần mềm bảng tính có thể đã bỏ số 0 ở cuối. Nếu bản gốc ghi số khác, hãy sửa ô này trong tệp rồi chọn "
            "lại tệp."
        )
        return Question("cell", f"cell-{one.key}", text, (Choice(one.choices[0], f"Đúng, là {count}"),), why)
    if one.kind == SHEET:
        choices = tuple(Choice(name, name) for name in one.choices)
        return Question("choice", "sheet", "Tệp có nhiều trang tính. Nạp trang nào?", choices)
    if one.kind == LAYOUT:
        titles = {key: layout.title for kind in IMPORTS.values() if isinstance(kind, TableKind)
                  for key, layout in zip(kind.layouts, kind.tables, strict=True)}  # fmt: skip
        choices = tuple(Choice(key, titles.get(key, key)) for key in one.choices)
        return Question("choice", "layout", "Tệp có vẻ theo mẫu nào?", choices)
    choices = tuple(Choice(one_of, _days(one_of)) for one_of in one.choices)
    return Question("period", "period", "Bảng này là của kỳ nào?", choices, _why(one))


def _why(one: Remark) -> str:
    text = one.what_vi.partition(", nếu đúng hãy thêm")[0].partition("; hãy kiểm tra lại --from")[0]
    return f"{text[:1].upper()}{text[1:]}."


def _days(period: str) -> str:
    return "–".join(date_text(date.fromisoformat(day)) for day in period.split(BETWEEN))


def _name_question(one: Remark, agencies: Sequence[str]) -> Question:
    name = one.found or ""
    near = [Choice(f"={agency}", f"{agency} (gần giống)") for agency in one.choices]
    rest = [Choice(f"={agency}", agency) for agency in agencies if agency not in one.choices]
    return Question("name", name_field(name), name, (*near, Choice(NEW_AGENCY, "Đơn vị mới, đúng như tên này"), *rest))
