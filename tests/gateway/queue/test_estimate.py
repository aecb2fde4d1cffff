"""Expected wait and people ahead; what boards and kiosks see."""

from datetime import datetime, timedelta, timezone

import pytest

from contract.services import PriorityRules, Service
from contract.site import Counter
from gateway.queue import estimate as module
from gateway.queue.estimate import estimate, service_s
from gateway.queue.now import calls_now, counters_now, services_now

S = {code: Service(code=code, name=code, prefix=p, expected_s=600) for code, p in (("s", "S"), ("t", "T"))}


@pytest.fixture
def wait(make_hall):
    """Makes a hall of counters given by their services, all open and taken by nobody, with so many waiting; asks."""

    def ask(counters, waiting, service="s", **args):
        known = tuple(Counter(id=str(i + 1), services=services) for i, services in enumerate(counters))
        rules = args.pop("rules", PriorityRules())
        hall = make_hall(services=tuple(S.values()), counters=known, priority=rules)
        for code, count in waiting.items():
            for _ in range(count):
                hall.take(code)
        for i in range(len(counters)):
            hall.sit(str(i + 1), f"cb-0{i + 1}")
        return estimate(hall.state, hall.site, S[service], hall.now, **args)

    return ask


def test_counters_share_the_people_before(wait):
    """Twelve before, three counters, ten minutes each: forty minutes."""
    expected = wait([("s",)] * 3, {"s": 12})
    assert (expected.ahead, expected.wait_s) == (12, 2400)


def test_a_counter_for_all_makes_everybody_wait_together(wait):
    """Where one pool serves both services, the people of the other are ahead too."""
    expected = wait([()] * 3, {"t": 30})
    assert (expected.ahead, expected.wait_s) == (30, 6000)


def test_a_counter_of_its_own_does_not_wait_for_the_others(wait):
    """A service with a free counter of its own is called at once, however many wait for the other one."""
    expected = wait([("s",), ("s", "t")], {"t": 50})
    assert (expected.ahead, expected.wait_s) == (0, 0)


def test_a_shared_counter_counts_with_its_share(wait):
    """Ten and ten, a counter each and one for both: the three are level at 20 × 600 ÷ 3."""
    expected = wait([("s",), ("s", "t"), ("t",)], {"s": 10, "t": 10})
    assert (expected.ahead, expected.wait_s) == (20, pytest.approx(4000, rel=0.03))


def test_without_an_open_counter_nobody_knows(wait, make_hall):
    """Before the officers are there the people ahead are known and the minutes are not; elsewhere open is no help."""
    hall = make_hall(services=tuple(S.values()), counters=(Counter(id="1"),))
    hall.take("s")
    assert estimate(hall.state, hall.site, S["s"], hall.now) == module.Expected(1, None)
    assert wait([("t",)], {"s": 2}).wait_s is None


def test_priority_waits_less(wait):
    """By ratio one with priority is next, by bonus after who came before the bonus."""
    usual = wait([("s",)], {"s": 12})
    urgent = wait([("s",)], {"s": 12}, priority=True)
    assert (usual.ahead, urgent.ahead, urgent.wait_s) == (12, 0, 0)
    bonus = wait([("s",)], {"s": 12}, priority=True, rules=PriorityRules(policy="bonus", bonus_min=1))
    assert (bonus.ahead, bonus.wait_s) == (5, 3000)


def test_the_day_teaches_what_a_visit_takes(hall):
    """Settings count less with each visit; a courier's dossiers and a forgotten ticket do not spoil the mean."""
    service = hall.site.services[0]
    hall.sit("1", "cb-01")
    assert service_s(hall.state, service) == 600
    for _ in range(12):
        hall.take()
        hall.serve("1", "cb-01", 120)
    learned = service_s(hall.state, service)
    assert 180 < learned < 300
    hall.take(items=12)
    hall.serve("1", "cb-01", 120 + 11 * service.per_item_s)
    assert service_s(hall.state, service) < learned
    hall.take()
    hall.serve("1", "cb-01", 3 * 3600)
    assert service_s(hall.state, service) < 600


