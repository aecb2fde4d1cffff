"""Presses a published table through a simulated office and compares the report with it."""
