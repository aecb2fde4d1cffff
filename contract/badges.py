"""What a badge is, as readers send it. Pure."""

import re

_BADGE = re.compile(r"[0-9A-Z._:/+-]{4,64}")


def normal_badge(text: str) -> str:
    """One form for one badge: readers differ in case and in blanks at the ends."""
    return text.strip().upper()


def is_badge(text: str) -> bool:
    """Tell whether a text in its normal form can be a badge: 4-64 letters, digits and ``._:/+-``."""
    return _BADGE.fullmatch(text) is not None
