"""Giving numbers: series, limits, hours, numbers by hand, blocks of kiosks, a hall on a new card."""

from datetime import timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.hall_args import IssuedAway
from contract.services import Hours, Service
from gateway.queue import closing
from gateway.queue.learning import remembered
from gateway.queue.state import Instant

OPEN = Hours()


def away(hall, number, minutes_ago, service="ho-tich", ticket=None):
    """A ticket that a kiosk gave by itself some minutes ago."""
    at = hall.now.at - timedelta(minutes=minutes_ago)
    made = IssuedAway(ticket or hall.fresh(), number, service, "submit", False, (), None, "kiosk", at)
    return msgspec.to_builtins(made)


def report(hall, *tickets, gateway="kiosk-02", **args):
    """Report tickets of a kiosk, as of today."""
    args.setdefault("service_day", hall.now.at.date())
    return hall.ask("report_tickets", gateway=gateway, tickets=list(tickets), **args)


def test_the_first_number_of_a_day(hall):
    """A ticket has prefix and digits, nobody ahead, and its answer says what was stored."""
    hall.sit("1", "cb-01")
    result = hall.ask("take_ticket", service="ho-tich", priority=True, needs=("wheelchair",), items=12)
    assert (result["number"], result["ahead"], result["estimate_s"], result["priority"]) == ("A001", 0, 0, True)
    ticket = hall.ticket("A001")
    assert (ticket.needs, ticket.items, ticket.channel, ticket.state) == (("wheelchair",), 12, "kiosk", "waiting")


def test_services_of_one_prefix_share_a_series(make_hall):
    """Two services with prefix A never give the same number, whatever their digits."""
    services = (Service(code="x", name="X", prefix="A"), Service(code="y", name="Y", prefix="A", digits=2, first=3))
    hall = make_hall(services=services)
    assert [hall.take(code).number for code in ("x", "y", "x", "y")] == ["A001", "A03", "A004", "A05"]


def test_the_same_ticket_is_issued_once(hall):
    """A request repeated under its ticket's uuid answers the same and stores nothing."""
    fresh = hall.fresh()
    first = hall.ask("take_ticket", service="ho-tich", fresh=fresh)
    again = hall.ask("take_ticket", service="ho-tich", fresh=fresh)
    assert (again["number"], again["ticket"], hall.last) == (first["number"], first["ticket"], ())


def test_an_unknown_service_is_refused(hall):
    """A service that the site does not have gives no number."""
    assert hall.refused("take_ticket", service="thue")[0] == "unknown_service"


def test_closed_hours_are_said_plainly(make_hall):
    """Outside the hours a citizen reads when to come, and staff may give numbers before opening."""
    from datetime import datetime, timezone

    hall = make_hall(datetime(2026, 11, 23, 6, 50, tzinfo=timezone(timedelta(hours=7))))
    for channel in ("kiosk", "button", "phone"):
        assert hall.refused("take_ticket", service="ho-tich", channel=channel) == (
            "closed",
            "Giờ làm việc hôm nay: 07:30–11:30, 13:30–17:00. Lấy số tiếp từ 07:30 sáng nay. "
            "Xin ông/bà quay lại sau hoặc hỏi quầy hướng dẫn.",
        )
    assert hall.take(channel="guide").number == "A001"
    hall.wait(5 * 3600)
    assert hall.refused("take_ticket", service="ho-tich")[0] == "closed"
    assert hall.take(channel="desk").number == "A002"
    hall.wait(6 * 3600)
    assert hall.refused("take_ticket", service="ho-tich", channel="guide")[0] == "closed"
    assert hall.take(channel="guide", number="A009").number == "A009"


def test_a_daily_limit_ends_the_giving(make_hall):
    """After the limit of the day nobody gets a number of the service, except for what was handed out by hand."""
    hall = make_hall(services=(Service(code="x", name="Xe cộ", prefix="X", daily_limit=2),))
    hall.take("x")
    hall.take("x")
    code, words = hall.refused("take_ticket", service="x")
    assert (code, words) == ("limit_reached", "Xe cộ: hôm nay đã đủ số. Xin ông/bà quay lại ngày khác.")
    assert hall.take("x", channel="guide", number="X040").number == "X040"


