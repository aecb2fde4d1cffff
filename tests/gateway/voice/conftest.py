"""What the tests of voices share: who hears what devices report, clips made of tones, players that misbehave."""

import shutil
import threading

import pytest

from gateway.voice.phrase import clip_names
from gateway.voice.sound import chime, wav_bytes


class Posted:
    """Keeps the orders that voices post."""

    def __init__(self):
        self.orders = []
        self.arrived = threading.Condition()

    def __call__(self, order):
        """Take one."""
        with self.arrived:
            self.orders.append(order)
            self.arrived.notify_all()

    def of(self, kind):
        """Those of one kind."""
        return [order for order in self.orders if isinstance(order, kind)]

    def wait(self, kind, count=1):
        """Those of one kind, as soon as there are ``count``."""
        with self.arrived:
            assert self.arrived.wait_for(lambda: len(self.of(kind)) >= count, timeout=10), self.orders
        return self.of(kind)


@pytest.fixture
def posted():
    """Stands in for the worker's inbox."""
    return Posted()


@pytest.fixture
def tone_clips(tmp_path):
    """A folder in which every word is the same short tone."""
    folder = tmp_path / "clips"
    folder.mkdir()
    tone = wav_bytes(chime(8000))
    for name in clip_names():
        (folder / f"{name}.wav").write_bytes(tone)
    return folder


@pytest.fixture
def needs_espeak():
    """espeak-ng is an optional package: without it the test is skipped, and says so."""
    if shutil.which("espeak-ng") is None:
        pytest.skip("espeak-ng is not installed (Debian package espeak-ng)")
