"""The schema steps in order of their numbers."""
