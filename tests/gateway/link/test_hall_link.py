"""Asking the hall over a broker, without one: what is sent when, what an answer means, how old a request is."""

from types import SimpleNamespace

import pytest

from contract import messages, topics
from contract.hall import HallAnswer, HallError, HallRequest, HallState
from contract.ids import new_id
from gateway.hall_commands import HallAsked, HallBeside
from gateway.hall_feed import HallFeed
from gateway.link.hall_link import HallLink
from gateway.link.hall_serving import HallServer
from gateway.link.hall_words import Seen, read_seen, write_seen


class Wire:
    """Takes what is published and can hand messages over."""

    def __init__(self):
        self.sent = []

    def publish(self, topic, payload, qos, retain=False, properties=None):
        """Note a message."""
        self.sent.append((topic, payload, retain, properties))
        return True


def message(topic, payload, retain=False, left_s=None, seen=None):
    """A message as paho brings it."""
    properties = SimpleNamespace()
    if left_s is not None:
        properties.MessageExpiryInterval = left_s
    if seen is not None:
        properties.UserProperty = [seen]
    return SimpleNamespace(topic=topic, payload=payload, retain=retain, properties=properties)


def hall_state(clock, epoch=1, rev=1, hall="hall-01"):
    """What the hall says."""
    stamp = clock.now()
    return HallState(hall, epoch, rev, stamp.at.date(), stamp.at, True, {}, {}, ())


@pytest.fixture
def link(clock):
    """A connected link whose threads do not run."""
    wire, feed = Wire(), HallFeed(clock.monotonic_s)
    made = HallLink("trung-tam", "q-01", wire.publish, feed, clock.monotonic_s)
    made.connected(SimpleNamespace(subscribe=lambda *_, **__: None))
    made.wire, made.feed, made.answers = wire, feed, []
    return made


def ask(link, request=None):
    """One question."""
    link.ask("take_ticket", {"service": "ho-tich"}, link.answers.append, request=request or new_id())


def answer(link, request, code=None):
    """The hall's answer to it."""
    told = HallAnswer(request, code is None, error=None if code is None else HallError(code, "Không được."))
    link.message(message(topics.hall_done("trung-tam", "q-01"), messages.encode(told)))


def test_a_request_is_repeated_each_second_with_what_is_left_of_its_time(link, clock):
    """The same id, less time; after five seconds the hall is away."""
    request = new_id()
    ask(link, request)
    for _ in range(6):
        clock.advance(1)
        link._turn(clock.monotonic_s())
    sent = [(messages.decode(payload, HallRequest).id, properties.MessageExpiryInterval)
            for _, payload, _, properties in link.wire.sent]  # fmt: skip
    assert sent == [(request, left) for left in (5, 4, 3, 2, 1)]
    assert [one.error.code for one in link.answers] == ["hall_away"]


def test_an_answer_ends_the_repetition_and_comes_once(link, clock):
    """The second copy of an answer is nobody's."""
    request = new_id()
    ask(link, request)
    answer(link, request)
    answer(link, request)
    clock.advance(6)
    link._turn(clock.monotonic_s())
    assert [one.ok for one in link.answers] == [True] and len(link.wire.sent) == 1


def test_two_who_wait_for_one_request_both_hear_its_answer(link):
    """A double click waits for what the first one asked."""
    request = new_id()
    ask(link, request)
    ask(link, request)
    answer(link, request)
    assert len(link.answers) == 2 and len(link.wire.sent) == 1


def test_a_hall_that_is_not_ready_gets_the_request_again(link, clock):
    """While it recovers another answer may come; when none does, its word is the answer."""
    first, second = new_id(), new_id()
    ask(link, first)
    answer(link, first, "recovering")
    assert link.answers == []
    answer(link, first)
    ask(link, second)
    answer(link, second, "recovering")
    clock.advance(5)
    link._turn(clock.monotonic_s())
    assert [one.ok or one.error.code for one in link.answers] == [True, "recovering"]


def test_a_lost_connection_is_said_at_once(link):
    """Nobody waits five seconds for a broker that is known to be gone."""
    link.lost()
    ask(link)
    assert link.answers[0].error.code == "hall_away" and link.wire.sent == []


def test_answers_of_others_and_garbage_change_nothing(link):
    """Another gateway's answer, another site's, and bytes that are none."""
    request = new_id()
    ask(link, request)
    told = messages.encode(HallAnswer(request, True))
    for topic, payload in (
        (topics.hall_done("trung-tam", "q-02"), told),
        (topics.hall_done("noi-khac", "q-01"), told),
        (topics.hall_done("trung-tam", "q-01"), b"\xff{"),
        ("elsewhere", told),
    ):
        link.message(message(topic, payload))
    assert link.answers == []


