"""Makes a site's `site.toml` from the settings of central and the lists in force."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import get_args

import msgspec
from sqlalchemy import Connection, select

from central.config import CentralConfig
from central.registry.lists import lists_in_force, posts_of
from central.registry.services import services_of
from central.store.tables.figures import counters as counter_rows
from central.store.tables.registry import services as service_rows
from central.workdays import hours_of
from contract.events.tickets import Need
from contract.fields import Token
from contract.services import Service
from contract.site import Agency, Counter, Officer, RatingRules, SiteConfig
from contract.toml_writer import to_toml

REMARK = "Do máy chủ trung tâm lập, không sửa tay · made by central, not to be edited by hand"
KINDS = ("officers", "services", "counters")
ANY_DAY = date(2020, 1, 1)
LONGEST_SERVICE = 120


@dataclass(frozen=True, slots=True)
class Lists:
    """What the lists of a site say on a day."""

    officers: tuple[Officer, ...] = ()
    services: tuple[Service, ...] = ()
    counters: tuple[Counter, ...] = ()
    agencies: tuple[Agency, ...] = ()


def read_lists(connection: Connection, site: str, day: date) -> Lists:
    """The lists in force of a site, as far as they can stand in a `site.toml`."""
    kinds = lists_in_force(connection, site, KINDS)
    ids = {kind: kinds[kind].id if kind in kinds else None for kind in KINDS}
    posts = [post for post in posts_of(connection, ids["officers"]) if post.holds_on(day)]
    owned = [one for one in services_of(connection, ids["services"]) if one.holds_on(day)]
    agencies = dict.fromkeys(name for name in (*(p.agency for p in posts), *(o.agency for o in owned)) if name)
    officers = {post.code: Officer(post.code, post.name, _code(post.agency) if post.agency else None) for post in posts}
    words = _words_of_services(connection, ids["services"])
    services = [_service(one.code, one.name, one.agency, *words[one.code]) for one in owned if one.code in words]
    return Lists(
        tuple(officers.values()),
        tuple(service for service in _once(services) if service is not None),
        _counters(connection, ids["counters"], day),
        tuple(Agency(_code(name), name) for name in agencies),
    )


def site_settings(
    config: CentralConfig, site: str, lists: Lists, of_devices: Sequence[str], public_url: str | None
) -> SiteConfig:
    """What a site is. ``of_devices``: counters that devices stand at; those no list names are added by number alone."""
    known = config.sites[site]
    named = [counter.id for counter in lists.counters]
    added = [Counter(counter) for counter in dict.fromkeys(of_devices) if counter not in named]
    # A service that nobody may take a number for has no place in a centre without a queue.
    services = lists.services if known.ratings == "per-ticket" else ()
    codes = {service.code for service in services}
    return SiteConfig(
        site=site,
        name=known.name,
        timezone=known.timezone,
        ratings=(RatingRules(known.scale, known.ratings, ANY_DAY),),
        counters=tuple(
            msgspec.structs.replace(counter, services=tuple(code for code in counter.services if code in codes))
            for counter in (*lists.counters, *added)
        ),
        officers=lists.officers,
        agencies=lists.agencies,
        services=services,
        hours=hours_of(known),
        public_url=public_url,
        secret=known.secret,
    )


def site_toml(settings: SiteConfig) -> str:
    """The text of the file."""
    return to_toml(settings, REMARK)


def _words_of_services(connection: Connection, import_id: int | None) -> dict[str, tuple[str, str]]:
    """First letters of the numbers, and the choice of the first screen, by service."""
    if import_id is None:
        return {}
    statement = select(service_rows).where(service_rows.c.import_id == import_id)
    return {row.code: (row.prefix, row.need) for row in connection.execute(statement)}


def _service(code: str, name: str, agency: str, prefix: str, need: str) -> Service | None:
    """A service of the list; None for one without letters for its numbers: nobody takes a number for it."""
    values = {
        "code": code,
        "name": name[:LONGEST_SERVICE],
        "prefix": prefix,
        "needs": [need if need in get_args(Need) else "submit"],
        "agency": _code(agency) if agency else None,
    }
    try:
        return msgspec.convert(values, Service)
    except msgspec.ValidationError:
        return None


def _once(services: Iterable[Service | None]) -> Iterable[Service | None]:
    return {service.code: service for service in services if service is not None}.values()


def _counters(connection: Connection, import_id: int | None, day: date) -> tuple[Counter, ...]:
    if import_id is None:
        return ()
    today = day.isoformat()
    statement = select(counter_rows).where(counter_rows.c.import_id == import_id).order_by(counter_rows.c.position)
    found = {
        row.code: Counter(
            row.code, row.name or None, tuple(code for code in row.services.split("|") if code), zone=row.zone or "main"
        )
        for row in connection.execute(statement)
        if row.valid_from <= today and (not row.valid_to or today <= row.valid_to)
    }
    return tuple(found.values())


def _code(name: str) -> Token:
    """Agencies have names here and codes there."""
    return name[:64]
