"""From claim to gateway: what is there in the end, and after each moment at which the power may go."""

import errno
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from contract.claims import ClaimAnswer
from gateway.claiming import becoming, disk, keys
from gateway.claiming.becoming import Box, become
from gateway.claiming.words import ClaimProblem
from gateway.config import load_configuration

Card = Callable[..., Box]
CODE = "000G-40R4-0M30-E209-185G-R38E-1W0C"
FILES = ["gateway.crt", "gateway.key", "gateway.toml", "quayso-ca.crt", "site.toml"]


class PowerCut(BaseException):
    """Nothing after this moment happens."""


def left_over(box: Box) -> list[str]:
    """Every file of the box, hidden ones too."""
    return sorted(path.name for path in box.folder.iterdir())


def codes_on(box: Box) -> list[Path]:
    """Every file on which the code can still be read."""
    places = [box.folder, *box.copies]
    return [
        path
        for place in places
        for path in place.rglob("*")
        if path.is_file() and b"000G-40R4-0M30" in path.read_bytes()
    ]


def test_a_box_becomes_a_gateway_and_forgets_its_code(card: Card) -> None:
    """Key, certificate and settings are in their places, as the gateway reads them; the code is nowhere any more."""
    box = card()
    assert codes_on(box) != []
    answer = become(box)
    assert isinstance(answer, ClaimAnswer) and left_over(box) == FILES and codes_on(box) == []
    made = load_configuration(box.folder / "gateway.toml").gateway
    assert (made.gateway, made.data_dir) == ("q-03", str(box.folder / "journal"))
    assert os.stat(box.folder / "gateway.key").st_mode & 0o777 == 0o640


def test_who_is_a_gateway_asks_nobody(card: Card, central: Any) -> None:
    """A second run changes nothing."""
    box = card()
    become(box)
    assert become(box) is None and len(central.requests) == 1


def moments(box: Box, monkeypatch: pytest.MonkeyPatch, cut_at: int) -> int:
    """Run until the power goes before the n-th change of the card; how many changes there were till then."""
    count = 0

    def counted(change: Callable[..., Any]) -> Callable[..., Any]:
        def maybe(*words: Any, **more: Any) -> Any:
            nonlocal count
            count += 1
            if count == cut_at:
                raise PowerCut
            return change(*words, **more)

        return maybe

    with monkeypatch.context() as power:
        power.setattr(Path, "replace", counted(Path.replace))
        power.setattr(Path, "unlink", counted(Path.unlink))
        power.setattr(Path, "mkdir", counted(Path.mkdir))
        power.setattr(Path, "rmdir", counted(Path.rmdir))
        power.setattr(os, "fsync", counted(os.fsync))
        power.setattr(os, "open", counted(os.open))
        try:
            become(box)
        except PowerCut:
            return count
    return count


