"""Loudspeakers: what is said for a call, in which order, and the drivers that say it."""
