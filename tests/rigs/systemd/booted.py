"""A Debian tree with its own systemd as process 1, booted by systemd-nspawn, and commands run inside it."""

import os
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

PACKAGES = "systemd,systemd-sysv,dbus,udev,python3,mosquitto,mosquitto-clients,iproute2,procps,openssl,ca-certificates"
_BARE = ("env", "-i", "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG=C.UTF-8")
ALL_RIGHTS = ("--capability=all", "--system-call-filter=bpf")
"""Without these DevicePolicy and IPAddressDeny are silently not enforced: a sandbox would look in force."""


class Booted:
    """The tree. What is installed in it stays in its folder from one boot to the next."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._nspawn: subprocess.Popen[bytes] | None = None
        self._leader = 0

    def build(self, mirror: str, suite: str = "trixie") -> None:
        """Debian's packages and nothing else; needs the mirror."""
        lax = ('--aptopt=Acquire::Check-Valid-Until "false"', '--aptopt=Acquire::Check-Date "false"')
        words = [
            "mmdebstrap",
            "--quiet",
            "--variant=minbase",
            *lax,
            f"--include={PACKAGES}",
            suite,
            str(self.root),
            mirror,
        ]
        subprocess.run(words, check=True)

    def boot(self) -> float:
        """Start it, without any network but loopback; the seconds until its systemd says that it runs."""
        begun = time.monotonic()
        words = [
            "systemd-nspawn",
            "-q",
            "-D",
            str(self.root),
            "-b",
            "--keep-unit",
            "--register=no",
            "--private-network",
        ]
        words += ["--console=pipe", "--kill-signal=SIGRTMIN+3", *ALL_RIGHTS]
        quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        environment = {**os.environ, "UNIFIED_CGROUP_HIERARCHY": "1"}
        self._nspawn = subprocess.Popen(words, env=environment, **quiet)  # type: ignore[call-overload]
        self.wait(self._found_leader, 30, "the tree's process 1")
        self.wait(lambda: self.said("systemctl", "is-system-running") in ("running", "degraded"), 90, "the boot")
        return time.monotonic() - begun

    def _found_leader(self) -> bool:
        assert self._nspawn is not None
        children = Path(f"/proc/{self._nspawn.pid}/task/{self._nspawn.pid}/children")
        self._leader = int((children.read_text().split() or ["0"])[0])
        return self._leader > 0

    def run(self, *words: str, check: bool = True, timeout_s: float = 300) -> subprocess.CompletedProcess[str]:
        """A command in the tree, as root. Raises AssertionError with what it said when it fails and must not."""
        done = subprocess.run(
            ["nsenter", "-t", str(self._leader), "-a", *_BARE, *words],
            capture_output=True, text=True, timeout=timeout_s, check=False, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        assert not check or done.returncode == 0, (words, done.returncode, done.stdout[-3000:], done.stderr[-3000:])
        return done

    def said(self, *words: str) -> str:
        """What a command printed, whatever its status."""
        return self.run(*words, check=False).stdout.strip()

    def pid(self, unit: str) -> str:
        """The main process of a unit, as the tree counts; "0" when there is none."""
        return self.said("systemctl", "show", "-P", "MainPID", unit)

    @staticmethod
    def wait(is_so: Callable[[], bool], timeout_s: float, what: str) -> float:
        """Until something is so; the seconds it took. Raises AssertionError."""
        begun = time.monotonic()
        while not is_so():
            assert time.monotonic() - begun < timeout_s, f"waited {timeout_s} s for {what}"
            time.sleep(0.1)
        return time.monotonic() - begun

    def off(self) -> None:
        """Power off."""
        if self._nspawn is None:
            return
        if self._leader:
            self.run("systemctl", "poweroff", check=False)
        try:
            self._nspawn.wait(30)
        except subprocess.TimeoutExpired:
            self._nspawn.kill()
            self._nspawn.wait(10)
        self._nspawn, self._leader = None, 0

    def remove(self) -> None:
        """The whole tree."""
        self.off()
        shutil.rmtree(self.root)
