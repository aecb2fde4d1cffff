"""The ``[[voices]]`` tables of ``gateway.toml``: loudspeakers, one queue of calls each."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from contract.fields import PRINTABLE, Token
from contract.links import PathText
from gateway.config.panels import Name

Zone = Annotated[Token, Meta(examples=["main"])]
SoundDevice = Annotated[str, Meta(min_length=1, max_length=100, pattern=PRINTABLE, examples=["default"])]
Accent = Annotated[Literal["vi", "vi-vn-x-central", "vi-vn-x-south"], Meta(examples=["vi"])]
"""Voices of espeak-ng: of the north, the centre, the south."""


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="driver"):
    pass


class AlsaVoiceConfig(_Part, frozen=True, tag="alsa"):
    """A loudspeaker on a sound card. ``zones`` it speaks for (none named: all).

    ``device``: a name that `aplay -L` lists. ``clips``: a folder of recorded words; without it, and for a sentence of
    which a clip is missing, espeak-ng speaks with ``accent``.
    """

    name: Name
    zones: tuple[Zone, ...] = ()
    device: SoundDevice = "default"
    clips: Annotated[PathText, Meta(examples=["tieng"])] | None = None
    accent: Accent = "vi"


class DummyVoiceConfig(_Part, frozen=True, tag="dummy"):
    """A voice that is only written down, for demonstrations and tests. ``zones`` it speaks for (none named: all)."""

    name: Name
    zones: tuple[Zone, ...] = ()


VoiceConfig = AlsaVoiceConfig | DummyVoiceConfig
