"""The ``[[keypads]]`` tables of ``gateway.toml``: an officer's keys, without a screen."""

import msgspec

from gateway.config.panels import CounterId, Name


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="driver"):
    pass


class DummyKeypadConfig(_Part, frozen=True, tag="dummy"):
    """A keypad in software, for demonstrations and tests."""

    name: Name
    counter: CounterId


KeypadConfig = DummyKeypadConfig
