"""Messages beside event lines: each survives the wire, and nothing a topic brings hurts its reader."""

import json

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contract.messages import (
    Ack,
    Birth,
    CentralState,
    Command,
    ConfigApplied,
    ConfigPushed,
    Death,
    Health,
    MessageUnreadable,
    StreamRange,
    decode,
    decode_presence,
    encode,
)

KINDS = [Birth, Death, Ack, CentralState, Health, Command, ConfigPushed, ConfigApplied]
BIRTH = Birth(7, "trung-tam", "0.1.0", "boot-1", ("counter",), (StreamRange("a" * 32, 1, 41),))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_round_trip(kind):
    """Every message of every kind is read back as it was said."""

    @settings(max_examples=settings.default.max_examples // 5)
    @given(st.from_type(kind))
    def one(message):
        assert decode(encode(message), kind) == message

    one()


def test_birth_on_the_wire():
    """A birth says that it is one, and what the gateway holds."""
    assert json.loads(encode(BIRTH)) == {
        "online": True,
        "bd": 7,
        "site": "trung-tam",
        "version": "0.1.0",
        "boot": "boot-1",
        "roles": ["counter"],
        "config": None,
        "streams": [{"stream": "a" * 32, "oldest": 1, "last": 41}],
    }
    assert json.loads(encode(Death(7))) == {"online": False, "bd": 7}


def test_acknowledgement_on_the_wire():
    """An acknowledgement is the three fields that a gateway compares."""
    assert encode(Ack(41, "0" * 32, "s1")) == b'{"seq":41,"head":"' + b"0" * 32 + b'","session":"s1"}'


def test_presence():
    """Birth and death share a topic and are told apart by what they say of themselves."""
    assert decode_presence(encode(BIRTH)) == BIRTH
    assert decode_presence(encode(Death(7))) == Death(7)


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"{}",
        b'{"bd":1}',
        b'{"online":null,"bd":1}',
        b'{"online":"false","bd":1}',
        b'{"online":false}',
        b'{"online":false,"bd":-1}',
        b'{"online":true,"bd":1}',
        encode(BIRTH).replace(b'"online":true', b'"on":true'),
        encode(BIRTH).replace(b"trung-tam", b"Trung Tam"),
        encode(BIRTH).replace(b'"last":41', b'"last":-41'),
        encode(BIRTH).replace(b'"streams":[', b'"streams":[5,'),
    ],
)
def test_unreadable_presence(payload):
    """A birth that does not say so is never taken for a death: its gateway would seem to be gone."""
    with pytest.raises(MessageUnreadable):
        decode_presence(payload)


def test_births_of_a_later_version():
    """A role or a field of a later version does not make a gateway unseen."""
    payload = encode(BIRTH).replace(b'"counter"', b'"counter","announcer"').replace(b"{", b'{"mood":"fine",', 1)
    birth = decode_presence(payload)
    assert isinstance(birth, Birth)
    assert birth.roles == ("counter", "announcer")


def test_unknown_health_is_none():
    """A temperature that is no number is said as not known, not as some number."""
    health = Health(5, "synced", (), (), temperature_c=float("nan"))
    assert decode(encode(health), Health).temperature_c is None


BAD = {
    "empty": b"",
    "no JSON": b"hello",
    "NaN": b'{"seq":NaN,"head":"' + b"0" * 32 + b'","session":"s"}',
    "a list": b"[]",
    "null": b"null",
    "a tower": b"[" * 200_000,
    "a tower inside": b'{"x":' + b"[" * 200_000,
    "10 MB": b'"' + b"x" * 10_000_000 + b'"',
    "no UTF-8": b'{"seq":1,"head":"' + b"0" * 32 + b'","session":"\xff"}',
    "half a pair": b'{"seq":1,"head":"' + b"0" * 32 + b'","session":"\\ud800"}',
    "huge number": b'{"seq":' + b"9" * 5000 + b',"head":"' + b"0" * 32 + b'","session":"s"}',
    "seq below zero": b'{"seq":-1,"head":"' + b"0" * 32 + b'","session":"s"}',
    "head too short": b'{"seq":1,"head":"' + b"0" * 31 + b'","session":"s"}',
    "head with a newline": b'{"seq":1,"head":"' + b"0" * 32 + b'\\n","session":"s"}',
    "session empty": b'{"seq":1,"head":"' + b"0" * 32 + b'","session":""}',
    "session missing": b'{"seq":1,"head":"' + b"0" * 32 + b'"}',
}


@pytest.mark.parametrize("payload", BAD.values(), ids=BAD)
def test_unreadable(payload):
    """Bytes that are not the message of their topic are refused with a short, printable reason."""
    with pytest.raises(MessageUnreadable) as caught:
        decode(payload, Ack)
    assert len(str(caught.value)) <= 200
    assert str(caught.value).isprintable()


@given(st.binary(max_size=80))
def test_any_bytes(payload):
    """Whatever comes on any topic ends in a message or in MessageUnreadable."""
    for kind in KINDS:
        try:
            assert isinstance(decode(payload, kind), kind)
        except MessageUnreadable:
            pass


def test_unknown_fields_are_taken():
    """A later version may say more."""
    more = {**json.loads(encode(Ack(1, "0" * 32, "s"))), "complete": True}
    assert decode(msgspec.json.encode(more), Ack) == Ack(1, "0" * 32, "s")