def test_what_was_seen_of_the_hall_travels_with_a_request(link, clock):
    """A live state counts, one that the broker kept does not."""
    link.message(message(topics.hall_now("trung-tam"), messages.encode(hall_state(clock, 3, 1)), retain=True))
    ask(link)
    link.message(message(topics.hall_now("trung-tam"), messages.encode(hall_state(clock, 3, 7))))
    clock.advance(2.5)
    ask(link)
    assert not hasattr(link.wire.sent[0][3], "UserProperty")
    assert read_seen(link.wire.sent[1][3].UserProperty) == Seen(3, 7, 2500)


@pytest.mark.parametrize("value", ["", "1.2", "1.2.3.4", "a.b.c", "1.-2.3", "1.2.x"])
def test_a_property_that_is_none_is_passed_over(value):
    """Whatever stands there, nothing breaks."""
    assert read_seen([("seen", value), ("other", "1.2.3")]) is None
    assert read_seen([write_seen(Seen(1, 2, 3))]) == Seen(1, 2, 3)


@pytest.fixture
def server(clock):
    """The hall's side; ``posted`` is what the worker would get."""
    wire, posted = Wire(), []
    made = HallServer("trung-tam", wire.publish, posted.append, clock.monotonic_s, HallFeed(clock.monotonic_s))
    made.connected(SimpleNamespace(subscribe=lambda *_, **__: None))
    posted.clear()
    made.wire, made.posted = wire, posted
    return made


def request_message(left_s=5, seen=None, retain=False, payload=None):
    """A request of q-01."""
    payload = payload or messages.encode(HallRequest(new_id(), "take_ticket", {"service": "ho-tich"}))
    return message(topics.hall_do("trung-tam", "q-01"), payload, retain, left_s, seen)


def age_of(server, clock, *, left_s=5, seen=None):
    """How old the hall takes a request to be."""
    server.message(request_message(left_s, seen))
    asked = server.posted[-1]
    assert isinstance(asked, HallAsked) and asked.gateway == "q-01"
    return round(clock.monotonic_s() - asked.came_s, 3)


def test_the_age_of_a_request_is_what_the_broker_says(server, clock):
    """Five seconds less what is left; one without a limit is as old as it can be."""
    assert age_of(server, clock, left_s=5) == 0
    assert age_of(server, clock, left_s=2) == 3
    assert age_of(server, clock, left_s=None) == 5


def test_a_request_that_lay_between_broker_and_hall_is_found_out(server, clock):
    """Its sender had seen a state for one second, the hall showed that state twenty seconds ago: it is 19 s old."""
    server.show(hall_state(clock, 4, 9))
    clock.advance(20)
    assert age_of(server, clock, seen=write_seen(Seen(4, 9, 1000))) == 16
    assert age_of(server, clock, seen=write_seen(Seen(4, 9, 19_500))) == 0
    assert age_of(server, clock, seen=write_seen(Seen(4, 8, 1000))) == 0


def test_a_kept_request_is_not_a_request(server):
    """What a broker kept on a request's topic is nobody's wish."""
    server.message(request_message(retain=True))
    assert server.posted == []


def test_nonsense_under_a_readable_id_is_answered(server):
    """Whoever asked hears that it was not understood; bytes without an id are only logged."""
    wanted = new_id()
    server.message(request_message(payload=b'{"id":"%s","do":"fly","args":{}}' % str(wanted).encode()))
    server.message(request_message(payload=b"\x00"))
    topic, payload, _, _ = server.wire.sent[0]
    told = messages.decode(payload, HallAnswer)
    assert topic == topics.hall_done("trung-tam", "q-01") and told.id == wanted and told.error.code == "malformed"
    assert len(server.wire.sent) == 1 and server.posted == []


def test_other_halls_are_heard_with_what_the_broker_kept_marked(server, clock):
    """The role decides what that means."""
    state = hall_state(clock, hall="hall-02")
    for retain in (True, False):
        server.message(message(topics.hall_now("trung-tam"), messages.encode(state), retain))
    assert server.posted == [HallBeside(state, False), HallBeside(state, True)]


def test_nothing_is_shown_before_the_hall_listens(server, clock):
    """Its first word would take the place of what the broker kept for it."""
    server.lost()
    server.show(hall_state(clock))
    assert server.wire.sent == []
    server.connected(SimpleNamespace(subscribe=lambda *_, **__: None))
    server.show(hall_state(clock))
    assert len(server.wire.sent) == 1


def test_the_state_is_published_retained(server, clock):
    """Whoever connects later sees it at once, marked as kept."""
    server.show(hall_state(clock))
    topic, _, retain, _ = server.wire.sent[0]
    assert topic == topics.hall_now("trung-tam") and retain
