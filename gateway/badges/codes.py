"""What a badge is; central asks it too, so the code is in `contract/badges.py`."""

from contract.badges import is_badge, normal_badge

__all__ = ["is_badge", "normal_badge"]