@pytest.mark.slow
def test_the_power_may_go_at_any_moment(card: Card, central: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cut before each change of the card in turn: the next boot goes on, with the same key, to the same end."""
    box = card()
    whole = {path: path.read_bytes() for path in (box.folder / "claim.toml", box.folder.parent / "boot" / "user-data")}
    key = keys.new_key()
    monkeypatch.setattr(becoming, "new_key", lambda: key)
    moment, cuts = 1, 0
    while True:
        shutil.rmtree(box.folder)
        box.folder.mkdir()
        for path, content in whole.items():
            path.write_bytes(content)
        if moments(box, monkeypatch, moment) < moment:
            break
        was_gateway = box.is_gateway
        if was_gateway:
            load_configuration(box.folder / "gateway.toml")
        become(box)
        assert left_over(box) == FILES, moment
        assert codes_on(box) == [], moment
        load_configuration(box.folder / "gateway.toml")
        moment, cuts = moment + 1, cuts + 1
    assert cuts > 40


@pytest.mark.slow
def test_a_code_forgotten_in_the_wrong_order_stays_on_the_card(
    card: Card, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Control: were the claim file cleaned before the other copies, a cut between them would leave the code there."""
    real = becoming.forget

    def wrong_order(code: str, places: list[Path]) -> list[Path]:
        real(code, [places[-1]])
        raise PowerCut

    box = card()
    with monkeypatch.context() as patched:
        patched.setattr(becoming, "forget", wrong_order)
        with pytest.raises(PowerCut):
            become(box)
    become(box)
    assert codes_on(box) == [tmp_path / "boot" / "user-data"]


def test_a_card_without_room_asks_nothing_and_leaves_nothing(
    card: Card, central: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full card is told in words before the code is shown to anybody; with room again it goes on."""
    box = card()

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "posix_fallocate", full)
        with pytest.raises(ClaimProblem, match="đầy") as told:
            become(box)
    assert told.value.wait_s and central.requests == [] and left_over(box) == ["claim.toml"]
    assert become(box) is not None


@pytest.mark.parametrize("place", [2, *(pytest.param(n, marks=pytest.mark.slow) for n in (1, 3, 4, 5, 6, 7, 8))])
def test_a_card_that_fills_up_half_way_leaves_nothing_half_done(
    card: Card, central: Any, monkeypatch: pytest.MonkeyPatch, place: int
) -> None:
    """Whichever file finds no room: clear words, no gateway.toml, and the next attempt ends well."""
    box, writes, real = card(), 0, os.fsync

    def full(handle: int) -> None:
        nonlocal writes
        writes += 1
        if writes == place:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(handle)

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(ClaimProblem, match="đầy"):
            become(box)
    assert not box.is_gateway and not [name for name in left_over(box) if name.endswith(".new")]
    assert become(box) is not None and left_over(box) == FILES


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ('url = "https://mau.vn"\n', "ca"),
        ('url = "http://mau.vn"\nca = "x"\n', "url"),
        ("rubbish", "TOML"),
        ('url = "https://mau.vn"\nca = "x"\ncode = "0000-0000-0000-0000-0000-0000-0001"\n', "28"),
        ('url = "https://a@mau.vn"\nca = "x"\n', "url"),
        ('url = "https://mau.vn"\nca = "x"\nextra = 1\n', "extra"),
    ],
)
def test_a_claim_file_edited_by_hand_is_refused_in_words(card: Card, central: Any, text: str, word: str) -> None:
    """What is wrong is said with its key, in both languages; nobody is asked."""
    box = card()
    (box.folder / "claim.toml").write_text(text, "utf-8")
    with pytest.raises(ClaimProblem, match=word) as told:
        become(box)
    assert "tải lại" in told.value.vi and "ownload" in told.value.en and central.requests == []


def test_a_spare_box_takes_a_typed_code(card: Card, central: Any) -> None:
    """Without a code it says that one is to be typed; the typed one says which box it becomes."""
    box = card(code=None)
    with pytest.raises(ClaimProblem, match="chưa có mã"):
        become(box)
    with pytest.raises(ClaimProblem, match="gõ chưa đúng"):
        become(box, "1234")
    assert become(box, CODE.lower().replace("-", " ")) is not None
    assert central.requests[0].gateway is None and codes_on(box) == []


def test_an_answer_about_another_key_is_not_taken(card: Card, central: Any) -> None:
    """A certificate of somebody else's key never becomes this box's."""
    box = card()
    answer = central.ask
    other = box.folder.parent / "other.key"
    disk.put(other, keys.new_key(), 0o600)
    wrong = central.sign(keys.request_for(other))
    made = Box(box.folder, lambda claim, request: _with(answer, wrong), box.local, box.copies)
    with pytest.raises(ClaimProblem, match="another key"):
        become(made)
    assert not box.is_gateway


def _with(_answer: object, certificate: str) -> ClaimAnswer:
    return ClaimAnswer("q-03", "xa-mau", "ca", "gateway = 1", "site = 1", (), certificate)
