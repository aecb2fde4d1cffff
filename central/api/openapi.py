"""The OpenAPI 3.1 document, made from the same rows as the routes."""

from typing import Any

from central.api.operations import OPERATIONS, ROOT, Operation, Parameter
from central.api.problems import MEDIA_TYPE, TITLES
from central.api.schemas import SCHEMAS

VERSION = "1.0.0"
_REFUSALS = (400, 401, 403, 404, 405, 413, 422, 429, 500)
_ABOUT = (
    "Số liệu của Trung tâm Phục vụ hành chính công cho hệ thống báo cáo của tỉnh. Chỉ đọc. Mỗi yêu cầu mang "
    "`Authorization: Bearer` và mã truy cập do người quản trị lập. Câu trả lời có `ETag`; hỏi lại với "
    "`If-None-Match` thì nhận 304 khi không có gì mới. · Figures of a one-stop centre, read only; every answer has "
    "an `ETag`."
)


def document(version: str = VERSION) -> dict[str, Any]:
    """The whole document."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "Quầy Số", "version": version, "description": _ABOUT},
        "servers": [{"url": ROOT}],
        "security": [{"token": []}],
        "paths": {one.path: {"get": _operation(one)} for one in OPERATIONS.values()},
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": SCHEMAS,
        },
    }


def _operation(one: Operation) -> dict[str, Any]:
    needs = f"Phạm vi · scope: `{one.scope}`." if one.scope else "Mọi mã truy cập · any token."
    ok = {
        "description": "Được · done",
        "headers": {"ETag": {"schema": {"type": "string"}, "required": True}},
        "content": {"application/json": {"schema": _named(one.answer)}},
    }
    refused = {"content": {MEDIA_TYPE: {"schema": _named("Problem")}}}
    return {
        "operationId": one.id,
        "summary": one.summary,
        "description": needs,
        "parameters": [_parameter(word) for word in one.parameters],
        "responses": {
            "200": ok,
            "304": {"description": "Không có gì mới · nothing new"},
            **{str(code): {"description": " · ".join(TITLES[code]), **refused} for code in _REFUSALS},
        },
    }


def _parameter(word: Parameter) -> dict[str, Any]:
    return {
        "name": word.name, "in": word.place, "required": word.is_required, "description": word.says,
        "schema": dict(word.schema),
    }  # fmt: skip


def _named(schema: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{schema}"}
