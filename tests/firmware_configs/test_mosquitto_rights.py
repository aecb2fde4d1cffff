"""The shipped mosquitto files, run by the real mosquitto, judged by what is delivered.

A SUBSCRIBE that is granted or a PUBLISH that is answered proves nothing: mosquitto grants the first and may
answer the second. Each check has a control without the line it is about.
"""

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

STREAM = "6f0c" * 8
PASSWORDS = "quayso-passwords.conf"

OWN_WRITES = [
    topics.events("q-01"),
    topics.status("q-01"),
    topics.health("q-01"),
    topics.config_applied("q-01"),
    topics.hall_do("trung-tam", "q-01"),
]
FOREIGN_WRITES = [
    topics.events("q-02"),
    topics.status("q-02"),
    topics.health("q-02"),
    topics.config_applied("q-02"),
    topics.hall_do("trung-tam", "q-02"),
    topics.hall_done("trung-tam", "q-01"),
    topics.hall_done("trung-tam", "q-02"),
    topics.hall_now("trung-tam"),
    topics.ack("q-01", STREAM),
    topics.ack("q-02", STREAM),
    topics.command("q-01"),
    topics.command("q-02"),
    topics.config("q-01"),
    topics.config("q-02"),
    topics.CENTRAL,
    topics.events("q-01") + "/more",
    "quayso/v1/events",
    "quayso/v2/events/q-01",
    "elsewhere",
]
OWN_READS = [
    topics.ack("q-01", STREAM),
    topics.command("q-01"),
    topics.config("q-01"),
    topics.CENTRAL,
    topics.hall_done("trung-tam", "q-01"),
]
FOREIGN_READS = [
    topics.ack("q-02", STREAM),
    topics.command("q-02"),
    topics.config("q-02"),
    topics.events("q-01"),
    topics.events("q-02"),
    topics.status("q-02"),
    topics.health("q-02"),
    topics.config_applied("q-02"),
    topics.hall_do("trung-tam", "q-02"),
    topics.hall_done("trung-tam", "q-02"),
    topics.hall_now("trung-tam"),
]
FILTERS = ["#", "quayso/v1/#", "quayso/v1/ack/+/+", "$share/group/quayso/v1/ack/+/+", *FOREIGN_READS]


def delivered_of_writes(running: Any, writer: str, wanted: list[str]) -> list[str]:
    """What the observer gets of the writer's publications to the wanted topics, retained or not."""
    observer = running.join("observer")
    observer.subscribe("#")
    client = running.join(writer)
    for topic in wanted:
        client.publish(topic)
        client.publish(topic, retain=True)
    observer.publish("marker", b"marker")
    return sorted(set(observer.topics_until(b"marker")))


def delivered_of_reads(running: Any, reader: str, wanted: list[str], filters: list[str]) -> list[str]:
    """What the reader gets of publications to the wanted topics, retained before and live after it came."""
    observer = running.join("observer")
    for topic in wanted:
        observer.publish(topic, retain=True)
    client = running.join(reader)
    marker = topics.CENTRAL
    client.subscribe(marker, *filters)
    for topic in wanted:
        observer.publish(topic)
    observer.publish(marker, b"marker")
    return sorted(set(client.topics_until(b"marker")))


def test_a_gateway_writes_the_topics_with_its_own_name_and_no_other(shipped: Start) -> None:
    """Of every topic of the contract exactly those of q-01 itself are delivered when q-01 publishes."""
    running = shipped()
    assert delivered_of_writes(running, "q-01", OWN_WRITES + FOREIGN_WRITES) == sorted(OWN_WRITES)
    # The words by which test_whole_road.py would notice a right that is missing.
    assert "Denied PUBLISH from q-01" in running.broker.log()


def test_without_the_acl_every_write_is_delivered(shipped: Start) -> None:
    """Control: the same publications without the acl_file line all arrive."""
    running = shipped(without="acl_file")
    wanted = OWN_WRITES + FOREIGN_WRITES
    assert delivered_of_writes(running, "q-01", wanted) == sorted(wanted)


def test_a_gateway_reads_what_is_meant_for_it_and_nothing_else(shipped: Start) -> None:
    """Wildcards, shared subscriptions and retained messages bring q-01 nothing that is meant for q-02."""
    running = shipped()
    assert delivered_of_reads(running, "q-01", OWN_READS + FOREIGN_READS, FILTERS + OWN_READS) == sorted(OWN_READS)


def test_without_the_acl_every_read_is_delivered(shipped: Start) -> None:
    """Control: the same subscriptions without the acl_file line bring everything."""
    running = shipped(without="acl_file")
    wanted = OWN_READS + FOREIGN_READS
    assert delivered_of_reads(running, "q-01", wanted, FILTERS + OWN_READS) == sorted(wanted)


def test_central_writes_its_answers_but_no_events_of_a_gateway(shipped: Start) -> None:
    """Central acknowledges, commands and configures every gateway and cannot speak in its name."""
    allowed = [topics.ack("q-02", STREAM), topics.command("q-02"), topics.config("q-02"), topics.CENTRAL]
    refused = [
        topics.events("q-02"),
        topics.status("q-02"),
        topics.health("q-02"),
        topics.config_applied("q-02"),
    ]
    assert delivered_of_writes(shipped(), "central", allowed + refused) == sorted(allowed)


