"""When a press looks like no citizen's: it is kept with its doubts for people to look at, and not counted.

Nothing here accuses anybody: a doubt is a code, and people decide (domain §5).
"""

from collections.abc import Sequence

AT_ONCE_S = 1.5
"""Nobody can judge a service that began a second ago."""
ALIKE = 5
"""So many ratings in a row, each as long after its window opened as the others …"""
ALIKE_WITHIN_S = 0.3
"""… within this, are pressed by a machine or by a habit that is no opinion."""
PHONE_MOST = 3
"""One phone that rates more visits in a day than this rates for others."""


def doubts(
    delay_s: float | None, delays_before_s: Sequence[float], has_fault: bool = False, of_phone: int = 0
) -> tuple[str, ...]:
    """The doubts about a press, none for most.

    ``delay_s``: seconds since its window opened (None: not known); ``delays_before_s``: those of the ratings before
    it at the same device; ``has_fault``: the panel is faulty just now; ``of_phone``: visits this phone rated today.
    """
    found = []
    if has_fault:
        found.append("panel_fault")
    if delay_s is not None:
        if delay_s < AT_ONCE_S:
            found.append("at_once")
        last = [*delays_before_s, delay_s][-ALIKE:]
        if len(last) == ALIKE and max(last) - min(last) < ALIKE_WITHIN_S:
            found.append("rhythm")
    if of_phone > PHONE_MOST:
        found.append("one_phone")
    return tuple(found)
