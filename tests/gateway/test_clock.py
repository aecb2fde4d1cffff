"""The gateway's clocks: what is known about the time, and a clock that moves only when told."""

import logging
import threading
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from gateway import clock
from gateway.clock import ManualClock, SyncMarker, SystemClock, read_boot_id

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
NINE = datetime(2026, 11, 21, 9, tzinfo=HANOI)


def test_system_clock_stamps_local_time_and_time_since_boot():
    """Wall time carries the site's offset; the time since boot grows."""
    system = SystemClock(HANOI, "boot-1", "trusted")
    first, second = system.now(), system.now()
    assert first.at.utcoffset() == timedelta(hours=7)
    assert abs(first.at - datetime.now(UTC)) < timedelta(minutes=1)
    assert (first.clock, first.boot) == ("synced", "boot-1")
    assert 0 < first.up_ms <= second.up_ms
    assert system.monotonic_s() <= system.monotonic_s()


def test_unset_then_synced_then_holdover():
    """A clock that was once right in this boot is on holdover afterwards, never unset again."""
    kernel = iter([False, True, True, False, False])
    system = SystemClock(HANOI, "boot-1", disciplined=lambda: next(kernel))
    assert [system.now().clock for _ in range(5)] == ["unset", "synced", "synced", "holdover", "holdover"]


def test_a_restart_in_the_same_boot_remembers(tmp_path):
    """The marker carries "was right in this boot" over a restart of the program, and not over a reboot."""
    marker = SyncMarker(tmp_path / "deep" / "marker")
    assert SystemClock(HANOI, "boot-1", marker=marker, disciplined=lambda: True).now().clock == "synced"
    again = SyncMarker(tmp_path / "deep" / "marker")
    assert SystemClock(HANOI, "boot-1", marker=again, disciplined=lambda: False).now().clock == "holdover"
    assert SystemClock(HANOI, "boot-2", marker=again, disciplined=lambda: False).now().clock == "unset"


def test_a_marker_that_cannot_be_written_costs_only_the_memory(tmp_path, caplog):
    """A full or read-only disk does not stop the clock."""
    (tmp_path / "file").write_text("")
    system = SystemClock(HANOI, "b", marker=SyncMarker(tmp_path / "file" / "marker"), disciplined=lambda: True)
    assert system.now().clock == "synced"
    assert "cannot remember" in caplog.text


@pytest.mark.parametrize("held", [b"", b"boot-2", b"\xff\xfe"])
def test_a_marker_of_another_boot_or_broken_is_none(tmp_path, held):
    """Only the boot's own id counts."""
    (tmp_path / "marker").write_bytes(held)
    assert not SyncMarker(tmp_path / "marker").names("boot-1")


def test_the_kernel_is_asked_and_only_asked(monkeypatch):
    """adjtimex is called with modes 0; an error state or STA_UNSYNC means that nobody keeps the clock."""
    asked = []

    class Library:
        result, status = 0, 0

        def adjtimex(self, pointer):
            timex = pointer._obj
            asked.append(timex.modes)
            timex.status = self.status
            return self.result

    library = Library()
    monkeypatch.setattr(clock, "_libc", lambda: library)
    assert clock.kernel_clock_is_disciplined()
    library.status = 0x0041
    assert not clock.kernel_clock_is_disciplined()
    library.result, library.status = 5, 0
    assert not clock.kernel_clock_is_disciplined()
    assert asked == [0, 0, 0]


def test_a_kernel_that_does_not_answer_counts_as_no(monkeypatch, caplog):
    """A sandbox that forbids the question is said once, with what to do; the time is then not known."""

    class Library:
        def adjtimex(self, _pointer):
            return -1

    monkeypatch.setattr(clock, "_libc", Library)
    monkeypatch.setattr(clock, "_warned_refused", threading.Event())
    assert [clock.kernel_clock_is_disciplined() for _ in range(3)] == [False] * 3
    assert caplog.text.count("ProtectClock") == 1


def test_the_real_kernel_answers(caplog):
    """On this machine the question itself works: no refusal is logged."""
    caplog.set_level(logging.WARNING)
    assert clock.kernel_clock_is_disciplined() in (True, False)
    assert "does not say" not in caplog.text


def test_boot_id(tmp_path):
    """The boot's id is read without its line end; a machine without one raises."""
    assert len(read_boot_id()) == 36
    with pytest.raises(FileNotFoundError):
        read_boot_id(tmp_path / "none")


def test_manual_clock_moves_only_when_told():
    """advance() lets time pass; step() sets the wall clock alone, as a time server does."""
    manual = ManualClock(NINE, "boot-9", up_s=10, state="unset")
    assert manual.now() == manual.now()
    manual.advance(1.5)
    manual.step(-3600)
    manual.set_state("synced")
    now = manual.now()
    assert now.at == NINE + timedelta(seconds=1.5) - timedelta(hours=1)
    assert (now.clock, now.boot, now.up_ms, manual.monotonic_s()) == ("synced", "boot-9", 11_500, 11.5)


def test_manual_clock_refuses_to_go_back():
    """Monotonic time never falls."""
    with pytest.raises(ValueError, match="step"):
        ManualClock(NINE).advance(-1)


def test_manual_clock_from_many_threads():
    """Threads that advance it together lose nothing."""
    manual = ManualClock(NINE, up_s=0)
    threads = [threading.Thread(target=lambda: [manual.advance(0.25) for _ in range(400)]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert manual.monotonic_s() == 400.0
    assert manual.now().at == NINE + timedelta(seconds=400)
