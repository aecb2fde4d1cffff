"""The counter role: who sits where, and what a press means. Rules are pure: no I/O, no clock, no dice."""
