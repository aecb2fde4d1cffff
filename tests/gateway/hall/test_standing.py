"""Whether a hall may work: on a new card, beside another hall, after its own past self."""

from contract.events import NumbersSkipped
from contract.hall import HallState, WaitingService
from contract.hall_args import IssuedAway
from contract.ids import new_id
from gateway.hall_commands import HallBeside, HallReached


def state_of(h, hall="hall-02", epoch=5, rev=3, last=None, day=None, leased=None):
    """What another hall says."""
    stamp = h.clock.now()
    services = {"ho-tich": WaitingService(3, 600, last, leased)}
    return HallState(hall, epoch, rev, day or stamp.at.date(), stamp.at, True, services, {}, ())


def hear(h, live=True, **what):
    """The hall hears something on the broker."""
    h.inbox.post(HallBeside(state_of(h, **what), live))
    h.do("start", "3")


def reach(h):
    """The hall reaches the broker of the centre, and listens for a moment before it speaks."""
    h.inbox.post(HallReached())
    h.do("start", "3")
    assert h.feed.look().state is None
    pass_time(h, 1.5)


def pass_time(h, seconds):
    """Let time pass, and the hall notice it."""
    h.clock.advance(seconds)
    h.do("start", "3")
    h.do("start", "3")


def code(h):
    """How a wish for a ticket ends."""
    answer = h.ask("take_ticket", {"service": "ho-tich"})
    return "ok" if answer.ok else answer.error.code


def test_a_single_hall_works_at_once(hall):
    """Without a broker nobody else can have given numbers."""
    assert code(hall(alone=True)) == "ok"


def test_a_hall_that_remembers_today_goes_on_at_once(hall):
    """A restart in the middle of the morning costs no waiting."""
    hall(alone=True).take()
    assert code(hall(alone=False)) == "ok"


def test_a_hall_on_a_new_card_waits_for_the_kiosks_and_gives_no_number_twice(hall):
    """Kiosks tell the highest numbers they know; the first new one lies above all of them, and the gap is
    explained."""
    h = hall(alone=False)
    assert code(h) == "recovering"
    reach(h)
    told = {"service_day": "2026-11-23", "tickets": [], "highest": {"A": 57}}
    assert h.from_gateway("q-01", "report_tickets", told).ok
    assert code(h) == "recovering"
    pass_time(h, 13)
    assert h.take()["number"] == "A058"
    skipped = [fact for fact in h.lines() if isinstance(fact, NumbersSkipped)]
    assert [(fact.first, fact.last, fact.reason) for fact in skipped] == [(1, 57, "given_before")]


def test_without_the_reports_a_new_card_would_begin_at_one(hall):
    """Control: nobody told anything."""
    h = hall(alone=False)
    reach(h)
    pass_time(h, 13)
    assert h.take()["number"] == "A001"


def test_a_retained_state_tells_the_numbers_too(hall):
    """The broker still has what the hall said before its card broke; the new life is above the old one."""
    h = hall(alone=False)
    reach(h)
    hear(h, live=False, hall="hall-01", epoch=41, last=88)
    pass_time(h, 13)
    assert h.take()["number"] == "A089"
    assert h.feed.look().state.epoch == 42


def test_a_retained_state_keeps_the_blocks_apart(hall):
    """Numbers go on above the ordinary ones and below the blocks of kiosks; a kiosk's block is its own again."""
    h = hall(alone=False)
    reach(h)
    hear(h, live=False, hall="hall-01", epoch=41, last=88, leased=960)
    lease = {"id": "q-01.0a1b2c3d4e5f", "service": "ho-tich", "service_day": "2026-11-23", "from": 980, "to": 999}
    told = {"service_day": "2026-11-23", "highest": {"A": 87}, "blocks": [{"lease": lease, "next": 982}]}
    assert h.from_gateway("q-01", "report_tickets", told).ok
    pass_time(h, 13)
    assert h.take()["number"] == "A089"
    assert h.from_gateway("q-02", "lease_numbers", {"service": "ho-tich", "count": 5}).result["to"] == 959
    assert h.from_gateway("q-01", "return_numbers", {"lease": lease | {"from": 982}}).ok
    assert h.replayed() == h.queue()
    shown = h.feed.look().state.services["ho-tich"]
    assert (shown.last, shown.leased) == (89, 955)


def test_a_state_of_yesterday_tells_nothing_about_today(hall):
    """Numbers begin again each day."""
    h = hall(alone=False)
    reach(h)
    yesterday = state_of(h).service_day.replace(day=22)
    hear(h, live=False, hall="hall-01", epoch=41, last=88, day=yesterday)
    pass_time(h, 13)
    assert h.take()["number"] == "A001"


def test_tickets_given_while_the_hall_was_away_are_taken_over(hall, monday):
    """A kiosk reports what it gave from its block: those people wait, with their numbers and times."""
    h = hall()
    lease = h.from_gateway("q-01", "lease_numbers", {"service": "ho-tich", "count": 5}).result
    away = IssuedAway(new_id(), "A997", "ho-tich", "submit", True, (), 2, "kiosk", monday.now().at)
    monday.advance(300)
    told = {"service_day": "2026-11-23", "tickets": [away], "highest": {"A": lease["to"]}}
    assert h.from_gateway("q-01", "report_tickets", told).ok
    ticket = h.queue().tickets[away.ticket]
    assert ticket.number == "A997" and ticket.priority
    assert ticket.issued.seconds_until(ticket.issued.of(monday.now())) == 300
    assert h.replayed() == h.queue() and h.take()["number"] == "A001"


def report_of(h, away):
    """A kiosk tells of a ticket that it gave by itself."""
    told = {"service_day": "2026-11-23", "tickets": [away], "highest": {}}
    answer = h.from_gateway("q-01", "report_tickets", told)
    assert answer.ok
    return answer


