"""The page "Nạp số liệu": a file is looked at, asked about and stored just as it was shown; and the history."""
