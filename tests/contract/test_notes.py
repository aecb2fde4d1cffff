"""Notes: kept beside the chain, sealed in it, and never to be moved under another seal."""

import hashlib
import uuid

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.events import CounterPaused, FeedbackLeft
from contract.ids import new_id
from contract.lines import MAX_LINE_BYTES, read_data, read_line
from contract.notes import Note, NoteTooLong, NoteUnreadable, is_note, new_note, read_note, write_note

SALT = "0123456789abcdef" * 2


@given(st.text(st.characters(exclude_categories=("Cs",)), max_size=200))
def test_round_trip(text: str):
    """Any text survives as one line that begins like a note, and fits its seal."""
    note = new_note(new_id(), text)
    raw = write_note(note)
    assert read_note(raw) == note
    assert is_note(raw) and b"\n" not in raw
    assert note.fits(note.seal)


def test_seal_is_the_one_of_the_contract(write):
    """The seal is the first half of SHA-256 over salt and text; an event carries it and the note's id."""
    note = Note(new_id(), SALT, "Góp ý")
    assert note.seal == hashlib.sha256((SALT + "Góp ý").encode()).hexdigest()[:32]
    event = FeedbackLeft("other", note.note, note.seal)
    assert read_data(read_line(write(event))) == event


def test_other_words_do_not_fit(write):
    """A note with one letter changed, or another salt, does not fit the seal."""
    note = new_note(new_id(), "chờ lâu")
    assert not Note(note.note, note.salt, "chờ lâU").fits(note.seal)
    assert not new_note(note.note, "chờ lâu").fits(note.seal)


def test_letters_cannot_move_into_the_salt():
    """Salt and text of one seal cannot be cut at another place: a salt has one length."""
    note = Note(new_id(), SALT, "abc-123")
    moved = Note(note.note, SALT + "abc", "-123")
    assert moved.seal == note.seal
    with pytest.raises(NoteUnreadable):
        read_note(write_note(moved))


def test_equal_words_have_different_seals():
    """The same words twice cannot be recognised by their seals."""
    assert len({new_note(new_id(), "hài lòng").seal for _ in range(20)}) == 20


def test_event_lines_are_no_notes(write):
    """An event line is told from a note by its first bytes."""
    assert not is_note(write(CounterPaused("3")))
    assert is_note(b'{"note":5}')


def test_longest_note():
    """A note may fill a line of 8 KiB with letters of any width, and not one byte more."""
    room = MAX_LINE_BYTES - len(write_note(new_note(new_id(), "")))
    assert len(write_note(new_note(new_id(), "x" * room))) == MAX_LINE_BYTES
    assert read_note(write_note(new_note(new_id(), "ệ" * (room // 3))))
    for text in ("x" * (room + 1), "ệ" * (room // 3 + 1), '"' * (room // 2 + 1), "x" * 10_000_000):
        with pytest.raises(NoteTooLong):
            new_note(new_id(), text)


def test_half_a_surrogate_pair_is_no_text():
    """Text that no JSON can carry is refused by name."""
    with pytest.raises(UnicodeEncodeError):
        new_note(new_id(), "a\ud800b")


GOOD = {"note": str(uuid.UUID(int=1)), "salt": SALT, "text": "x"}
BAD = {
    "empty": b"",
    "cut": b'{"note":"',
    "too long": b'{"note":"' + b"x" * MAX_LINE_BYTES,
    "a tower": b'{"note":' + b"[" * 8000,
    "no UTF-8": b'{"note":"' + str(uuid.UUID(int=1)).encode() + b'","salt":"' + SALT.encode() + b'","text":"\xff"}',
    "no uuid": msgspec.json.encode({**GOOD, "note": "mine"}),
    "salt too short": msgspec.json.encode({**GOOD, "salt": SALT[:-1]}),
    "salt with a newline": msgspec.json.encode({**GOOD, "salt": SALT + "\n"}),
    "salt in capitals": msgspec.json.encode({**GOOD, "salt": SALT.upper()}),
    "text a number": msgspec.json.encode({**GOOD, "text": 5}),
    "no text": msgspec.json.encode({k: v for k, v in GOOD.items() if k != "text"}),
    "null": b"null",
    "a list": b"[]",
}


@pytest.mark.parametrize("raw", BAD.values(), ids=BAD)
def test_unreadable(raw):
    """Bytes that are no note are refused with a short reason."""
    with pytest.raises(NoteUnreadable) as caught:
        read_note(raw)
    assert len(str(caught.value)) <= 200


def test_unknown_fields_are_taken():
    """A later version may say more about a note."""
    assert read_note(msgspec.json.encode({**GOOD, "lang": "vi"})).text == "x"