def test_a_ticket_whose_answer_was_lost_is_taken_back(hall, monday):
    """The answer was lost in the fifth second and the kiosk gave a number of its own: one citizen, one ticket. The
    request, should it come again, is answered with that one, over a restart too."""
    h, request = hall(), new_id()
    h.from_gateway("q-01", "lease_numbers", {"service": "ho-tich", "count": 5})
    lost = h.from_gateway("q-01", "take_ticket", {"service": "ho-tich"}, request=request).result
    away = IssuedAway(new_id(), "A995", "ho-tich", "submit", False, (), None, "kiosk", monday.now().at, request)
    report_of(h, away)
    states = {ticket.number: (ticket.state, ticket.reason) for ticket in h.queue().tickets.values()}
    assert states == {"A995": ("waiting", None), lost["number"]: ("voided", "unheard")}
    report_of(h, away)
    assert h.types().count("ticket.voided") == 1 and h.replayed() == h.queue()


def test_a_request_that_comes_behind_its_report_gives_no_second_ticket(hall, monday):
    """What the kiosk gave for a request is its answer from then on, over a restart of the hall too."""
    h, request = hall(), new_id()
    h.from_gateway("q-01", "lease_numbers", {"service": "ho-tich", "count": 5})
    away = IssuedAway(new_id(), "A995", "ho-tich", "submit", False, (), None, "kiosk", monday.now().at, request)
    report_of(h, away)
    h = hall()
    answer = h.from_gateway("q-01", "take_ticket", {"service": "ho-tich"}, request=request)
    assert answer.result["ticket"] == str(away.ticket) and len(h.queue().tickets) == 1


def test_without_the_request_both_tickets_stay(hall, monday):
    """Control: a report that does not name its request leaves the hall's own ticket in the queue."""
    h = hall()
    h.from_gateway("q-01", "lease_numbers", {"service": "ho-tich", "count": 5})
    h.from_gateway("q-01", "take_ticket", {"service": "ho-tich"})
    report_of(h, IssuedAway(new_id(), "A995", "ho-tich", "submit", False, (), None, "kiosk", monday.now().at))
    assert [ticket.state for ticket in h.queue().tickets.values()] == ["waiting", "waiting"]


def test_a_number_that_is_not_taken_over_takes_nothing_back(hall, monday):
    """Whose paper bears a number of somebody else keeps the place that the hall had given."""
    h, request = hall(), new_id()
    lost = h.from_gateway("q-01", "take_ticket", {"service": "ho-tich"}, request=request).result
    away = IssuedAway(new_id(), "A001", "ho-tich", "submit", False, (), None, "kiosk", monday.now().at, request)
    assert report_of(h, away).result == {"refused": ["A001"]}
    assert [str(one) for one in h.queue().tickets] == [lost["ticket"]]
    assert h.queue().tickets[next(iter(h.queue().tickets))].state == "waiting"


def test_a_new_card_never_works_before_it_reached_a_broker_or_waited_long(hall):
    """Ten seconds are enough only where kiosks could have spoken."""
    h = hall(alone=False)
    pass_time(h, 1)
    pass_time(h, 60)
    assert code(h) == "recovering"
    pass_time(h, 70)
    assert code(h) == "ok"


def test_of_two_halls_the_weaker_refuses_and_changes_nothing(hall):
    """A hall that hears a stronger living one steps back: local pages hear why, other gateways nothing at all."""
    h = hall()
    assert code(h) == "ok"
    hear(h, epoch=5)
    assert code(h) == "not_the_hall"
    assert h.from_gateway("q-01", "take_ticket", {"service": "ho-tich"}, silent=True) is None
    assert h.types().count("ticket.issued") == 1


def test_of_two_halls_the_stronger_works_on(hall):
    """Exactly one of two halls steps back: the one with the lower epoch, or the lower id."""
    for _ in range(4):
        h = hall()
        h.take()
    hear(h, epoch=3)
    assert code(h) == "ok"
    hear(h, hall="hall-00", epoch=h.feed.look().state.epoch)
    assert code(h) == "ok"
    hear(h, hall="hall-02", epoch=h.feed.look().state.epoch)
    assert code(h) == "not_the_hall"


def test_a_retained_state_of_another_hall_is_waited_for(hall):
    """While it may still live, nobody is answered; when it stays silent, this hall takes over above it."""
    h = hall(alone=False)
    reach(h)
    hear(h, live=False, epoch=9, last=20)
    h.do("start", "3")
    assert h.from_gateway("q-01", "take_ticket", {"service": "ho-tich"}, silent=True) is None
    pass_time(h, 12.5)
    pass_time(h, 12.5)
    assert h.take()["number"] == "A021" and h.feed.look().state.epoch == 10


def test_a_retained_state_that_turns_out_to_live_is_obeyed(hall):
    """The second hall of a site that is switched on by mistake never answers anybody."""
    h = hall(alone=False)
    reach(h)
    hear(h, live=False, epoch=9)
    pass_time(h, 5)
    hear(h, live=True, epoch=9, rev=4)
    pass_time(h, 30)
    assert code(h) == "not_the_hall" and h.types() == ["device.changed"]


def test_a_hall_that_only_recovers_displaces_nobody(hall):
    """A living hall does not step back before one that has not begun."""
    h = hall()
    h.take()
    hear(h, epoch=99, rev=0)
    assert code(h) == "ok"


def test_after_the_other_hall_was_silent_for_long_this_one_begins_again(hall):
    """Somebody switched the other one off."""
    h = hall()
    h.take()
    hear(h, epoch=50)
    pass_time(h, 601)
    pass_time(h, 13)
    assert h.take()["number"] == "A002" and h.feed.look().state.epoch == 51
