"""Who is next: priority by ratio and by bonus, access needs, several services; nobody starves."""

import pytest

from contract.services import PriorityRules
from gateway.queue.looking import people_before


def line(hall, counter, officer, count):
    """The next numbers that a counter serves."""
    return [hall.serve(counter, officer, 60) for _ in range(count)]


def test_one_other_between_two_with_priority(hall):
    """Ratio 1: they take turns while both wait, and the desk reads why."""
    hall.sit("1", "cb-01")
    for priority in (False, False, False, True, True, True):
        hall.take(priority=priority)
    whys = []
    order = []
    for _ in range(6):
        called = hall.ask("call_next", "cb-01", counter="1")
        hall.ask("finish", "cb-01", counter="1")
        order.append(called["number"])
        whys.append(called["why"])
    assert order == ["A004", "A001", "A005", "A002", "A006", "A003"]
    assert whys[0] == "Ưu tiên: được gọi trước lượt thường."
    assert whys[2] == "Ưu tiên: sau một lượt thường."
    assert whys[1].startswith("Đến lượt: chờ lâu nhất")


def test_two_others_between(make_hall):
    """Ratio 2: two others between two with priority."""
    hall = make_hall(priority=PriorityRules(others_between=2))
    hall.sit("1", "cb-01")
    for priority in (False, False, False, False, True, True):
        hall.take(priority=priority)
    assert line(hall, "1", "cb-01", 6) == ["A005", "A001", "A002", "A006", "A003", "A004"]


def test_the_ratio_holds_over_the_counters_of_a_service(hall):
    """Two counters of one service do not both take somebody with priority while others wait."""
    hall.sit("1", "cb-01")
    hall.sit("3", "cb-03")
    for priority in (False, False, True, True):
        hall.take(priority=priority)
    assert [hall.call("1", "cb-01"), hall.call("3", "cb-03")] == ["A003", "A001"]


def test_without_others_priority_is_called_at_once(hall):
    """The ratio binds only while others wait."""
    hall.sit("1", "cb-01")
    hall.take(priority=True)
    hall.take(priority=True)
    assert line(hall, "1", "cb-01", 2) == ["A001", "A002"]


def test_priority_is_never_worse_than_none(hall):
    """Who has priority and came first is not behind the others for it."""
    hall.sit("3", "cb-03")
    hall.take(priority=True)
    hall.take("dat-dai")
    hall.take(priority=True)
    hall.take("dat-dai")
    hall.take()
    assert line(hall, "3", "cb-03", 5) == ["A001", "B001", "A002", "B002", "A003"]


def test_no_others_between_still_lets_them_through(make_hall):
    """Ratio 0 prefers priority, but never more than ten in a row while others wait."""
    hall = make_hall(priority=PriorityRules(others_between=0))
    hall.sit("1", "cb-01")
    hall.take()
    for _ in range(15):
        hall.take(priority=True)
    assert line(hall, "1", "cb-01", 12).index("A001") == 10


def test_bonus_counts_as_having_come_earlier(make_hall):
    """Bonus: priority overtakes who came within the bonus, nobody who came before it."""
    hall = make_hall(priority=PriorityRules(policy="bonus", bonus_min=20))
    hall.sit("1", "cb-01")
    hall.take()
    hall.wait(30 * 60)
    hall.take()
    hall.wait(5 * 60)
    hall.take(priority=True)
    assert hall.ask("call_next", "cb-01", counter="1")["why"] == "Đến lượt: chờ lâu nhất, 35 phút."
    hall.ask("finish", "cb-01", counter="1")
    called = hall.ask("call_next", "cb-01", counter="1")
    assert (called["number"], called["why"]) == ("A003", "Ưu tiên: được tính thêm 20 phút, đã chờ dưới 1 phút.")


def test_a_counter_of_two_services_calls_the_older_one(hall):
    """One officer for two services, and of two agencies, calls by age over both."""
    hall.sit("3", "cb-03")
    hall.take("dat-dai")
    hall.take()
    hall.take("dat-dai")
    assert line(hall, "3", "cb-03", 3) == ["B001", "A001", "B002"]


def test_access_needs_go_to_the_counter_that_fits(hall):
    """Who needs Khmer waits for the counter that speaks it while that is open, and goes to any when it is not."""
    hall.sit("1", "cb-01")
    hall.sit("4", "cb-04")
    hall.take(needs=("language:km",))
    hall.take()
    assert hall.call("1", "cb-01") == "A002"
    hall.ask("finish", "cb-01", counter="1")
    assert hall.refused("call_next", "cb-01", counter="1")[0] == "nobody_waiting"
    hall.ask("pause", "cb-04", counter="4")
    assert hall.call("1", "cb-01") == "A001"


def test_a_need_that_no_counter_meets_goes_to_any(hall):
    """Sight and hearing inform the officer; they keep nobody waiting."""
    hall.sit("1", "cb-01")
    hall.sit("4", "cb-04")
    hall.take(needs=("sight",))
    assert hall.call("1", "cb-01") == "A001"


@pytest.mark.parametrize("policy", [PriorityRules(others_between=3), PriorityRules(policy="bonus", bonus_min=600)])
def test_a_stream_of_priority_starves_nobody(make_hall, policy):
    """With somebody with priority coming at each call, one without is still called within the bound."""
    hall = make_hall(priority=policy)
    hall.sit("1", "cb-01")
    hall.take()
    hall.wait(600 * 60 if policy.policy == "bonus" else 0)
    hall.take(priority=True, channel="guide", number="A100")
    numbers = []
    for n in range(10):
        hall.take(priority=True, channel="guide", number=f"A{200 + n}")
        numbers.append(hall.serve("1", "cb-01", 10))
    assert numbers.index("A001") <= 1


def test_waiting_at_a_counter_and_stranded(hall):
    """The desk lists who it may call; the guide sees who nobody can call now."""
    from gateway.queue.looking import stranded, tickets_of, waiting_at

    one, two = hall.site.counters[0], hall.site.counters[1]
    hall.sit("1", "cb-01")
    hall.take()
    hall.take("dat-dai")
    assert [t.number for t in waiting_at(hall.state, one, hall.site)] == ["A001"]
    assert [t.number for t in waiting_at(hall.state, two, hall.site)] == ["B001"]
    assert [t.number for t in stranded(hall.state, hall.site)] == ["B001"]
    hall.serve("1", "cb-01")
    assert [t.number for t in tickets_of(hall.state, "finished")] == ["A001"]
    assert [t.number for t in tickets_of(hall.state, "waiting")] == ["B001"]


def test_people_before_are_those_who_may_be_called_at_the_same_counters(hall):
    """Older ones of other services count where the counters are shared, and nowhere else."""
    for _ in range(3):
        hall.take()
    ours = hall.ticket("A003")
    assert people_before(hall.state, hall.site, ours) == (2, 3)
    assert people_before(hall.state, hall.site, hall.ticket("A001"))[0] == 0
