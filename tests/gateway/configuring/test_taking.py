"""A configuration is tried before it is used, put in place between visits, and the last good one survives all else."""

import threading
import uuid
from datetime import UTC, date, datetime

import pytest

from contract import messages
from contract.hall import CounterNow, HallState, RatingWindow
from contract.messages import ConfigApplied
from gateway.config import load_configuration
from gateway.configuring.kept import CURRENT, Kept
from gateway.configuring.moment import AWAY_S, is_safe
from gateway.configuring.receiver import Receiver
from gateway.configuring.runs import Runs
from gateway.hall_feed import Heard


class Central:
    """What the receiver says to central, and its wish to start again."""

    def __init__(self):
        self.said = []
        self.heard = threading.Event()
        self.restarts = threading.Event()

    def publish(self, topic, payload, qos, retain=False, properties=None):
        """Take an answer."""
        assert (topic, qos, retain) == ("quayso/v1/config-applied/q-03", 1, True)
        self.said.append(messages.decode(payload, ConfigApplied))
        self.heard.set()
        return True


class Message:
    """A message as paho hands it over."""

    def __init__(self, wish):
        self.topic, self.payload = "quayso/v1/config/q-03", wish if isinstance(wish, bytes) else messages.encode(wish)


@pytest.fixture
def central():
    """Central's side."""
    return Central()


@pytest.fixture
def take(config_file, central):
    """Hands a wish to a receiver and waits for what comes of it: ``take(wish, safe=…)`` gives what is kept."""

    def take(wish, is_safe=lambda waited_s: True):
        kept = Kept(config_file.parent / "data")
        central.heard.clear(), central.restarts.clear()
        came = threading.Event()
        either = lambda event: lambda *_: (event.set(), came.set())  # noqa: E731
        receiver = Receiver("q-03", config_file, kept, is_safe, either(central.restarts), look_every_s=0.002)
        receiver.speak_over(lambda *words, **more: (central.publish(*words, **more), came.set()) and True)
        receiver.start()
        receiver.message(Message(wish))
        assert came.wait(5)
        receiver.stop()
        return kept

    return take


def test_a_sound_one_is_put_in_place(take, wish, central, config_file):
    """It is in place for the next start, which is asked for; what the gateway was set up with is untouched."""
    kept = take(wish(7, name="Tên mới"))
    assert central.restarts.is_set() and central.said == []
    assert load_configuration(config_file, kept.site_file).site.name == "Tên mới"
    assert load_configuration(config_file).site.name == "Trung tâm mẫu"
    again = take(wish(7, name="Tên mới"))
    assert central.said == [ConfigApplied(7, True)] and again.running.version == 7


def test_the_same_content_needs_no_start(take, wish, central):
    """Under another number the same content is answered and nothing is done."""
    take(wish(7, name="Tên mới"))
    kept = take(wish(9, name="Tên mới"))
    assert central.said == [ConfigApplied(9, True)] and not central.restarts.is_set()
    assert kept.running.version == 9


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda site: site.update(site="other"), "site"),
        *(
            pytest.param(change, said, marks=pytest.mark.slow)
            for change, said in (
                (lambda site: site.update(counters=[{"id": "4"}]), "panels[1].counter"),
                (lambda site: site["officers"].append(dict(site["officers"][0])), "officers[2].code"),
                (lambda site: site["officers"][0].update(agency="Sở X"), "officers[1].agency"),
                (lambda site: site["ratings"][0].update(scale="9-level"), "ratings"),
                (lambda site: site.update(timezone="Mars/Base"), "timezone"),
                (lambda site: site.update(colour="red"), "colour"),
                (lambda site: site.pop("counters"), "counters"),
            )
        ),
    ],
)
def test_a_broken_one_is_refused(take, wish, broken, central, change, said):
    """The answer names the field; the last good one holds, and the broken one is not tried again."""
    good = take(wish(7, name="Tên mới"))
    before = good.site_file.read_bytes()
    kept = take(broken(change))
    [answer] = central.said
    assert (answer.version, answer.ok) == (8, False)
    assert said in answer.error, answer.error
    assert kept.site_file.read_bytes() == before and kept.running.version == 7
    assert not central.restarts.is_set()


def test_a_hash_that_does_not_fit(take, wish, central):
    """Content that was changed on its way is refused."""
    message = wish(7)
    message.site["name"] = "Khác"
    take(message)
    assert not central.said[0].ok and "sha256" in central.said[0].error


def test_nothing_while_somebody_is_served(config_file, wish, central, wait_until):
    """As long as the moment is not safe nothing changes; when it has been for a while it is put in place."""
    safe, looks = threading.Event(), []
    kept = Kept(config_file.parent / "data")
    receiver = Receiver(
        "q-03", config_file, kept, lambda s: looks.append(s) or safe.is_set(), central.restarts.set, look_every_s=0.002
    )
    receiver.start()
    receiver.message(Message(wish(7)))
    receiver.message(Message(b"{not json"))
    wait_until(lambda: len(looks) > 5)
    assert not central.restarts.is_set() and kept.site_file is None
    safe.set()
    assert central.restarts.wait(5)
    receiver.stop()
    assert kept.is_trial


def hall(state, rating=None):
    """A hall with one counter doing something."""
    counters = {"3": CounterNow(state, rating=rating), "4": CounterNow("free")}
    return HallState("hall-01", 1, 1, date(2026, 11, 21), datetime(2026, 11, 21, tzinfo=UTC), True, {}, counters, ())


@pytest.mark.parametrize(
    ("state", "counters", "safe"),
    [
        ("free", (), True), ("paused", (), True), ("closed", (), True), ("called", (), False),
        ("serving", (), False), ("serving", ("4",), True), ("serving", ("3",), False),
    ],
)  # fmt: skip
def test_when_it_is_safe(state, counters, safe):
    """Somebody called or served makes it wait: anybody for the hall, its own counter for a counter."""
    assert is_safe(Heard(hall(state), True, 1), counters, 0) is safe


def test_rating_and_silence():
    """An open rating window makes it wait; a hall that is not heard only for a minute; without a queue nothing."""
    window = RatingWindow(uuid.uuid4(), True)
    assert not is_safe(Heard(hall("free", window), True, 1), (), 0)
    assert not is_safe(Heard(None, False, 0), (), AWAY_S - 1)
    assert is_safe(Heard(None, False, 0), (), AWAY_S)
    assert not is_safe(Heard(hall("serving"), False, 1), (), AWAY_S)
    assert is_safe(None, (), 0)


def test_one_that_does_not_start_goes_back(config_file, take, wish):
    """A gateway that cannot start with it starts with the one before; what is refused is told with its reason."""
    take(wish(7, name="Bảy"))
    runs = Runs(config_file, lambda: None)
    assert runs.load().site.name == "Bảy"
    assert runs.may_go_back(OSError("port"))
    assert runs.load().site.name == "Trung tâm mẫu"
    assert not runs.may_go_back(OSError("port"))
    assert "port" in Kept(config_file.parent / "data").refused.error


def test_a_file_that_was_damaged(config_file, take, wish):
    """What cannot be read any more at a start is left for the one before it."""
    take(wish(7, name="Bảy")).settle()
    kept = take(wish(8, name="Tám"))
    (kept.folder / CURRENT).write_text("counters = [[[", "utf-8")
    assert Runs(config_file, lambda: None).load().site.name == "Bảy"
    (kept.folder / CURRENT).write_text("", "utf-8")
    assert Runs(config_file, lambda: None).load().site.name == "Trung tâm mẫu"
    (kept.folder / "state.json").write_text("?", "utf-8")
    assert Kept(config_file.parent / "data").running is None
