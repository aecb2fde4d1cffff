"""One hall as a process of its own: the hall role on a real journal, served over a broker.

``hall_process.py FOLDER PORT [--hall ID] [--forgetful]``: runs until it is killed. ``--forgetful`` begins each start
without its rows and hears nothing of its past: the control of the rig.
"""

import argparse
import logging
import threading
from collections.abc import Callable
from datetime import timedelta, timezone
from pathlib import Path
from typing import Any

from contract.links import BrokerConfig
from contract.site import SiteConfig
from contract.toml import read_toml
from gateway.clock import SystemClock, read_boot_id
from gateway.hall.workshop import Workshop
from gateway.hall_commands import HallAsked, HallBeside
from gateway.link.hall_serving import HallServer
from gateway.link.mqtt_connection import MqttConnection


def main() -> None:
    """Serve until killed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("port", type=int)
    parser.add_argument("--hall", default="hall-01")
    parser.add_argument("--forgetful", action="store_true")
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    site = read_toml((options.folder / "site.toml").read_text("utf-8"), SiteConfig, "site.toml")
    clock = SystemClock(timezone(timedelta(hours=7)), read_boot_id(), "trusted")
    home = options.folder / options.hall
    home.mkdir(exist_ok=True)
    hall = Workshop(site, home, clock, options.hall, alone=options.forgetful)
    connection = MqttConnection(f"{options.hall}-hall", BrokerConfig(port=options.port))
    post = _deaf(hall.inbox.post) if options.forgetful else hall.inbox.post
    server = HallServer(site.site, connection.publish, post, clock.monotonic_s, hall.feed)
    connection.host(server)
    hall.publish = server.show
    if options.forgetful:
        facts = hall.journal.facts
        hall.journal.facts = lambda prefix: {  # type: ignore[method-assign]
            key: value for key, value in facts(prefix).items() if key == "hall/epoch"
        }
    hall.start()
    connection.begin()
    print("serving", flush=True)
    threading.Event().wait()


def _deaf(post: Callable[[Any], None]) -> Callable[[Any], None]:
    """Neither what the broker kept nor what kiosks report reaches a hall that is to forget its numbers."""

    def hear(order: Any) -> None:
        is_report = isinstance(order, HallAsked) and order.request.do == "report_tickets"
        if not is_report and not isinstance(order, HallBeside):
            post(order)

    return hear


if __name__ == "__main__":
    main()
