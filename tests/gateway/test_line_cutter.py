"""Bytes of a serial line become lines, bounded, and a line that is wrong for good is told from a glitch."""

from hypothesis import given
from hypothesis import strategies as st

from gateway.line_cutter import LineCutter, LineJudge

texts = st.binary(min_size=1, max_size=20).filter(lambda data: not set(data) & {2, 3, 10, 13})


def cut(cutter, chunks):
    """Feed chunks without a pause."""
    return [line for chunk in chunks for line in cutter.feed(chunk, 0.0)]


@given(lines=st.lists(texts, max_size=8), sizes=st.lists(st.integers(1, 7), min_size=1))
def test_lines_come_out_however_they_are_cut(lines, sizes):
    """The same lines, whatever pieces the port delivers."""
    data = b"".join(line + b"\r\n" for line in lines)
    chunks, place = [], 0
    while place < len(data):
        size = sizes[len(chunks) % len(sizes)]
        chunks.append(data[place : place + size])
        place += size
    assert cut(LineCutter(20), chunks) == lines


@given(st.lists(st.binary(max_size=300), max_size=20))
def test_any_bytes_keep_it_bounded(chunks):
    """No input makes a line longer than allowed, or keeps more than that."""
    cutter = LineCutter(16)
    for number, chunk in enumerate(chunks):
        assert all(len(line) <= 16 for line in cutter.feed(chunk, number * 0.3))
        assert len(cutter._part) <= 16


def test_too_long_is_dropped_whole():
    """The rest of a line that was too long is not taken for a line of its own."""
    cutter = LineCutter(4)
    assert cut(cutter, [b"abcdefgh\nok\n"]) == [b"ok"]
    assert cutter.spoilt == 1


def test_stx_throws_away_what_came_before():
    """Noise before a frame does not join it."""
    cutter = LineCutter(16)
    assert cut(cutter, [b"\x81\x82\x02AB12\x03\x02CD34\r\n\x03"]) == [b"AB12", b"CD34"]
    assert cutter.spoilt == 1


def test_a_pause_in_the_middle_cuts_a_line_off():
    """Half a line and, long after, a whole one: the half is lost, the whole one is not spoilt by it."""
    cutter = LineCutter(16)
    assert cutter.feed(b"K", 50.0) == []
    assert cutter.feed(b"1\n", 50.4) == [b"K1"]
    assert cutter.feed(b"\xf0", 51.0) == []
    assert cutter.feed(b"K2\n", 60.0) == [b"K2"]
    assert cutter.spoilt == 1


def test_reset_forgets_the_beginning_of_a_line():
    """A port opened anew does not go on with a line of before."""
    cutter = LineCutter(16)
    cutter.feed(b"K", 0.0)
    cutter.reset()
    assert cutter.feed(b"1\n", 0.0) == [b"1"]


def test_a_glitch_is_no_fault_and_garbage_for_good_is():
    """One bad line among good ones never matters; nothing but bad ones does, until good ones come again."""
    judge = LineJudge()
    for number in range(200):
        judge.judge(1, is_good=number % 2 == 1)
        assert not judge.wrong
    verdicts = []
    for is_good in [False] * 40 + [True] * 5:
        judge.judge(1, is_good)
        verdicts.append(judge.wrong)
    assert verdicts == [False] * 9 + [True] * 35 + [False]
