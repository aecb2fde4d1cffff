"""The one file that joins central's parts: store, ingest, pages. What starts is stopped in the opposite order."""

import contextlib
import functools
import logging
import time

import sqlalchemy
from sqlalchemy import Engine

from central.config import CentralConfig
from central.dashboard.board import Board
from central.dashboard.history import History
from central.dashboard.watcher import Watcher
from central.fleet.dispatch import Dispatch
from central.halls import Halls
from central.ingest.heard import Heard
from central.ingest.ingest import Ingest
from central.ingest.mqtt_link import MqttLink
from central.ingest.writer import Writer
from central.own_stream.own_stream import OwnStream
from central.people.first_start import first_link
from central.people.moments import now_ms
from central.presence import GatewayPresence, Presence
from central.provisioning.desk import Desk
from central.rebuild import ensure_projections
from central.services import Services
from central.settings_push.pusher import Pusher
from central.store.engine import migrate, open_engine, writing
from central.web.app import create_app
from central.web.server import server_for

log = logging.getLogger(__name__)


class Central:
    """Ingest and pages of one central server in one process."""

    def __init__(self, config: CentralConfig) -> None:
        self._config = config
        self._undo = contextlib.ExitStack()
        self._presence = Presence()
        self._halls = Halls(time.monotonic)
        self.writer: Writer | None = None
        self.link: MqttLink | None = None
        self.first_link: str | None = None
        """Where the first administrator chooses a password; None once there is one."""

    def start(self) -> None:
        """Bring the store up to date, then listen to gateways and to browsers.

        Raises OSError when the web port is taken, sqlalchemy.exc.SQLAlchemyError when the store cannot be used.
        """
        with contextlib.ExitStack() as undo:
            engine = open_engine(self._config.database.url, checkpoints=True)
            undo.callback(engine.dispose)
            migrate(engine)
            ensure_projections(engine, self._config)
            with writing(engine) as connection:
                self.first_link = first_link(connection, now_ms())
            self._start_web(self._start_ingest(engine, undo), undo)
            self._undo = undo.pop_all()

    def stop(self) -> None:
        """Stop everything; what was acknowledged is committed."""
        self._undo.close()

    def health(self, engine: Engine) -> dict[str, bool | None]:
        """Facts for /healthz; None is "not known"."""
        writer, link = self.writer, self.link
        return {
            "store": _store_answers(engine),
            "broker": link.is_connected if link else None,
            "ingest": link.is_subscribed if link else None,
            "writer": writer.is_alive and not writer.last_turn_failed if writer else None,
        }

    def _start_ingest(self, engine: Engine, undo: contextlib.ExitStack) -> OwnStream:
        ingest = Ingest(engine, self._config)
        writer = Writer(ingest, lambda due: link.acknowledge(due))
        link = MqttLink(self._config.broker, ingest.session, writer.deliver, Heard(self._presence, halls=self._halls))
        self.writer, self.link = writer, link
        writer.start()
        undo.callback(writer.stop)
        link.start()
        undo.callback(link.stop)
        pusher = Pusher(engine, link)
        pusher.start()
        undo.callback(pusher.stop)
        self._start_orders(engine, link, undo)
        return OwnStream(engine, self._config, writer.do)

    def _start_orders(self, engine: Engine, link: MqttLink, undo: contextlib.ExitStack) -> None:
        """Orders to gateways go over ingest's connection, the one that the broker lets speak for central."""
        desk = Desk(engine, self._config)
        orders = Dispatch(engine, link.say, self._view, desk.retire, now_ms)
        orders.start()
        undo.callback(orders.stop)

    def _start_web(self, own_stream: OwnStream, undo: contextlib.ExitStack) -> None:
        engine = open_engine(self._config.database.url)
        undo.callback(engine.dispose)
        board = Board(engine, self._config, self._view, self._halls)
        history = History(engine, self._config)
        watcher = Watcher(engine, self._config, board, history.refresh)
        health = functools.partial(self.health, engine)
        services = Services(engine, self._config, health, self._view, own_stream, self._halls, board, history)
        web = server_for(create_app(services), self._config.web)
        web.start()
        undo.callback(web.stop)
        undo.callback(board.stop)
        watcher.start()
        undo.callback(watcher.stop)

    def _view(self) -> tuple[GatewayPresence, ...]:
        return self._presence.view(time.monotonic(), self.link is not None and self.link.is_connected)


def _store_answers(engine: Engine) -> bool:
    try:
        with engine.connect() as connection:
            connection.execute(sqlalchemy.text("SELECT 1"))
    except sqlalchemy.exc.SQLAlchemyError as error:
        log.warning("the store does not answer: %s", error)
        return False
    return True
