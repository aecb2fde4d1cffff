"""Facts about the machine; what cannot be known is None, never a number that looks fine."""

import pytest

from gateway.health import machine_facts


def pi(folder, temperature="48312\n", throttled="0\n"):
    """A fake /sys of a Raspberry Pi."""
    for name, text in (
        ("class/thermal/thermal_zone0/temp", temperature),
        ("devices/platform/soc/soc:firmware/get_throttled", throttled),
    ):
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return folder


def test_a_raspberry_pi(tmp_path):
    """Temperature in degrees, throttling as the firmware tells it."""
    facts = machine_facts(tmp_path, sys=pi(tmp_path))
    assert facts.temperature_c == 48.312
    assert facts.throttled is False
    assert facts.disk_free_bytes and facts.disk_free_bytes > 0
    assert facts.rss_bytes and facts.rss_bytes > 1_000_000


@pytest.mark.parametrize("bits", ["1", "50005", "10000", "80000"])
def test_throttled_now_or_since_boot(tmp_path, bits):
    """A dip of the supply lasts milliseconds, so what happened since boot counts."""
    assert machine_facts(tmp_path, sys=pi(tmp_path, throttled=bits)).throttled is True


def test_a_machine_that_tells_nothing(tmp_path):
    """Every fact that is not there is None."""
    facts = machine_facts(tmp_path / "none", sys=tmp_path, proc=tmp_path)
    assert facts.temperature_c is facts.throttled is facts.disk_free_bytes is facts.rss_bytes is None


def test_nonsense_is_not_known(tmp_path):
    """Files that hold no number tell nothing."""
    facts = machine_facts(tmp_path, sys=pi(tmp_path, temperature="warm", throttled="zz"))
    assert facts.temperature_c is None
    assert facts.throttled is None


@pytest.mark.parametrize(("alarm", "throttled"), [("1", True), ("0", None)])
def test_the_kernels_alarm_knows_only_that_something_is_wrong(tmp_path, alarm, throttled):
    """Without the firmware's word an alarm is true, and its silence says nothing about throttling."""
    chip = tmp_path / "class/hwmon/hwmon1"
    chip.mkdir(parents=True)
    (chip / "name").write_text("rpi_volt\n")
    (chip / "in0_lcrit_alarm").write_text(alarm)
    assert machine_facts(tmp_path, sys=tmp_path).throttled is throttled
