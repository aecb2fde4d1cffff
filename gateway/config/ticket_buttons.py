"""The ``[[ticket_panels]]`` tables of ``gateway.toml``: one button per service, for a hall without a touch screen."""

from typing import Annotated

import msgspec
from msgspec import Meta

from contract.services import ServiceCode
from gateway.config.panels import Name


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="driver"):
    pass


class DummyTicketButton(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A button that exists only in software."""

    service: ServiceCode
    priority: bool = False


class DummyTicketPanelConfig(_Part, frozen=True, tag="dummy"):
    """Ticket buttons in software, for demonstrations and tests."""

    name: Name
    buttons: Annotated[tuple[DummyTicketButton, ...], Meta(min_length=1, examples=[[{"service": "ho-tich"}]])]


TicketPanelConfig = DummyTicketPanelConfig
