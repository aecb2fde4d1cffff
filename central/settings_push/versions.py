"""Versions of a centre's `site.toml`, and which of them each gateway shall run."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select

from central.people.moments import now_ms
from central.provisioning.devices import devices_of
from central.settings_push.writing import without_keys, written
from central.store.tables import config_wishes, site_versions
from contract.configuration import pushed, read_site
from contract.messages import ConfigPushed
from contract.site import SiteConfig


@dataclass(frozen=True, slots=True)
class Version:
    """One `site.toml` that was sent."""

    id: int
    site: str
    toml: str
    sha256: str
    made_ms: int
    made_by: str


@dataclass(frozen=True, slots=True)
class Wish:
    """Which version a gateway shall run; ``with_keys``: it opens desks and needs the hashes of PINs."""

    gateway: str
    version: int
    sha256: str
    with_keys: bool


def versions_of(connection: Connection, site: str, most: int = 20) -> list[Version]:
    """The newest versions of a site."""
    table = site_versions
    columns = (table.c.id, table.c.site, table.c.toml, table.c.sha256, table.c.made_ms, table.c.made_by)
    statement = select(*columns).where(table.c.site == site).order_by(table.c.id.desc()).limit(most)
    return [Version(*row) for row in connection.execute(statement)]


def wishes(connection: Connection) -> list[Wish]:
    """Every gateway with a wish."""
    rows = connection.execute(select(config_wishes).order_by(config_wishes.c.gateway))
    return [Wish(row.gateway, row.version, row.sha256, bool(row.with_keys)) for row in rows]


def message_of(connection: Connection, wish: Wish) -> ConfigPushed:
    """What is sent to a gateway."""
    text: str = connection.execute(select(site_versions.c.toml).where(site_versions.c.id == wish.version)).scalar_one()
    settings = read_site(text)
    return pushed(wish.version, settings if wish.with_keys else without_keys(settings))


def push(connection: Connection, settings: SiteConfig, heard: Mapping[str, Iterable[str]], who: str) -> Version:
    """Keep settings as the next version and wish it for every gateway of the site; the same twice is one version.

    ``heard``: roles of gateways of the site that were heard and need not be listed. Raises ConfigRefused.
    """
    text = written(settings)
    site, sha256 = settings.site, hashlib.sha256(text.encode()).hexdigest()
    newest = next(iter(versions_of(connection, site, 1)), None)
    if newest is None or newest.sha256 != sha256:
        values = {"site": site, "toml": text, "sha256": sha256, "made_ms": now_ms(), "made_by": who}
        connection.execute(insert(site_versions).values(**values))
        newest = versions_of(connection, site, 1)[0]
    listed = devices_of(connection, [site])
    roles = {gateway: set(of) for gateway, of in heard.items()}
    roles |= {one.gateway: set(one.roles) for one in listed}
    retired = {one.gateway for one in listed if one.state == "retired"}
    connection.execute(delete(config_wishes).where(config_wishes.c.gateway.in_(roles)))
    for gateway, of in roles.items():
        if gateway not in retired:
            _wish(connection, gateway, newest.id, settings, "hall" in of)
    return newest


def _wish(connection: Connection, gateway: str, version: int, settings: SiteConfig, with_keys: bool) -> None:
    sent = pushed(version, settings if with_keys else without_keys(settings))
    values = {"gateway": gateway, "version": version, "sha256": sent.sha256, "with_keys": int(with_keys)}
    connection.execute(insert(config_wishes).values(**values))
