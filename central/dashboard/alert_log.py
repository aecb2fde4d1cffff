"""Keeps the log of alerts: raised, seen by whom, ended. A line is never removed or written anew."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, insert, select, update

from central.dashboard.alerts import Alert, Key
from central.store.tables import alerts

_TEXT = 400


@dataclass(frozen=True, slots=True)
class Logged:
    """One line of the log; times are milliseconds UTC by central's clock."""

    id: int
    site: str
    kind: str
    gateway: str
    device: str
    text: str
    raised_ms: int
    seen_ms: int | None
    seen_by: str
    ended_ms: int | None

    @property
    def key(self) -> Key:
        """Which alert it is."""
        return Key(self.kind, self.gateway, self.device)  # type: ignore[arg-type]


def raise_alerts(connection: Connection, site: str, raised: Collection[Alert], now_ms: int) -> None:
    """Write down what begins to stand."""
    if raised:
        connection.execute(
            insert(alerts),
            [
                {
                    "site": site, "kind": one.key.kind, "gateway": one.key.gateway, "device": one.key.device,
                    "text": one.text[:_TEXT], "raised_ms": now_ms, "seen_by": "",
                }
                for one in raised
            ],
        )  # fmt: skip


def end_alerts(connection: Connection, site: str, ended: Collection[Key], now_ms: int) -> None:
    """Write down what stands no more."""
    for key in ended:
        of = alerts.c
        which = (of.site == site, of.kind == key.kind, of.gateway == key.gateway, of.device == key.device)
        connection.execute(update(alerts).where(*which, of.ended_ms.is_(None)).values(ended_ms=now_ms))


def see_alert(connection: Connection, site: str, alert_id: int, person: str, now_ms: int) -> bool:
    """Write down who saw an alert first; False when there is none, or somebody had seen it."""
    which = (alerts.c.id == alert_id, alerts.c.site == site, alerts.c.seen_ms.is_(None))
    done = connection.execute(update(alerts).where(*which).values(seen_ms=now_ms, seen_by=person))
    return done.rowcount > 0


def standing_alerts(connection: Connection, sites: Collection[str]) -> dict[str, tuple[Logged, ...]]:
    """What stands at each of the sites, the newest first."""
    found: dict[str, list[Logged]] = {site: [] for site in sites}
    statement = select(alerts).where(alerts.c.ended_ms.is_(None), alerts.c.site.in_(sorted(sites)))
    for row in connection.execute(statement.order_by(alerts.c.id.desc())):
        found[row.site].append(Logged(*row))
    return {site: tuple(rows) for site, rows in found.items()}


def logged_alerts(
    connection: Connection, site: str, kinds: Collection[str], limit: int, before_id: int | None = None
) -> list[Logged]:
    """The newest lines of a site, at most ``limit``."""
    statement = select(alerts).where(alerts.c.site == site, alerts.c.kind.in_(sorted(kinds)))
    if before_id is not None:
        statement = statement.where(alerts.c.id < before_id)
    return [Logged(*row) for row in connection.execute(statement.order_by(alerts.c.id.desc()).limit(limit))]
