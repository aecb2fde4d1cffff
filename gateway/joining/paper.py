"""What draws the tickets of a printer, in the languages of its centre; loads Pillow when it is prepared."""

import dataclasses
import logging
import threading

from contract.site import SiteConfig
from gateway.hall_commands import PrintTicket
from gateway.printers.base import Draw
from gateway.printers.bitmap import Bitmap
from gateway.self_test.slip import PrintSlip

log = logging.getLogger(__name__)

DOTS = {58: 384, 80: 576}
"""Dots in a line by the width of the paper, at 203 dpi."""


class Draughtsman:
    """Draws the tickets of one printer, on whichever thread asks."""

    def __init__(self, site: SiteConfig, width_mm: int) -> None:
        self._site = site
        self._width = DOTS[width_mm]
        self._lock = threading.Lock()
        self._draw: Draw | None = None

    def prepare(self) -> None:
        """Load and draw once what every ticket needs, before somebody waits for it."""
        self._made()

    def draw(self, order: PrintTicket) -> Bitmap:
        """The picture of a ticket, or of a self-test slip."""
        if isinstance(order, PrintSlip):
            from gateway.paper.slip import draw_slip

            at = None if order.issued.clock == "unset" else order.issued.at
            return draw_slip(self._width, self._site.name, order.service, order.number, order.rows, at)
        return self._made()(order)

    def _made(self) -> Draw:
        with self._lock:
            if self._draw is None:
                self._draw = _painter(self._site, self._width)
            return self._draw


def _painter(site: SiteConfig, width: int) -> Draw:
    from gateway.paper.ticket import TicketPainter
    from gateway.paper.words import NoWords, read_words

    words = {}
    for language in dict.fromkeys(("vi", *site.languages)):
        try:
            words[language] = read_words(language)
        except NoWords as error:
            log.error("tickets in the language %s are printed in Vietnamese: %s", language, error)
    names = {service.code: service.name for service in site.services}
    painter = TicketPainter(width, site.name, words)
    painter.prepare()
    return lambda order: painter.draw(dataclasses.replace(order, service=names.get(order.service, order.service)))
