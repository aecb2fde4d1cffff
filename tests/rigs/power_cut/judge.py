"""Looks at a journal after a power cut as a gateway does: it starts, and every confirmed press is there."""

import logging
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

from contract.events import RatingGiven
from contract.lines import ZERO_HASH, line_hash, read_data, read_line
from contract.links import BrokerConfig
from contract.site import Counter, RatingRules, SiteConfig
from gateway.clock import ManualClock
from gateway.config import Configuration, GatewayConfig
from gateway.config.gateway_toml import ControlConfig
from gateway.journal.journal import Journal
from gateway.journal.schema import migrate
from gateway.wiring import Gateway, Parts

logging.disable(logging.ERROR)  # the broker is away on purpose

_SITE = SiteConfig("trung-tam", "Trung tâm", (RatingRules("4-level", "free", date(2020, 1, 1)),), (Counter("3"),))


def judge(folder: Path, confirmed: int) -> list[str]:
    """What is wrong with the journal under ``folder`` when everything up to ``confirmed`` was confirmed."""
    try:
        return [*_start_and_stop(folder), *_read(folder, confirmed)]
    except Exception as error:  # whatever it is, a gateway that cannot start after a cut is the finding
        return [f"the gateway does not start: {type(error).__name__}: {error}"]


def _clock() -> ManualClock:
    return ManualClock(datetime(2026, 11, 23, 12, 0, tzinfo=timezone(timedelta(hours=7))), boot="after-the-cut")


def _start_and_stop(folder: Path) -> list[str]:
    config = GatewayConfig(
        gateway="q-01",
        site="trung-tam",
        data_dir=str(folder / "gateway"),
        control=ControlConfig(socket=str(folder / "control.sock")),
        central=BrokerConfig(port=1),
    )
    gateway = Gateway(Configuration(config, _SITE), "0", Parts(clock=_clock(), migrate=migrate))
    gateway.start()
    started = gateway.journal.last() > 0
    gateway.stop()
    return [] if started else ["the gateway wrote no first line"]


def _read(folder: Path, confirmed: int) -> list[str]:
    journal = Journal(folder / "gateway" / "journal.db", "q-01", "trung-tam", _clock().now)
    opened = journal.open()
    wrong = [f"the journal was set aside: {opened}"] if opened.set_aside else []
    held, prev = set[int](), ZERO_HASH
    rows, unreadable = journal.read(journal.stream, 1, 1_000_000)
    for row in rows:
        line = read_line(row.line)
        if line.prev != prev:
            wrong.append(f"the chain breaks at {line.seq}")
        prev = line_hash(row.line)
        data = read_data(line)
        if isinstance(data, RatingGiven):
            held.add(data.rating.int)
    journal.close()
    missing = set(range(1, confirmed + 1)) - held
    if missing:
        wrong.append(f"{len(missing)} confirmed presses are missing, first {min(missing)} of {confirmed}")
    if unreadable:
        wrong.append(f"row {unreadable[0]} cannot be read")
    if list(folder.glob("gateway/*.broken-*")):
        wrong.append("a journal was set aside")
    return wrong