def test_a_courier_ahead_takes_longer(hall):
    """Each dossier beyond the first adds its minutes to the wait of those behind."""
    hall.sit("1", "cb-01")
    hall.take()
    before = estimate(hall.state, hall.site, hall.site.services[0], hall.now).wait_s
    hall.take(items=12)
    assert estimate(hall.state, hall.site, hall.site.services[0], hall.now).wait_s == before + 600 + 11 * 180


def test_who_is_at_the_counter_counts_with_the_rest(hall):
    """Four minutes into a visit of ten, six are left; a visit that takes longer than expected ends some day."""
    hall.sit("1", "cb-01")
    hall.take()
    hall.call("1", "cb-01")
    hall.wait(240)
    assert estimate(hall.state, hall.site, hall.site.services[0], hall.now).wait_s == 360
    hall.wait(3600)
    assert estimate(hall.state, hall.site, hall.site.services[0], hall.now).wait_s == 150


def test_before_the_doors_open_the_wait_lasts_until_then(make_hall):
    """A number of a quarter past seven waits until half past; once somebody is called the doors are open."""
    hall = make_hall(datetime(2026, 11, 23, 7, 15, tzinfo=timezone(timedelta(hours=7))))
    hall.sit("1", "cb-01")
    early = hall.site.services[0]
    assert estimate(hall.state, hall.site, early, hall.now).wait_s == 900
    hall.ask("take_ticket", service="ho-tich", channel="guide")
    hall.call("1", "cb-01")
    assert estimate(hall.state, hall.site, early, hall.now).wait_s == 600


def test_who_is_overtaken_waits_longer(hall):
    """A day on which many have priority, or are sent on, makes the wait of the others longer; priority's own not."""
    service = hall.site.services[0]
    hall.sit("1", "cb-01")
    for n in range(40):
        hall.take(priority=n % 4 == 0)
    usual = 40 * 600
    overtaken = estimate(hall.state, hall.site, service, hall.now).wait_s
    assert 1.1 * usual < overtaken < 1.2 * usual
    urgent = estimate(hall.state, hall.site, service, hall.now, priority=True)
    for _ in range(10):
        called = hall.ticket(hall.call("1", "cb-01"))
        hall.ask("park", "cb-01", counter="1", reason="copy")
        hall.ask("resume", ticket=str(called.id))
    assert estimate(hall.state, hall.site, service, hall.now).wait_s > 1.05 * overtaken
    assert urgent.wait_s == urgent.ahead * 600


def test_what_boards_see(hall):
    """Every counter's state, the people waiting per service, the last calls newest first."""
    for counter, officer in (("1", "cb-01"), ("2", "cb-02"), ("3", "cb-03")):
        hall.sit(counter, officer)
    hall.ask("pause", "cb-02", counter="2")
    for _ in range(3):
        hall.take()
    hall.call("1", "cb-01")
    hall.ask("recall", "cb-01", counter="1")
    hall.call("3", "cb-03")
    hall.ask("start", "cb-03", counter="3")
    counters = counters_now(hall.state, hall.site)
    assert [(c, now.state, now.number) for c, now in counters.items()] == [
        ("1", "called", "A001"), ("2", "paused", None), ("3", "serving", "A002"), ("4", "closed", None),
    ]  # fmt: skip
    assert counters["3"].rating is not None and counters["3"].rating.ticket == hall.ticket("A002").id
    services = services_now(hall.state, hall.site, hall.now)
    assert (services["ho-tich"].waiting, services["ho-tich"].last, services["dat-dai"].last) == (1, 3, None)
    assert [(c.number, c.counter, c.nth) for c in calls_now(hall.state)] == [("A002", "3", 1), ("A001", "1", 2)]


def test_eight_calls_are_remembered(hall):
    """Boards show the last eight numbers, each once."""
    hall.sit("1", "cb-01")
    for _ in range(10):
        hall.take()
        hall.serve("1", "cb-01", 10)
    assert [c.number for c in calls_now(hall.state)] == [f"A{n:03d}" for n in range(10, 2, -1)]
