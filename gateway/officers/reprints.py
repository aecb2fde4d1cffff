"""Clicks on “In lại” that are one wish: a repeated order, and a second click on the same number."""

import threading
from collections import OrderedDict
from uuid import UUID

AGAIN_AFTER_S = 5.0
"""Who clicks on the same number again so soon meant one paper."""
MOST = 256


class Reprints:
    """The last reprints of a gateway's guides; from any thread."""

    def __init__(self) -> None:
        self._requests: OrderedDict[UUID, None] = OrderedDict()
        self._printed_s: OrderedDict[UUID, float] = OrderedDict()
        self._lock = threading.Lock()

    def may(self, request: UUID, ticket: UUID, now_s: float) -> bool:
        """Tell whether this order makes a paper; one that does is remembered."""
        with self._lock:
            last_s = self._printed_s.get(ticket)
            if request in self._requests or (last_s is not None and now_s - last_s < AGAIN_AFTER_S):
                return False
            self._requests[request] = None
            self._printed_s[ticket] = now_s
            self._printed_s.move_to_end(ticket)
            for kept in (self._requests, self._printed_s):
                if len(kept) > MOST:
                    kept.popitem(last=False)
            return True
