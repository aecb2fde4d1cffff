"""This gateway and the hall of its centre: the client that asks, the feed that hears, the roles that hall and kiosk
need, and the connection to the centre's broker.

A single Pi with every role asks itself, without a broker. Two gateways of one centre meet at ``[hall]``.
"""

import contextlib
import logging
from collections.abc import Callable
from typing import Any, Literal
from uuid import UUID

from contract.hall import HallAnswer, HallState
from contract.ids import new_id
from contract.messages import DeviceHealth
from contract.site import SiteConfig
from contract.tokens import ticket_url
from gateway.clock import Clock
from gateway.commands import Post
from gateway.config.gateway_toml import GatewayConfig
from gateway.hall import memory
from gateway.hall.local import LocalHall
from gateway.hall.role import OTHER_HALL, HallRole
from gateway.hall.sentences import error
from gateway.hall.standing import Mode
from gateway.hall.starting import make_hall
from gateway.hall_client import HallClient, OnAnswer
from gateway.hall_commands import HallHeard, HelpKind
from gateway.hall_feed import HallFeed
from gateway.journal.journal import Journal
from gateway.kiosk import state as kiosk_rows
from gateway.kiosk.printing import Printing
from gateway.kiosk.role import KioskRole
from gateway.kiosk.talking import Talk
from gateway.kiosk.window import TicketWindow
from gateway.link.hall_link import HallLink
from gateway.link.hall_serving import HallServer
from gateway.link.mqtt_connection import MqttConnection
from gateway.link.transport import Transport
from gateway.queue.state import PrintState, QueueState
from gateway.roles import Role, RoleStates
from gateway.web.help_calls import HelpCalls

log = logging.getLogger(__name__)

PRINT_STATES: dict[kiosk_rows.JobState, PrintState] = {
    "stored": "sent", "printed": "printed", "failed": "failed", "unknown": "unknown", "lost": "unknown",
}  # fmt: skip

HEALTH: dict[Mode, tuple[Literal["ok", "fault", "unknown"], str | None]] = {
    "working": ("ok", None), "recovering": ("unknown", "recovering"), "yielding": ("fault", OTHER_HALL),
}  # fmt: skip


