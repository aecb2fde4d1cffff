"""Settings of a centre that no list holds: hours, days off, priority, languages, notice. Each save is a new row."""

from dataclasses import dataclass
from typing import Annotated

import msgspec
from msgspec import Meta
from sqlalchemy import Connection, insert, select

from central.people.moments import now_ms
from central.store.tables import site_settings
from contract.services import Hours, PriorityRules
from contract.site import Language, Name


class Draft(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What staff set on the page."""

    hours: Hours = Hours()
    priority: PriorityRules = PriorityRules()
    languages: Annotated[tuple[Language, ...], Meta(min_length=1)] = ("vi",)
    notice: Name | None = None


@dataclass(frozen=True, slots=True)
class SavedDraft:
    """A draft with who saved it and when."""

    draft: Draft
    made_ms: int
    made_by: str


def newest_draft(connection: Connection, site: str) -> SavedDraft | None:
    """The settings saved last; None where nobody has saved any."""
    table = site_settings
    statement = select(table).where(table.c.site == site).order_by(table.c.id.desc()).limit(1)
    row = connection.execute(statement).one_or_none()
    return None if row is None else SavedDraft(msgspec.json.decode(row.settings, type=Draft), row.made_ms, row.made_by)


def save_draft(connection: Connection, site: str, draft: Draft, who: str) -> None:
    """Save settings; the ones before stay as history."""
    text = msgspec.json.encode(draft).decode()
    connection.execute(insert(site_settings).values(site=site, settings=text, made_ms=now_ms(), made_by=who))
