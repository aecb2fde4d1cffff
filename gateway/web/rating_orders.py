"""What the rating screen and the phone's page share: hand a choice to the counter role and wait until it is stored."""

import threading
from typing import Any, Literal
from uuid import UUID

from contract.scales import SCALES, LevelCode
from gateway.hall_commands import ScreenRated
from gateway.web.errors import Refused
from gateway.web.parts import PageParts
from kiosk_ui.faces import FACES

STORED_TIMEOUT_S = 5.0


def levels_now(parts: PageParts) -> list[dict[str, Any]]:
    """The levels of the centre's scale of today with their words and faces."""
    scale = parts.site.rules_on(parts.clock.now().at.date()).scale
    return [
        {"code": level.code, "title": level.title, "face": FACES[scale][level.code], "low": not level.satisfied}
        for level in SCALES[scale].levels
    ]


def store_choice(
    parts: PageParts,
    counter: str,
    ticket: UUID | None,
    level: LevelCode,
    channel: Literal["screen", "qr"],
    screen: str,
    officer: str | None = None,
) -> UUID:
    """Hand a choice over; returns the rating's uuid once it is stored. Raises Refused when it is not."""
    clock = parts.clock
    scale = parts.site.rules_on(clock.now().at.date()).scale
    if not SCALES[scale].has(level):
        raise Refused(400, "malformed", "Mức này không thuộc thang đánh giá của trung tâm")
    stored: list[UUID | None] = []
    done = threading.Event()

    def hear(rating: UUID | None) -> None:
        stored.append(rating)
        done.set()

    at, mono_s = clock.now(), clock.monotonic_s()
    parts.post(ScreenRated(counter, ticket, scale, level, channel, screen, at, mono_s, hear, officer))
    done.wait(STORED_TIMEOUT_S)
    if not stored or stored[0] is None:
        raise Refused(503, "not_stored", "Chưa ghi được đánh giá", "", "Xin bấm lại, hoặc dùng nút trên quầy.")
    return stored[0]
