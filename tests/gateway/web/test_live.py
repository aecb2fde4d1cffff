"""Live events, reading aloud, and the two listeners on real sockets."""

import dataclasses
import json
import socket
import ssl
import subprocess
import threading
import urllib.request
import wave

import msgspec
import pytest

from gateway.config.pages import WebConfig
from gateway.web import speech
from gateway.web.app import STREAMS, make_app
from gateway.web.events import Streams
from gateway.web.registry import pages_for
from gateway.web.service import WebService


def messages(stream):
    """Kind and data of each message of a stream."""
    for chunk in stream:
        lines = dict(line.split(": ", 1) for line in chunk.decode().strip().splitlines() if ": " in line)
        yield lines["event"], json.loads(lines["data"])


def test_a_stream_begins_with_everything(app):
    """Whoever joins gets the newest state at once."""
    stream = app.extensions[STREAMS].stream(False)
    kind, facts = next(messages(stream))
    assert (kind, facts["live"], facts["state"]["services"]["ho-tich"]["waiting"]) == ("state", True, 9)
    assert facts["at"].startswith("2026-03-02T08:15:00")
    stream.close()


def test_a_stream_tells_changes(app, parts):
    """A newer state is told as soon as the hall has it."""
    told = messages(app.extensions[STREAMS].stream(False))
    next(told)
    newer = msgspec.structs.replace(parts.feed.look().state, rev=2, open=False)
    threading.Timer(0.02, parts.feed.take, (newer,)).start()
    kind, facts = next(told)
    assert (kind, facts["state"]["open"]) == ("state", False)


@pytest.mark.slow
def test_a_stream_beats_and_goes_stale(app, clock):
    """A silent hall is told by itself, and a beat comes when nothing changes."""
    told = messages(app.extensions[STREAMS].stream(False))
    next(told)
    clock.advance(9)
    kind, facts = next(told)
    assert (kind, facts["live"]) == ("beat", True) and "state" not in facts
    clock.advance(20)
    kind, facts = next(told)
    assert (kind, facts["live"]) == ("state", False)


def test_streams_have_a_bound(parts):
    """Beyond the bound of a listener a page is sent to `/state`; a stream that ended makes room, also unread."""
    streams = Streams(parts, "x", most=2)
    first, second = streams.stream(False), streams.stream(False)
    assert streams.stream(False) is None
    assert streams.stream(True) is not None
    first.close()
    first.close()
    assert streams.stream(False) is not None
    next(second)
    streams.stop()
    assert list(second) == []
    assert streams.stream(False) is None


def test_state(client, app):
    """`/state` is the same as one message; a full listener says so."""
    assert client.get("/state").json["state"]["hall"] == "hall-01"
    app.extensions[STREAMS].stop()
    assert client.get("/events").status_code == 503


def test_recorded_clips_come_first(client, parts):
    """What the centre recorded is played, whatever else could speak; a text with a place in it is never read."""
    folder = parts.site_dir / "lang" / "km"
    folder.mkdir(parents=True)
    with wave.open(str(folder / "say.need.wav"), "wb") as clip:
        clip.setparams((1, 2, 8000, 0, "NONE", ""))
        clip.writeframes(b"\0\0" * 80)
    assert client.get("/speech/km/say.need.wav").mimetype == "audio/wav"
    assert speech.can_say(parts, "km")
    assert speech.clip(parts, "vi", "again.text") is None


@pytest.mark.parametrize("path", ["xx/say.need", "vi/nothing", "vi/..%2Fsecret", "../vi/say.need", "km/say.need"])
def test_nothing_else_is_read(client, path):
    """A language or text that is not there, or that nothing can say, is 404."""
    assert client.get(f"/speech/{path}.wav").status_code == 404


def test_without_a_program(client, parts, monkeypatch):
    """Where nothing is installed that speaks, the kiosk learns it and has no such button."""
    monkeypatch.setattr(speech, "PROGRAM", "no-such-program")
    assert not speech.can_say(parts, "vi")
    assert client.get("/speech/vi/say.need.wav").status_code == 404


