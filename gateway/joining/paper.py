"""What draws the tickets of a printer, in the languages of its centre; loads Pillow when the first one is drawn."""

import dataclasses
import logging
import threading

from contract.site import SiteConfig
from gateway.hall_commands import PrintTicket
from gateway.printers.base import Draw
from gateway.printers.bitmap import Bitmap

log = logging.getLogger(__name__)

DOTS = {58: 384, 80: 576}
"""Dots in a line by the width of the paper, at 203 dpi."""


def drawing(site: SiteConfig, width_mm: int) -> Draw:
    """The draughtsman of one printer; it is prepared on the printer's own thread, at the first ticket."""
    lock = threading.Lock()
    made: list[Draw] = []

    def draw(order: PrintTicket) -> Bitmap:
        with lock:
            if not made:
                made.append(_painter(site, DOTS[width_mm]))
        return made[0](order)

    return draw


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
