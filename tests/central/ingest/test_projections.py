"""Ratings, tickets, changes, decisions and clocks as they arrive one after the other: kinds, days and sums."""

from datetime import UTC, datetime

import pytest

from central.ingest.ingest import Ingest
from central.store.tables import events, ratings, ratings_daily
from contract.events import ClockSynced, RatingChanged, RatingReasoned, RatingRestored, RatingSetAside
from contract.ids import new_id
from contract.lines import read_data, read_line

BOARD_TIME = datetime(1970, 1, 1, 0, 0, 9, tzinfo=UTC)
SYNCED = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)
"""One in the morning of the 21st in Vietnam."""


def feed(ingest, *chains):
    """Deliver every line of each chain in a payload of its own, again and again from the first one."""
    for chain in chains:
        for seq in range(1, len(chain.lines) + 1):
            ingest.receive([chain.arrival(seq, seq)])


@pytest.mark.parametrize("ticket_first", [True, False])
@pytest.mark.parametrize("together", [True, False])
def test_a_rating_counts_once_its_ticket_has_arrived(ingest, chains, store, ticket_first, together):
    """Per ticket: "chưa khớp" before, counted after, whichever of the two gateways comes first."""
    hall, counter, ticket = chains("hall-01", "mau"), chains("q-01", "mau"), new_id()
    hall.add(chains.issued(ticket))
    counter.press("satisfied", scale="3-level", ticket=ticket)
    payloads = [hall.whole(), counter.whole()] if ticket_first else [counter.whole(), hall.whole()]
    if together:
        ingest.receive(payloads)
    else:
        ingest.receive(payloads[:1])
        assert store.kinds() == ([] if ticket_first else ["no_ticket"])
        ingest.receive(payloads[1:])
    assert store.sums() == {("2026-11-20", "cb-01", "satisfied", "counted"): 1}


EVENING = datetime(2026, 11, 30, 9, 30, tzinfo=UTC)
"""Half past four on the last afternoon of November in Vietnam."""
NEXT_DAY = datetime(2026, 12, 1, 1, 30, tzinfo=UTC)


def visit_and_phone(chains, ticket, clock="synced", site="mau"):
    """A hall that issued a ticket in November, and its rating by telephone on the day after."""
    hall, phone = chains("hall-01", site), chains("central", site)
    hall.add(chains.issued(ticket), clock=clock, at=EVENING)
    phone.press("satisfied", scale="3-level", ticket=ticket, channel="qr", at=NEXT_DAY)
    return hall, phone


@pytest.mark.parametrize("ticket_first", [True, False])
def test_a_rating_by_telephone_belongs_to_the_day_of_its_visit(ingest, chains, store, ticket_first):
    """Pressed on 1 December for a visit of 30 November: November's, in either order; the line keeps its time."""
    hall, phone = visit_and_phone(chains, new_id())
    feed(ingest, *((hall, phone) if ticket_first else (phone, hall)))
    assert store.sums() == {("2026-11-30", "cb-01", "satisfied", "counted"): 1}
    assert store.rows(ratings, ratings.c.day, ratings.c.time_ms) == [("2026-11-30", int(NEXT_DAY.timestamp() * 1000))]
    assert sorted(day for (day,) in store.rows(events, events.c.day)) == ["2026-11-30", "2026-12-01"]


def test_a_rating_that_waits_for_its_ticket_stands_on_its_own_day(ingest, chains, store):
    """Nobody knows of which day the visit is; with the ticket the sum moves, and nothing is left behind."""
    hall, phone = visit_and_phone(chains, new_id())
    feed(ingest, phone)
    assert store.sums() == {("2026-12-01", "cb-01", "satisfied", "no_ticket"): 1}
    feed(ingest, hall)
    assert store.sums() == {("2026-11-30", "cb-01", "satisfied", "counted"): 1}


def test_set_aside_and_restored_it_stays_in_the_period_of_its_visit(ingest, chains, store):
    """How many were set aside belongs to the same period as the total that they are missing from."""
    ticket, central = new_id(), chains("central-2", "mau")
    hall, phone = visit_and_phone(chains, ticket)
    (rating,) = [read_data(read_line(raw)).rating for raw in phone.lines]
    feed(ingest, hall, phone)
    central.add(RatingSetAside(what=str(rating)))
    feed(ingest, central)
    assert store.sums() == {("2026-11-30", "cb-01", "satisfied", "set_aside"): 1}


