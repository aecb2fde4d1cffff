"""Corrections by two people: proposing, looking at what would change, deciding. What holds is told by events alone."""