def test_used_up_numbers_are_no_number(make_hall):
    """A series that has no room left says so."""
    hall = make_hall(services=(Service(code="x", name="X", prefix="X", digits=2, first=98),))
    assert [hall.take("x").number, hall.take("x").number] == ["X98", "X99"]
    assert hall.refused("take_ticket", service="x")[0] == "numbers_used_up"


def test_paper_mode_enters_numbers_given_by_hand(hall):
    """Numbers handed out by hand are entered in any order, once, and the series goes on behind them."""
    assert hall.take(channel="guide", number="a 7").number == "A007"
    assert hall.take(channel="guide", number="A003").number == "A003"
    assert hall.take().number == "A008"
    assert hall.refused("take_ticket", service="ho-tich", channel="guide", number="A007")[0] == "wrong_state"
    assert hall.refused("take_ticket", service="ho-tich", channel="kiosk", number="A009")[0] == "malformed"
    for wrong in ("B009", "A0", "A10000", "số bảy"):
        assert hall.refused("take_ticket", service="ho-tich", channel="guide", number=wrong)[0] == "malformed"


def test_numbers_on_paper_wait_from_the_time_on_at_which_they_were_given(hall):
    """Entered after the power is back, they stand before those who came since, in the order of their times."""
    hall.take()
    hall.wait(1800)
    hall.take(), hall.take()
    at = hall.now.at
    for number, minutes in (("A010", 25), ("A011", 5), ("A012", 20)):
        given = hall.take(channel="guide", number=number, at=at - timedelta(minutes=minutes))
        assert given.issued.seconds_until(hall.now) == pytest.approx(minutes * 60, abs=31)
        assert hall.last[0].by_hand
    hall.sit("1", "cb-01")
    order = [hall.call_and_go("1", "cb-01") for _ in range(6)]
    assert order == ["A001", "A010", "A012", "A011", "A002", "A003"]


def test_without_a_time_a_number_on_paper_came_just_now(hall):
    """Control: it stands behind those who wait already."""
    hall.take()
    hall.take(channel="guide", number="A010")
    hall.sit("1", "cb-01")
    assert [hall.call_and_go("1", "cb-01") for _ in range(2)] == ["A001", "A010"]


def test_the_time_on_paper_is_of_today_and_past(hall):
    """A time to come, one of another day, one without a number, or while this machine knows no time: refused."""
    by_hand = {"service": "ho-tich", "channel": "guide", "number": "A010"}
    now = hall.now.at
    assert hall.refused("take_ticket", **by_hand, at=now + timedelta(minutes=1))[0] == "malformed"
    assert hall.refused("take_ticket", **by_hand, at=now - timedelta(hours=9))[0] == "wrong_day"
    assert hall.refused("take_ticket", service="ho-tich", channel="guide", at=now)[0] == "malformed"
    hall.now = Instant(now, "boot", 5000, is_dated=False)
    assert hall.refused("take_ticket", **by_hand, at=now)[0] == "malformed"


def test_a_time_before_the_last_start_of_the_machine_is_waited_from_too(hall):
    """The power was away when the paper was handed out: the wait is told by the wall's clock."""
    hall.now = Instant(hall.now.at, "boot", 300_000)
    given = hall.take(channel="guide", number="A010", at=hall.now.at - timedelta(minutes=25))
    assert given.issued.seconds_until(hall.now) == pytest.approx(1510, abs=1)


def test_a_slip_of_the_pen_does_not_use_the_series_up(hall):
    """A number by hand that lies beyond half of what is left is asked about."""
    hall.take()
    code, words = hall.refused("take_ticket", service="ho-tich", channel="guide", number="A950")
    assert (code, words) == (
        "malformed",
        "Số A950 quá xa số cuối là A001: dãy số hôm nay sẽ sớm hết. Xin xem lại tờ số.",
    )
    assert hall.take(channel="guide", number="A500").number == "A500"


