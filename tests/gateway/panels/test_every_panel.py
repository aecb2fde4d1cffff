"""What holds for every registered panel driver, on its own kind of hardware."""

import threading

from gateway.commands import DeviceChanged, PanelPressed
from gateway.panels.registry import make_panel

LEVELS = ("good", "fair", "average", "poor")


def pressed(rig):
    """The levels that were reported, markers of the rig left out."""
    return [command.button for command in rig.posted.of(PanelPressed) if command.button in LEVELS]


def press(rig, level):
    """Press a button and wait for its report."""
    before = len(rig.posted.of_button(level))
    rig.press(level)
    return rig.posted.wait_for(PanelPressed, before + 1, button=level)[-1]


def test_the_registry_makes_it(rig):
    """The registry finds the driver of a table of gateway.toml, and making it starts nothing."""
    threads = threading.active_count()
    made = make_panel(rig.config, rig.around())
    assert type(made) is type(rig.panel)
    assert (made.name, made.counter) == ("bang", "3")
    assert threading.active_count() == threads
    assert rig.posted.commands == []


def test_each_button_is_one_press(rig):
    """Each button, pressed once, is one order with the panel, the level and the clock of that moment."""
    rig.panel.start()
    rig.ready()
    for level in LEVELS:
        command = press(rig, level)
        assert command.panel == "bang"
        assert command.at.boot == rig.clock.now().boot
        assert 0 <= rig.clock.monotonic_s() - command.mono_s <= 0.11
    assert pressed(rig) == list(LEVELS)


def test_nothing_is_confirmed_by_the_panel_itself(rig):
    """A press alone lights nothing: the lamp is the word of the journal, not of the button."""
    rig.panel.start()
    rig.ready()
    press(rig, "good")
    rig.panel.refuse()
    only_refused = rig.shown()
    rig.panel.refuse()
    assert rig.shown() == only_refused


def test_the_confirmation_is_the_same_for_every_level(rig):
    """Lamp and tone tell nobody which level was pressed."""
    rig.panel.start()
    rig.ready()
    seen = []
    for level in LEVELS:
        press(rig, level)
        rig.panel.confirm()
        seen.append(rig.shown())
    assert seen[0] and seen == [seen[0]] * len(LEVELS)


def test_a_refusal_does_not_look_like_a_confirmation(rig):
    """Who was refused must see that nothing was taken."""
    rig.panel.start()
    rig.ready()
    rig.panel.confirm()
    confirmed = rig.shown()
    rig.panel.refuse()
    assert rig.shown() != confirmed


def test_stop_undoes_all_and_start_works_again(rig):
    """Stopped, it reports nothing, shows nothing and holds nothing; started again, it works as before."""
    threads = threading.active_count()
    for _ in range(3):
        rig.panel.start()
        rig.ready()
        press(rig, "poor")
        rig.panel.confirm()
        rig.panel.fault(True)
        rig.panel.stop()
        assert rig.dark()
        assert rig.given_back()
        assert threading.active_count() == threads
    assert pressed(rig) == ["poor"] * 3


def test_stop_is_safe_twice_and_before_start(rig):
    """Stopping what does not run does nothing."""
    rig.panel.stop()
    rig.panel.start()
    rig.panel.stop()
    rig.panel.stop()


def test_lights_of_a_stopped_panel_do_nothing(rig):
    """The worker may show something on a panel that has just been stopped."""
    rig.panel.confirm()
    rig.panel.start()
    rig.ready()
    rig.panel.stop()
    rig.panel.confirm()
    rig.panel.refuse()
    rig.panel.fault(True)
    rig.panel.poll()


def test_what_is_known_of_it_is_told_once(rig):
    """A panel that works says so once, however much it is used."""
    rig.panel.start()
    rig.ready()
    for level in LEVELS:
        press(rig, level)
    states = [(c.device, c.kind, c.state, c.fault) for c in rig.posted.of(DeviceChanged)]
    assert states[-1] == ("bang", "panel", "ok", None)
    assert states.count(states[-1]) == 1
    assert all(state[2] != "fault" for state in states)


def test_an_inbox_that_refuses_does_not_kill_the_driver(rig):
    """An exception while a press is handed over costs that press; the next one is heard."""
    rig.panel.start()
    rig.ready()
    press(rig, "good")
    rig.posted.refuse_next("fair")
    rig.press("fair")
    rig.posted.wait_for(DeviceChanged, state="fault", fault="handover")
    press(rig, "poor")
    assert pressed(rig)[-1] == "poor"
    assert rig.posted.of(DeviceChanged)[-1].state == "ok"
