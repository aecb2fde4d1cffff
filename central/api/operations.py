"""Everything another program may ask: one row an address. The routes and the OpenAPI document are made from these."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from central.api import scopes
from central.reports.period import PRESETS
from central.reports.registry import REPORTS
from contract.ids import ID_PATTERN

ROOT = "/api/v1"
CLOSED = "closed"
MOST_ITEMS, USUAL_ITEMS, MOST_OFFSET = 200, 50, 100_000
DAY_PATTERN = r"^(199[0-9]|20[0-9][0-9]|21[0-9][0-9])-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"


@dataclass(frozen=True, slots=True)
class Parameter:
    """One word of a request: where it stands and what it may be (JSON schema)."""

    name: str
    place: str
    schema: Mapping[str, Any]
    says: str
    is_required: bool = False


@dataclass(frozen=True, slots=True)
class Operation:
    """One address: who may ask it, with which words, and the schema of its answer."""

    id: str
    path: str
    summary: str
    scope: str
    answer: str
    parameters: tuple[Parameter, ...] = ()

    @property
    def route(self) -> str:
        """The address as Flask writes it."""
        return ROOT + self.path.replace("{", "<").replace("}", ">")


SITE = Parameter(
    "site",
    "path",
    {"type": "string", "pattern": ID_PATTERN.replace(r"\Z", "$")},
    "Mã trung tâm · code of a centre",
    True,
)
REPORT = Parameter("report", "path", {"type": "string", "enum": list(REPORTS)}, "Báo cáo · which report", True)
_DAY = {"type": "string", "format": "date", "pattern": DAY_PATTERN}
FROM = Parameter("from", "query", _DAY, "Ngày đầu kỳ · first day, included", True)
TO = Parameter("to", "query", _DAY, "Ngày cuối kỳ · last day, included", True)
PRESET = Parameter(
    "preset", "query", {"type": "string", "enum": [*PRESETS, CLOSED], "default": "month"},
    "Loại kỳ; closed: mọi kỳ đã chốt · kind of period; closed: every closed one",
)  # fmt: skip
LIMIT = Parameter(
    "limit", "query", {"type": "integer", "minimum": 1, "maximum": MOST_ITEMS, "default": USUAL_ITEMS},
    "Số mục mỗi trang · items of a page",
)  # fmt: skip
OFFSET = Parameter(
    "offset", "query", {"type": "integer", "minimum": 0, "maximum": MOST_OFFSET, "default": 0},
    "Bỏ qua bấy nhiêu mục · items to leave out",
)  # fmt: skip
_PAGED = (LIMIT, OFFSET)

OPERATIONS: dict[str, Operation] = {
    one.id: one
    for one in (
        Operation("listSites", "/sites", "Các trung tâm · centres", "", "SitePage", _PAGED),
        Operation("listReports", "/reports", "Các báo cáo · reports", scopes.REPORTS, "ReportTypePage", _PAGED),
        Operation(
            "listPeriods", "/sites/{site}/periods", "Các kỳ, đã chốt hay tạm tính · periods, closed or provisional",
            scopes.REPORTS, "PeriodPage", (SITE, PRESET, *_PAGED),
        ),
        Operation(
            "getReport", "/sites/{site}/reports/{report}", "Một báo cáo của một kỳ · a report of a period",
            scopes.REPORTS, "Report", (SITE, REPORT, FROM, TO),
        ),
        Operation(
            "listGateways", "/sites/{site}/gateways", "Tình trạng máy của trung tâm · how its gateways are",
            scopes.GATEWAYS, "GatewayPage", (SITE, *_PAGED),
        ),
    )
}  # fmt: skip
"""By their id, which is the name of the function that answers (central/api/answers.py)."""
