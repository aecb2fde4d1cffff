"""Frames of Modbus RTU that write registers (Modbus Application Protocol V1.1b3, §6.6 and §6.12). Pure."""

from gateway.boards.crc import crc16

WRITE_ONE, WRITE_MANY = 0x06, 0x10
EXCEPTION = 0x80


def write_one(address: int, register: int, value: int) -> bytes:
    """FC06: one register."""
    return _sealed(bytes((address, WRITE_ONE)) + register.to_bytes(2) + value.to_bytes(2))


def write_many(address: int, register: int, values: list[int]) -> bytes:
    """FC16: registers from ``register`` on."""
    head = bytes((address, WRITE_MANY)) + register.to_bytes(2) + len(values).to_bytes(2) + bytes((2 * len(values),))
    return _sealed(head + b"".join(value.to_bytes(2) for value in values))


def text_registers(text: str) -> list[int]:
    """Characters two a register, the first in the high byte; an odd end is filled with a blank."""
    data = text.encode("ascii") + b" " * (len(text) % 2)
    return [int.from_bytes(data[place : place + 2]) for place in range(0, len(data), 2)]


def is_answered(request: bytes, data: bytes) -> bool | None:
    """Whether ``data`` is the slave's word that ``request`` was done: True, False when it refuses, None while more is
    to come. Noise before the answer is passed over."""
    done = _sealed(request[:6])
    if done in data:
        return True
    refusal = bytes((request[0], request[1] | EXCEPTION))
    place = data.find(refusal)
    while place >= 0:
        said = data[place : place + 5]
        if len(said) == 5 and said == _sealed(said[:3]):
            return False
        place = data.find(refusal, place + 1)
    return None


def _sealed(frame: bytes) -> bytes:
    return frame + crc16(frame).to_bytes(2, "little")
