"""Rules of the figures, pure: no store, no clock, no order of arrival."""
