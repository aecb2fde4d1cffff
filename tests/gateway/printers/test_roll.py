"""How many tickets a roll still has."""

from hypothesis import given
from hypothesis import strategies as st

from gateway.printers.roll import RollState, changed, forecast, printed, ticket_mm


def test_a_ticket_takes_its_length_and_the_way_to_the_knife() -> None:
    """203 dots are an inch."""
    assert round(ticket_mm(203), 1) == 40.4


def test_fewer_with_every_ticket() -> None:
    """A roll of 75 m with tickets of 100 mm: 750, and one less each time."""
    state = RollState(ticket_mm=100)
    assert forecast(state, 75_000).tickets == 750
    for _ in range(3):
        state = printed(state, 100)
    told = forecast(state, 75_000)
    assert (told.tickets, told.printed, told.used_mm) == (747, 3, 300)


def test_longer_tickets_count_more() -> None:
    """The length of recent tickets says how many are left."""
    state = RollState(ticket_mm=100)
    for _ in range(100):
        state = printed(state, 150)
    assert forecast(state, 75_000).tickets == 400


def test_a_roll_watched_to_its_end_teaches_the_length() -> None:
    """The next roll is taken for as long as the last one really was; a roll put in half used teaches nothing."""
    watched = RollState(used_mm=60_000, ticket_mm=100, whole=True)
    assert forecast(changed(watched, 75_000), 75_000).roll_mm == 60_000
    unknown = RollState(used_mm=60_000, ticket_mm=100, whole=False)
    assert forecast(changed(unknown, 75_000), 75_000).roll_mm == 75_000


def test_nonsense_teaches_nothing() -> None:
    """A sensor that cried out after ten tickets does not make a roll of one metre."""
    state = changed(RollState(used_mm=1_000, whole=True), 75_000)
    assert forecast(state, 75_000).roll_mm == 75_000


@given(st.lists(st.floats(20, 400), max_size=60))
def test_never_less_than_none(lengths: list[float]) -> None:
    """However much was printed, the forecast is no negative number and never grows by printing alike tickets."""
    state = RollState()
    for length in lengths:
        state = printed(state, length)
        assert forecast(state, 5_000).tickets >= 0