class HallSide:
    """Everything about the hall on one gateway: ``client`` asks it, ``window`` gives tickets, ``helps`` are the calls
    for help that its own pages show."""

    def __init__(
        self,
        config: GatewayConfig,
        site: SiteConfig,
        clock: Clock,
        post: Post,
        transport: Transport,
        is_new_site: bool = False,
    ) -> None:
        self._is_new_site = is_new_site
        self._config = config
        self._site = site
        self._clock = clock
        self._post = post
        self.feed = HallFeed(clock.monotonic_s)
        self.helps = HelpCalls(self.feed.nudge)
        self.is_hall = "hall" in config.roles
        self._own: MqttConnection | None = None
        self._link: HallLink | None = None
        self._server: HallServer | None = None
        self._role: HallRole | None = None
        connection = self._connection(transport)
        if self.is_hall:
            local = LocalHall(config.gateway, post, clock.monotonic_s)
            self.client: HallClient = local
            if connection is not None:
                self._server = HallServer(site.site, connection.publish, post, clock.monotonic_s, self.feed)
                connection.host(self._server)
        else:
            publish = connection.publish if connection is not None else _nowhere
            self._link = HallLink(site.site, config.gateway, publish, self.feed, clock.monotonic_s)
            self.client = self._link
            if connection is not None:
                connection.host(self._link)
        # The hall of this process is never away, whatever its feed says.
        self.window = TicketWindow(self.client, post, None if self.is_hall else self.feed)

    def roles(self, journal: Journal) -> list[tuple[Role, Any]]:
        """The roles of hall and kiosk with what the journal remembers of them."""
        found: list[tuple[Role, Any]] = []
        if self.is_hall:
            found.append(self._hall_role(journal))
        # A guide at the hall gives numbers too, with or without a printer of its own.
        if self.is_hall or "kiosk" in self._config.roles or self._config.printers or self._config.ticket_panels:
            found.append(self._kiosk_role(journal))
        return found

    def health(self) -> tuple[DeviceHealth, ...]:
        """The hall role of this gateway among its devices: one that waits for reports is not known to be well."""
        if self._role is None:
            return ()
        return (DeviceHealth("hall", "hall", *HEALTH[self._role.mode]),)

    def queue(self) -> QueueState | None:
        """The day, where this gateway is the hall; from any thread."""
        return None if self._role is None else self._role.queue

    def printing(self, states: RoleStates, ticket: UUID) -> PrintState | None:
        """How far the print of a ticket of this kiosk got, by the states of the worker; None for one it knows not."""
        kiosk = next((state for state in states.states if isinstance(state, kiosk_rows.KioskState)), None)
        job = None if kiosk is None else kiosk.jobs.get(ticket)
        return None if job is None else PRINT_STATES[job.state]

    def show(self, state: HallState) -> None:
        """The hall of this gateway has something new to show, here and to the whole centre."""
        self.feed.take(state)
        if self._server is not None:
            self._server.show(state)

    def call_help(self, counter: str, kind: HelpKind, on_answer: OnAnswer) -> None:
        """Show a call for help to guide and desks, here or where they are; ``on_answer`` hears whether it got there."""
        if self.is_hall:
            self.helps.call(None if kind == "citizen" else counter, kind, self._clock.monotonic_s())
            on_answer(HallAnswer(new_id(), True))
        else:
            self._report({"helps": [{"counter": counter, "kind": kind}]}, on_answer)

    def tell_spoken(self, counter: str, number: str, nth: int) -> None:
        """Tell a hall elsewhere that a call was said here; the own one knows. One that does not hear it counts from the
        call on."""
        if not self.is_hall:
            self._report({"spoken": [{"counter": counter, "number": number, "nth": nth}]}, lambda answer: None)

    def _report(self, news: dict[str, Any], on_answer: OnAnswer) -> None:
        heard = self.feed.look()
        if heard.state is None or not heard.is_live:
            on_answer(HallAnswer(new_id(), False, error=error("hall_away")))
        else:
            self.client.ask("report_tickets", {"service_day": heard.state.service_day.isoformat(), **news}, on_answer)

    def start(self, undo: contextlib.ExitStack) -> None:
        """Hear the hall, and connect; a broker that is away hinders nothing."""
        undo.callback(self.feed.listen(lambda state: self._post(HallHeard(state, self.feed.look().is_live))))
        if self._link is not None:
            undo.callback(self._link.stop)
            self._link.start()
        if self._own is not None:
            undo.callback(self._own.stop)
            self._own.begin()

    def press(self, service: str, priority: bool, on_done: Callable[[bool], None]) -> None:
        """A ticket button was pressed; ``on_done`` hears whether somebody got a number."""
        self.window.press(service, priority, lambda answer: on_done(answer.ok))

    def _connection(self, transport: Transport) -> MqttConnection | None:
        """The connection to the centre's broker: central's own where both are one (design §2), else another."""
        hall, central = self._config.hall, self._config.central
        if hall is None:
            return None
        if (hall.host, hall.port) == (central.host, central.port) and isinstance(transport, MqttConnection):
            return transport
        self._own = MqttConnection(f"{self._config.gateway}-hall", hall)
        return self._own

    def _hall_role(self, journal: Journal) -> tuple[Role, memory.HallMemory]:
        alone = self._config.hall is None or self._is_new_site
        self._role, known = make_hall(self._site, self._config.gateway, journal, self._clock.now(), alone=alone)
        return self._role, known

    def _kiosk_role(self, journal: Journal) -> tuple[Role, kiosk_rows.KioskState]:
        try:
            known = kiosk_rows.load(journal.facts("kiosk/"))
        except ValueError as error:
            log.error("what the kiosk remembered cannot be read: %s", error)
            known = kiosk_rows.KioskState()
        printers = [printer.name for printer in self._config.printers]
        printer = self._config.kiosk.printer or (printers[0] if printers else None)
        printing = Printing(printer, self._post, self._qr)
        talk = Talk(self._site, None if self.is_hall else self.client, self._post, self._config.kiosk.lease)
        return KioskRole(self._site, printing, talk), known

    def _qr(self, ticket: UUID) -> str | None:
        """The address in a ticket's code; none without a public address and a secret."""
        if self._site.public_url is None or self._site.secret is None:
            return None
        return ticket_url(self._site.public_url, ticket, self._site.secret)


def _nowhere(*_: Any, **__: Any) -> bool:
    """A gateway that knows no broker of its centre reaches nobody."""
    return False