def test_central_reads_what_every_gateway_says(shipped: Start) -> None:
    """Events, births, health and applied configurations of all gateways reach central."""
    filters = [topics.ALL_EVENTS, topics.ALL_STATUS, topics.ALL_HEALTH, topics.ALL_CONFIG_APPLIED]
    said = [make(name) for name in ("q-01", "q-02") for make in _SAID_BY_GATEWAYS]
    running = shipped()
    # The marker of this helper is central's own topic, which central may write and not read.
    observer, central = running.join("observer"), running.join("central")
    central.subscribe(*filters)
    for topic in [*said, topics.hall_now("trung-tam")]:
        observer.publish(topic)
    observer.publish(topics.events("q-03"), b"marker")
    assert sorted(central.topics_until(b"marker")) == sorted(said)


_SAID_BY_GATEWAYS: list[Callable[[str], str]] = [
    topics.events,
    topics.status,
    topics.health,
    topics.config_applied,
]


def test_a_user_name_sent_beside_a_certificate_changes_nothing(shipped: Start) -> None:
    """Whoever holds the certificate of q-01 and calls itself central stays q-01."""
    running = shipped()
    observer = running.join("observer")
    observer.subscribe("#")
    liar = running.join("q-01", "central", login=("central", "central"))
    for topic in (topics.command("q-02"), topics.CENTRAL, topics.events("q-02"), topics.events("q-01")):
        liar.publish(topic)
    observer.publish("marker", b"marker")
    assert observer.topics_until(b"marker") == [topics.events("q-01")]


@pytest.mark.parametrize("name", ["+", "#", "q-02/+", ""])
def test_a_certificate_named_like_a_wildcard_gets_nothing(shipped: Start, name: str) -> None:
    """A common name that is a wildcard, holds one or is empty opens no topic of another gateway."""
    assert _reach_of_odd_name(shipped(), name) == ([], [])


def test_without_the_acl_a_wildcard_name_gets_everything(shipped: Start) -> None:
    """Control: the same attempts without the acl_file line succeed."""
    written, read = _reach_of_odd_name(shipped(without="acl_file"), "+")
    assert written == sorted(FOREIGN_WRITES) and set(read) >= set(FOREIGN_READS)


def _reach_of_odd_name(running: Any, name: str) -> tuple[list[str], list[str]]:
    observer, odd = running.join("observer"), running.client(name, "any")
    observer.subscribe("#")
    if not odd.is_let_in():
        return [], []
    odd.subscribe(*FILTERS)
    for topic in FOREIGN_WRITES:
        odd.publish(topic)
    observer.publish("marker", b"marker")
    written = observer.topics_until(b"marker")
    for topic in FOREIGN_READS:
        observer.publish(topic)
    # Nothing at all may reach this client, so no marker can: the answer to one more request comes after
    # whatever was delivered.
    odd.subscribe("barrier")
    return sorted(set(written)), sorted({message.topic for message in odd.received.queue})


def test_a_will_on_the_topic_of_another_gateway_is_never_sent(shipped: Start) -> None:
    """q-01 cannot have q-02 declared dead by its own death."""
    running = shipped()
    observer = running.join("observer")
    observer.subscribe("#")
    assert _die_with_will(running, observer, topics.status("q-01")) == [topics.status("q-01")]
    assert _die_with_will(running, observer, topics.status("q-02")) == []


def test_without_the_acl_that_will_is_sent(shipped: Start) -> None:
    """Control: without the acl_file line the forged Will arrives."""
    running = shipped(without="acl_file")
    observer = running.join("observer")
    observer.subscribe("#")
    assert _die_with_will(running, observer, topics.status("q-02")) == [topics.status("q-02")]


def _die_with_will(running: Any, observer: Any, will: str) -> list[str]:
    client = running.client("q-01", will=will)
    if client.is_let_in():
        client.cut()
        running.wait_for_log(r"lient q-01( closed|:)")
    observer.publish("marker", b"marker")
    return list(observer.topics_until(b"marker"))


def test_with_passwords_a_gateway_has_the_same_rights_as_with_a_certificate(shipped: Start) -> None:
    """The user name takes the place of the certificate's name in every rule, the client id included."""
    everybody = {name: f"của-{name}" for name in ("q-01", "q-02", "observer")}
    running = shipped(access=PASSWORDS, passwords=everybody)

    def join(name: str, client_id: str | None = None) -> Any:
        return running.join(name, client_id, identity=None, login=(name, everybody[name]))

    observer, victim = join("observer"), join("q-02")
    observer.subscribe("#")
    gateway = join("q-01", "q-02")
    for topic in OWN_WRITES + FOREIGN_WRITES:
        gateway.publish(topic)
    gateway.subscribe(*FILTERS)
    observer.publish(topics.command("q-02"))
    observer.publish(topics.CENTRAL, b"marker")
    assert gateway.topics_until(b"marker") == []
    assert sorted(observer.topics_until(b"marker")) == sorted([*OWN_WRITES, topics.command("q-02")])
    assert not victim.disconnected.is_set()
