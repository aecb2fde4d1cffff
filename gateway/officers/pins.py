"""Hashes of PINs; central makes them too, so the code is in `contract/pins.py`."""

from contract.pins import LOG2_N, fits, hash_pin, is_easy, is_pin

__all__ = ["LOG2_N", "fits", "hash_pin", "is_easy", "is_pin"]
