"""Who is let in by the shipped mosquitto files, and what a client that is in cannot do to the others.

The real mosquitto, judged by connections that stand or fall and by what is delivered.
"""

import socket
from collections.abc import Callable
from typing import Any

import pytest

from contract import topics
from simulator.broker import find_mosquitto

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(find_mosquitto() is None, reason="mosquitto is not installed"),
]

Start = Callable[..., Any]
"""The fixture `shipped` of conftest.py."""

PASSWORDS = "quayso-passwords.conf"


def test_only_a_valid_certificate_of_our_authority_is_let_in(
    shipped: Start, new_authority: Callable[[str], Any]
) -> None:
    """No certificate, one of a foreign or like-named authority, an expired one: all are refused."""
    running = shipped()
    foreign, namesake = new_authority("other-province"), new_authority("quayso-ca")
    assert running.client("q-01").is_let_in()
    assert not running.client("q-01", identity=None).is_let_in()
    assert not running.client("q-01", identity=None, login=("q-01", "q-01")).is_let_in()
    assert not running.client("q-01", identity=foreign.issue("q-01")).is_let_in()
    assert not running.client("q-01", identity=namesake.issue("q-01")).is_let_in()
    assert not running.client("q-01", identity=running.authority.issue("q-01", days=-1)).is_let_in()


def test_a_revoked_certificate_is_refused_and_the_others_are_not(shipped: Start) -> None:
    """With the crlfile line switched on a revoked gateway stays out; without it it would come in."""
    running = shipped()
    lost = running.authority.issue("q-66")
    assert running.client("q-66").is_let_in()
    running.broker.stop()
    running = shipped(crl=running.authority.revoke(lost))
    assert not running.client("q-66").is_let_in()
    assert running.client("q-01").is_let_in()


@pytest.mark.parametrize("access", ["quayso-certificates.conf", PASSWORDS])
def test_nobody_speaks_to_the_door_without_tls(shipped: Start, access: str) -> None:
    """A plain MQTT client gets no answer, and no second door stands open."""
    running = shipped(access, passwords={"q-01": "của-q-01"} if access == PASSWORDS else None)
    with socket.create_connection((running.broker.host, running.broker.port), timeout=10) as plain:
        # CONNECT of MQTT 5, clean start, client id "q-01".
        plain.sendall(bytes.fromhex("1011 0004 4d515454 05 02 003c 00 0004 712d3031"))
        assert b"\x20" not in _read_to_end(plain)[:1]
    listening = [line for line in running.broker.log().splitlines() if "listen socket" in line]
    assert len(listening) == 1


def _read_to_end(connection: socket.socket) -> bytes:
    received = b""
    try:
        while chunk := connection.recv(4096):
            received += chunk
    except ConnectionResetError:
        pass
    return received


@pytest.mark.parametrize("without", ["", "use_username_as_clientid"])
def test_no_gateway_is_thrown_off_by_another_that_takes_its_client_id(shipped: Start, without: str) -> None:
    """q-02 stays connected when q-01 calls itself q-02; without that line of the file it is thrown off."""
    running = shipped(without=without)
    victim = running.join("q-02")
    running.join("q-01", "q-02")
    running.join("q-01", "q-02").subscribe("barrier")
    if without:
        assert victim.disconnected.wait(10)
    else:
        # Its connection still answers.
        victim.subscribe(topics.command("q-02"))
        assert not victim.disconnected.is_set()


@pytest.mark.parametrize("without", ["", "max_packet_size"])
def test_a_packet_beyond_the_limit_is_refused(shipped: Start, without: str) -> None:
    """64 KiB of events pass, 200 KiB end the connection; without that line of the file they pass too."""
    running = shipped(without=without)
    observer, gateway = running.join("observer"), running.join("q-01")
    observer.subscribe("#")
    gateway.publish(topics.events("q-01"), b"x" * 64 * 1024)
    gateway.mqtt.publish(topics.health("q-01"), b"x" * 200 * 1024, qos=0)
    if not without:
        assert gateway.disconnected.wait(10)
        gateway = running.join("q-01")
    gateway.publish(topics.status("q-01"), b"marker")
    expected = [topics.events("q-01"), *([topics.health("q-01")] if without else [])]
    assert observer.topics_until(b"marker") == expected


def test_a_refused_publication_does_not_end_the_connection(shipped: Start) -> None:
    """A gateway that errs once goes on publishing over the same connection."""
    running = shipped()
    gateway = running.join("q-01")
    for _ in range(50):
        gateway.publish(topics.events("q-02"))
    gateway.publish(topics.events("q-01"))
    assert not gateway.disconnected.is_set()


def test_nothing_is_kept_over_a_restart(shipped: Start) -> None:
    """A retained birth is gone after a restart: a dead gateway cannot stay online for ever."""
    running = shipped()
    running.join("q-01").publish(topics.status("q-01"), retain=True)
    before = running.join("central")
    before.subscribe(topics.ALL_STATUS)
    assert before.received.get(timeout=10).topic == topics.status("q-01")
    running.broker.restart()
    after = running.join("central")
    after.subscribe(topics.ALL_STATUS, "barrier")
    assert after.received.empty()


def test_with_passwords_only_those_who_know_one_are_let_in(shipped: Start) -> None:
    """The file for small centres refuses wrong, missing and empty passwords and unknown names."""
    running = shipped(access=PASSWORDS, passwords={"q-01": "khế-chua", "q-02": "me-ngọt"})

    def is_let_in(*login: str) -> bool:
        return running.client("q-01", identity=None, login=login or None).is_let_in()  # type: ignore[no-any-return]

    assert is_let_in("q-01", "khế-chua")
    assert not is_let_in("q-01", "me-ngọt")
    assert not is_let_in("q-01", "")
    assert not is_let_in("q-03", "khế-chua")
    assert not is_let_in()
    assert not running.client("q-01").is_let_in(), "a certificate is no password"
