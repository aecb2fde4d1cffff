"""Every table of the store, one module a subject; `metadata` knows them all once this package is imported."""

from central.store.tables.alerts import alerts
from central.store.tables.base import metadata
from central.store.tables.clocks import boots, undated
from central.store.tables.closing import closings, frozen_reports
from central.store.tables.corrections import correction_proposals
from central.store.tables.disputes import aside_proposals, aside_ratings, review_requests
from central.store.tables.events import conflicts, events, lost_ranges, notes, streams
from central.store.tables.feedback import (
    feedback,
    feedback_cases,
    feedback_steps,
    feedback_tickets,
    phone_ratings,
)
from central.store.tables.figures import counters, import_cells, import_rows
from central.store.tables.fleet import certificates, claims, devices
from central.store.tables.forms import paper_form_steps, paper_forms
from central.store.tables.import_history import agency_answers, import_findings
from central.store.tables.people import (
    audit_log,
    one_time_links,
    people,
    person_roles,
    rating_block_days,
    rating_block_members,
    rating_blocks,
    sessions,
)
from central.store.tables.ratings import (
    corrections,
    rating_changes,
    rating_decisions,
    ratings,
    ratings_daily,
    tickets_issued,
)
from central.store.tables.registry import agencies, agency_aliases, imports, officers, services
from central.store.tables.retention import purges
from central.store.tables.rosters import (
    api_tokens,
    config_wishes,
    officer_access,
    roster_absences,
    roster_seats,
    site_settings,
    site_versions,
)
from central.store.tables.service import findings, quarantine, settings
from central.store.tables.visits import (
    durations_daily,
    outcomes_daily,
    seat_events,
    seats_daily,
    ticket_events,
    tickets,
    visits_daily,
)

__all__ = [
    "agencies", "agency_aliases", "agency_answers", "alerts", "api_tokens", "aside_proposals", "aside_ratings",
    "audit_log", "boots", "certificates", "claims", "closings", "config_wishes", "conflicts", "correction_proposals",
    "corrections", "counters", "devices", "durations_daily", "events", "feedback", "feedback_cases", "feedback_steps",
    "feedback_tickets", "findings", "frozen_reports", "import_cells", "import_findings", "import_rows", "imports",
    "lost_ranges", "metadata", "notes", "officer_access", "officers", "one_time_links", "outcomes_daily",
    "paper_form_steps", "paper_forms", "people", "person_roles", "phone_ratings", "purges", "quarantine",
    "rating_block_days", "rating_block_members", "rating_blocks", "rating_changes", "rating_decisions", "ratings",
    "ratings_daily", "review_requests", "roster_absences", "roster_seats", "seat_events", "seats_daily", "services",
    "sessions", "settings", "site_settings", "site_versions", "streams", "ticket_events", "tickets", "tickets_issued",
    "undated", "visits_daily",
]  # fmt: skip
