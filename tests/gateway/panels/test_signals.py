"""Patterns of lamp, tone and fault lamp over time."""

import pytest

from gateway.panels.signals import CONFIRM, REFUSE, Lights, SignalPlayer


def seen(player, moments):
    """What is on at these moments."""
    return [player.lights(at_s) for at_s in moments]


def test_confirm_is_lamp_0_8_s_and_a_short_tone():
    """The lamp is on for 0.8 s without a break, the tone only at its beginning."""
    player = SignalPlayer()
    player.play(CONFIRM, 100.0)
    assert seen(player, [100.0, 100.11, 100.13, 100.79, 100.81]) == [
        Lights(True, True),
        Lights(True, True),
        Lights(True, False),
        Lights(True, False),
        Lights(),
    ]


def test_refuse_never_lights_the_lamp():
    """No moment of a refusal can be taken for a confirmation."""
    player = SignalPlayer()
    player.play(REFUSE, 0.0)
    lights = seen(player, [moment / 100 for moment in range(200)])
    assert not any(light.lamp for light in lights)
    assert sum(now.tone and not before.tone for before, now in zip([Lights(), *lights], lights, strict=False)) == 2


def test_a_player_says_when_it_wants_to_be_asked_again():
    """Asked at each moment it names, it shows every step and then rests."""
    player = SignalPlayer()
    assert player.due_s(5.0) is None
    player.play(CONFIRM, 5.0)
    now_s, shown = 5.0, []
    while (due_s := player.due_s(now_s)) is not None:
        shown.append(player.lights(now_s))
        now_s += max(due_s, 0.001)
    assert list(dict.fromkeys(shown)) == [step.lights for step in CONFIRM]
    assert player.lights(now_s) == Lights()


def test_refuse_is_two_tones_with_the_fault_lamp_and_the_lamp_a_second_longer():
    """What a refusal looks and sounds like, step by step."""
    player = SignalPlayer()
    player.play(REFUSE, 100.0)
    both, lamp = Lights(tone=True, fault_lamp=True), Lights(fault_lamp=True)
    moments = [100.05, 100.2, 100.3, 100.4, 100.6, 101.4, 101.6]
    assert seen(player, moments) == [both, Lights(), both, Lights(), lamp, lamp, Lights()]
    assert player.due_s(100.05) == pytest.approx(0.05)


def test_the_steady_fault_lamp_is_added_to_everything():
    """It is on before, during and after a confirmation."""
    player = SignalPlayer()
    assert not player.lights(100.0).fault_lamp
    player.fault_lamp = True
    assert player.lights(100.0) == Lights(fault_lamp=True)
    player.play(CONFIRM, 100.0)
    assert player.lights(100.0) == Lights(True, True, True)


def test_a_new_signal_cuts_off_the_old():
    """Two presses in a row: the second confirmation begins anew."""
    player = SignalPlayer()
    player.play(CONFIRM, 0.0)
    player.play(CONFIRM, 0.5)
    assert player.lights(1.2) == Lights(lamp=True)
