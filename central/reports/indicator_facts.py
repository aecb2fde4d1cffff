"""What can be counted for a sheet of indicators, for each agency and for the whole centre, with its source."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from sqlalchemy import Connection, func, select

from central.feedback.figures import Counts as FeedbackCounts
from central.registry.names import AgencyNames
from central.registry.services import ServiceOwners
from central.reports.dossier_figures import Counts, counts_of
from central.reports.dossier_tables import PeriodTable
from central.reports.indicator_set import EvidenceKind, PointsRule
from central.reports.period import Period
from central.reports.rated_agencies import Said
from central.rules.visits import SERVED
from central.store.tables import outcomes_daily, visits_daily

ATTITUDE, SUPPLEMENT, REDIRECTED = "attitude", "supplement", "redirected"
_PLACES = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Facts:
    """What was counted of one agency or of all. None: not known."""

    dossiers: Counts | None = None
    said: Said | None = None
    served: int = 0
    outcomes: Mapping[str, int] = field(default_factory=dict)
    feedback: FeedbackCounts | None = None


Evidence = tuple[int, int, str]
"""A count, what it is a part of, and in Vietnamese what both are."""


def evidence_of(kind: EvidenceKind, facts: Facts) -> Evidence | None:
    """The two counts that help to judge an indicator; None where they are not known."""
    return _EVIDENCE[kind](facts) if kind else None


def points_of(rule: PointsRule, facts: Facts) -> Decimal | None:
    """The points that follow from counts, with one place; None where there is nothing to compute them from."""
    return _POINTS[rule](facts) if rule else None


def outcomes_of(
    connection: Connection, site: str, period: Period, owners: ServiceOwners
) -> tuple[dict[str, Counter[str]], Counter[str]]:
    """Visits by what they brought and visits served, by the agency that owned the service on that day."""
    brought, visits = outcomes_daily.c, visits_daily.c
    days = (period.first.isoformat(), period.last.isoformat())
    outcomes: dict[str, Counter[str]] = {}
    statement = select(brought.day, brought.service, brought.outcome, func.sum(brought.visits)).where(
        brought.site == site, brought.day.between(*days), brought.outcome.in_((SUPPLEMENT, REDIRECTED))
    )
    for day, service, outcome, n in connection.execute(
        statement.group_by(brought.day, brought.service, brought.outcome)
    ):
        outcomes.setdefault(owners.agency(service, day), Counter())[outcome] += int(n)
    served: Counter[str] = Counter()
    counted = select(visits.day, visits.service, func.sum(visits.n)).where(
        visits.site == site, visits.day.between(*days), visits.state == SERVED
    )
    for day, service, n in connection.execute(counted.group_by(visits.day, visits.service)):
        served[owners.agency(service, day)] += int(n)
    return outcomes, served


def dossiers_of(found: PeriodTable | None, agencies: AgencyNames, period: Period) -> dict[str, Counts]:
    """The counts of each row of a dossier table, by the name in the list of agencies; '' is its total row."""
    if found is None:
        return {}
    counted: dict[str, Counts] = {}
    for row in found.table.items:
        known = agencies.find(row.label, period.first, period.last)
        counts, name = counts_of(row, found.table), known.name if known else row.label
        before = counted.get(name, {})
        counted[name] = {key: n + before.get(key, 0) for key, n in counts.items()}
    if found.table.total:
        counted[""] = counts_of(found.table.total, found.table)
    return counted


def _of_dossiers(part: str, whole: str, words: str) -> Callable[[Facts], Evidence | None]:
    def evidence(facts: Facts) -> Evidence | None:
        counts = facts.dossiers
        return (counts[part], counts[whole], words) if counts and part in counts and whole in counts else None

    return evidence


def _of_visits(outcome: str, words: str) -> Callable[[Facts], Evidence | None]:
    def evidence(facts: Facts) -> Evidence | None:
        # A visit may bring something for a service of another agency than the one it ended with.
        n = facts.outcomes.get(outcome, 0)
        return (n, facts.served, words) if n or facts.served else None

    return evidence


def _attitude(facts: Facts) -> Evidence | None:
    said = facts.said
    return (said.reasons[ATTITUDE], said.ratings, ATTITUDE_WORDS) if said and said.ratings else None


def _feedback(facts: Facts) -> Evidence | None:
    counts = facts.feedback
    return (counts.on_time, counts.due, FEEDBACK_WORDS) if counts and counts.due else None


def _handling_time(facts: Facts) -> Decimal | None:
    """Two points for each dossier resolved early, one for each on its day, none for a late one: their mean."""
    counts = facts.dossiers
    if not counts or not counts.get("resolved_total"):
        return None
    points = 2 * counts.get("resolved_early", 0) + counts.get("resolved_on_time", 0)
    return (Decimal(points) / counts["resolved_total"]).quantize(_PLACES, rounding=ROUND_HALF_UP)


def _feedback_in_time(facts: Facts) -> Decimal | None:
    counts = facts.feedback
    if counts is None or not counts.due:
        return None
    points = 2 if counts.on_time == counts.due else 1 if 2 * counts.on_time > counts.due else 0
    return Decimal(points).quantize(_PLACES)


ATTITUDE_WORDS = "lượt đánh giá nêu lý do thái độ phục vụ, trên số lượt đánh giá"
FEEDBACK_WORDS = "góp ý xong đúng hạn, trên số góp ý đến hạn hoặc đã xong"

_EVIDENCE: dict[str, Callable[[Facts], Evidence | None]] = {
    "resolved_in_time": _of_dossiers(
        "resolved_in_time", "resolved_total", "hồ sơ giải quyết trước hạn và đúng hạn, trên số đã giải quyết"
    ),
    "supplements": _of_visits(SUPPLEMENT, "lượt yêu cầu bổ sung, hoàn thiện hồ sơ, trên số lượt đã phục vụ"),
    "redirected": _of_visits(REDIRECTED, "lượt được chỉ sang nơi khác, trên số lượt đã phục vụ"),
    "attitude": _attitude,
    "feedback_in_time": _feedback,
    "online": _of_dossiers("received_online", "received_new", "hồ sơ nộp trực tuyến, trên số tiếp nhận mới trong kỳ"),
}
_POINTS: dict[str, Callable[[Facts], Decimal | None]] = {
    "handling_time": _handling_time,
    "feedback_in_time": _feedback_in_time,
}
