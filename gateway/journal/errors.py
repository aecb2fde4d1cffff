"""What can go wrong with a journal."""


class JournalError(Exception):
    """Nothing of this action was stored; nothing may be confirmed."""


class JournalFull(JournalError, OSError):
    """No room left: new work is refused visibly, what was confirmed stays."""


class JournalCorrupt(JournalError, ValueError):
    """The file cannot be trusted; it is set aside and a new stream begins."""
