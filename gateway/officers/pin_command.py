"""``quayso gateway pin``: makes the hash of a PIN for ``site.toml``. The PIN is typed unseen and kept nowhere."""

import argparse
import getpass
import sys

from gateway.officers.pins import hash_pin, is_easy, is_pin

DONE, WRONG_INPUT = 0, 2


def run(argv: list[str]) -> int:
    """Ask for a PIN twice and print its hash; 0 done, 2 what was typed is no PIN."""
    parser = argparse.ArgumentParser(
        prog="quayso gateway pin",
        description="Nhập mã PIN hai lần, in ra dòng pin cho site.toml · type a PIN twice, get its line for site.toml.",
    )
    parser.parse_args(argv)
    pin = _ask("PIN (4-8 chữ số · digits): ")
    again = _ask("Nhập lại · again: ")
    if not is_pin(pin):
        return _refuse("PIN gồm 4 đến 8 chữ số.", "A PIN has 4 to 8 digits.")
    if pin != again:
        return _refuse("Hai lần nhập khác nhau.", "The two differ.")
    if is_easy(pin):
        return _refuse("PIN này dễ đoán (chữ số giống nhau hoặc liền nhau).", "This PIN is among the first guesses.")
    print(f'pin = "{hash_pin(pin)}"')
    return DONE


def _ask(prompt: str) -> str:
    if sys.stdin.isatty():
        return getpass.getpass(prompt)
    return sys.stdin.readline().strip()


def _refuse(vi: str, en: str) -> int:
    print(f"{vi}\n{en}", file=sys.stderr)
    return WRONG_INPUT
