"""Measures in Prometheus' text format: every line well formed, unknown things absent, no persons."""

import re

from central.api.metrics import metrics_text
from central.api.tokens import Token
from central.presence import Presence
from central.services import Services
from contract.messages import Birth, DeviceHealth, Health, StreamHealth

LINE = re.compile(r'[a-z_]+(\{([a-z_]+="([^"\\\n]|\\.)*",?)*\})? (-?[0-9.e+-]+|NaN)')
STREAM = "ab" * 16


def token(*sites):
    """A token for these sites."""
    return Token(1, "prometheus", frozenset({"metrics"}), sites, 0, "quan-tri", 1, None, None, None)


def services_with(shared_services):
    """Two gateways: one well known, one of another site of which only the birth is known."""
    presence = Presence()
    presence.born("q-03", Birth(1, "mau", "0.1", "boot", ("hall",), ()), 0.0, retained=False)
    printer = DeviceHealth("may-in", "printer", "fault", "paper_out")
    presence.healthy("q-03", Health(1, "synced", (StreamHealth(STREAM, 9, 4),), (printer,)), 10.0)
    presence.born("q-09", Birth(1, "bac-kan", "0.1", "boot", ("hall",), ()), 0.0, retained=True)
    parts = shared_services
    return Services(parts.engine, parts.config, parts.health, lambda: presence.view(12.0, True), parts.own_stream)


def test_every_line_is_well_formed(shared_services):
    """Comments or samples, each measure announced once before its samples."""
    text = metrics_text(services_with(shared_services), token("*"), 'odd "version"\\')
    lines = text.splitlines()
    assert all(line.startswith("# ") or LINE.fullmatch(line) for line in lines), text
    announced = [line.split()[2] for line in lines if line.startswith("# TYPE")]
    assert len(announced) == len(set(announced))
    assert text.endswith("\n")


def test_what_is_known_and_what_is_not(shared_services):
    """Lines that wait and faults are counted; of what is not known there is no line."""
    text = metrics_text(services_with(shared_services), token("*"), "1")
    assert 'quayso_gateway_waiting_lines{gateway="q-03",site="mau"} 5\n' in text
    assert 'quayso_gateway_device_faults{gateway="q-03",site="mau"} 1\n' in text
    assert 'quayso_gateway_state{gateway="q-09",site="bac-kan",state="unknown"} 1\n' in text
    assert 'quayso_gateway_waiting_lines{gateway="q-09"' not in text
    assert "config_version" not in text


def test_other_sites_are_left_out(shared_services):
    """A token for one site measures that site alone."""
    text = metrics_text(services_with(shared_services), token("mau"), "1")
    assert "q-03" in text and "q-09" not in text