def test_a_faulty_kiosk_does_not_use_the_series_up(hall):
    """One kiosk holds at most two hundred unused numbers of a service."""
    ask = {"do": "lease_numbers", "gateway": "kiosk-02", "service": "ho-tich", "count": 150}
    assert [(one["from"], one["to"]) for one in (hall.ask(**ask), hall.ask(**ask))] == [(850, 999), (800, 849)]
    assert hall.refused(**ask)[0] == "too_many"
    assert hall.ask(**(ask | {"gateway": "kiosk-03"}))["to"] == 799


def test_a_block_of_numbers_belongs_to_its_kiosk(hall):
    """Leased numbers are given by nobody else, also not by hand; they come from the end of the series, and who comes to
    the hall gets what comes next."""
    lease = hall.ask("lease_numbers", gateway="kiosk-02", service="ho-tich", count=20)
    assert (lease["from"], lease["to"], lease["service_day"]) == (980, 999, "2026-11-23")
    assert hall.take().number == "A001"
    assert hall.refused("take_ticket", service="ho-tich", channel="guide", number="A985")[0] == "wrong_state"
    assert hall.ask("lease_numbers", gateway="kiosk-03", service="ho-tich", count=20)["from"] == 960
    assert hall.take().number == "A002"


def test_a_series_ends_where_its_blocks_begin(make_hall):
    """Where numbers and blocks meet nobody gets a number of a block; nor does another kiosk."""
    hall = make_hall(services=(Service(code="x", name="X", prefix="X", digits=2, first=90),))
    assert hall.ask("lease_numbers", gateway="kiosk-02", service="x", count=8)["from"] == 92
    assert [hall.take("x").number for _ in range(2)] == ["X90", "X91"]
    assert hall.refused("take_ticket", service="x")[0] == "numbers_used_up"
    assert hall.refused("lease_numbers", gateway="kiosk-03", service="x", count=1)[0] == "numbers_used_up"


def test_a_block_is_cut_where_numbers_or_the_limit_end(make_hall):
    """A kiosk gets what is left; then nothing."""
    service = Service(code="x", name="X", prefix="X", digits=2, first=90, daily_limit=5)
    hall = make_hall(services=(service,))
    lease = hall.ask("lease_numbers", gateway="kiosk-02", service="x", count=20)
    assert (lease["from"], lease["to"]) == (95, 99)
    assert hall.refused("lease_numbers", gateway="kiosk-02", service="x", count=1)[0] == "limit_reached"
    assert hall.refused("take_ticket", service="x")[0] == "limit_reached"


def test_what_a_kiosk_gave_alone_is_taken_over_in_its_order(hall):
    """Reported tickets wait by the time at which they were given, not by when the hall heard of them."""
    hall.ask("lease_numbers", gateway="kiosk-02", service="ho-tich", count=20)
    hall.wait(1800)
    hall.take()
    assert report(hall, away(hall, "A981", 5), away(hall, "A980", 10)) is None
    hall.sit("1", "cb-01")
    assert [hall.serve("1", "cb-01") for _ in range(3)] == ["A980", "A981", "A001"]
    assert hall.ticket("A980").periods[0].began.at == hall.ticket("A980").issued.at
    assert hall.take().number == "A002"


def test_a_report_that_comes_twice_changes_nothing(hall):
    """The same tickets reported again are passed over."""
    hall.ask("lease_numbers", gateway="kiosk-02", service="ho-tich", count=20)
    ticket = away(hall, "A980", 1)
    report(hall, ticket, highest={"A": 980}, lowest={"A": 980})
    report(hall, ticket, highest={"A": 999}, lowest={"A": 980})
    assert hall.last == () and hall.take().number == "A001"


