"""A kiosk whose hall is away: its own numbers, each once, explained and reported."""

from contract.events import NumbersSkipped, TicketIssued
from contract.ids import new_id


def issued(kiosk):
    """The numbers for which the kiosk wrote a line."""
    return [fact.number for fact in kiosk.lines() if isinstance(fact, TicketIssued)]


def test_blocks_are_asked_for_in_advance_for_every_service(kiosk):
    """As soon as the hall lives and knows this kiosk, a block of each service is wanted."""
    k = kiosk()
    k.hear()
    assert [asked[0] for asked in k.hall.asked] == ["report_tickets"]
    k.hall.answer("report_tickets")
    k.turn()
    assert [(asked[0], asked[1]) for asked in k.hall.asked] == [
        ("lease_numbers", {"service": "ho-tich", "count": 4}),
        ("lease_numbers", {"service": "dat-dai", "count": 4}),
    ]


def test_without_a_hall_numbers_come_from_the_block_until_it_is_used_up(kiosk):
    """Four citizens get the four numbers of the block; the fifth hears that the hall is away."""
    k = kiosk()
    k.lease(11, 14)
    answers = [k.want() for _ in range(5)]
    assert [answer.result["number"] for answer in answers[:4]] == ["A011", "A012", "A013", "A014"]
    assert answers[4].error.code == "hall_away" and issued(k) == ["A011", "A012", "A013", "A014"]
    assert [order.order.number for order in k.printed] == ["A011", "A012", "A013", "A014"]


def test_a_service_without_a_block_gives_nothing(kiosk):
    """The block of one service is no other's."""
    k = kiosk()
    k.lease(11, 14)
    assert k.want("dat-dai").error.code == "hall_away" and issued(k) == []


def test_a_number_is_never_given_twice_over_restarts(kiosk):
    """The block goes on after its last number, however often the program starts."""
    kiosk().lease(1, 4)
    given = [kiosk().want().result["number"] for _ in range(4)]
    assert given == ["A001", "A002", "A003", "A004"]
    assert kiosk().want().error.code == "hall_away"


def test_without_its_row_a_block_would_begin_again(kiosk):
    """Control: a journal that forgets what was given gives the same number twice."""
    k = kiosk()
    k.lease(1, 4)
    row = k.journal.facts("kiosk/lease/")
    assert k.want().result["number"] == "A001"
    k.journal.append([], row)
    assert kiosk().want().result["number"] == "A001"


def test_the_same_click_gives_the_same_ticket(kiosk):
    """A request that is repeated while the hall is away is done once."""
    k = kiosk()
    k.lease(1, 4)
    request = new_id()
    assert k.want(request=request) == k.want(request=request)
    assert issued(k) == ["A001"] and len(k.printed) == 1


def test_a_block_of_yesterday_is_void_and_explained(kiosk, clock):
    """On the next day its rest is skipped, and nobody gets a number of it."""
    k = kiosk()
    k.lease(1, 4)
    k.want()
    clock.advance(24 * 3600)
    assert k.want().error.code == "hall_away"
    skipped = [fact for fact in k.lines() if isinstance(fact, NumbersSkipped)]
    assert [(fact.first, fact.last, fact.reason) for fact in skipped] == [(2, 4, "lease_lapsed")]
    assert k.journal.facts("kiosk/lease/") == {}


def test_a_block_whose_day_nobody_knows_is_not_used(kiosk, clock):
    """After another boot without a right clock it may be tomorrow already."""
    kiosk().lease(1, 4)
    clock._boot = "another-boot"
    clock.set_state("unset")
    assert kiosk().want().error.code == "hall_away"


def test_in_the_boot_in_which_it_came_a_block_holds_without_a_clock(kiosk, clock):
    """A clock that is lost for a while stops no kiosk."""
    k = kiosk()
    k.lease(1, 4)
    clock.set_state("unset")
    assert k.want().result["number"] == "A001"


def test_what_was_given_is_reported_once_when_the_hall_is_back(kiosk, clock):
    """The hall hears of each ticket once, and after each silence of the highest numbers this kiosk knows: it may be on
    a new card."""
    k = kiosk()
    k.lease(11, 14)
    clock.advance(30)
    k.want()
    k.want()
    k.hear(epoch=2)
    args = k.hall.answer("report_tickets")
    k.turn()
    assert [one["number"] for one in args["tickets"]] == ["A011", "A012"]
    block = {"id": "q-01.11", "service": "ho-tich", "service_day": "2026-11-23", "from": 11, "to": 14}
    assert args["highest"] == {} and args["lowest"] == {"A": 11} and args["blocks"] == [{"lease": block, "next": 13}]
    clock.advance(20)
    k.hear(epoch=2)
    assert not any(asked[0] == "report_tickets" for asked in k.hall.asked)
    clock.advance(60)
    k.hear(epoch=2)
    again = k.hall.answer("report_tickets")
    assert not again["tickets"] and again["blocks"] == args["blocks"]
    clock.advance(60)
    k.hear(epoch=3)
    assert k.hall.answer("report_tickets")["tickets"] == []


def test_a_report_that_was_not_heard_is_made_again(kiosk, clock):
    """An answer that never came costs ten seconds, not a ticket."""
    k = kiosk()
    k.lease(11, 14)
    clock.advance(30)
    k.want()
    k.hear(epoch=2)
    k.hall.answer("report_tickets", error="hall_away")
    clock.advance(11)
    k.hear(epoch=2)
    assert len(k.hall.answer("report_tickets")["tickets"]) == 1


def test_a_hall_that_is_only_remembered_by_the_broker_is_asked_nothing(kiosk):
    """A retained state may be of yesterday."""
    k = kiosk()
    k.hear(live=False)
    assert k.hall.asked == []


def test_other_refusals_go_to_whoever_asked(kiosk):
    """Closed is closed: no number of the kiosk's own against the hall's word."""
    k = kiosk()
    k.lease(1, 4)
    assert k.want(error="closed").error.code == "closed" and issued(k) == []


def test_who_has_a_number_of_the_kiosks_own_gets_no_second_paper(kiosk):
    """The hall answers the same request once it is back: the citizen keeps the first number, nothing more is printed,
    and the report names the request so that the hall takes its own ticket back."""
    k, request = kiosk(), new_id()
    k.lease(1, 4)
    first = k.want(request=request)
    k.window.ask("take_ticket", {"service": "ho-tich"}, k.answers.append, request=request)
    taken = {**first.result, "ticket": str(new_id()), "number": "A020"}
    k.hall.answer("take_ticket", result=taken)
    k.turn()
    assert k.answers[-1] == first and [order.order.number for order in k.printed] == ["A001"]
    k.clock.advance(30)
    k.hear(epoch=2)
    assert k.hall.answer("report_tickets")["tickets"][0]["request"] == str(request)
