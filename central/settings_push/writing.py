"""Puts a centre's `site.toml` together and tries it as the gateway will. Sends nothing."""

from datetime import date

import msgspec
from sqlalchemy import Connection

from central.config import CentralConfig
from central.provisioning.answers import claim_url
from central.provisioning.devices import devices_of
from central.provisioning.site_file import read_lists, site_settings
from central.rosters.access import Access, access_of
from central.rosters.seats import principals_on, seats_of
from central.settings_push.draft import newest_draft
from contract.configuration import read_site, site_text
from contract.site import Officer, SiteConfig


def site_of_day(connection: Connection, config: CentralConfig, site: str, day: date) -> SiteConfig:
    """What the centre is on a day, by everything that is known here; not checked."""
    devices = [one for one in devices_of(connection, [site]) if one.state != "retired"]
    of_devices = [counter for one in devices for counter in one.counters]
    lists = read_lists(connection, site, day)
    made = site_settings(config, site, lists, of_devices, claim_url(config) or config.web.public_url)
    access, principals = access_of(connection, site), principals_on(seats_of(connection, site), day)
    saved = newest_draft(connection, site)
    codes = {officer.code for officer in made.officers}
    made = msgspec.structs.replace(
        made,
        officers=tuple(_with_access(one, access.get(one.code, Access())) for one in made.officers),
        counters=tuple(
            msgspec.structs.replace(one, principal=principals[one.id]) if principals.get(one.id) in codes else one
            for one in made.counters
        ),
    )
    if saved is None:
        return made
    draft = saved.draft
    return msgspec.structs.replace(
        made, hours=draft.hours, priority=draft.priority, languages=draft.languages, notice=draft.notice
    )


def written(settings: SiteConfig) -> str:
    """The text of the file, read back as the gateway reads it. Raises ConfigRefused with the keys that are wrong."""
    text = site_text(settings)
    read_site(text)
    return text


def without_keys(settings: SiteConfig) -> SiteConfig:
    """For gateways that open no desk: nobody's PIN."""
    return msgspec.structs.replace(
        settings, officers=tuple(msgspec.structs.replace(one, pin=None) for one in settings.officers)
    )


def _with_access(officer: Officer, access: Access) -> Officer:
    return msgspec.structs.replace(officer, pin=access.pin, badge=access.badge, leader=access.is_leader)
