"""Checks the words of a request against its declaration; what is not declared is refused: no slip stays unseen."""

import re
from collections.abc import Mapping, Sequence

from central.api.operations import Operation, Parameter
from central.api.problems import Problem

Word = str | int
_WHOLE = re.compile(r"0|[1-9][0-9]{0,8}")


def read_words(operation: Operation, path: Mapping[str, str], query: Mapping[str, Sequence[str]]) -> dict[str, Word]:
    """Every declared parameter by its name, defaults filled in. Raises Problem."""
    declared = {one.name: one for one in operation.parameters}
    for name, said in query.items():
        if name not in declared or declared[name].place != "query":
            raise Problem(
                400, "Có tham số không thuộc địa chỉ này.", "A parameter that this address has not.", name[:64]
            )
        if len(said) != 1:
            raise Problem(400, "Tham số chỉ được ghi một lần.", "A parameter may be given once.", name)
    words: dict[str, Word] = {}
    for name, one in declared.items():
        found = path.get(name) if one.place == "path" else (query[name][0] if name in query else None)
        if found is not None:
            words[name] = _word(one, found)
        elif one.is_required:
            raise Problem(400, "Thiếu tham số này.", "This parameter is missing.", name)
        elif "default" in one.schema:
            words[name] = one.schema["default"]
    return words


def _word(one: Parameter, said: str) -> Word:
    status = 404 if one.place == "path" else 400
    wrong = Problem(status, "Giá trị của tham số này không đúng.", "The value of this parameter is wrong.", one.name)
    schema = one.schema
    if schema["type"] == "integer":
        if not _WHOLE.fullmatch(said) or not schema["minimum"] <= int(said) <= schema["maximum"]:
            raise wrong
        return int(said)
    if "enum" in schema and said not in schema["enum"]:
        raise wrong
    if "pattern" in schema and not re.fullmatch(schema["pattern"].removeprefix("^").removesuffix("$"), said):
        raise wrong
    return said
