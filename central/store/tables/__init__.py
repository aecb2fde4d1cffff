"""Every table of the store, one module a subject; `metadata` knows them all once this package is imported."""

from central.store.tables.base import metadata
from central.store.tables.clocks import boots, undated
from central.store.tables.events import conflicts, events, lost_ranges, notes, streams
from central.store.tables.figures import counters, import_cells, import_rows
from central.store.tables.fleet import certificates, claims, devices, site_secrets
from central.store.tables.ratings import (
    rating_changes,
    rating_decisions,
    ratings,
    ratings_daily,
    tickets_issued,
)
from central.store.tables.registry import agencies, agency_aliases, imports, officers, services
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
    "agencies", "agency_aliases", "boots", "certificates", "claims", "conflicts", "counters", "devices",
    "durations_daily", "events", "findings", "import_cells", "import_rows", "imports", "lost_ranges", "metadata",
    "notes", "officers", "outcomes_daily", "quarantine", "rating_changes", "rating_decisions", "ratings",
    "ratings_daily", "seat_events", "seats_daily", "services", "settings", "site_secrets", "streams",
    "ticket_events", "tickets", "tickets_issued", "undated", "visits_daily",
]  # fmt: skip