def test_a_second_press_stands_apart_on_its_own_day(ingest, chains, store):
    """It counts for no visit."""
    ticket = new_id()
    hall, phone = visit_and_phone(chains, ticket)
    phone.press("dissatisfied", scale="3-level", ticket=ticket, channel="qr", at=NEXT_DAY)
    feed(ingest, phone, hall)
    assert store.sums() == {
        ("2026-11-30", "cb-01", "satisfied", "counted"): 1,
        ("2026-12-01", "cb-01", "dissatisfied", "duplicate"): 1,
    }


def test_in_a_centre_without_a_queue_a_press_is_of_its_own_day(ingest, chains, store):
    """A ticket named all the same moves nothing there."""
    feed(ingest, *visit_and_phone(chains, new_id(), site="bac-kan"))
    assert store.sums() == {("2026-12-01", "cb-01", "satisfied", "counted"): 1}


def test_a_corrected_clock_of_the_hall_moves_ratings_with_their_visits(ingest, chains, store):
    """While the day of the visit is not known the rating stands on its own; the anchor, and an earlier one, move it."""
    hall, phone = visit_and_phone(chains, new_id(), clock="unset")
    hall.add(ClockSynced(0), at=datetime(2026, 11, 28, 3, tzinfo=UTC))
    hall.add(ClockSynced(0), at=EVENING)
    feed(ingest, phone)
    ingest.receive([hall.arrival(1, 1)])
    assert [day for day, *_ in store.sums()] == ["2026-12-01"]
    ingest.receive([hall.arrival(3, 3)])
    assert [day for day, *_ in store.sums()] == ["2026-11-30"]
    ingest.receive([hall.arrival(2, 2)])
    assert store.sums() == {("2026-11-28", "cb-01", "satisfied", "counted"): 1}


def test_a_rating_without_a_time_has_the_day_of_its_visit(ingest, chains, store):
    """The panel's clock was never right; the hall's was."""
    ticket = new_id()
    hall, counter = chains("hall-01", "mau"), chains("q-01", "mau")
    hall.add(chains.issued(ticket), at=EVENING)
    counter.press("satisfied", scale="3-level", ticket=ticket, clock="unset", at=BOARD_TIME)
    feed(ingest, counter, hall)
    assert store.sums() == {("2026-11-30", "cb-01", "satisfied", "counted"): 1}


def test_the_first_telling_of_a_ticket_says_its_day(ingest, chains, store):
    """A kiosk that was away told of it the evening before its hall did."""
    ticket = new_id()
    hall, phone = visit_and_phone(chains, ticket)
    kiosk = chains("kiosk-01", "mau")
    kiosk.add(chains.issued(ticket), at=datetime(2026, 11, 29, 9, tzinfo=UTC))
    feed(ingest, hall, phone, kiosk)
    assert store.sums() == {("2026-11-29", "cb-01", "satisfied", "counted"): 1}


def test_a_ticket_of_training_does_not_arrive(ingest, chains, store):
    """A test line makes no ticket."""
    hall, counter, ticket = chains("hall-01", "mau"), chains("q-01", "mau"), new_id()
    hall.add(chains.issued(ticket), test=True)
    counter.press("satisfied", scale="3-level", ticket=ticket)
    feed(ingest, hall, counter)
    assert store.kinds() == ["no_ticket"]


def test_the_earlier_press_on_a_ticket_wins_even_when_it_comes_later(ingest, chains, store):
    """Sums move from the one that was counted to the one that counts."""
    early, late, ticket = chains("q-01"), chains("q-02"), new_id()
    late.up_ms = 90_000
    early.press("poor", ticket=ticket)
    late.press("good", ticket=ticket)
    feed(ingest, late)
    assert store.sums() == {("2026-11-20", "cb-01", "good", "counted"): 1}
    feed(ingest, early)
    assert store.sums() == {
        ("2026-11-20", "cb-01", "good", "duplicate"): 1,
        ("2026-11-20", "cb-01", "poor", "counted"): 1,
    }


@pytest.mark.parametrize("order", [(1, 2, 3), (3, 2, 1), (2, 3, 1), (2, 1, 3)])
def test_the_last_change_holds_in_any_order(ingest, chain, store, order):
    """A change may come before the rating that it changes."""
    rating = new_id()
    chain.press("good", rating=rating)
    chain.add(RatingChanged(rating, "poor"))
    chain.add(RatingReasoned(rating, ("attitude",)))
    for seq in order:
        ingest.receive([chain.arrival(seq, seq)])
    assert store.sums() == {("2026-11-20", "cb-01", "poor", "counted"): 1}
    assert store.rows(ratings, ratings.c.reasons) == [('["attitude"]',)]


