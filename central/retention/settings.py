"""``[retention]`` of central.toml: days after which each kind of data is purged; what has no number stays for good."""

from typing import Annotated

import msgspec
from msgspec import Meta

Days = Annotated[int, Meta(ge=1, le=36_500)]
LineDays = Annotated[int, Meta(ge=400, le=36_500, examples=[1825])]
"""Figures of a year and of the year before it are compared: lines younger than that are needed."""
LogDays = Annotated[int, Meta(ge=365, le=36_500, examples=[3650])]


class RetentionConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Days from the day on which something arrived or ended; None: it stays.

    ``lines_days``: bytes of event lines; ``notes_days``: words of citizens, dossier codes, reasons of decisions;
    ``disputes_days``: words of proposals and reviews that ended; ``quarantine_days``: bytes that could not be read;
    ``log_days``: the log of people; ``sessions_days``: ended sessions and used links.
    """

    lines_days: LineDays | None = None
    notes_days: Annotated[Days, Meta(examples=[365])] | None = None
    disputes_days: Annotated[Days, Meta(examples=[730])] | None = None
    quarantine_days: Annotated[Days, Meta(examples=[365])] | None = None
    log_days: LogDays | None = None
    sessions_days: Days = 30