def test_a_report_never_doubles_a_number(hall):
    """A number that somebody holds, of another kiosk's block or of no service is named and not taken over."""
    hall.take()
    hall.ask("lease_numbers", gateway="kiosk-02", service="ho-tich", count=5)
    wrong = [away(hall, "A001", 1), away(hall, "A996", 1), away(hall, "Z001", 1), away(hall, "B001", 1)]
    assert report(hall, *wrong, away(hall, "A040", 1), gateway="kiosk-03") == {
        "refused": ["A001", "A996", "Z001", "B001"]
    }
    assert hall.ticket("A040").state == "waiting"
    assert hall.take().number == "A041"


def test_a_report_of_another_day_is_refused(hall):
    """Yesterday's tickets are no tickets of today."""
    hall.take()
    code, _ = hall.refused("report_tickets", gateway="kiosk-02", service_day="2026-11-22", tickets=[])
    assert code == "wrong_day"


def test_a_hall_on_a_new_card_never_doubles_the_mornings_numbers(hall):
    """What any kiosk knows as highest is never given again, and its own tickets are taken over."""
    report(hall, away(hall, "A101", 4), away(hall, "A102", 2), highest={"A": 104, "B": 7})
    assert hall.take().number == "A105"
    assert hall.take("dat-dai").number == "B008"
    report(hall, away(hall, "A090", 30), gateway="kiosk-03", highest={"A": 104})
    hall.sit("1", "cb-01")
    assert [hall.serve("1", "cb-01") for _ in range(3)] == ["A090", "A101", "A102"]


def held(first, last, following, lease="kiosk-02.0a1b2c3d4e5f", day="2026-11-23"):
    """A block as its kiosk tells of it."""
    block = {"id": lease, "service": "ho-tich", "service_day": day, "from": first, "to": last}
    return {"lease": block, "next": following}


def test_a_new_card_keeps_the_blocks_of_kiosks_apart(hall):
    """It goes on behind the highest ordinary number and below the lowest block; a block goes on belonging to its kiosk,
    and who got a number of it in the morning is entered by hand."""
    known = {"highest": {"A": 45}, "lowest": {"A": 960}}
    report(hall, away(hall, "A983", 4), **known, blocks=[held(980, 999, 984)])
    assert hall.take().number == "A046"
    assert hall.refused("take_ticket", service="ho-tich", channel="guide", number="A984")[0] == "wrong_state"
    assert hall.take(channel="guide", number="A981").number == "A981"
    assert hall.take(channel="guide", number="A962").number == "A962"
    report(hall, away(hall, "A984", 1))
    assert hall.take().number == "A047"
    assert hall.ask("lease_numbers", gateway="kiosk-03", service="ho-tich", count=20)["to"] == 959
    rest = held(980, 999, 0)["lease"] | {"from": 985}
    hall.ask("return_numbers", gateway="kiosk-02", lease=rest)
    assert not any(lease.gateway == "kiosk-02" for lease in hall.state.leases.values())


@pytest.mark.parametrize(
    "block",
    [
        held(980, 999, 984, lease="kiosk-03.0a1b2c3d4e5f"),
        held(980, 999, 984, day="2026-11-22"),
        held(980, 1999, 984),
        held(980, 999, 1200),
        held(3, 20, 5),
        held(940, 985, 950),
    ],
)
def test_a_block_that_contradicts_what_the_hall_knows_is_not_taken_over(hall, block):
    """Another kiosk's, another day's, one outside its series, or over numbers and blocks that are somebody else's."""
    hall.take(channel="guide", number="A007")
    hall.ask("lease_numbers", gateway="kiosk-09", service="ho-tich", count=30)
    before = hall.state
    report(hall, blocks=[block])
    assert hall.state == before and hall.last == ()


