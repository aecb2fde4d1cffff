"""The far ends of board lines on ptys: what a real board would read, answer and light."""

import os
import select
import threading
import time
import tty
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from gateway.boards.base import Display, Surroundings
from gateway.boards.registry import BOARD_DRIVERS, make_boards
from gateway.commands import DeviceChanged
from gateway.config.boards import AlphaConfig, DummyBoardConfig, ModbusLedConfig, SerialLedConfig
from simulator.devices.led_sign import LedSign

FAST_RETRY_S = (0.005, 0.02)
DARK = "----"


class LedBoards:
    """Boards of the open protocol on one line."""

    def __init__(self, *addresses: int) -> None:
        self.signs = {address: LedSign(address) for address in addresses or (1,)}
        self.dead: set[int] = set()

    def feed(self, data: bytes) -> bytes:
        """What they answer."""
        alive = [sign for address, sign in self.signs.items() if address not in self.dead]
        return b"".join(sign.feed(data, time.monotonic()) for sign in alive)

    def lit(self, address: int = 1) -> str:
        """The number an eye sees."""
        return self.signs[address].lit(time.monotonic())

    def forget(self) -> None:
        """Their power was cut for a moment."""
        for sign in self.signs.values():
            sign.power_cut()


class ModbusBoards:
    """Slaves with registers that hold text; they know frames by their own reckoning."""

    def __init__(self, *addresses: int) -> None:
        self.registers: dict[int, dict[int, int]] = {address: {} for address in addresses or (1,)}
        self.dead: set[int] = set()
        self.refusing = False
        self._heard = b""

    def feed(self, data: bytes) -> bytes:
        """What they answer; a frame that is damaged or for nobody here gets none."""
        self._heard += data
        answers = b""
        while (size := self._size()) and len(self._heard) >= size:
            frame, self._heard = self._heard[:size], self._heard[size:]
            answers += self._obey(frame)
        return answers

    def lit(self, address: int = 1) -> str:
        """The text in the registers."""
        values = self.registers[address]
        text = b"".join(values[place].to_bytes(2, "big") for place in sorted(values) if place < 100).decode().strip()
        return text if values else DARK

    def forget(self) -> None:
        """Their power was cut for a moment."""
        for values in self.registers.values():
            values.clear()

    def _size(self) -> int:
        if len(self._heard) < 7:
            return 0
        return 8 if self._heard[1] == 6 else 9 + self._heard[6]

    def _obey(self, frame: bytes) -> bytes:
        assert remainder(frame) == 0, frame.hex()
        if frame[0] not in self.registers or frame[0] in self.dead:
            return b""
        if self.refusing:
            return sealed(bytes((frame[0], frame[1] | 0x80, 2)))
        first = int.from_bytes(frame[2:4], "big")
        values = frame[4:6] if frame[1] == 6 else frame[7:-2]
        for place in range(0, len(values), 2):
            self.registers[frame[0]][first + place // 2] = int.from_bytes(values[place : place + 2], "big")
        return sealed(frame[:6])


def remainder(data: bytes) -> int:
    """CRC-16 by long division of the bits, another way than the product's: a sealed frame leaves 0."""
    crc = 0xFFFF
    for byte in data:
        for bit in range(8):
            odd = (crc ^ (byte >> bit)) & 1
            crc = (crc >> 1) ^ (0xA001 * odd)
    return crc


def sealed(frame: bytes) -> bytes:
    """A frame with its checksum, low byte first."""
    return frame + remainder(frame).to_bytes(2, "little")


class AlphaSigns:
    """A sign that only listens; a frame with a wrong sum changes nothing."""

    def __init__(self) -> None:
        self._heard = b""
        self._text = DARK
        self.frames: list[bytes] = []

    def feed(self, data: bytes) -> bytes:
        """Nothing is ever answered."""
        self._heard += data
        while b"\x04" in self._heard:
            frame, _, self._heard = self._heard.partition(b"\x04")
            self.frames.append(frame)
            body, total = frame[frame.index(b"\x02") : -4], int(frame[-4:], 16)
            if sum(body) == total:
                self._text = body[6:-1].decode("ascii").strip()
        return b""

    def lit(self, _address: int = 1) -> str:
        """The text on it."""
        return self._text

    def forget(self) -> None:
        """Its power was cut for a moment."""
        self._text = DARK


class Line:
    """A serial line on a pty, read and answered by the boards on it; its name stays when it is plugged again."""

    def __init__(self, folder: Path, boards: LedBoards | ModbusBoards | AlphaSigns) -> None:
        self.port = folder / "bang"
        self.boards = boards
        self._master = self._slave = -1
        self._thread: threading.Thread | None = None
        self._ending, self._end = os.pipe()

    def plug(self) -> None:
        """Plug the cable in; the boards had no power while it was out."""
        self._master, self._slave = os.openpty()
        tty.setraw(self._slave)
        self.boards.forget()
        self.port.symlink_to(os.ttyname(self._slave))
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def unplug(self) -> None:
        """Pull the cable."""
        if self._thread is None:
            return
        self.port.unlink()
        os.write(self._end, b"x")
        self._thread.join()
        self._thread = None
        os.read(self._ending, 1)
        os.close(self._slave)
        os.close(self._master)

    def noise(self, data: bytes) -> None:
        """Bytes nobody asked for."""
        os.write(self._master, data)

    def close(self) -> None:
        """Put everything away."""
        self.unplug()
        os.close(self._ending)
        os.close(self._end)

    def _run(self) -> None:
        while self._ending not in (ready := select.select([self._master, self._ending], [], [])[0]):
            if ready:
                os.write(self._master, self.boards.feed(os.read(self._master, 4096)))


class Posted:
    """The inbox of a test."""

    def __init__(self) -> None:
        self.commands: list[DeviceChanged] = []

    def states(self, name: str = "bang-3") -> list[tuple[str, str | None]]:
        """What was said of a board, in order."""
        return [(said.state, said.fault) for said in self.commands if said.device == name]


class Rig:
    """One or more boards of a kind with their far end. ``line`` is None for boards in software."""

    def __init__(self, folder: Path, *configs, boards=None) -> None:
        self.posted = Posted()
        around = Surroundings(self.posted.commands.append, retry_s=FAST_RETRY_S)
        self.line = Line(folder, boards) if boards is not None else None
        self.configs = configs
        self.boards: list[Display] = make_boards(configs, around)
        self.board = self.boards[0]
        if self.line is not None:
            self.line.plug()

    def lit(self, address: int = 1) -> str:
        """The number an eye sees on a board."""
        if self.line is not None:
            return self.line.boards.lit(address)
        return self.board.now.sign

    def close(self) -> None:
        """Stop the boards and put the line away."""
        for board in self.boards:
            board.stop()
        if self.line is not None:
            self.line.close()


@pytest.fixture
def make_rig(tmp_path) -> Iterator[Callable[..., Rig]]:
    """Makes rigs and puts them away."""
    made = []

    def make(*kinds_with_options, boards=None) -> Rig:
        configs = [
            kind(f"bang-{3 + place}", **({"port": str(tmp_path / "bang")} if boards is not None else {}), **options)
            for place, (kind, options) in enumerate(kinds_with_options)
        ]
        made.append(Rig(tmp_path, *configs, boards=boards))
        return made[-1]

    yield make
    for rig in made:
        rig.close()


FAR_ENDS = {SerialLedConfig: LedBoards, ModbusLedConfig: ModbusBoards, AlphaConfig: AlphaSigns, DummyBoardConfig: None}
"""Table of ``gateway.toml`` -> its far end. A driver without one fails every test of test_every_board.py."""

# A pty has no parity and refuses to be opened with it a second time.
OPTIONS = {AlphaConfig: {"framing": "8N1"}}


@pytest.fixture(params=BOARD_DRIVERS, ids=lambda config: config.__struct_config__.tag)
def rig(request, make_rig) -> Rig:
    """One board of counter 3 of each registered kind, not yet started."""
    far_end = FAR_ENDS[request.param]
    options = {"counter": "3", **OPTIONS.get(request.param, {})}
    return make_rig((request.param, options), boards=far_end() if far_end else None)


@pytest.fixture(params=[config for config in BOARD_DRIVERS if FAR_ENDS[config]], ids=lambda c: c.__struct_config__.tag)
def wired(request, make_rig) -> Rig:
    """One board of counter 3 of each kind with a cable, not yet started."""
    options = {"counter": "3", **OPTIONS.get(request.param, {})}
    return make_rig((request.param, options), boards=FAR_ENDS[request.param]())


@pytest.fixture(scope="session")
def far_ends():
    """What stands at the other end of each kind of line."""
    return FAR_ENDS
