"""How long each kind of data is kept, what would go now, and the purge that leaves the proof standing."""
