"""What gateways say beside their events: births, deaths, health; it moves presence and nothing stored."""

import logging
import time
from collections.abc import Callable

from central.halls import Halls
from central.presence import Presence
from contract import messages
from contract.hall import HallState
from contract.messages import Birth, ConfigApplied, Death, Health, MessageUnreadable

log = logging.getLogger(__name__)


class Heard:
    """Takes messages apart for presence and for what the halls say. ``now_s`` is central's monotonic clock."""

    def __init__(
        self, presence: Presence, now_s: Callable[[], float] = time.monotonic, halls: Halls | None = None
    ) -> None:
        self._presence = presence
        self._now_s = now_s
        self._halls = halls or Halls(now_s)

    def events(self, gateway: str) -> None:
        """Events of a gateway arrived: it is there."""
        self._presence.heard(gateway, self._now_s())

    def hall(self, site: str, payload: bytes, retained: bool) -> None:
        """The state of a hall; one that cannot be read leaves the last one known, which grows stale."""
        if not payload:
            return
        try:
            self._halls.take(site, messages.decode(payload, HallState), retained)
        except MessageUnreadable as error:
            log.warning("the hall of %s cannot be understood: %s", site, error)

    def beside(self, kind: str, gateway: str, payload: bytes, retained: bool) -> Birth | None:
        """Take a message that is no event; a birth is given back, for it must be answered.

        What cannot be read is logged and forgotten: nothing of it is ever counted.
        """
        if not payload:
            return None
        try:
            return self._take(kind, gateway, payload, retained)
        except MessageUnreadable as error:
            log.warning("%s of %s cannot be read: %s", kind, gateway, error)
            return None

    def _take(self, kind: str, gateway: str, payload: bytes, retained: bool) -> Birth | None:
        if kind == "status":
            said = messages.decode_presence(payload)
            if isinstance(said, Death):
                self._presence.died(gateway, said)
                return None
            self._presence.born(gateway, said, self._now_s(), retained)
            return said
        if kind == "health":
            self._presence.healthy(gateway, messages.decode(payload, Health), self._now_s())
        elif kind == "config-applied":
            self._presence.applied(gateway, messages.decode(payload, ConfigApplied))
        return None
