"""Which rating counts: the table of design §4.3, and that no order of events changes it."""

import itertools

import pytest

from central.rules.counting import Beside, Change, Decision, Given, first_issued, order_key, standings

RATING, OTHER, TICKET = b"r" * 16, b"s" * 16, b"t" * 16


def line(
    seq, rating=RATING, *, ticket=None, verdict="accepted", time=0, gateway="q-01", level="good", per_ticket=False
):
    """A `rating.given` line at a place of gateway ``gateway``."""
    key = order_key(time, gateway, "a" * 32, seq)
    return Given((1, seq), key, gateway, rating, ticket, verdict, "4-level", level, "", per_ticket)


def change(seq, level=None, reasons=None, *, time=0, gateway="q-01"):
    """Something said after a rating."""
    return Change(order_key(time, gateway, "a" * 32, seq), gateway, level, reasons)


def judged(*given, beside=None, arrived=()):
    """Kind and level of each line, in the order given."""
    found = standings(given, beside or {}, dict.fromkeys(arrived))
    return [(found[one.place].kind, found[one.place].level) for one in given]


def kinds(*given, **more):
    """Kind of each line, in the order given."""
    return [kind for kind, _ in judged(*given, **more)]


@pytest.mark.parametrize("verdict", ["unlinked", "duplicate", "late", "doubtful"])
def test_a_verdict_other_than_accepted_is_the_kind(verdict):
    """The gateway's word stands; such a press is shown apart."""
    assert kinds(line(1, verdict=verdict, per_ticket=True)) == [verdict]


def test_without_a_queue_an_accepted_press_counts():
    """A site that counts freely needs no ticket."""
    assert kinds(line(1)) == ["counted"]


def test_with_a_queue_a_press_waits_for_its_ticket():
    """Per ticket: none or one that has not arrived is "chưa khớp"; with its ticket it counts."""
    with_ticket = line(1, ticket=TICKET, per_ticket=True)
    assert kinds(line(1, per_ticket=True)) == ["no_ticket"]
    assert kinds(with_ticket) == ["no_ticket"]
    assert kinds(with_ticket, arrived=[TICKET]) == ["counted"]


def test_a_ticket_is_rated_by_its_first_accepted_press():
    """Earlier presses of another verdict do not take the ticket."""
    lines = [
        line(1, b"1" * 16, ticket=TICKET, verdict="doubtful", time=1),
        line(2, b"2" * 16, ticket=TICKET, time=3),
        line(3, b"3" * 16, ticket=TICKET, time=2),
    ]
    assert kinds(*lines) == ["doubtful", "duplicate", "counted"]


def test_equal_times_are_decided_by_gateway_stream_and_place():
    """The order is total: no two lines are equal."""
    lines = [line(2, b"1" * 16, ticket=TICKET), line(1, b"2" * 16, ticket=TICKET)]
    assert kinds(*lines) == ["duplicate", "counted"]
    lines = [line(1, b"1" * 16, ticket=TICKET, gateway="q-02"), line(2, b"2" * 16, ticket=TICKET, gateway="q-01")]
    assert kinds(*lines) == ["duplicate", "counted"]


def test_a_line_without_a_time_comes_last():
    """What cannot be dated takes no ticket from what can."""
    lines = [line(1, b"1" * 16, ticket=TICKET, time=None), line(2, b"2" * 16, ticket=TICKET, time=10**15)]
    assert kinds(*lines) == ["duplicate", "counted"]


def test_a_rating_told_twice_exists_once():
    """The repeat stands in no figure and takes no ticket."""
    lines = [line(1), line(2, time=5), line(3, OTHER, ticket=TICKET)]
    assert kinds(*lines) == ["counted", "repeat", "counted"]


def test_a_rating_set_aside_keeps_its_ticket():
    """A later press does not come into its place; restored, it counts again."""
    lines = [line(1, ticket=TICKET), line(2, OTHER, ticket=TICKET, time=5)]
    aside = Beside(decisions=[Decision(order_key(1, "central", "c" * 32, 1), True)])
    assert kinds(*lines, beside={RATING: aside}) == ["set_aside", "duplicate"]
    aside.decisions.append(Decision(order_key(2, "central", "c" * 32, 2), False))
    assert kinds(*lines, beside={RATING: aside}) == ["counted", "duplicate"]


def test_only_what_counts_can_be_set_aside():
    """A press that stands apart anyway stays where it is."""
    aside = {RATING: Beside(decisions=[Decision(order_key(1, "central", "c" * 32, 1), True)])}
    assert kinds(line(1, verdict="late"), beside=aside) == ["late"]
    assert kinds(line(1, per_ticket=True), beside=aside) == ["no_ticket"]


def test_the_last_change_by_the_own_gateway_holds():
    """Another gateway cannot change a rating, nor a level that is not of its scale."""
    beside = {
        RATING: Beside(
            changes=[
                change(5, "poor", time=5),
                change(4, "fair", time=4),
                change(9, "average", time=9, gateway="q-02"),
                change(6, "very_satisfied", time=6),
                change(7, reasons='["attitude"]', time=7),
            ]
        )
    }
    assert judged(line(1), beside=beside) == [("counted", "poor")]
    assert standings([line(1)], beside, {})[(1, 1)].reasons == '["attitude"]'


@pytest.mark.parametrize(
    "verdict,per_ticket,arrived,aside,expected",
    [
        ("accepted", True, True, False, 7),
        ("accepted", True, True, True, 7),
        ("accepted", True, False, False, None),
        ("accepted", False, True, False, None),
        ("late", True, True, False, None),
        ("doubtful", True, True, False, None),
    ],
)
def test_what_counts_for_a_ticket_belongs_to_its_visit(verdict, per_ticket, arrived, aside, expected):
    """Set aside too, so that no period changes by it; what stands apart, and free presses, have their own day."""
    given = line(1, ticket=TICKET, verdict=verdict, time=90, per_ticket=per_ticket)
    said = {RATING: Beside(decisions=[Decision(order_key(1, "central", "c" * 32, 1), aside)])}
    found = standings([given], said, {TICKET: 7} if arrived else {})
    assert found[given.place].visit_ms == expected


def test_a_ticket_told_of_twice_was_issued_when_it_was_first():
    """A line without a time says nothing about when."""
    assert first_issued([9, None, 4]) == 4
    assert first_issued([None]) is None


def test_no_order_of_lines_changes_anything():
    """All orders of lines and of what is said beside them give the same."""
    lines = [
        line(1, b"1" * 16, ticket=TICKET, time=2),
        line(2, b"1" * 16, ticket=TICKET, time=1),
        line(3, b"2" * 16, ticket=TICKET, time=3),
        line(4, b"3" * 16, ticket=None, time=None),
    ]
    changes = [change(5, "poor", time=5), change(6, "fair", time=5)]
    found = set()
    for order in itertools.permutations(lines):
        for said in itertools.permutations(changes):
            result = standings(order, {b"1" * 16: Beside(list(said))}, {TICKET: 5})
            found.add(tuple(sorted((place, one.kind, one.level) for place, one in result.items())))
    assert len(found) == 1
