"""The ``[[badges]]`` tables of ``gateway.toml``: readers with which officers sign in and out."""

import msgspec

from gateway.config.panels import Baud, CounterId, Name, SerialPort


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="driver"):
    pass


class SerialBadgeConfig(_Part, frozen=True, tag="serial"):
    """A scanner or card reader that sends one line, or one STX…ETX frame, per badge."""

    name: Name
    counter: CounterId
    port: SerialPort
    baud: Baud = 9600


class DummyBadgeConfig(_Part, frozen=True, tag="dummy"):
    """A reader in software, for demonstrations and tests."""

    name: Name
    counter: CounterId


BadgeConfig = SerialBadgeConfig | DummyBadgeConfig
