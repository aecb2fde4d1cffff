"""Tokens of tickets: read back by whoever has the secret, and made by nobody else."""

import base64
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from contract.tokens import make_token, read_token, ticket_url

SECRET, OTHER = "a" * 32, "b" * 32
TICKET = UUID("01936f5e-0000-7000-8000-000000000001")


@given(st.uuids(), st.text(min_size=32, max_size=128))
def test_a_token_names_its_ticket(ticket, secret):
    """Whatever the ticket and the secret are."""
    token = make_token(ticket, secret)
    assert read_token(token, secret) == ticket and len(token) == 34


@given(st.text(max_size=80))
def test_what_was_not_made_here_names_nothing(text):
    """Garbage is no ticket, and raises nothing."""
    assert read_token(text, SECRET) is None


@given(st.integers(0, 24), st.integers(1, 255))
def test_a_token_with_any_byte_changed_names_nothing(place, by):
    """Neither another ticket nor the same one."""
    raw = bytearray(base64.urlsafe_b64decode(make_token(TICKET, SECRET) + "=="))
    raw[place] ^= by
    assert read_token(base64.urlsafe_b64encode(bytes(raw)).decode().rstrip("="), SECRET) is None


def test_another_centres_token_names_nothing_here():
    """The secret is the centre's own."""
    assert read_token(make_token(TICKET, OTHER), SECRET) is None


def test_the_address_in_the_code_is_short_enough_for_a_small_code():
    """It stands under the centre's public address, with or without a slash at its end."""
    url = ticket_url("https://mot-cua.mau.vn/", TICKET, SECRET)
    assert url.startswith("https://mot-cua.mau.vn/t/") and len(url) < 70
    assert ticket_url("https://mot-cua.mau.vn", TICKET, SECRET) == url
