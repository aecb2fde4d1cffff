"""The newest lines of this program's log, kept in memory for whoever looks after it; without secrets, and bounded."""

import json
import logging
import re
from collections import deque
from collections.abc import Iterable
from datetime import datetime

MOST_LINES, MOST_CHARACTERS = 400, 240
MOST_BYTES = 5_000
"""Of lines in an answer to central: it becomes an event line, which has at most 8 KiB."""
HIDDEN = "***"
_NAMED = re.compile(
    r"(?i)([\w-]*(?:password|passwd|mật khẩu|secret|token|badge|\bpin\b|authorization|api[_-]?key|claim|code|mã)[\w-]*"
    r"[\"']?\s*(?:[=:]|is)\s*)(\"[^\"]*\"|'[^']*'|(?:bearer |basic )?[^\s,;)\]}]+)"
)
_IN_ADDRESS = re.compile(r"(\w+://)[^/@\s]*@")
_LONG = re.compile(r"(?<![\w./-])(?=[A-Za-z0-9+/_-]*\d)[A-Za-z0-9+/_-]{20,}={0,2}|(?:[0-9A-Z]{4}-){2,}[0-9A-Z]{1,4}")


def scrubbed(text: str) -> str:
    """A line without passwords, codes, keys and ids, without control characters, cut to a length."""
    plain = "".join(letter if letter.isprintable() else " " for letter in text)
    plain = _IN_ADDRESS.sub(rf"\1{HIDDEN}@", plain)
    plain = _NAMED.sub(rf"\g<1>{HIDDEN}", plain)
    return _LONG.sub(HIDDEN, plain)[:MOST_CHARACTERS]


def newest(lines: Iterable[str], most_bytes: int = MOST_BYTES) -> list[str]:
    """As many of the last lines as fit, in their order."""
    kept: list[str] = []
    room = most_bytes
    for line in reversed(list(lines)):
        room -= len(json.dumps(line, ensure_ascii=False).encode()) + 2
        if room < 0:
            break
        kept.append(line)
    return kept[::-1]


class LogMemory(logging.Handler):
    """A handler of the root logger from start() to stop()."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self._lines: deque[tuple[int, str]] = deque(maxlen=MOST_LINES)

    def start(self) -> None:
        """Begin to remember."""
        logging.getLogger().addHandler(self)

    def stop(self) -> None:
        """Remember nothing more."""
        logging.getLogger().removeHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a line; of an exception its kind, never its values."""
        at = datetime.fromtimestamp(record.created).strftime("%d/%m %H:%M:%S")
        kind = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else ""
        try:
            said = record.getMessage()
        except (TypeError, ValueError):
            said = str(record.msg)
        text = f"{at} {record.levelname} {record.name}: {scrubbed(said)}"
        self._lines.append((record.levelno, f"{text} ({kind})" if kind else text))

    def lines(self, least: int = logging.INFO) -> list[str]:
        """The lines of at least this level, the oldest first."""
        return [line for level, line in list(self._lines) if level >= least]
