"""Looks up what people call what the dashboard knows by codes."""

from collections.abc import Collection, Mapping

from sqlalchemy import Connection, select

from central.registry.lists import lists_in_force
from central.registry.services import services_of
from central.store.tables import people


def service_names(connection: Connection, site: str) -> Mapping[str, str]:
    """The services of a centre by their codes; the last row of a code wins."""
    held = lists_in_force(connection, site, ("services",)).get("services")
    return {one.code: one.name for one in services_of(connection, held.id if held else None)}


def account_names(connection: Connection, codes: Collection[str]) -> Mapping[str, str]:
    """The names of accounts by their codes."""
    statement = select(people.c.code, people.c.name).where(people.c.code.in_(sorted(codes)))
    return {code: name for code, name in connection.execute(statement)}
