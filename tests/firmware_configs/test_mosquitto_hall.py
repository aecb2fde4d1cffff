"""The example lines of a site in the shipped rights, judged by what the real mosquitto delivers."""

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

NOW = topics.hall_now("trung-tam")
HALL_WRITES = [NOW, topics.hall_done("trung-tam", "q-01"), topics.hall_done("trung-tam", "q-03")]
HALL_READS = [NOW, topics.hall_do("trung-tam", "q-01"), topics.hall_do("trung-tam", "q-03")]
FOREIGN = [
    topics.hall_now("noi-khac"), topics.hall_do("noi-khac", "q-01"), topics.hall_done("noi-khac", "q-01"),
    topics.status("q-01"), topics.events("q-01"),
]  # fmt: skip


def written(running: Any, writer: str, wanted: list[str]) -> list[str]:
    """What is delivered of a client's publications."""
    observer = running.join("observer")
    observer.subscribe("#")
    client = running.join(writer)
    for topic in wanted:
        client.publish(topic)
    observer.publish("marker", b"marker")
    return sorted(set(observer.topics_until(b"marker")))


def heard(running: Any, reader: str, wanted: list[str]) -> list[str]:
    """What a client gets of publications to the wanted topics."""
    observer, client = running.join("observer"), running.join(reader)
    client.subscribe(topics.CENTRAL, "quayso/v1/hall/+/do/+", "quayso/v1/hall/+/done/+", "quayso/v1/hall/+/now", "#")
    for topic in wanted:
        observer.publish(topic)
    observer.publish(topics.CENTRAL, b"marker")
    return sorted(set(client.topics_until(b"marker")))


def test_the_hall_hears_its_site_and_answers_it_and_no_other(shipped: Start) -> None:
    """Requests, answers and the state of its own site; nothing of another one, no births, no events."""
    running = shipped(site=True)
    assert written(running, "hall-01", [*HALL_WRITES, *FOREIGN]) == sorted(HALL_WRITES)
    assert heard(running, "hall-01", [*HALL_READS, *FOREIGN]) == sorted(HALL_READS)


def test_a_gateway_of_the_site_sees_the_state_and_cannot_forge_it(shipped: Start) -> None:
    """It asks in its own name, hears its own answers and the state; it can speak neither as hall nor as another."""
    running = shipped(site=True)
    own = topics.hall_do("trung-tam", "q-03")
    assert written(running, "q-03", [own, NOW, *HALL_READS[1:2], *HALL_WRITES]) == [own]
    assert heard(running, "q-03", [*HALL_WRITES, *HALL_READS, *FOREIGN]) == sorted(
        [NOW, topics.hall_done("trung-tam", "q-03")]
    )


def test_without_the_sites_lines_a_hall_hears_nothing(shipped: Start) -> None:
    """Control: the same hall without its lines neither hears nor shows anything."""
    running = shipped()
    assert written(running, "hall-01", HALL_WRITES) == [] and heard(running, "hall-01", HALL_READS) == []
