"""Language packs: adding a language is one file, and these tests say what is missing in it."""

import json
import re
import string
import struct

import pytest

from contract.hall_args import ErrorCode
from kiosk_ui.fonts import font_path, khmer_path
from kiosk_ui.languages import FIRST, FOLDER, UnknownLanguage, load_pack, pack_codes

FIRST_PACK = load_pack(FIRST)
OFFICIAL_NAMES = {"vi": "Tiếng Việt", "en": "English", "km": "Tiếng Khmer (ខ្មែរ)", "hmn": "Tiếng Mông (Hmoob)"}


def letters_of(path) -> set[int]:
    """The code points that a TrueType file has a glyph for (its format 4 and 12 tables)."""
    font = path.read_bytes()
    tables = {
        font[at : at + 4]: struct.unpack(">II", font[at + 8 : at + 16])
        for at in range(12, 12 + 16 * struct.unpack(">H", font[4:6])[0], 16)
    }
    start = tables[b"cmap"][0]
    points: set[int] = set()
    for index in range(struct.unpack(">H", font[start + 2 : start + 4])[0]):
        at = start + struct.unpack(">I", font[start + 8 + 8 * index : start + 12 + 8 * index])[0]
        form = struct.unpack(">H", font[at : at + 2])[0]
        if form == 4:
            half = struct.unpack(">H", font[at + 6 : at + 8])[0]
            ends = struct.unpack(f">{half // 2}H", font[at + 14 : at + 14 + half])
            starts = struct.unpack(f">{half // 2}H", font[at + 16 + half : at + 16 + 2 * half])
            points.update(p for low, high in zip(starts, ends, strict=True) for p in range(low, high + 1))
        elif form == 12:
            (count,) = struct.unpack(">I", font[at + 12 : at + 16])
            for group in range(count):
                low, high, _ = struct.unpack(">III", font[at + 16 + 12 * group : at + 28 + 12 * group])
                points.update(range(low, high + 1))
    return points - {0xFFFF}


def places(text: str) -> set[str]:
    """The names of the values that a text wants."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.fixture(scope="module")
def drawn() -> set[int]:
    """Every letter that the typefaces of a kiosk draw, in each weight it uses."""
    latin = set.intersection(*(letters_of(font_path(weight)) for weight in ("regular", "medium", "semibold", "bold")))
    return latin | letters_of(khmer_path())


@pytest.mark.parametrize("code", pack_codes())
def test_same_keys(code):
    """Every pack has exactly the texts of the Vietnamese one."""
    assert load_pack(code).texts.keys() == FIRST_PACK.texts.keys()


@pytest.mark.parametrize("code", pack_codes())
def test_same_places(code):
    """Every text wants the same values as the Vietnamese one."""
    texts = load_pack(code).texts
    assert {key: places(texts[key]) for key in texts} == {key: places(FIRST_PACK.texts[key]) for key in texts}


@pytest.mark.parametrize("code", pack_codes())
def test_nothing_empty(code):
    """No text is empty, or starts or ends with a space; a voice or its absence is named."""
    read = json.loads((FOLDER / f"{code}.json").read_text("utf-8"))
    assert read.pop("voice", "missing") != "missing"
    assert [key for key, text in read.items() if not text.strip() or text != text.strip()] == []
    assert re.fullmatch(r"[a-z]{2,3}", code)


@pytest.mark.parametrize("code", pack_codes())
def test_every_letter_is_drawn(code, drawn):
    """The typefaces of the kiosk have every letter of every text and of the name."""
    pack = load_pack(code)
    letters = {ord(letter) for text in (pack.name, *pack.texts.values()) for letter in text} - {0x20}
    assert {chr(point) for point in letters - drawn} == set()


def test_a_missing_letter_is_seen(drawn):
    """The control: a letter of another script is found to be missing."""
    assert ord("字") not in drawn


@pytest.mark.parametrize("code", pack_codes())
def test_every_key_once(code):
    """No key stands twice in a file: the second one would silently win."""
    keys = re.findall(r'^\s+"([\w.]+)": ', (FOLDER / f"{code}.json").read_text("utf-8"), flags=re.MULTILINE)
    assert len(keys) == len(set(keys))


def test_names_of_languages():
    """The languages bear their official names; Vietnamese comes first."""
    assert pack_codes()[0] == "vi"
    assert {"vi", "en", "km"} <= set(pack_codes())
    assert [code for code in pack_codes() if load_pack(code).name != OFFICIAL_NAMES.get(code)] == []


def test_official_words():
    """The words that law and the house style fix stand as they are."""
    texts = FIRST_PACK.texts
    assert texts["need.title"] == "Ông/Bà đến để làm gì?"
    assert [texts[f"need.{need}"] for need in ("submit", "collect", "ask", "other")] == [
        "Nộp hồ sơ", "Nhận kết quả", "Hỏi, hướng dẫn", "Tôi không biết chọn",
    ]  # fmt: skip
    assert texts["ticket.sit"] == "Vui lòng ngồi chờ đến lượt gọi."
    assert texts["closed.text"] == "Xin ông/bà quay lại sau hoặc hỏi quầy hướng dẫn."
    assert texts["late.morning"] == "Có thể không kịp trong buổi sáng."
    again = FIRST_PACK.text("again.text", number="A105")
    assert again == "Ông/Bà đã có số A105, còn hiệu lực. Có cần thêm số cho việc khác không?"
    assert FIRST_PACK.text("wait.minutes", minutes=12) == "khoảng 12 phút"
    assert FIRST_PACK.text("ticket.reprint", count=1) == "IN LẠI (lần 1)"
    assert not any(re.search(r"\b[Bb]ạn\b|~|bản sao", text) for text in texts.values())


def test_errors_of_the_contract():
    """Every error a kiosk can get has its own sentence; what only desks get falls back to a plain one."""
    of_desks = {
        "unknown_counter", "unknown_ticket", "unknown_officer", "nobody_waiting", "not_signed_in", "other_counter",
        "wrong_state", "stale", "too_soon", "paused", "unknown_lease", "not_the_hall", "closed",
    }  # fmt: skip
    said = {key.removeprefix("error.") for key in FIRST_PACK.texts if key.startswith("error.")}
    assert set(ErrorCode.__args__) - of_desks <= said
    assert "other" in said


def test_unknown_language():
    """A language without a pack is named, whatever it looks like."""
    for code in ("xx", "../vi", ""):
        with pytest.raises(UnknownLanguage):
            load_pack(code)
