"""Word to systemd: one datagram each, and nothing at all without systemd."""

import os
import socket
import sys

import pytest

from gateway.notify import Notifier


def test_without_systemd_nothing_happens(caplog):
    """No address: every call does nothing and says nothing."""
    notifier = Notifier({})
    for call in (notifier.ready, notifier.watchdog, notifier.stopping, lambda: notifier.status("x")):
        call()
    assert notifier.watchdog_s is None
    assert caplog.text == ""


@pytest.mark.parametrize("abstract", [False, True])
def test_each_word_is_one_datagram(tmp_path, abstract):
    """To a socket in the file system and to an abstract one."""
    name = f"@quayso-test-{os.getpid()}" if abstract else str(tmp_path / "notify")
    if abstract and not sys.platform.startswith("linux"):
        pytest.skip("abstract sockets are Linux's")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind("\0" + name[1:] if abstract else name)
        systemd.settimeout(5)
        notifier = Notifier({"NOTIFY_SOCKET": name, "WATCHDOG_USEC": "30000000", "WATCHDOG_PID": str(os.getpid())})
        notifier.ready()
        notifier.watchdog()
        notifier.status("hai\ndòng  chữ")
        notifier.stopping()
        assert [systemd.recv(1000).decode() for _ in range(4)] == [
            "READY=1",
            "WATCHDOG=1",
            "STATUS=hai dòng chữ",
            "STOPPING=1",
        ]
    assert notifier.watchdog_s == 30.0


def test_a_socket_that_is_gone_stops_nobody(tmp_path, caplog):
    """A word that could not be said is logged and forgotten."""
    Notifier({"NOTIFY_SOCKET": str(tmp_path / "none")}).ready()
    assert "READY" in caplog.text


@pytest.mark.parametrize("variables", [{"WATCHDOG_USEC": "x"}, {"WATCHDOG_USEC": "5000000", "WATCHDOG_PID": "1"}])
def test_a_watchdog_that_is_not_ours(variables):
    """Nonsense, or a watchdog meant for another process, is none."""
    assert Notifier(variables).watchdog_s is None
