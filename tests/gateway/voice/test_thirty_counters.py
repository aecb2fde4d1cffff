"""Thirty counters at four minutes a citizen on one loudspeaker: the queue stays under 20 s, and why."""

import heapq
import random

import pytest

from gateway.voice.clips import BEFORE_COUNTER_S, WITHIN_NUMBER_S, ClipFolder
from gateway.voice.make_clips import make_clips
from gateway.voice.phrase import CHIME_CLIP, INVITATION_CLIP, make_phrase
from gateway.voice.planning import Call, Manner, added, is_repeated, next_step
from gateway.voice.sound import GAP_S, read_wav, trimmed

CLIP_S = {
    "xin-moi-so-thu-tu": 1.47, "chu-a": 0.34, "so-0": 0.32, "so-1": 0.27, "so-2": 0.36, "so-3": 0.39, "so-4": 0.32,
    "so-5": 0.26, "so-6": 0.26, "so-7": 0.25, "so-8": 0.28, "so-9": 0.31, "den-quay-so": 0.89, "dem-muoi": 0.37,
    "dem-muoi-chuc": 0.37, "dem-mot": 0.27, "dem-tu": 0.36, "dem-lam": 0.27, "chuong": 0.67,
}  # fmt: skip
"""Lengths of the clips that make_clips makes; the slow test below measures them again."""

COUNTERS, VISIT_S, HOURS = 30, 240, 8
LIMIT_S = 20


def said_s(call, manner):
    """How long a call takes out of clips of these lengths, joined as the clip folder joins them."""
    phrase = make_phrase(call.number, call.counter)
    number = (*(() if manner is Manner.FOLLOWING else (INVITATION_CLIP,)), *phrase.number_clips)
    total = sum(CLIP_S[name] for name in (*number, *phrase.counter_clips))
    total += GAP_S * (len(number) - 1) + WITHIN_NUMBER_S * (len(phrase.counter_clips) - 1) + BEFORE_COUNTER_S
    return total + (CLIP_S[CHIME_CLIP] + BEFORE_COUNTER_S if manner is Manner.OPENING else 0)


def day_of_calls(seed):
    """Moments and calls of a day: every counter calls its next as soon as a visit is over; one in ten is recalled."""
    chance = random.Random(seed)
    due = [(chance.uniform(0, VISIT_S), str(counter)) for counter in range(1, COUNTERS + 1)]
    heapq.heapify(due)
    calls, number = [], 0
    while due[0][0] < HOURS * 3600:
        at_s, counter = heapq.heappop(due)
        number = number % 999 + 1
        calls.append((at_s, Call(f"A{number:03}", counter, 1)))
        visit_s = chance.gammavariate(4, VISIT_S / 4)
        if chance.random() < 0.1:
            visit_s += 60
            calls.append((at_s + 60, Call(f"A{number:03}", counter, 2)))
        heapq.heappush(due, (at_s + visit_s, counter))
    return sorted(calls, key=lambda call: call[0])


def waits_s(calls, rule=True, comes_after_s=None):
    """How long each call of a day waited for its first word; without ``rule`` each is said in full and twice.

    ``comes_after_s``: (least, most) seconds after which somebody who saw the board is at the counter; None: nobody
    ever comes before being called, so that nothing is dropped for having come."""
    queue, called, heard, waits = (), {}, {}, []
    coming, now_s, in_series = iter([*calls, (float("inf"), None)]), 0.0, False
    at_s, call = next(coming)
    chance = random.Random(0)

    def come():
        """Those who saw the board are served now, and no longer called."""
        if comes_after_s is not None:
            for waiting in queue:
                if now_s - heard[waiting] >= chance.uniform(*comes_after_s):
                    called.pop(waiting.counter, None)

    def arrive():
        nonlocal at_s, call, queue
        while at_s <= now_s:
            queue, heard[call], called[call.counter] = added(queue, call), at_s, call.number
            at_s, call = next(coming)

    while call is not None or queue:
        if not queue:
            now_s, in_series = max(now_s, at_s), False
            arrive()
        come()
        step = next_step(queue, called, in_series and rule)
        queue = step.rest
        if step.call is None:
            continue
        waits.append(now_s - heard[step.call])
        now_s += said_s(step.call, step.manner)
        arrive()
        if not rule or is_repeated(step.call, step.manner, queue, called):
            now_s += said_s(step.call, Manner.AGAIN if rule else Manner.OPENING)
            arrive()
        in_series = bool(queue)
    return waits


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in (1, 2))])
def test_thirty_counters_keep_the_queue_short(seed):
    """Over an eight-hour day without a break no call waits 20 s, and half of them hardly wait."""
    waits = sorted(waits_s(day_of_calls(seed)))
    assert len(waits) > 3500
    assert waits[-1] < LIMIT_S, waits[-1]
    assert waits[len(waits) // 2] < 3


@pytest.mark.slow
def test_people_who_come_by_the_board_shorten_the_worst_burst():
    """On the worst of forty days a burst waits 21 s when nobody looks at the boards, and under 20 s when people do."""
    calls = day_of_calls(12)
    assert LIMIT_S < max(waits_s(calls)) < 22
    assert max(waits_s(calls, comes_after_s=(10, 40))) < LIMIT_S


@pytest.mark.slow
def test_without_the_rule_the_queue_grows():
    """Control: said twice each and in full, calls wait for minutes, and a third is never said before the next one."""
    calls = day_of_calls(0)
    waits = waits_s(calls, rule=False)
    assert max(waits) > 10 * LIMIT_S and len(waits) < len(calls) * 0.7
    assert len(waits_s(calls)) == len(calls)


@pytest.mark.slow
def test_the_lengths_are_those_of_real_clips(tmp_path, needs_espeak):
    """The lengths above are what espeak-ng's clips measure, joined as they are played."""
    make_clips(tmp_path)
    for name, length_s in CLIP_S.items():
        measured_s = trimmed(read_wav((tmp_path / f"{name}.wav").read_bytes())).length_s
        assert measured_s == pytest.approx(length_s, abs=0.03), name
    for number, counter in (("A105", "3"), ("A999", "24"), ("A010", "30")):
        for manner in Manner:
            sound = ClipFolder(tmp_path).sound_of(make_phrase(number, counter), manner)
            assert sound.length_s == pytest.approx(said_s(Call(number, counter, 1), manner), abs=0.2)
