"""The blocks in which officers and agencies see ratings: a rule, and an attacker who asks for everything, every day."""

import datetime
import itertools
from collections import Counter, defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select, update

from central.people.block_store import close_days
from central.people.blocks import SMALLEST, Rated, close_blocks
from central.store.engine import reading, writing
from central.store.tables import events, rating_block_days, rating_blocks, ratings, streams

DAYS = [(datetime.date(2026, 11, 2) + datetime.timedelta(n)).isoformat() for n in range(12)]
LEVELS = ("good", "poor")


@st.composite
def histories(draw):
    """Ratings of a day that may arrive days later, and of which some are set aside afterwards."""
    made = draw(
        st.lists(
            st.tuples(
                st.sampled_from(["cb-1", "cb-2"]),
                st.integers(0, len(DAYS) - 2),
                st.integers(0, 4),
                st.sampled_from(LEVELS),
                st.one_of(st.none(), st.integers(0, len(DAYS) - 1)),
            ),
            max_size=60,
        )
    )
    return [
        (Rated(n.to_bytes(16, "big"), officer, "4-level", level, DAYS[day]), day + late, aside)
        for n, (officer, day, late, level, aside) in enumerate(made)
    ]


def shown_on_each_day(history):
    """For each day on which somebody looks: the blocks closed so far, as the store would keep them."""
    blocks, members = [], set()
    for today in range(len(DAYS)):
        waiting = [
            rated
            for rated, arrives, aside in history
            if arrives < today and rated.rating not in members and (aside is None or aside > today)
        ]
        for block in close_blocks(waiting, DAYS[today]):
            blocks.append(block)
            members.update(block.ratings)
        yield list(blocks)


def answers(history, blocks_by_day):
    """Everything that an attacker can be told: each period, each officer and both together, on each day.

    An answer is which ratings it adds up.
    """
    periods = [*itertools.combinations_with_replacement(range(len(DAYS)), 2)]
    for blocks in blocks_by_day:
        for first, last in periods:
            for officers in ({"cb-1"}, {"cb-2"}, {"cb-1", "cb-2"}):
                yield frozenset(
                    rating
                    for block in blocks
                    if block.officer in officers and DAYS[first] <= block.last_day <= DAYS[last]
                    for rating in block.ratings
                )


def loneliest(told):
    """The smallest number of ratings that all answers together leave indistinguishable.

    Two ratings that stand in the same answers cannot be told apart by adding and subtracting answers; one that
    stands in answers of its own can.
    """
    seen_in = defaultdict(list)
    for number, answer in enumerate(dict.fromkeys(told)):
        for rating in answer:
            seen_in[rating].append(number)
    return min(Counter(map(tuple, seen_in.values())).values(), default=None)


@given(histories())
def test_no_rating_can_be_unmasked(history):
    """Whoever asks for every period on every day and takes the differences never isolates fewer than five ratings."""
    told = [*answers(history, shown_on_each_day(history))]
    assert (loneliest(told) or SMALLEST) >= SMALLEST


