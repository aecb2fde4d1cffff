"""Beyond what the dashboard raises an alert: the table ``[sites.X.alerts]`` of central.toml. Only values."""

from typing import Annotated

import msgspec
from msgspec import Meta

Minutes = Annotated[int, Meta(ge=1, le=600, examples=[30])]


class AlertLimits(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The limits of one centre.

    ``wait_min``: the longest wait of anybody who has not been called. ``no_counter_min``: how long no counter may be
    open in opening hours. ``fault_min``: how long a device may be faulty before somebody is called for it.
    ``paper_left``: tickets that a roll must still give. ``doubtful_presses``: in one day.
    """

    wait_min: Minutes = 30
    no_counter_min: Minutes = 5
    fault_min: Minutes = 2
    paper_left: Annotated[int, Meta(ge=1, le=1000, examples=[40])] = 40
    doubtful_presses: Annotated[int, Meta(ge=1, le=10_000, examples=[10])] = 10
