"""What is known of a device is told on change only; unknown is never fine; exceptions become faults."""

from gateway.commands import DeviceChanged
from gateway.device_voice import DeviceVoice
from gateway.flood import FloodGuard


def voice():
    """A voice and what it said, as (state, fault)."""
    said = []

    def post(command: DeviceChanged):
        assert (command.device, command.kind) == ("bang", "panel")
        said.append((command.state, command.fault))

    return DeviceVoice("bang", "panel", post), said


def test_only_changes_are_told():
    """Saying the same again posts nothing."""
    device, said = voice()
    for _ in range(3):
        device.works()
    assert device.fault("jam")
    assert not device.fault("jam")
    device.cleared("jam")
    device.cleared("jam")
    assert said == [("ok", None), ("fault", "jam"), ("ok", None)]


def test_it_is_well_only_when_every_fault_is_over():
    """Two faults: clearing one leaves the other."""
    device, said = voice()
    device.works()
    device.fault("jam")
    device.fault("hot")
    device.cleared("jam")
    device.works()
    assert said == [("ok", None), ("fault", "jam"), ("fault", "hot")]


def test_one_fault_may_take_the_place_of_others():
    """A port is either missing or busy: the change is told once, with nothing between."""
    device, said = voice()
    device.fault("missing")
    device.fault("busy", instead_of=("missing", "busy"))
    device.cleared("busy")
    assert said == [("fault", "missing"), ("fault", "busy"), ("unknown", None)]


def test_opened_anew_it_is_unknown_until_it_speaks():
    """Old faults mean nothing after a replug, and nobody says that it is fine."""
    device, said = voice()
    device.fault("unplugged")
    device.renewed(works=False)
    device.works()
    assert said == [("fault", "unplugged"), ("unknown", None), ("ok", None)]


def test_an_exception_is_a_fault_until_the_same_works_again():
    """The driver's thread goes on; its stumbling is seen."""
    device, said = voice()
    device.works()
    assert not device.guard("edge", lambda: 1 // 0)
    assert device.guard("light", lambda: None)
    assert device.guard("edge", lambda: None)
    assert said == [("ok", None), ("fault", "edge"), ("ok", None)]


def test_news_that_nobody_took_is_told_again():
    """When the inbox itself refuses, the next change tells the state that holds then."""
    said, broken = [], [True]

    def post(command):
        if broken[0]:
            raise ConnectionAbortedError("full")
        said.append(command.state)

    device = DeviceVoice("bang", "panel", post)
    device.works()
    broken[0] = False
    device.works()
    assert said == ["ok"]


def test_flood_guard():
    """So many in a window and no more; what is over is forgotten."""
    guard = FloodGuard(3, 10.0)
    assert [guard.allows(at) for at in (0, 1, 2, 3, 9.9)] == [True, True, True, False, False]
    assert guard.allows(30.0)
