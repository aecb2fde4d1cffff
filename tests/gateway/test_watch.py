"""The watchdog is fed while everything turns, and starves when one part hangs."""

from gateway.watch import EVERY_S, PATIENCE_S, Watch


def test_fed_while_every_counter_moves() -> None:
    """However little it moves."""
    watch = Watch(None)
    assert all(watch.is_well((n, 2 * n), n * EVERY_S) for n in range(20))


def test_one_slow_turn_is_forgiven() -> None:
    """A slow card or a long salvage of a few seconds is no hang."""
    watch = Watch(None)
    assert watch.is_well((1, 1), 0.0)
    assert watch.is_well((1, 9), PATIENCE_S)
    assert watch.is_well((2, 17), PATIENCE_S + 1)


def test_starves_when_one_part_hangs_and_eats_again_when_it_goes_on() -> None:
    """The other part's turns do not hide it."""
    watch = Watch(30.0)
    assert watch.is_well((5, 1), 0.0)
    assert not watch.is_well((5, 40), PATIENCE_S + 0.1)
    assert not watch.is_well((5, 80), PATIENCE_S + 9)
    assert watch.is_well((6, 90), PATIENCE_S + 10)


def test_looks_often_enough_for_a_short_limit() -> None:
    """systemd wants a word at least every half of its limit."""
    assert Watch(None).every_s == EVERY_S
    assert Watch(30.0).every_s == EVERY_S
    assert Watch(2.0).every_s == 0.5