def test_the_attack_unmasks_a_weaker_rule():
    """The control: where a period is shown as soon as five ratings lie in it, the same attacker isolates one."""
    history = [(Rated(bytes([n]), "cb-1", "4-level", "good", DAYS[n // 3]), 0, None) for n in range(9)]
    told = []
    for first, last in itertools.combinations_with_replacement(range(3), 2):
        within = frozenset(rated.rating for rated, _, _ in history if DAYS[first] <= rated.day <= DAYS[last])
        told.append(within if len(within) >= SMALLEST else frozenset())
    assert loneliest(told) < SMALLEST


@given(histories())
def test_a_closed_block_stays_as_it_is(history):
    """What was shown once is shown for ever, whatever arrives late or is set aside; each rating is shown once."""
    before = []
    for blocks in shown_on_each_day(history):
        assert blocks[: len(before)] == before
        before = blocks
    ratings_shown = [rating for block in before for rating in block.ratings]
    assert len(ratings_shown) == len(set(ratings_shown))
    assert all(block.size == len(block.ratings) >= SMALLEST for block in before)


@given(histories(), st.sets(st.integers(0, len(DAYS) - 1)))
def test_looking_seldom_shows_the_same(history, looks):
    """Without late arrivals the blocks do not depend on how often somebody looked."""
    punctual = [(rated, DAYS.index(rated.day), None) for rated, _, _ in history]
    *_, each_day = shown_on_each_day(punctual)
    at_once = close_blocks([rated for rated, _, _ in punctual], DAYS[-1])
    assert sorted(map(repr, each_day)) == sorted(map(repr, at_once))


def test_nothing_of_today_and_nothing_below_five():
    """Four ratings wait, and so do five of today; the fifth of a past day closes the block."""
    four = [Rated(bytes([n]), "cb-1", "4-level", "good", DAYS[0]) for n in range(4)]
    assert close_blocks(four, DAYS[5]) == []
    fifth = Rated(b"5", "cb-1", "4-level", "poor", DAYS[1])
    assert close_blocks([*four, fifth], DAYS[1]) == []
    (block,) = close_blocks([*four, fifth], DAYS[2])
    assert (block.first_day, block.last_day, block.counts) == (DAYS[0], DAYS[1], {"good": 4, "poor": 1})


def test_officers_and_scales_are_not_mixed():
    """Three of one officer and three of another, or of two scales, are no block."""
    mixed = [Rated(bytes([n]), f"cb-{n % 2}", "4-level" if n < 4 else "3-level", "good", DAYS[0]) for n in range(8)]
    assert close_blocks(mixed, DAYS[3]) == []


@pytest.fixture
def rated(engine):
    """Puts single ratings into the store: ``rated(officer, day, levels)``."""
    numbers = itertools.count(1)
    with writing(engine) as connection:
        names = {"gateway": "q-01", "stream": "0" * 32, "site": "bac-kan", "complete_seq": 0, "max_seq": 0}
        stream = connection.execute(
            insert(streams).values(**names, complete_hash=bytes(16), first_seen_ms=0, last_seen_ms=0)
        ).inserted_primary_key[0]

    def put(officer, day, levels, site="bac-kan"):
        with writing(engine) as connection:
            for level in levels:
                number = next(numbers)
                connection.execute(
                    insert(ratings).values(
                        stream_id=stream, seq=number, site=site, rating=number.to_bytes(16, "big"), day=day,
                        officer=officer, counter="1", scale="4-level", level=level, channel="panel",
                        verdict="accepted", kind="counted", reasons="",
                    )
                )  # fmt: skip

    return put


def stored(engine):
    """The blocks of the store."""
    with reading(engine) as connection:
        rows = connection.execute(select(rating_blocks).order_by(rating_blocks.c.officer, rating_blocks.c.number))
        return [(row.officer, row.number, row.first_day, row.last_day, row.counts) for row in rows]


def test_the_store_closes_each_day_once(engine, rated):
    """Blocks are closed the next day; what comes late or is set aside afterwards changes none of them."""
    rated("cb-1", DAYS[0], ["good"] * 5)
    day = datetime.date.fromisoformat
    close_days(engine, "bac-kan", day(DAYS[0]))
    assert stored(engine) == []
    close_days(engine, "bac-kan", day(DAYS[1]))
    first = ("cb-1", 1, DAYS[0], DAYS[0], '{"good": 5}')
    assert stored(engine) == [first]
    rated("cb-1", DAYS[0], ["poor"])
    with writing(engine) as connection:
        connection.execute(update(ratings).where(ratings.c.seq == 1).values(kind="set_aside"))
    for n in range(1, 5):
        close_days(engine, "bac-kan", day(DAYS[n]))
    assert stored(engine) == [first]
    rated("cb-1", DAYS[4], ["good"] * 4)
    close_days(engine, "bac-kan", day(DAYS[5]))
    assert stored(engine) == [first, ("cb-1", 2, DAYS[0], DAYS[4], '{"good": 4, "poor": 1}')]


def test_a_rating_of_today_for_a_visit_of_yesterday_waits(engine, rated):
    """It belongs to yesterday's figures, and is shown from tomorrow on like every other one of today."""
    rated("cb-1", DAYS[0], ["good"] * 5)
    with writing(engine) as connection:
        line = {"stream_id": 1, "seq": 5, "hash": bytes(16), "type": "rating.given", "state": "known"}
        connection.execute(insert(events).values(**line, day=DAYS[1]))
    day = datetime.date.fromisoformat
    close_days(engine, "bac-kan", day(DAYS[1]))
    assert stored(engine) == []
    close_days(engine, "bac-kan", day(DAYS[2]))
    assert stored(engine) == [("cb-1", 1, DAYS[0], DAYS[1], '{"good": 5}')]


def test_a_rebuild_closes_nothing_again(engine, rated):
    """Blocks outlive the projections they were made from: made again, these ratings are not shown a second time."""
    rated("cb-1", DAYS[0], ["good"] * 6)
    close_days(engine, "bac-kan", datetime.date.fromisoformat(DAYS[1]))
    with writing(engine) as connection:
        connection.execute(delete(rating_block_days))
    close_days(engine, "bac-kan", datetime.date.fromisoformat(DAYS[1]))
    assert len(stored(engine)) == 1
