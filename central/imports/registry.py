"""Every kind of import, in plain sight: to add one, write its module and add its row here."""

from central.imports import agencies, officers, services
from central.imports.kinds import ImportKind

IMPORTS: dict[str, ImportKind] = {
    kind.key: kind
    for kind in (
        ImportKind("agencies", "danh sách cơ quan", agencies.COLUMNS, agencies.check),
        ImportKind("officers", "danh sách cán bộ", officers.COLUMNS, officers.check),
        ImportKind("services", "danh sách dịch vụ", services.COLUMNS, services.check),
    )
}
"""Kinds by their key, the word on the command line."""
