"""The gateway's journal: every event on disk before anybody is told, until central proves that it has it."""
