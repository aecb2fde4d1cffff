"""Topics: what is built is read back, and nothing else is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract import topics
from contract.topics import Topic, parse

IDS = st.text("abcxyz0189-", min_size=2, max_size=32)
STREAMS = st.binary(min_size=16, max_size=16).map(bytes.hex)
BY_GATEWAY = {
    "events": topics.events,
    "status": topics.status,
    "health": topics.health,
    "command": topics.command,
    "config": topics.config,
    "config-applied": topics.config_applied,
}


@given(gateway=IDS, site=IDS, stream=STREAMS)
def test_round_trip(gateway: str, site: str, stream: str):
    """Every topic that can be built is taken apart into what it was built from."""
    for kind, build in BY_GATEWAY.items():
        assert parse(build(gateway)) == Topic(kind, gateway=gateway)
    assert parse(topics.ack(gateway, stream)) == Topic("ack", gateway=gateway, stream=stream)
    assert parse(topics.hall_do(site, gateway)) == Topic("hall/do", gateway=gateway, site=site)
    assert parse(topics.hall_done(site, gateway)) == Topic("hall/done", gateway=gateway, site=site)
    assert parse(topics.hall_now(site)) == Topic("hall/now", site=site)


def test_topics_are_those_of_the_contract():
    """The texts themselves are fixed: other programs and the broker's access list name them."""
    stream = "6f0c" * 8
    assert [build("q-03") for build in BY_GATEWAY.values()] == [
        "quayso/v1/events/q-03",
        "quayso/v1/status/q-03",
        "quayso/v1/health/q-03",
        "quayso/v1/command/q-03",
        "quayso/v1/config/q-03",
        "quayso/v1/config-applied/q-03",
    ]
    assert topics.ack("q-03", stream) == f"quayso/v1/ack/q-03/{stream}"
    assert topics.hall_do("xx", "q-03") == "quayso/v1/hall/xx/do/q-03"
    assert topics.hall_done("xx", "q-03") == "quayso/v1/hall/xx/done/q-03"
    assert topics.hall_now("xx") == "quayso/v1/hall/xx/now"
    assert parse("quayso/v1/central") == Topic("central")


def test_filters_match_their_topics():
    """The filters under which central and gateways listen are their topics with one level open."""
    assert topics.ALL_EVENTS == topics.events("+")
    assert topics.ALL_STATUS == topics.status("+")
    assert topics.ALL_HEALTH == topics.health("+")
    assert topics.ALL_CONFIG_APPLIED == topics.config_applied("+")
    assert topics.all_acks("q-03") == topics.ack("q-03", "+")


HOSTILE = [
    "", "/", "quayso", "quayso/v1", "quayso/v1/", "quayso/v1/events", "quayso/v1/events/", "quayso/v1/events//",
    "/quayso/v1/events/q-03", "quayso/v1/events/q-03/", "quayso/v1/events/q-03/x", "quayso//events/q-03",
    "quayso/v1/events/+", "quayso/v1/+/q-03", "quayso/v1/events/#", "quayso/v1/#", "#", "+/+/+/+",
    "quayso/v2/events/q-03", "quayso/v1/event/q-03", "Quayso/v1/events/q-03", "quayso/v1/EVENTS/q-03",
    "quayso/v1/events/Q-03", "quayso/v1/events/q_03", "quayso/v1/events/q 03", "quayso/v1/events/q-03\n",
    "quayso/v1/events/q-03\0", "quayso/v1/events/q", "quayso/v1/events/" + "q" * 33, "quayso/v1/events/quầy-3",
    "quayso/v1/events/q-०३", "quayso/v1/events/ｑ-03", "quayso/v1/events/../q-03", "quayso/v1/events/%2e%2e",
    "quayso/v1/ack/q-03", "quayso/v1/ack/q-03/", "quayso/v1/ack/q-03/+", "quayso/v1/ack/q-03/" + "a" * 31,
    "quayso/v1/ack/q-03/" + "A" * 32, "quayso/v1/ack/q-03/" + "a" * 32 + "\n", "quayso/v1/ack/+/" + "a" * 32,
    "quayso/v1/central/", "quayso/v1/central/x", "quayso/v1/hall/xx", "quayso/v1/hall/xx/now/q-03",
    "quayso/v1/hall/xx/do", "quayso/v1/hall/+/do/q-03", "quayso/v1/hall/xx/undo/q-03", "quayso/v1/hall//now",
    "quayso/v1/hall/X/now", "$SYS/broker/uptime", "$share/g/quayso/v1/events/q-03", "x" * 65535, "/" * 65535,
]  # fmt: skip


@pytest.mark.parametrize("topic", HOSTILE, ids=lambda topic: repr(topic)[:40])
def test_hostile_topics(topic):
    """A topic that is not exactly one of ours is none."""
    assert parse(topic) is None


@given(
    st.lists(st.sampled_from(["quayso", "v1", "events", "ack", "hall", "do", "now", "q-03", "", "+", "é"]), max_size=7)
)
def test_any_levels(levels: list[str]):
    """Whatever is read from a topic builds the same topic again."""
    text = "/".join(levels)
    topic = parse(text)
    if topic is not None and topic.gateway is not None and topic.kind in BY_GATEWAY:
        assert BY_GATEWAY[topic.kind](topic.gateway) == text
