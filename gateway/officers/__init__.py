"""Who may act as which officer: PINs, limits on guessing, day codes, sessions. Decides nothing about the queue."""
