"""The dashboard: figures of today, sums of months, and alerts as rules; no page and no format is known here."""
