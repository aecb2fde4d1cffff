"""A kiosk without a clock of its own: what it did in a morning without a date goes on when the date becomes known."""

from contract.events import NumbersSkipped
from contract.ids import new_id

NIGHT_S = 15 * 3600


def undated_morning(kiosk, clock):
    """Yesterday it knew the date; this morning it starts, knows none, gets a block, and gives two
    numbers of it when the hall is silent."""
    k = kiosk()
    k.turn()
    clock.boot_again()
    clock.set_state("unset")
    k = kiosk()
    k.lease(11, 14)
    clock.advance(30)
    numbers = [k.want().result["number"] for _ in range(2)]
    assert numbers == ["A011", "A012"]
    return k


def date_known(k, clock):
    """The date becomes known: it is the next morning."""
    clock.step(NIGHT_S + 9 * 3600)
    clock.set_state("synced")
    k.turn()


def test_blocks_and_tickets_of_that_morning_go_on(kiosk, clock):
    """The block goes on where it was, over a restart too, and nothing of it is explained away."""
    k = undated_morning(kiosk, clock)
    date_known(k, clock)
    assert k.want().result["number"] == "A013"
    k = kiosk()
    assert k.want().result["number"] == "A014"
    assert not [fact for fact in k.lines() if isinstance(fact, NumbersSkipped)]


def test_what_was_given_is_reported_under_the_right_day_and_time(kiosk, clock):
    """The hall hears each ticket once, as of the day that became known and the time at which it really was given."""
    k = undated_morning(kiosk, clock)
    clock.advance(600)
    date_known(k, clock)
    k.hear(epoch=2)
    args = k.hall.answer("report_tickets")
    k.turn()
    assert args["service_day"] == "2026-11-24" and [one["number"] for one in args["tickets"]] == ["A011", "A012"]
    assert [one["at"][:16] for one in args["tickets"]] == ["2026-11-24T08:00"] * 2
    assert [block["lease"]["service_day"] for block in args["blocks"]] == ["2026-11-24"]


def test_a_hall_that_knows_the_date_tells_it(kiosk, clock):
    """The kiosk's own clock stays wrong: day and times are the hall's."""
    k = undated_morning(kiosk, clock)
    clock.advance(600)
    state = k.state_of_hall(day=24, hour=8, minute=30)
    k.hear_state(state)
    args = k.hall.answer("report_tickets")
    assert args["service_day"] == "2026-11-24"
    assert [one["at"][:16] for one in args["tickets"]] == ["2026-11-24T08:20"] * 2
    assert k.want().result["number"] == "A013"


def test_a_report_that_came_between_two_days_is_made_again(kiosk, clock):
    """A hall that knows the date already refuses the old day: nobody is dropped, the kiosk tells it again."""
    k = undated_morning(kiosk, clock)
    clock.advance(30)
    k.hear(epoch=2)
    k.hall.answer("report_tickets", error="wrong_day")
    k.turn()
    clock.advance(11)
    date_known(k, clock)
    k.hear(epoch=2)
    assert len(k.hall.answer("report_tickets")["tickets"]) == 2


def test_what_came_before_another_boot_is_not_guessed(kiosk, clock):
    """Control: after one more start without a date nobody knows which day it was."""
    undated_morning(kiosk, clock)
    clock.boot_again()
    k = kiosk()
    date_known(k, clock)
    assert k.want().error.code == "hall_away"
    [skipped] = [fact for fact in k.lines() if isinstance(fact, NumbersSkipped)]
    assert (skipped.first, skipped.last, skipped.reason) == (13, 14, "lease_lapsed")


def test_a_print_of_that_morning_keeps_its_place(kiosk, clock):
    """A paper that was printed before the date was known has no second first paper."""
    k = undated_morning(kiosk, clock)
    [first, _] = [order.order for order in k.printed]
    date_known(k, clock)
    k.inbox.post(first)
    k.turn()
    assert len(k.printed) == 2


def test_a_kiosk_that_knows_the_date_takes_blocks_of_a_hall_that_does_not(kiosk, clock):
    """The hall goes on with the day it remembers; its numbers are of today all the same."""
    k = kiosk()
    k.hear_state(k.state_of_hall(day=22, hour=18, minute=0))
    k.hall.answer("report_tickets")
    k.turn()
    block = {
        "id": f"q-01.{new_id().hex[-12:]}",
        "service": "ho-tich",
        "from": 980,
        "to": 983,
        "service_day": "2026-11-22",
    }
    k.hall.answer("lease_numbers", result=block)
    k.turn()
    assert k.want().result["number"] == "A980"


def test_a_block_of_any_other_day_is_not_taken(kiosk):
    """Control: a lease of a day that the hall is not in."""
    k = kiosk()
    k.lease(980, 983, day="2026-11-21")
    assert k.want().error.code == "hall_away"
