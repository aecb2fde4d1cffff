"""PINs: hashes as site.toml holds them, and the command that makes them."""

import io

import msgspec
import pytest

from contract import pins
from contract.site import PinHash
from gateway.officers import pin_command

QUICK = 10


def test_a_pin_fits_its_hash_alone():
    """The right PIN fits; a longer, shorter or other one does not."""
    stored = pins.hash_pin("40718", log2_n=QUICK)
    assert pins.fits("40718", stored)
    assert not any(pins.fits(pin, stored) for pin in ("40719", "4071", "407180", "", "４０７１８"))


def test_a_hash_is_one_that_site_toml_takes():
    """The hash has the form of the contract, and no two are alike."""
    first, second = (pins.hash_pin("2580", log2_n=QUICK) for _ in range(2))
    assert first != second
    assert msgspec.convert(pins.hash_pin("2580"), PinHash).startswith("scrypt$14$")


def test_a_known_vector():
    """The bytes are those of RFC 7914's scrypt: a hash made elsewhere fits."""
    import base64
    import hashlib

    salt = b"NaCl" * 4
    key = hashlib.scrypt(b"123987", salt=salt, n=1024, r=8, p=1, dklen=64)
    stored = f"scrypt$10${base64.b64encode(salt).decode()}${base64.b64encode(key).decode()}"
    assert pins.fits("123987", stored)


@pytest.mark.parametrize(
    "stored",
    [None, "scrypt$30$AAAAAAAAAAAAAAAAAAAAAA==$AAAA", "scrypt$14$*$*", "md5$1$a$b", "plain"],
)
def test_what_is_no_hash_fits_nothing(stored, monkeypatch):
    """Without a hash, or with one that cannot be read, the same work is done and no PIN fits."""
    derived = []
    monkeypatch.setattr(pins, "_derive", lambda pin, salt, log2_n, size: derived.append(log2_n) or bytes(size))
    assert not pins.fits("1234", stored)
    assert derived == [14]


@pytest.mark.parametrize("text", ["123", "123456789", "12a4", "", " 1234", "1234\n", "-123"])
def test_what_is_no_pin_gets_no_hash(text):
    """Only 4 to 8 digits are a PIN."""
    with pytest.raises(ValueError):
        pins.hash_pin(text)


@pytest.mark.parametrize(
    ("pin", "easy"), [("1111", True), ("1234", True), ("9876", True), ("8901", True), ("1357", False), ("4071", False)]
)
def test_easy_pins(pin, easy):
    """One digit or digits in a row are easy."""
    assert pins.is_easy(pin) is easy


@pytest.mark.parametrize(
    ("typed", "status", "said"),
    [
        ("4071\n4071\n", 0, 'pin = "scrypt$14$'),
        ("4071\n4072\n", 2, "Hai lần nhập khác nhau"),
        ("40\n40\n", 2, "4 đến 8"),
        ("1234\n1234\n", 2, "dễ đoán"),
    ],
)
def test_the_command(typed, status, said, monkeypatch, capsys):
    """`quayso gateway pin` prints the line for site.toml, or says what is wrong; never the PIN."""
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    assert pin_command.run([]) == status
    shown = "".join(capsys.readouterr())
    assert said in shown
    assert typed[:4] not in shown or status == 0
