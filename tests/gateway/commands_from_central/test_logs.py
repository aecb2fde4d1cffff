"""What central may read of a gateway's log: no secrets, bounded, the newest."""

import json
import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.commands_from_central.logs import HIDDEN, MOST_BYTES, MOST_CHARACTERS, LogMemory, newest, scrubbed

SECRET = "s3cr3t-Value9"


@pytest.mark.parametrize(
    "line",
    [
        f"password={SECRET}",
        f"broker password: {SECRET}, again",
        f'{{"token": "{SECRET} {SECRET}"}}',
        f"mqtt://q-01:{SECRET}@broker:1883",
        f"badge {SECRET}"[:0] + f"badge={SECRET}",
        f"the PIN is {SECRET}",
        f"Authorization: Bearer {SECRET}",
        f"mật khẩu: {SECRET}",
    ],
)
def test_secrets_are_hidden(line):
    """By name, in addresses, in JSON."""
    assert SECRET not in scrubbed(line) and HIDDEN in scrubbed(line)


@pytest.mark.parametrize(
    "secret", ["6f0c4d1e8a2b4c3d9e5f60718293a4b5", "A1B2-C3D4-E5F6-G7H8", "dGhpcyBpcyBh9IHNlY3JldA"]
)
def test_long_codes_are_hidden_without_a_name(secret):
    """Keys, claim codes, encoded words."""
    assert secret not in scrubbed(f"the box showed {secret} and went")


def test_plain_words_stay():
    """A line that says what happened is still of use."""
    line = "printer k1: ticket A105, failed (paper_out) at 192.168.1.20:1883"
    assert scrubbed(line) == line


@given(st.text(max_size=2000))
def test_lines_are_one_line_and_bounded(text):
    """Whatever is logged."""
    line = scrubbed(text)
    assert len(line) <= MOST_CHARACTERS and (line == "" or line.isprintable())


@given(st.lists(st.text(max_size=MOST_CHARACTERS), max_size=300))
def test_the_newest_lines_fit(lines):
    """The last ones, in order, never more than fits into an event."""
    kept = newest(lines)
    assert kept == lines[len(lines) - len(kept) :]
    assert len(json.dumps(kept, ensure_ascii=False).encode()) <= MOST_BYTES + 2


def test_the_memory_hears_the_program():
    """From start to stop; of an exception its kind, not its words."""
    memory = LogMemory()
    memory.start()
    try:
        logging.getLogger("gateway.test").warning("password=%s", SECRET)
        try:
            raise ValueError(SECRET)
        except ValueError:
            logging.getLogger("gateway.test").exception("it broke")
    finally:
        memory.stop()
    logging.getLogger("gateway.test").warning("nobody hears")
    assert len(memory.lines()) == 2 and memory.lines(logging.ERROR)[0].endswith("it broke (ValueError)")
    assert SECRET not in "".join(memory.lines())
