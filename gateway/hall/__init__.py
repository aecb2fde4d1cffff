"""The hall role: the one writer of a centre's queue (design §2, §4.5, §4.6)."""
