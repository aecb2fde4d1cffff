"""The interface for other programs: tokens, what may be asked, and the answers as plain values."""
