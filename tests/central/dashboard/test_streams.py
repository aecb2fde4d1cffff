"""Streams of the dashboard: only what changed is sent, there are never too many, and each ends."""

import json
import threading

import pytest

from central.web.dashboard.streams import Streams
from central.web.server import WebServer

BOARD = "/bang-theo-doi"


def never():
    """A browser that stays."""
    return False


def read(stream):
    """The next parts."""
    return json.loads(next(stream).decode().partition("data: ")[2])


def test_only_what_changed_is_sent():
    """The first message holds everything, the next ones what differs."""
    said = {"a": "1", "b": "1"}
    stream = Streams(every_s=0.001).begin(lambda: dict(said), never)
    next(stream)
    assert read(stream) == {"a": "1", "b": "1"}
    said["b"] = "2"
    assert read(stream) == {"b": "2"}
    stream.close()


def test_there_are_never_too_many():
    """One more than there may be is refused; when one has ended, the next is let in, whoever ended it."""
    streams = Streams(most=2, every_s=0.001)
    first, second = (streams.begin(dict, never) for _ in range(2))
    assert streams.begin(dict, never) is None
    first.close()
    first.close()
    assert streams.count == 1
    third = streams.begin(dict, never)
    assert third is not None
    next(second)
    second.close()
    third.close()
    assert streams.count == 0


def test_a_stream_ends_by_itself():
    """After its life, when its browser has gone, and when nothing can be looked at any more."""
    assert list(Streams(every_s=0.001, life_s=0.0).begin(dict, never)) == [b"retry: 1000\n\n"]
    assert list(Streams(every_s=0.001).begin(dict, lambda: True)) == [b"retry: 1000\n\n"]

    stopping = threading.Event()
    stopping.set()
    ended = list(Streams(stopping=stopping).begin(lambda: {"a": "1"}, never))
    assert len(ended) == 2

    def broken():
        raise OSError

    streams_left = Streams(every_s=0.001)
    stream = streams_left.begin(broken, never)
    next(stream)
    with pytest.raises(OSError):
        next(stream)
    assert streams_left.count == 0


def test_beyond_the_most_a_page_asks(province, app, client_as, monkeypatch):
    """The refusal says when to come again; asking gives the same parts as a stream."""
    province.busy()
    monkeypatch.setattr(Streams, "begin", lambda *_: None)
    client = client_as("head", site="mau")
    refused = client.get(f"{BOARD}/dong?site=mau")
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "30")
    parts = client.get(f"{BOARD}/trang-thai?site=mau").json
    assert {"state", "alerts", "figures", "hours", "waiting", "counters", "boxes"} == set(parts)
    assert ">23<" in parts["figures"]


def test_one_picture_for_all_who_look(province):
    """Many threads at once cost one reading of the store, and a second later one more."""
    taken = []
    take = province.board._take
    province.board._take = lambda number: taken.append(number) or take(number)
    threads = [threading.Thread(target=province.board.look) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert taken == [1]
    province.clock.go(seconds=1)
    province.board.look()
    assert taken == [1, 2]


@pytest.mark.slow
def test_a_stream_over_the_server(province, app, admit, wait_until):
    """A real line gets its first parts at once, and its place is free soon after the browser hung up."""
    import http.client

    province.busy()
    server = WebServer(app, "127.0.0.1", 0)
    server.start()
    try:
        line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
        line.request("GET", f"{BOARD}/dong?site=mau", headers={"Cookie": f"quayso_session={admit('head')}"})
        answer = line.getresponse()
        assert answer.getheader("Content-Type").startswith("text/event-stream")
        lines = iter(lambda: answer.readline().decode(), "")
        assert any(one.startswith("event: parts") for one in lines)
        running = [one for one in threading.enumerate() if one.name.startswith("waitress")]
        assert running
        line.close()
        answer.close()
    finally:
        server.stop()