@given(
    taken=st.integers(0, 60),
    morning=st.lists(st.tuples(st.integers(0, 2), st.integers(1, 25), st.integers(0, 25)), max_size=8),
    told=st.sets(st.integers(0, 2)),
    heard=st.booleans(),
)
def test_whatever_a_new_card_learns_no_number_comes_twice(make_hall, taken, morning, told, heard):
    """Kiosks got blocks and gave numbers of them; the new card hears all kiosks, or some and what the broker kept: it
    doubles nothing, and every number of the day is explained."""
    old = make_hall(hours=OPEN)
    leases = [
        (old.ask("lease_numbers", gateway=f"kiosk-0{x}", service="ho-tich", count=count), x, used)
        for x, count, used in morning
    ]
    ordinary = {old.take().number for _ in range(taken)}
    gone = {f"A{n:03}" for one, _, used in leases for n in range(one["from"], min(one["from"] + used, one["to"] + 1))}
    new = make_hall(hours=OPEN)
    highest = {"A": taken} if taken else {}
    lowest = {"A": min(one["from"] for one, _, _ in leases)} if leases else {}
    if heard:
        day = old.now.at.date()
        new.happen(*((e, new.now) for e in remembered(new.state, new.site, day, highest, lowest)))
    for x in sorted(told | (set() if heard else {x for _, x, _ in leases} or {0})):
        blocks = [
            {"lease": one, "next": min(one["from"] + used, one["to"] + 1)} for one, mine, used in leases if mine == x
        ]
        report(new, gateway=f"kiosk-0{x}", highest=highest, lowest=lowest, blocks=blocks)
    afternoon = [new.take().number for _ in range(20)]
    block = new.ask("lease_numbers", gateway="kiosk-07", service="ho-tich", count=20)
    afternoon += [f"A{n:03}" for n in range(block["from"], block["to"] + 1)]
    held_by = {f"A{n:03}" for one, _, _ in leases for n in range(one["from"], one["to"] + 1)}
    assert len(set(afternoon)) == 40 and not set(afternoon) & (ordinary | gone | held_by)
    assert afternoon[0] == f"A{taken + 1:03}"
    events = [event for event, _ in new.log] + list(closing.close_day(new.state, new.now, new.site))
    explained = {
        n
        for e in events
        if e.TYPE.startswith("numbers") and e.TYPE != "numbers.leased"
        for n in range(e.first, e.last + 1)
    }
    assert explained | {int(t.number[1:]) for t in new.state.tickets.values()} == set(range(1, 1000))


def test_unused_numbers_go_back_and_are_not_given_again(hall):
    """A returned block is explained; the series goes on behind it."""
    lease = hall.ask("lease_numbers", gateway="kiosk-02", service="ho-tich", count=10)
    report(hall, away(hall, "A990", 1))
    rest = lease | {"from": 991}
    assert hall.refused("return_numbers", gateway="kiosk-03", lease=rest)[0] == "unknown_lease"
    assert hall.refused("return_numbers", gateway="kiosk-02", lease=rest | {"to": 9990})[0] == "unknown_lease"
    assert (
        hall.refused("return_numbers", gateway="kiosk-02", lease=rest | {"service_day": "2026-11-20"})[0] == "wrong_day"
    )
    hall.ask("return_numbers", gateway="kiosk-02", lease=rest, reason="hall_back")
    assert (hall.state.leases, hall.state.explained) == ({}, {"A": ((991, 999),)})
    assert hall.refused("return_numbers", gateway="kiosk-02", lease=rest)[0] == "unknown_lease"
    assert hall.take().number == "A001"
    assert hall.ask("lease_numbers", gateway="kiosk-02", service="ho-tich", count=10)["to"] == 989


@pytest.mark.parametrize("text", ["A105", "a105", " a 105 ", "A-105", "A0105"])
def test_a_number_is_found_as_people_write_it(hall, text):
    """The guide may type a number as it comes."""
    from gateway.queue.looking import find

    hall.take(channel="guide", number="A105")
    found = find(hall.state, text)
    assert found is not None and found.number == "A105"
    assert find(hall.state, "A106") is None and find(hall.state, "") is None
