"""Writes docs/events.md from the event types and their docstrings: the list of all events for people.

.venv/bin/python tools/events_doc.py > docs/events.md
"""

import ast
import importlib
import inspect
import re
import sys
import types
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Meta

from contract.events import EVENT_TYPES, EventData, Outcome
from contract.scales import SCALES

GROUPS = {
    "gateway": "The gateway itself · thiết bị, tiến trình",
    "counter": "Counters and officers · quầy và cán bộ",
    "tickets": "Tickets · số thứ tự",
    "ratings": "Ratings and feedback · đánh giá và góp ý",
    "corrections": "Written by central only · chỉ trung tâm ghi",
}
VIETNAMESE = {
    "officer.signed_in": "đăng nhập quầy",
    "officer.signed_out": "rời quầy",
    "counter.paused": "tạm nghỉ",
    "counter.resumed": "phục vụ trở lại",
    "help.called": "gọi hỗ trợ",
    "ticket.issued": "lấy số",
    "ticket.printed": "đã in số",
    "ticket.print_failed": "in số không được",
    "ticket.called": "gọi số, gọi lại",
    "service.started": "bắt đầu",
    "service.finished": "xong",
    "ticket.parked": "chờ bổ sung",
    "ticket.resumed": "chờ tiếp",
    "ticket.missed": "vắng mặt",
    "ticket.voided": "hủy số",
    "ticket.transferred": "chuyển",
    "ticket.abandoned": "bỏ về, hết ngày",
    "ticket.needs_set": "ghi trợ giúp",
    "rating.opened": "mời đánh giá",
    "rating.closed": "hết lượt đánh giá",
    "rating.given": "đánh giá",
    "rating.changed": "đổi lựa chọn",
    "rating.reasoned": "lý do",
    "feedback.left": "góp ý",
    "rating.set_aside": "loại khỏi thống kê",
    "rating.restored": "tính lại",
    "correction.made": "đính chính",
    "report.frozen": "chốt báo cáo",
}
"""Names that people here use; what only machines do has none."""

KINDS = {
    "code": "1–64 characters without control characters: a counter, an officer's code, a service. Never a name.",
    "text": "like a code, up to 256 characters",
    "uuid": "a UUID; of version 7 where this system makes it, so that it grows with time",
    "hash": "32 hex digits: the first 16 bytes of a SHA-256",
    "stream": "32 hex digits: the id of a stream",
    "count": "a whole number from 0",
    "seconds, ms": "whole numbers of seconds, of milliseconds",
    "date": "a day, `2026-11-21`, local to the site",
    "any": "whatever JSON can say",
}
_NAMED = {
    "A code": "code",
    "Like a code": "text",
    "As printed": "code",
    "16 bytes of a SHA-256": "hash",
    "32 hex digits": "stream",
    "A count": "count",
    "Place of a line": "count",
    "Seconds": "seconds",
    "Milliseconds": "ms",
}
_PLAIN = {"UUID": "uuid", "bool": "true or false", "date": "date", "Any": "any", "int": "count", "str": "text"}

HEAD = """# Events

<!-- Made by tools/events_doc.py from contract/events/; change the docstrings there. -->

Every type of event that a line can carry ([wire-contract.md](wire-contract.md) says how a line looks). A meaning
never changes: new meaning is a new type or a new optional field, and readers take fields they do not know. The
same as JSON Schema: [contract/schema.json](../contract/schema.json).

In the column *data* a `?` marks a field that may be left out; `null` stands where nothing is known or meant.

| kind of value | what it is |
|---|---|
"""


def document() -> str:
    """The whole page."""
    text = HEAD + "".join(f"| {kind} | {meaning} |\n" for kind, meaning in KINDS.items())
    for module_name, title in GROUPS.items():
        text += f"\n## {title}\n\n| type | tiếng Việt | meaning | data |\n|---|---|---|---|\n"
        text += "".join(map(_row, _kinds_of(module_name)))
        text += "".join(f"\n`{name}`: {words}\n" for name, words in _words_of_choices(module_name))
    text += "\n## Scales · thang đánh giá\n\n| scale | levels, best first (**satisfied**) |\n|---|---|\n"
    for scale in SCALES.values():
        levels = [
            f"**`{level.code}`** {level.title}" if level.satisfied else f"`{level.code}` {level.title}"
            for level in scale.levels
        ]
        text += f"| `{scale.code}` | {' · '.join(levels)} |\n"
    return text


def _kinds_of(module_name: str) -> list[type[EventData]]:
    """The event types of a module, in the order in which it defines them."""
    module = importlib.import_module(f"contract.events.{module_name}")
    classes = [kind for kind in vars(module).values() if isinstance(kind, type) and kind.__module__ == module.__name__]
    return [kind for kind in classes if kind in EVENT_TYPES.values()]


def _row(kind: type[EventData]) -> str:
    meaning = _one_line(inspect.getdoc(kind))
    return f"| `{kind.TYPE}` | {VIETNAMESE.get(kind.TYPE, '')} | {meaning} | {_fields(kind) or '–'} |\n"


def _fields(kind: type[msgspec.Struct]) -> str:
    hints = get_type_hints(kind, include_extras=True)
    return "<br>".join(
        f"`{field.encode_name}`{'' if field.required else '?'} {_kind_of(hints[field.name])}"
        for field in msgspec.structs.fields(kind)
    )


def _kind_of(hint: Any) -> str:
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Literal:
        return " ".join(f"`{value}`" for value in arguments)
    if origin is Annotated:
        said = next((extra.description for extra in arguments[1:] if isinstance(extra, Meta)), None) or ""
        return next((name for start, name in _NAMED.items() if said.startswith(start)), _kind_of(arguments[0]))
    if origin in (Union, types.UnionType):
        return " or ".join("null" if member is type(None) else _kind_of(member) for member in arguments)
    if origin is tuple:
        return f"list of {_kind_of(arguments[0])}"
    if hint is Outcome:
        return f"({_fields(hint).replace('<br>', ', ')})"
    return _PLAIN[hint.__name__]


def _words_of_choices(module_name: str) -> list[tuple[str, str]]:
    """What a module says below its enumerations: a string behind an assignment."""
    module = importlib.import_module(f"contract.events.{module_name}")
    body = ast.parse(inspect.getsource(module)).body
    return [
        (node.targets[0].id.lower(), _one_line(inspect.cleandoc(words.value.value)))
        for node, words in zip(body, body[1:], strict=False)
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
        and isinstance(words, ast.Expr) and isinstance(words.value, ast.Constant)
    ]  # fmt: skip


def _one_line(words: str | None) -> str:
    said = re.sub(r" \(design [^)]*\)", "", words or "")
    return " ".join(said.replace("``", "`").replace("|", "\\|").split())


if __name__ == "__main__":
    sys.stdout.buffer.write(document().encode())
