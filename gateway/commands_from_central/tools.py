"""What orders and the self-test may do with a gateway: a protocol, so that neither knows devices or the hall."""

from typing import Protocol
from uuid import UUID


class Tools(Protocol):
    """The gateway's own hands; each call returns at once and never raises."""

    def lamps(self, on: bool) -> int:
        """Switch the fault lamp of every panel; how many there are."""
        ...

    def name_on_boards(self) -> int:
        """Let every board show the gateway's name; how many there are."""
        ...

    def as_before(self) -> None:
        """Lamps and boards show again what they should."""
        ...

    def print_slip(self, paper: UUID) -> bool:
        """Hand a test slip to the first printer; False when there is none."""
        ...

    def restart(self) -> bool:
        """Stop cleanly, so that the service manager starts the program again; False when nobody would."""
        ...

    def retire(self) -> None:
        """Remember that this gateway was retired, and show it."""
        ...
