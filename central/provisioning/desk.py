"""Provisioning as pages and commands use it: add, claim, revoke. Each is one transaction of the store; what mosquitto
reads is written behind it, and again at the next occasion where that failed."""

import logging
import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, select

from central.config import CentralConfig
from central.provisioning import certificates
from central.provisioning.broker_folder import write_broker_folder
from central.provisioning.claims import new_claim, withdraw
from central.provisioning.devices import Device, add_device, change_device, device_of, devices_of
from central.provisioning.keyring import Keyring, NoAuthority
from central.provisioning.orders import Order, OrderWrong, check_order, device_from, free_id
from central.store.engine import reading, writing
from central.store.tables import streams

log = logging.getLogger(__name__)


def now_ms() -> int:
    """Central's clock."""
    return time.time_ns() // 1_000_000


class Desk:
    """The one place where devices come and go."""

    def __init__(self, engine: Engine, config: CentralConfig, clock: Callable[[], int] = now_ms) -> None:
        self._engine = engine
        self._config = config
        self._clock = clock
        self.keyring = Keyring(Path(config.provisioning.folder or "authority"))

    def add(self, orders: Sequence[Order], by: str) -> list[tuple[Device, str]]:
        """Add devices, all or none: each with the code of its claim, shown once. Raises OrderWrong."""
        made = []
        with writing(self._engine) as connection:
            taken = {device.gateway for device in devices_of(connection)}
            taken |= set(connection.execute(select(streams.c.gateway).distinct()).scalars())
            for order in orders:
                made.append(self._add(connection, order, taken, by))
        self.refresh_broker()
        return made

    def _add(self, connection: Connection, order: Order, taken: set[str], by: str) -> tuple[Device, str]:
        if order.replaces:
            order = _in_place_of(connection, order)
        check_order(order, self._config.sites, self._config.provisioning.host)
        gateway = order.gateway or free_id(order, taken)
        if gateway in taken:
            raise OrderWrong(
                "gateway", f"mã “{gateway}” đã có máy dùng", f"the id “{gateway}” belongs to another box already"
            )
        taken.add(gateway)
        device = device_from(order, gateway, self._clock())
        add_device(connection, device)
        days = order.days or self._config.provisioning.claim_days
        return device, new_claim(connection, gateway, days, by, self._clock())

    def renew_code(self, gateway: str, by: str, days: int = 0) -> tuple[Device, str]:
        """A new code for a box that has not come yet; the old one is worth nothing. Raises OrderWrong."""
        with writing(self._engine) as connection:
            device = device_of(connection, gateway)
            if device is None or device.state != "waiting":
                raise OrderWrong("gateway", "máy này không chờ mã", "this box is not waiting for a code")
            days = days or self._config.provisioning.claim_days
            return device, new_claim(connection, gateway, days, by, self._clock())

    def retire(self, gateway: str) -> bool:
        """Take every right away from a gateway, for ever; False when there is none of this name."""
        with writing(self._engine) as connection:
            if device_of(connection, gateway) is None:
                return False
            retire(connection, gateway, self._clock())
        self.refresh_broker()
        return True

    def devices(self, sites: Sequence[str] | None = None) -> list[Device]:
        """The devices of these sites, of all for None."""
        with reading(self._engine) as connection:
            return devices_of(connection, sites)

    def refresh_broker(self) -> bool:
        """Write what mosquitto reads; False when that is not possible now (it is logged)."""
        try:
            with self._engine.connect() as connection:
                write_broker_folder(connection, self._config, self.keyring)
        except NoAuthority:
            return False
        except OSError as error:
            log.error("the broker's files cannot be written, the broker keeps its old rights: %s", error)
            return False
        return True

    def password(self) -> str | None:
        """A new password where passwords are used."""
        return secrets.token_urlsafe(16) if self._config.provisioning.access == "passwords" else None

    def today(self, site: str) -> datetime:
        """Now, at a site."""
        return datetime.fromtimestamp(self._clock() / 1000, UTC).astimezone(self._config.zone(site))


def retire(connection: Connection, gateway: str, at_ms: int) -> None:
    """Revoke, withdraw and retire, in the transaction of whatever is the reason."""
    certificates.revoke(connection, gateway, at_ms)
    withdraw(connection, gateway, at_ms)
    change_device(connection, gateway, state="retired", retired_ms=at_ms, password_hash=None)


def _in_place_of(connection: Connection, order: Order) -> Order:
    """The order with everything that the replaced box was."""
    old = device_of(connection, order.replaces or "")
    if old is None or old.state == "retired":
        raise OrderWrong("replaces", f"không có máy “{order.replaces}” để thay", "there is no such box to replace")
    return replace(
        order,
        site=old.site,
        roles=order.roles or old.roles,
        counters=order.counters or old.counters,
        wiring=old.wiring,
        host=order.host or old.host,
        network=old.network,
    )