def test_another_gateway_cannot_change_a_rating(ingest, chain, chains, store):
    """A change counts from the gateway that took the rating."""
    rating, other = new_id(), chains("q-02")
    chain.press("good", rating=rating)
    other.add(RatingChanged(rating, "poor"))
    feed(ingest, other, chain)
    assert store.sums() == {("2026-11-20", "cb-01", "good", "counted"): 1}


def test_central_sets_a_rating_aside_and_restores_it(ingest, chain, chains, store):
    """Its row in the sums moves there and back; a decision about no uuid decides nothing."""
    rating, central = new_id(), chains("central")
    chain.press("poor", rating=rating)
    central.add(RatingSetAside(what=str(rating)))
    central.add(RatingSetAside(what="the one of yesterday"))
    feed(ingest, central, chain)
    assert store.sums() == {("2026-11-20", "cb-01", "poor", "set_aside"): 1}
    central.add(RatingRestored(what=str(rating)))
    feed(ingest, central)
    assert store.sums() == {("2026-11-20", "cb-01", "poor", "counted"): 1}
    assert store.found() == []


def test_nothing_is_left_behind_when_a_sum_comes_to_zero(ingest, chain, store):
    """A rollup row of 0 would be a row that no event explains."""
    rating = new_id()
    chain.press("good", rating=rating)
    chain.add(RatingChanged(rating, "poor"))
    feed(ingest, chain)
    assert store.rows(ratings_daily, ratings_daily.c.level, ratings_daily.c.n) == [("poor", 1)]


@pytest.mark.parametrize("order", [(1, 2, 3), (3, 2, 1), (1, 3, 2), (2, 3, 1)])
def test_a_late_anchor_dates_the_lines_of_its_boot(ingest, chain, store, order):
    """Presses of a board without a clock move from "không rõ ngày" to their day, changes with them."""
    rating = new_id()
    chain.press("good", rating=rating, clock="unset", at=BOARD_TIME)
    chain.add(RatingChanged(rating, "fair"), clock="unset", at=BOARD_TIME)
    chain.add(ClockSynced(0), at=SYNCED)
    for seq in order:
        ingest.receive([chain.arrival(seq, seq)])
    assert store.sums() == {("2026-11-21", "cb-01", "fair", "counted"): 1}
    synced_ms = int(SYNCED.timestamp() * 1000)
    assert store.rows(ratings, ratings.c.time_ms) == [(synced_ms - 2000,)]


def test_an_anchor_dates_only_its_own_boot(ingest, chain, chains, store):
    """Another boot, and another gateway with the same boot id, stay without a date."""
    other, earlier = chains("q-02"), chains("q-01")
    other.boot = chain.boot
    for one in (chain, other, earlier):
        one.press(clock="unset", at=BOARD_TIME)
    chain.add(ClockSynced(0), at=SYNCED)
    feed(ingest, other, earlier, chain)
    assert sorted(day for day, *_ in store.sums()) == ["", "2026-11-21"]
    assert store.sums()[("", "cb-01", "good", "counted")] == 2


def test_an_earlier_anchor_moves_the_lines_again(ingest, chain, store):
    """The first synced line of a boot decides, also when a later one came before it."""
    chain.press(clock="unset", at=BOARD_TIME)
    chain.add(ClockSynced(0), at=SYNCED)
    chain.add(ClockSynced(0), at=datetime(2026, 11, 29, tzinfo=UTC))
    ingest.receive([chain.arrival(1, 1), chain.arrival(3, 3)])
    assert [day for day, *_ in store.sums()] == ["2026-11-29"]
    ingest.receive([chain.arrival(2, 2)])
    assert [day for day, *_ in store.sums()] == ["2026-11-21"]


def test_a_late_anchor_can_change_which_press_counts(ingest, chains, store):
    """Undated comes last; dated, it may have been first."""
    unset, sure, ticket = chains("q-01"), chains("q-02"), new_id()
    unset.press("poor", ticket=ticket, clock="unset", at=BOARD_TIME)
    sure.press("good", ticket=ticket, at=datetime(2026, 11, 20, 19, tzinfo=UTC))
    feed(ingest, unset, sure)
    assert ("2026-11-21", "cb-01", "good", "counted") in store.sums()
    unset.add(ClockSynced(0), at=SYNCED)
    feed(ingest, unset)
    assert store.sums() == {
        ("2026-11-21", "cb-01", "poor", "counted"): 1,
        ("2026-11-21", "cb-01", "good", "duplicate"): 1,
    }


