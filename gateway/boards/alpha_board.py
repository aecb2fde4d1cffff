"""A sign that takes Alpha (BetaBrite) frames. It never answers: whether it works stays unknown."""

from gateway.boards.alpha_frames import text_frame
from gateway.boards.content import BoardContent, plain
from gateway.boards.station import Station
from gateway.config.boards import AlphaConfig


class AlphaBoard(Station):
    """Repeats itself rarely, because a sign begins its text anew each time."""

    repeat_s = 60.0
    answers = False

    def __init__(self, config: AlphaConfig) -> None:
        self._config = config

    def requests(self, content: BoardContent) -> list[bytes]:
        """One frame: the number, on a board of the waiting area with the counter behind it."""
        text = content.sign
        if self._config.counter is None and content.counter is not None and text and not content.stale:
            text = f"{text} > {plain(content.counter)}"
        return [text_frame(self._config.address, text or " ", content.blink)]
