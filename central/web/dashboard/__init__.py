"""Pages of the dashboard: today as it happens, months, comparisons, the log of alerts, every centre in one table."""
