"""What one board on a serial line is told and how it answers; line and turns belong to the bus. Pure."""

from abc import ABC, abstractmethod

from gateway.boards.content import BoardContent


class Station(ABC):
    """A board's own language. Every call comes on the line's thread, one request at a time."""

    repeat_s = 5.0
    """How often a board is told again what it shows: whether it is there, and after a power cut of its own."""
    answers = True
    """Whether it says anything at all."""

    @abstractmethod
    def requests(self, content: BoardContent) -> list[bytes]:
        """Must: the frames that make the board show this, in their order."""

    def answered(self, request: bytes, data: bytes) -> bool | None:
        """May: what came after a request: True done, False refused, None not all there yet."""
        return None
