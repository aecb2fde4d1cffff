"""The ``[[voices]]`` tables of ``gateway.toml``: loudspeakers, one queue of calls each."""

from typing import Annotated

import msgspec
from msgspec import Meta

from contract.fields import Token
from gateway.config.panels import Name

Zone = Annotated[Token, Meta(examples=["main"])]


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="driver"):
    pass


class DummyVoiceConfig(_Part, frozen=True, tag="dummy"):
    """A voice that is only written down, for demonstrations and tests. ``zones`` it speaks for (none named: all)."""

    name: Name
    zones: tuple[Zone, ...] = ()


VoiceConfig = DummyVoiceConfig