def test_many_lines_hang_on_one_anchor(ingest, chain, store, monkeypatch):
    """They are moved in parts, all in the transaction of the anchor."""
    monkeypatch.setattr("central.projections.retime._AT_ONCE", 100)
    for _ in range(250):
        chain.press(clock="unset", at=BOARD_TIME)
    for first in (1, 101, 201):
        ingest.receive([chain.arrival(first, first + 99)])
    assert store.sums() == {("", "cb-01", "good", "counted"): 250}
    chain.add(ClockSynced(0), at=SYNCED)
    ingest.receive([chain.arrival(251)])
    days = {day: n for (day, *_), n in store.sums().items()}
    assert sum(days.values()) == 250 and "" not in days


def test_a_restart_between_lines_and_anchor_changes_nothing(engine, config, chain, store):
    """What hangs on an anchor is in the store, not in memory."""
    chain.press(clock="unset", at=BOARD_TIME)
    chain.add(ClockSynced(0), at=SYNCED)
    Ingest(engine, config).receive([chain.arrival(1, 1)])
    Ingest(engine, config).receive([chain.arrival(2, 2)])
    assert [day for day, *_ in store.sums()] == ["2026-11-21"]


def test_a_holdover_clock_is_believed_and_anchors_nothing(ingest, chain, store):
    """Only a synced line tells what the others' times were."""
    chain.press(clock="unset", at=BOARD_TIME)
    chain.press(clock="holdover", at=SYNCED)
    feed(ingest, chain)
    assert sorted(day for day, *_ in store.sums()) == ["", "2026-11-21"]


def test_a_late_anchor_can_change_which_telling_of_a_press_is_the_first(ingest, chains, store):
    """The same press told by two streams, without a ticket: the earlier telling is the rating."""
    unset, sure, rating = chains("q-01"), chains("q-02"), new_id()
    unset.press("poor", rating=rating, clock="unset", at=BOARD_TIME)
    sure.press("good", rating=rating, at=datetime(2026, 11, 20, 19, tzinfo=UTC))
    feed(ingest, unset, sure)
    assert store.sums() == {("2026-11-21", "cb-01", "good", "counted"): 1}
    unset.add(ClockSynced(0), at=SYNCED)
    feed(ingest, unset)
    assert store.sums() == {("2026-11-21", "cb-01", "poor", "counted"): 1}


def test_a_late_anchor_can_change_which_change_is_the_last(ingest, chain, store):
    """Changes are ordered by corrected time as well."""
    rating = new_id()
    chain.press("good", rating=rating, at=SYNCED)
    chain.add(RatingChanged(rating, "fair"), clock="holdover", at=datetime(2026, 11, 22, tzinfo=UTC))
    chain.boot = "another"
    chain.add(RatingChanged(rating, "poor"), clock="unset", at=BOARD_TIME)
    feed(ingest, chain)
    assert [level for _, _, level, _ in store.sums()] == ["poor"]
    chain.add(ClockSynced(0), at=SYNCED)
    ingest.receive([chain.arrival(4)])
    assert [level for _, _, level, _ in store.sums()] == ["fair"]


def test_many_boots_and_streams_are_forgotten_between_transactions_alone(ingest, chains, store, monkeypatch):
    """What is remembered is bounded, and never given up while it is not stored."""
    monkeypatch.setattr("central.projections.clocks._LARGEST", 3)
    monkeypatch.setattr("central.ingest.streams._LARGEST", 3)
    gateways = [chains(f"q-{n:02}") for n in range(8)]
    for round_ in range(3):
        for chain in gateways:
            chain.press(clock="unset", at=BOARD_TIME)
            chain.press(at=SYNCED if round_ else datetime(2026, 11, 25, tzinfo=UTC))
    for first in (1, 3, 5):
        ingest.receive([chain.arrival(first, first + 1) for chain in gateways] * 2)
    assert store.progress() == [(6, 6)] * 8
    assert store.found() == []
    assert sum(n for (day, *_), n in store.sums().items() if day == "2026-11-25") == 8 * 4
