"""What a page shows of the queue: waiting area, voice, paper, printer, and what each counter is doing; plain values."""

from typing import Any

from contract.hall import CounterNow, HallState
from contract.tokens import ticket_url
from gateway.boards.content import BoardContent
from simulator.devices.waiting_area import WaitingArea
from simulator.hall_files import PRINTER
from simulator.office import Office
from simulator.station import RunningStation
from simulator.web.tail import JournalTail
from simulator.web.words import fault_words

MOST_PAPERS = 3
NOWHERE = CounterNow("closed")
Values = dict[str, Any]


class HallView:
    """Looks at the hall of one office. For one thread."""

    def __init__(self, office: Office, tails: dict[str, JournalTail]) -> None:
        self._office = office
        self._tails = tails

    def look(self) -> Values | None:
        """The waiting area; None in an office without a queue."""
        hall = self._office.hall
        area = None if hall is None else hall.area
        if hall is None or area is None:
            return None
        state = self._state()
        said, speaking = area.listener.hear()
        return {
            "ready": state is not None and state.rev > 0,
            "board": _lit(area.board()),
            "said": said,
            "speaking": speaking,
            "services": _services(state),
            "phone": self._phone(hall),
            "papers": [paper.nth for paper in area.printer.papers()[:MOST_PAPERS]],
            "printer": self._printer(area),
            "network": self._office.hall_broker is not None and self._office.hall_broker.pid is not None,
        }

    def seats(self) -> dict[str, str]:
        """Who sits where, as the hall says."""
        state = self._state()
        return {} if state is None else {at: now.officer for at, now in state.counters.items() if now.officer}

    def counter(self, counter: str) -> Values:
        """What a counter is doing; empty in an office without a queue."""
        hall = self._office.hall
        if hall is None or hall.area is None:
            return {}
        state = self._state()
        now = NOWHERE if state is None else state.counters.get(counter, NOWHERE)
        side = self._office.station_of(counter).gateway.hall
        rating = now.rating
        return {
            "does": now.state,
            "number": now.number,
            "awaited": self._awaited(counter, state),
            "rates": None if rating is None or not rating.open else _whose(now),
            "sign": _lit(hall.area.board(counter)),
            "reached": side is not None and side.feed.look().is_live,
        }

    def _awaited(self, counter: str, state: HallState | None) -> bool:
        """Whether somebody waits for what this counter does."""
        plan = self._office.plan.hall
        if state is None or plan is None:
            return False
        serves = plan.serves.get(counter) or tuple(state.services)
        return any(state.services[code].waiting for code in serves if code in state.services)

    def _state(self) -> HallState | None:
        side = None if self._office.hall is None else self._office.hall.gateway.hall
        return None if side is None else side.feed.look().state

    def _phone(self, hall: RunningStation) -> str | None:
        """Where the code on the paper that came out last leads a phone."""
        site, ticket = hall.gateway.site, self._tails[hall.name].printed
        if site.public_url is None or site.secret is None or ticket is None:
            return None
        return ticket_url(site.public_url, ticket, site.secret)

    def _printer(self, area: WaitingArea) -> Values:
        """What hands did to the printer, and what its gateway knows of it."""
        hall = self._office.hall
        told = None if hall is None else self._tails[hall.name].devices.get(PRINTER)
        printer = area.printer
        return {
            "plugged": printer.plugged,
            "paper_out": printer.has("paper_out"),
            "cover_open": printer.has("cover_open"),
            "fault": fault_words(told.fault) if told is not None and told.state == "fault" else None,
        }


def _lit(content: BoardContent) -> Values:
    """What an eye sees of a LED board."""
    return {
        "sign": content.sign,
        "counter": None if content.stale else content.counter,
        "state": "stale" if content.stale else content.state,
        "blink": content.blink,
    }


def _whose(now: CounterNow) -> str:
    """Whose window is open at a counter: of who is served, or of who has just gone."""
    is_served = now.state == "serving" and now.rating is not None and now.rating.ticket == now.ticket
    return "this" if is_served or now.state != "serving" else "last"


def _services(state: HallState | None) -> Values:
    """People waiting and expected minutes, by service."""
    if state is None:
        return {}
    return {
        code: {
            "waiting": one.waiting,
            "minutes": None if one.estimate_s is None else max(1, round(one.estimate_s / 60)),
        }
        for code, one in state.services.items()
    }
