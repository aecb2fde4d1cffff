"""Clips: WAV read, trimmed and joined; a phrase is whole or it is nothing."""

import re
import wave
from array import array

import pytest

from gateway.voice.clips import ClipFolder, ClipsMissing
from gateway.voice.make_clips import check_clips, main
from gateway.voice.phrase import clip_names, make_phrase
from gateway.voice.planning import Manner
from gateway.voice.sound import Sound, SoundUnusable, chime, joined, read_wav, trimmed, wav_bytes


def test_a_sound_survives_its_file():
    """What is written as WAV is read back, sample for sample."""
    sound = chime(22050)
    assert read_wav(wav_bytes(sound)) == sound
    assert sound.length_s == pytest.approx(0.68, abs=0.01)


def test_a_header_that_does_not_know_its_length_is_read():
    """A player's pipe has a WAV with an endless length in its header; what came is taken."""
    data = bytearray(wav_bytes(chime(8000)))
    data[4:8] = data[40:44] = (0x7FFFF000).to_bytes(4, "little")
    assert read_wav(bytes(data)) == chime(8000)


@pytest.mark.parametrize("data", [b"", b"RIFF", b"MP3 is no WAV at all, however long it is, or is it?"])
def test_other_files_are_refused(data):
    """What is no WAV is one kind of error."""
    with pytest.raises(SoundUnusable):
        read_wav(data)


def test_stereo_is_refused(tmp_path):
    """Two channels would play at half speed: refused with what is wrong."""
    with wave.open(str(tmp_path / "x.wav"), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(bytes(400))
    with pytest.raises(SoundUnusable, match="2 channels"):
        read_wav((tmp_path / "x.wav").read_bytes())


def test_silence_round_a_word_is_cut():
    """The second of silence before and after a recorded word does not slow a call down."""
    loud = array("h", [8000] * 800).tobytes()
    cut = trimmed(Sound(8000, bytes(16_000) + loud + bytes(16_000)))
    assert cut.length_s == pytest.approx(0.14, abs=0.01)
    assert trimmed(Sound(8000, bytes(16_000))).pcm == b""


def test_sounds_are_joined_with_gaps():
    """The joined sound has the samples of its parts with silence between, and no mix of rates."""
    one, two = Sound(8000, b"\1\0"), Sound(8000, b"\2\0")
    assert joined([one, two], gap_s=0.00025).pcm == b"\1\0" + bytes(4) + b"\2\0"
    with pytest.raises(SoundUnusable, match="different rates"):
        joined([one, Sound(16_000, b"")])
    with pytest.raises(SoundUnusable):
        joined([])


def test_a_phrase_is_made_of_its_clips(tone_clips):
    """Each word of the sentence is heard: the more words, the longer; chime and invitation only where they belong."""
    clips = ClipFolder(tone_clips)
    lengths = [clips.sound_of(make_phrase("A105", "3"), manner).length_s for manner in Manner]
    assert lengths == sorted(lengths, reverse=True)
    assert clips.sound_of(make_phrase("A1050", "3"), Manner.FOLLOWING).length_s > lengths[-1]


@pytest.mark.parametrize("lost", ["xin-moi-so-thu-tu", "chu-a", "so-0", "den-quay-so", "so-3"])
def test_one_missing_clip_is_no_sentence(tone_clips, lost):
    """Whichever clip is missing or broken, its name is told and nothing is half said."""
    (tone_clips / f"{lost}.wav").write_bytes(b"broken")
    with pytest.raises(ClipsMissing, match=lost):
        ClipFolder(tone_clips).sound_of(make_phrase("A105", "3"), Manner.OPENING)


def test_clips_of_different_rates_are_no_sentence(tone_clips):
    """A clip recorded at another rate would be heard at another pitch: it counts as missing."""
    (tone_clips / "so-0.wav").write_bytes(wav_bytes(chime(16_000)))
    with pytest.raises(ClipsMissing, match="different rates"):
        ClipFolder(tone_clips).sound_of(make_phrase("A105", "3"), Manner.OPENING)


def test_a_clip_for_a_whole_counter_is_preferred(tone_clips):
    """A counter with a name needs its own clip; one with a number may have it, and then it stands for the words."""
    named, plain = make_phrase("A1", "huong-dan"), make_phrase("A1", "21")
    clips = ClipFolder(tone_clips)
    with pytest.raises(ClipsMissing, match="quay-huong-dan"):
        clips.sound_of(named, Manner.FOLLOWING)
    words_s = clips.sound_of(plain, Manner.FOLLOWING).length_s
    for name in ("quay-huong-dan", "quay-21"):
        (tone_clips / f"{name}.wav").write_bytes(wav_bytes(chime(8000)))
    assert clips.sound_of(named, Manner.FOLLOWING).length_s < words_s
    assert clips.sound_of(plain, Manner.FOLLOWING).length_s < words_s


def test_the_check_names_what_is_missing(tone_clips, capsys):
    """`--check` tells a missing clip with its words, and a voice that is too slow for a busy hall."""
    (tone_clips / "so-7.wav").unlink()
    assert check_clips(tone_clips)[0] == ["so-7"]
    assert main([str(tone_clips), "--check"]) == 1
    said = capsys.readouterr().out
    assert "so-7.wav (bảy)" in said and "under 4 s" in said


@pytest.mark.slow
def test_placeholder_clips(tmp_path, needs_espeak, capsys):
    """The command makes every clip, leaves what was recorded alone, and its clips are quick enough."""
    tmp_path.joinpath("so-1.wav").write_bytes(wav_bytes(chime(22050)))
    assert main([str(tmp_path)]) == 0
    assert {path.stem for path in tmp_path.glob("*.wav")} == {*clip_names(), "chuong"}
    assert read_wav((tmp_path / "so-1.wav").read_bytes()) == chime(22050)
    assert "slow" not in capsys.readouterr().out


def test_the_page_lists_every_clip(repository):
    """docs/voice.md names every file to record with its words, and no other."""
    page = (repository / "docs" / "voice.md").read_text("utf-8")
    rows = dict(re.findall(r"^\| `([\w-]+)\.wav` \| (.+) \|$", page, flags=re.MULTILINE))
    assert {name: words for name, words in rows.items() if name != "chuong"} == clip_names()
    assert f"{len(rows)} files in all" in page
