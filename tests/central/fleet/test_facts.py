"""What is known of a gateway: unknown is never fine, what is old is not of now, thresholds grade."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central.fleet.facts import GRADES, facts_of, worst
from central.presence import LEASE_S, GatewayPresence
from contract.messages import DeviceHealth, Health, StreamHealth

WELL = {"temperature_c": 48.0, "throttled": False, "disk_free_bytes": 20 << 30, "unacked_s": 0, "training": False}


def health(**said):
    """A gateway that is well, but for what is said."""
    streams = said.pop("streams", (StreamHealth("a" * 32, 10, 10),))
    return Health(1, said.pop("clock", "synced"), streams, said.pop("devices", ()), **{**WELL, **said})


def heard(said, state="online", ago_s=5.0):
    """The facts of a gateway that said this a while ago."""
    return facts_of(GatewayPresence("q-01", state, None, said, None, ago_s, ago_s))


def test_a_gateway_that_is_well_is_fine():
    """Every fact known and good."""
    facts = heard(health(devices=(DeviceHealth("p", "printer", "ok", None, 300),)))
    assert facts.grade == "fine" and facts.printers[0].text == "còn khoảng 300 phiếu"


@given(
    st.sampled_from(["offline", "silent", "unknown"]),
    st.builds(health, clock=st.sampled_from(["synced", "unset"]), refusing=st.booleans()),
)
def test_what_is_not_of_now_is_never_fine(state, said):
    """Whatever a gateway said last: without a lease everything about its inside is unknown, and it is not fine."""
    facts = heard(said, state)
    assert facts.grade != "fine"
    assert {one.grade for one in (facts.clock, facts.journal, facts.disk, facts.temperature)} == {"unknown"}
    assert facts.clock.before and facts.clock.text == "không rõ"


@given(st.floats(0, 10 * LEASE_S))
def test_old_health_is_unknown_even_when_events_come(ago_s):
    """Events renew the lease, not what was said about temperature."""
    facts = facts_of(GatewayPresence("q-01", "online", None, health(), None, 1.0, ago_s))
    assert (facts.disk.grade == "fine") == (ago_s <= LEASE_S)


def test_never_heard_is_unknown():
    """A gateway that central knows by name alone."""
    assert facts_of(None).grade == "unknown"
    assert facts_of(GatewayPresence("q-01", "online", None, None, None, 1.0)).grade == "unknown"


@pytest.mark.parametrize(
    ("said", "name", "grade"),
    [
        ({"temperature_c": 71.0}, "temperature", "attention"),
        ({"temperature_c": 85.0}, "temperature", "alarm"),
        ({"temperature_c": None}, "temperature", "unknown"),
        ({"throttled": True}, "power", "attention"),
        ({"throttled": None}, "power", "unknown"),
        ({"disk_free_bytes": 900 << 20}, "disk", "attention"),
        ({"disk_free_bytes": 10 << 20}, "disk", "alarm"),
        ({"disk_free_bytes": None}, "disk", "unknown"),
        ({"clock": "holdover"}, "clock", "attention"),
        ({"clock": "unset"}, "clock", "alarm"),
        ({"refusing": True}, "journal", "alarm"),
        ({"streams": (StreamHealth("a" * 32, 9, 2),), "unacked_s": 5}, "journal", "fine"),
        ({"streams": (StreamHealth("a" * 32, 9, 2),), "unacked_s": 700}, "journal", "attention"),
        ({"streams": (StreamHealth("a" * 32, 9, 2),), "unacked_s": 90_000}, "journal", "alarm"),
        ({"streams": (StreamHealth("a" * 32, 9, 2),), "unacked_s": None}, "journal", "attention"),
    ],
)
def test_each_fact_has_its_grade(said, name, grade):
    """Limits of heat, power, disk, clock and journal."""
    assert getattr(heard(health(**said)), name).grade == grade


@pytest.mark.parametrize(
    ("device", "grade", "text"),
    [
        (DeviceHealth("p", "printer", "ok", None, 12), "attention", "sắp hết giấy, còn khoảng 12 phiếu"),
        (DeviceHealth("p", "printer", "fault", "paper_out"), "alarm", "hết giấy"),
        (DeviceHealth("p", "printer", "fault", "paper_low", 30), "attention", "sắp hết giấy, còn khoảng 30 phiếu"),
        (DeviceHealth("p", "printer", "unknown"), "unknown", "không rõ"),
        (DeviceHealth("p", "printer", "fault", "meteor"), "alarm", "meteor"),
    ],
)
def test_a_printer_in_words(device, grade, text):
    """Paper in tickets, faults in words, codes of later versions as they are."""
    (fact,) = heard(health(devices=(device,))).printers
    assert (fact.grade, fact.text) == (grade, text)


@given(st.lists(st.sampled_from(GRADES)))
def test_the_worst_grade_wins(grades):
    """One alarm among a hundred is seen; of nothing nothing is known."""
    assert worst(grades) == (max(grades, key=GRADES.index) if grades else "unknown")
