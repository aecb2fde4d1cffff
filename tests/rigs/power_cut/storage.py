"""A disk whose every write and flush is logged: ext4 on a loop device over QEMU's blklogwrites, no VM.

Needs root, /dev/fuse, a free loop device and qemu-storage-daemon. Run it in a mount namespace of its own.
"""

import mmap
import os
import shutil
import subprocess
import threading
import time
from pathlib import Path

IMAGE_BYTES = 32 << 20
FILESYSTEM_MIB = 30
MARK_AT = 31 << 20
"""A sector behind the file system, in which the rig notes what has been confirmed: it is logged in order."""
SECTOR = 512


class RigMissing(RuntimeError):
    """This machine cannot run the rig; the message says what is missing."""


def require() -> None:
    """Raises RigMissing when something the rig needs is not here."""
    missing = [tool for tool in ("qemu-storage-daemon", "mkfs.ext4", "losetup", "mount") if not _found(tool)]
    if not Path("/dev/fuse").exists():
        missing.append("/dev/fuse")
    if os.geteuid() != 0:
        missing.append("root")
    if missing:
        raise RigMissing("the power-cut rig needs: " + ", ".join(missing))


def _found(tool: str) -> bool:
    return shutil.which(tool, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin") is not None


def _run(*command: str) -> str:
    environment = {**os.environ, "PATH": f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"}
    return subprocess.run(command, check=True, capture_output=True, text=True, env=environment).stdout.strip()


class LoggedDisk:
    """A mounted file system with its log. ``base`` is the image before the first write."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.image, self.base, self.log = folder / "data.img", folder / "data.base", folder / "data.log"
        self.export, self.mount_point = folder / "export", folder / "mnt"
        self._daemon: subprocess.Popen[bytes] | None = None
        self._loop = ""

    def start(self) -> None:
        """Make, log and mount the disk. Raises RigMissing."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with open(self.image, "wb") as file:
            file.truncate(IMAGE_BYTES)
        _run("mkfs.ext4", "-q", "-F", str(self.image), f"{FILESYSTEM_MIB}M")
        shutil.copy(self.image, self.base)
        with open(self.log, "wb") as file:
            file.truncate(2 << 30)
        self.export.touch()
        self._daemon = subprocess.Popen(
            [
                "qemu-storage-daemon",
                "--blockdev", f"driver=file,node-name=f,filename={self.image}",
                "--blockdev", f"driver=file,node-name=l,filename={self.log}",
                "--blockdev", "driver=blklogwrites,node-name=b,file=f,log=l,log-sector-size=512,log-append=off",
                "--export", f"type=fuse,id=e,node-name=b,mountpoint={self.export},writable=on,allow-other=off",
            ]
        )  # fmt: skip
        self._wait_for_export()
        self._loop = _run("losetup", "-f", "--show", str(self.export))
        self.mount_point.mkdir(exist_ok=True)
        _run("mount", self._loop, str(self.mount_point))
        self._mark_handle = os.open(self._loop, os.O_WRONLY | os.O_DIRECT)
        self._mark_buffer = mmap.mmap(-1, SECTOR)

    def mark(self, confirmed: int) -> None:
        """Note in the log that everything up to ``confirmed`` was confirmed to a person."""
        self._mark_buffer[:] = f"CONFIRMED {confirmed}\n".encode().ljust(SECTOR, b"\0")
        os.pwrite(self._mark_handle, self._mark_buffer, MARK_AT)

    def stop(self) -> None:
        """Unmount and let the daemon finish its log."""
        os.close(self._mark_handle)
        _run("umount", "-l", str(self.mount_point))
        _run("losetup", "-d", self._loop)
        if self._daemon is not None:
            self._daemon.terminate()
            self._daemon.wait(20)

    def _wait_for_export(self) -> None:
        deadline = time.monotonic() + 20
        pause = threading.Event()
        while self.export.stat().st_size != IMAGE_BYTES:
            if time.monotonic() > deadline or (self._daemon and self._daemon.poll() is not None):
                raise RigMissing("qemu-storage-daemon does not export the disk (no FUSE in it?)")
            pause.wait(0.02)
