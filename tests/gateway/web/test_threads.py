"""Threads of the pages: made when they are needed, never more than allowed, gone when nobody comes."""

import threading
import urllib.request

import pytest

from gateway.config.pages import WebConfig
from gateway.web.server import Dispatcher
from gateway.web.service import WebService
from gateway.web.threads import Threads
from simulator.ports import quiet_port


class Held:
    """Work that lasts until it is let go."""

    def __init__(self):
        self.began, self.go, self.done = threading.Event(), threading.Event(), threading.Event()

    def __call__(self):
        self.began.set()
        self.go.wait(10)
        self.done.set()


@pytest.fixture
def threads():
    """At most three threads, which stay for long."""
    made = Threads("test", 3)
    yield made
    made.stop(5)


def test_nobody_there_no_thread(threads):
    """A pool that was never asked for anything costs nothing."""
    assert threads.count == 0


def test_as_many_as_work_at_once(threads):
    """Each piece of work that nobody is free for has a thread of its own; one that is free is used again."""
    held = [Held(), Held()]
    for work in held:
        threads.add(work)
    assert all(work.began.wait(5) for work in held) and threads.count == 2
    held[0].go.set()
    assert held[0].done.wait(5)
    again = Held()
    again.go.set()
    for _ in range(100):
        threads.add(again)
    assert again.done.wait(5) and threads.count <= 3
    held[1].go.set()


def test_what_comes_beyond_the_bound_waits(threads):
    """The fourth begins when one of three is done, not before."""
    held = [Held() for _ in range(4)]
    for work in held:
        threads.add(work)
    assert all(work.began.wait(5) for work in held[:3]) and not held[3].began.is_set()
    held[0].go.set()
    assert held[3].began.wait(5) and threads.count == 3
    for work in held:
        work.go.set()


def test_who_has_nothing_to_do_goes(wait_until):
    """After a while without work there is no thread again, and the next work begins one."""
    threads = Threads("test", 3, idle_s=0.01)
    for _ in range(3):
        held = Held()
        held.go.set()
        threads.add(held)
        assert held.done.wait(5)
        wait_until(lambda: threads.count == 0)
    threads.stop(5)


def test_nothing_is_lost_between_going_and_coming():
    """Work that comes just as its thread goes is done all the same, however often."""
    threads, done = Threads("test", 2, idle_s=0.0), threading.Semaphore(0)
    for _ in range(200):
        threads.add(done.release)
        assert done.acquire(timeout=5)
    threads.stop(5)


def test_a_fault_costs_no_thread(threads, caplog, wait_until):
    """Work that fails is in the log; what comes behind it is done."""

    def fail():
        raise ValueError("on purpose")

    done = threading.Event()
    threads.add(fail)
    threads.add(done.set)
    assert done.wait(5)
    wait_until(lambda: "on purpose" in caplog.text)


def test_a_machine_without_room_does_it_later(threads, monkeypatch):
    """Where no thread can be made the work waits for the next that can."""
    done = threading.Event()
    with monkeypatch.context() as full:

        def refuse(thread):
            raise RuntimeError("can't start new thread")

        full.setattr(threading.Thread, "start", refuse)
        threads.add(done.set)
    threads.add(lambda: None)
    assert done.wait(5)


def test_what_was_not_begun_is_called_off():
    """At the end requests that nobody has begun hear so, and nothing new is taken."""
    dispatcher, called_off, held = Dispatcher(), [], Held()
    dispatcher.threads._most = 1

    class Task:
        """A request of waitress."""

        def __init__(self, service):
            self.service = service

        def cancel(self):
            called_off.append(self)

    waiting = Task(lambda: None)
    dispatcher.add_task(Task(held))
    assert held.began.wait(5)
    dispatcher.add_task(waiting)
    threading.Timer(0.05, held.go.set).start()
    dispatcher.shutdown(timeout=5)
    assert called_off == [waiting] and dispatcher.threads.count == 0


@pytest.mark.slow
def test_pages_hold_a_thread_for_each_stream_alone(parts, wait_until):
    """Two listeners that nobody uses have one thread between them; forty streams have forty, and the pages answer."""
    before = threading.active_count()
    service = WebService(WebConfig("127.0.0.1", quiet_port()), parts, ("hall", "kiosk"))
    service.start()
    try:
        assert threading.active_count() == before + 1
        home = f"http://127.0.0.1:{service.plain.port}"
        streams = [urllib.request.urlopen(f"{home}/events", timeout=10) for _ in range(40)]
        assert all(stream.readline().startswith(b"retry") for stream in streams)
        assert 40 <= threading.active_count() - before <= 45
        with urllib.request.urlopen(f"{home}/healthz", timeout=10) as answer:
            assert answer.status == 200
        for stream in streams:
            stream.close()
    finally:
        service.stop()
    wait_until(lambda: threading.active_count() <= before)
