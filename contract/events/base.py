"""What every event's data has in common."""

from typing import ClassVar

import msgspec


class EventData(msgspec.Struct, frozen=True, omit_defaults=True):
    """The ``data`` of an event line; a subclass is one type of event.

    A meaning never changes: new meaning is a new type or a new optional field, so a reader takes
    fields it does not know without complaint.
    """

    TYPE: ClassVar[str]
    CENTRAL_ONLY: ClassVar[bool] = False

    def unknown_meaning(self) -> str | None:
        """Say which combination of values this version does not know, or None when all is known."""
        return None
