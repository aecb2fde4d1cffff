"""Short reasons for what could not be read: they go into logs and findings, so they are kept harmless."""

_MOST_CHARACTERS = 200


def short(error: BaseException) -> str:
    """An error in at most 200 printable characters; its words may come from whoever sent the bytes."""
    words = f"{type(error).__name__}: {str(error)[:_MOST_CHARACTERS]}"
    return "".join(c if c.isprintable() else "?" for c in words)[:_MOST_CHARACTERS]
