"""Every kind of loudspeaker there is, in plain sight. A driver's module is loaded only when a voice needs it."""

import importlib
from collections.abc import Callable
from typing import Any, cast

import msgspec

from gateway.config.voices import AlsaVoiceConfig, DummyVoiceConfig, VoiceConfig
from gateway.voice.base import Surroundings, Voice

VOICE_DRIVERS: dict[type[msgspec.Struct], str] = {
    AlsaVoiceConfig: "gateway.voice.alsa_voice:AlsaVoice",
    DummyVoiceConfig: "gateway.voice.dummy_voice:DummyVoice",
}
"""Table of ``gateway.toml`` -> module and class of its driver."""


def make_voice(config: VoiceConfig, around: Surroundings) -> Voice:
    """The voice a table of ``gateway.toml`` describes, not yet started."""
    module, _, name = VOICE_DRIVERS[type(config)].partition(":")
    driver = cast(Callable[[Any, Surroundings], Voice], getattr(importlib.import_module(module), name))
    return driver(config, around)