@pytest.mark.slow
def test_espeak_reads_once(client, parts):
    """espeak-ng reads a sentence of the pack once; the file is kept."""
    answer = client.get("/speech/vi/say.need.wav")
    if answer.status_code == 404:
        pytest.skip("espeak-ng is not installed")
    (kept,) = (parts.data_dir / "speech").glob("*.wav")
    with wave.open(str(kept)) as made:
        assert made.getnframes() / made.getframerate() > 2
    made_at = kept.stat().st_mtime_ns
    assert client.get("/speech/vi/say.need.wav").data == answer.data
    assert kept.stat().st_mtime_ns == made_at


@pytest.fixture
def certificate(tmp_path):
    """A certificate of its own making for localhost."""
    cert, key = tmp_path / "web.crt", tmp_path / "web.key"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
         "-out", str(cert), "-keyout", str(key)],
        check=True, capture_output=True,
    )  # fmt: skip
    return str(cert), str(key)


def free_port():
    """A port nobody listens on at this moment."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]


@pytest.fixture
def service(parts, certificate):
    """Both listeners, as `[web]` starts them."""
    config = WebConfig("127.0.0.1", free_port(), free_port(), *certificate)
    service = WebService(config, parts, ("hall", "kiosk", "counter", "display"))
    service.start()
    yield service
    service.stop()


@pytest.mark.slow
def test_both_listeners(service, certificate):
    """The same pages over both listeners, TLS 1.2 or newer, streams too; stopping ends all of it in short time."""
    trusting = ssl.create_default_context(cafile=certificate[0])
    plain, tls = (f"http://127.0.0.1:{service.plain.port}", f"https://127.0.0.1:{service.tls.port}")
    with urllib.request.urlopen(f"{plain}/healthz", timeout=5) as answer:
        assert json.load(answer)["ok"]
    with urllib.request.urlopen(f"{tls}/events", timeout=5, context=trusting) as stream:
        assert stream.readline().startswith(b"retry:")
    old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    old.check_hostname, old.verify_mode = False, ssl.CERT_NONE
    old.maximum_version = ssl.TLSVersion.TLSv1_2
    with socket.create_connection(("127.0.0.1", service.tls.port), 5) as line, old.wrap_socket(line) as wrapped:
        assert wrapped.version() == "TLSv1.2"
    held = urllib.request.urlopen(f"{plain}/events", timeout=5)
    held.readline()
    stopped = threading.Thread(target=service.stop)
    stopped.start()
    stopped.join(8)
    assert not stopped.is_alive()
    held.close()


@pytest.mark.slow
def test_a_silent_peer_keeps_nobody_out(service, certificate):
    """Peers that connect over TLS and say nothing, or speak plainly, delay no desk."""
    trusting = ssl.create_default_context(cafile=certificate[0])
    silent = [socket.create_connection(("127.0.0.1", service.tls.port), 5) for _ in range(5)]
    silent[0].sendall(b"GET / HTTP/1.1\r\n\r\n")
    address = f"https://127.0.0.1:{service.tls.port}/healthz"
    with urllib.request.urlopen(address, timeout=3, context=trusting) as answer:
        assert answer.status == 200
    for line in silent:
        line.close()


@pytest.mark.slow
def test_a_certificate_of_no_use(parts, tmp_path, caplog):
    """Without a usable certificate kiosks and boards are served all the same, and the log says what is missing."""
    config = WebConfig("127.0.0.1", free_port(), free_port(), str(tmp_path / "no.crt"), str(tmp_path / "no.key"))
    service = WebService(config, parts, ("kiosk",))
    service.start()
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{service.plain.port}/healthz", timeout=5) as answer:
            assert answer.status == 200
        assert "no pages over TLS" in caplog.text
    finally:
        service.stop()


def test_in_training_every_page_hears_so(parts):
    """The live facts say it; without training there is no such word."""
    plain = json.loads(make_app(parts, pages_for(["hall"])).test_client().get("/state").data)
    training = dataclasses.replace(parts, is_training=lambda: True)
    told = json.loads(make_app(training, pages_for(["hall"])).test_client().get("/state").data)
    assert "training" not in plain and told["training"] is True
