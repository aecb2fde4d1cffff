"""Tells a value that a later version may know from data of a wrong shape.

For each event type there is a twin in which every enumeration is plain text: what the type refuses
and the twin takes has an unknown value; what both refuse has a wrong shape.
"""

import functools
import types
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec


@functools.cache
def lenient(kind: type[msgspec.Struct]) -> type[msgspec.Struct]:
    """The twin of a Struct type with every ``Literal`` widened to the type of its values."""
    hints = get_type_hints(kind, include_extras=True)
    fields: list[Any] = []
    for field in msgspec.structs.fields(kind):
        entry: tuple[Any, ...] = (field.name, _widen(hints[field.name]))
        if field.default is not msgspec.NODEFAULT:
            entry += (field.default,)
        elif field.default_factory is not msgspec.NODEFAULT:
            entry += (msgspec.field(default_factory=field.default_factory),)
        fields.append(entry)
    config = kind.__struct_config__
    renames = {f.name: f.encode_name for f in msgspec.structs.fields(kind) if f.name != f.encode_name}
    return msgspec.defstruct(
        f"Lenient{kind.__name__}",
        fields,
        frozen=True,
        kw_only=True,
        rename=renames or None,
        tag=config.tag,
        tag_field=config.tag_field,
        forbid_unknown_fields=config.forbid_unknown_fields,
    )


def _widen(hint: Any) -> Any:
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Literal:
        return Union[tuple(type(value) for value in arguments)]  # noqa: UP007 - built at run time
    if origin is Annotated:
        return Annotated[_widen(arguments[0]), *arguments[1:]]
    if origin in (Union, types.UnionType):
        return Union[tuple(_widen(argument) for argument in arguments)]  # noqa: UP007 - built at run time
    if origin in (tuple, list, dict):
        return origin[tuple(_widen(a) if a is not ... else a for a in arguments)]
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        return lenient(hint)
    return hint
