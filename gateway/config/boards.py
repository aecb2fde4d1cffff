"""The ``[[boards]]`` tables of ``gateway.toml``: display boards on serial lines. HDMI boards are pages."""

import msgspec

from gateway.config.panels import CounterId, Name


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="driver"):
    pass


class DummyBoardConfig(_Part, frozen=True, tag="dummy"):
    """A board in software. ``counter`` None: the board of the waiting area."""

    name: Name
    counter: CounterId | None = None


BoardConfig = DummyBoardConfig
